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
    price_book: Annotated[Path | None, typer.Option(help="Price book; the sample one without it.")] = None,
) -> None:
    """Run a store with one lane and emulated devices on this machine."""
    from lanewise.demo import DemoOptions, run_demo
    from lanewise.tell import told

    with told():
        book = price_book_json() if price_book is None else price_book.read_bytes()
        options = DemoOptions(data_dir=data_dir.resolve(), price_book=book, port=port, locale=locale)
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


@app.command()
def simulate(
    device: Annotated[str, typer.Argument(help="scanner, scale, magellan, printer, drawer, display ...")],
    profile: Annotated[str | None, typer.Option(help="Which model; a wrong one lists them.")] = None,
    path: Annotated[Path | None, typer.Option(help="Where the port appears; /tmp/lanewise-DEVICE without it.")] = None,
    tcp: Annotated[str | None, typer.Option(help="Listen at HOST:PORT instead of a pty.")] = None,
    wedge: Annotated[bool, typer.Option("--wedge", help="A scanner that types: key events.")] = False,  # noqa: FBT002
    fault: Annotated[list[str] | None, typer.Option(help="A command to begin with: hang, 'late 0.5' ...")] = None,
) -> None:
    """Emulate one device; commands are read from standard input."""
    from lanewise.simulate.command import SimulateOptions, run_simulate, standard_input
    from lanewise.tell import told

    options = SimulateOptions(
        device=device,
        profile=profile,
        path=path or Path(f"/tmp/lanewise-{device}"),  # noqa: S108 - a link to a pty, replaced if it is there
        tcp=tcp,
        wedge=wedge,
        faults=tuple(fault or ()),
    )
    code = 0
    with told():
        code = trio.run(run_simulate, options, standard_input, print, strict_exception_groups=True)
    raise typer.Exit(code)


@app.command()
def doctor(
    port: Annotated[list[str] | None, typer.Option(help="A device file to ask too.")] = None,
    tcp: Annotated[list[str] | None, typer.Option(help="A network device to ask, HOST:PORT.")] = None,
    only: Annotated[bool, typer.Option("--only", help="Ask nothing but --port and --tcp.")] = False,  # noqa: FBT002
    scan_wait: Annotated[float, typer.Option(min=0, max=600, help="Seconds to wait for scans.")] = 0.0,
    print_test: Annotated[bool, typer.Option("--print", help="Print a test receipt unasked.")] = False,  # noqa: FBT002
    write: Annotated[Path | None, typer.Option(help="Write the configuration to this new file.")] = None,
    lane: Annotated[Path | None, typer.Option(help="Data folder of a running lane: show its devices.")] = None,
) -> None:
    """Find devices, check them, and write the configuration for them."""
    import sys

    from lanewise.doctor.command import DoctorOptions, run_doctor
    from lanewise.tell import told
    from runtime import logs

    options = DoctorOptions(
        ports=tuple(port or ()),
        tcp=tuple(tcp or ()),
        only_given=only,
        scan_wait_s=scan_wait,
        print_test=print_test,
        write=write,
        lane=lane,
    )
    logs.configure("error")
    code = 0
    with told():
        code = trio.run(
            run_doctor,
            options,
            Console(),
            typer.confirm if sys.stdin.isatty() else lambda _question: False,
            strict_exception_groups=True,
        )
    raise typer.Exit(code)


def main() -> None:
    """Enter here."""
    app()
