"""The `lanewise` command. Each command loads its own parts, so that `--help` is quick."""
# ruff: noqa: PLC0415

from pathlib import Path
from typing import Annotated

import trio
import typer
from rich.console import Console

from lanewise.pricebook.cli import app as pricebook
from lanewise.sample import price_book_json

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Supermarket checkout lanes.")
app.add_typer(pricebook, name="pricebook")

DEMO_FOLDER = Path(".lanewise/demo")


@app.callback()
def _top() -> None:
    """Supermarket checkout lanes."""


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the cashier's page.")] = 8080,
    data_dir: Annotated[Path, typer.Option(help="Where the demo keeps its files.")] = DEMO_FOLDER,
    locale: Annotated[str, typer.Option(help="Language of receipts: zh-CN or en.")] = "zh-CN",
) -> None:
    """Run a store with one lane and emulated devices on this machine."""
    from lanewise.demo import DemoOptions, run_demo
    from lanewise.tell import told

    options = DemoOptions(data_dir=data_dir.resolve(), price_book=price_book_json(), port=port, locale=locale)
    with told():
        trio.run(run_demo, options, Console(), strict_exception_groups=True)


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="Basket file: CSV, gzip allowed.")],
    price_book: Annotated[Path | None, typer.Option(help="Price book; the sample one without it.")] = None,
    lanes: Annotated[int, typer.Option(min=1, help="Lanes to deal the baskets to.")] = 1,
    speed: Annotated[str, typer.Option(help="max, real, or xK for K times real time.")] = "max",
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,  # noqa: FBT002 - a flag
    data_dir: Annotated[Path | None, typer.Option(help="Keep the environment's files here.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on after a crash; needs --data-dir.")] = False,  # noqa: FBT002
) -> None:
    """Send real baskets through emulated devices and compare file, lane and store."""
    from lanewise.replay.command import ReplayOptions, run_replay
    from lanewise.tell import told

    options = ReplayOptions(
        baskets=file, price_book=price_book, lanes=lanes, speed=speed, json=json, data_dir=data_dir, resume=resume
    )
    code = 0
    with told():
        code = trio.run(run_replay, options, strict_exception_groups=True)
    raise typer.Exit(code)


@app.command()
def price(
    file: Annotated[Path, typer.Argument(help="Baskets or cases: JSON, docs/pricing/case-format.md.")],
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Price baskets from a file; compare those that say what they must cost."""
    from lanewise.price.command import run_price
    from lanewise.tell import told

    code = 0
    with told():
        code = run_price(file, json=json)
    raise typer.Exit(code)


@app.command()
def vectors(
    file: Annotated[Path, typer.Argument(help="Device vectors: JSON.")],
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Put device vectors of public sources to the codecs."""
    from lanewise.tell import told
    from lanewise.vectors.command import run_vectors

    code = 0
    with told():
        code = run_vectors(file, as_json=json)
    raise typer.Exit(code)


def main() -> None:
    """Enter here."""
    app()
