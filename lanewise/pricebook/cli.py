"""The words of `lanewise pricebook`. Each command loads its own parts, so that `--help` is quick."""
# ruff: noqa: PLC0415

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Check, build, show and compare price books.")

Book = Annotated[Path, typer.Argument(help="Price book: a document (JSON) or a snapshot.")]


@app.command()
def check(file: Book) -> None:
    """List every fault and warning; exit 1 if there is a fault."""
    from lanewise.pricebook import command
    from lanewise.tell import told

    with told():
        raise typer.Exit(command.check(file))


@app.command()
def build(
    file: Book,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="The snapshot; FILE.lwpb without it.")] = None,
) -> None:
    """Compile a document into the snapshot that lanes load; exit 1 and write nothing if there is a fault."""
    from lanewise.pricebook import command
    from lanewise.tell import told

    with told():
        raise typer.Exit(command.build(file, out or file.with_suffix(".lwpb")))


@app.command()
def show(
    file: Book,
    entry: Annotated[str | None, typer.Argument(help="An item by id or code, or a promotion by id.")] = None,
) -> None:
    """Show a book, or one item or promotion of it, in words."""
    from lanewise.pricebook import command
    from lanewise.tell import told

    with told():
        raise typer.Exit(command.show(file, entry))


@app.command()
def diff(before: Book, after: Book) -> None:
    """Show what was added, removed and changed; exit 1 if anything was."""
    from lanewise.pricebook import command
    from lanewise.tell import told

    with told():
        raise typer.Exit(command.diff(before, after))
