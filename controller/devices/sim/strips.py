"""What came to stand on the emulated printer's paper, as lines of text; positions are in dots."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from controller.devices.escpos.bitmap import Bitmap

FONT_A_DOTS = 12
FONT_B_DOTS = 9


@dataclass(frozen=True, slots=True)
class Style:
    """How characters come out."""

    font_dots: int = FONT_A_DOTS
    across: int = 1
    down: int = 1
    bold: bool = False
    underline: bool = False
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One character at dot `x`, `columns` cells wide."""

    x: int
    text: str
    columns: int
    style: Style


@dataclass(frozen=True, slots=True)
class TextLine:
    """A printed line. `extent_dots` is where it ended; pictures within it keep their text only."""

    cells: tuple[Cell, ...]
    align: int
    extent_dots: int
    left_dots: int = 0

    @property
    def text(self) -> str:
        """The characters, with a space for each column skipped."""
        return "".join(cell.text for cell in self.cells).rstrip(" ")


@dataclass(frozen=True, slots=True)
class Block:
    """A picture, bar code or QR code on lines of its own; `kind` and `text` say what it is."""

    kind: str
    text: str
    align: int
    draw: Callable[[], Bitmap]

    @property
    def name(self) -> str:
        """As the ledger names it: `code128 R-1`."""
        return f"{self.kind.replace('-', '').lower()} {self.text}"


Strip = TextLine | Block


def as_placed(strips: Sequence[Strip], width_dots: int) -> str:
    """Return the paper as text, each line at its column of font A."""
    return "\n".join(_placed(strip, width_dots) for strip in strips)


def as_dump(strips: Sequence[Strip]) -> list[str]:
    """Return what stands on the paper from the left edge of its line, as emupos 0.4.0 words it."""
    lines = [strip.text if isinstance(strip, TextLine) else _dumped(strip) for strip in strips]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _dumped(block: Block) -> str:
    plain = block.kind in {"image", "qr", "pdf417", "datamatrix"} or block.kind.startswith("code ")
    return f"[{block.kind} {block.text}]" if plain else f"[barcode {block.kind} {block.text}]"


def _placed(strip: Strip, width_dots: int) -> str:
    if isinstance(strip, TextLine):
        spare = max(width_dots - strip.extent_dots, 0)
        indent = {0: 0, 1: spare // 2, 2: spare}[strip.align] + strip.left_dots
        return (" " * (indent // FONT_A_DOTS) + strip.text).rstrip(" ")
    text = f"[{strip.name}]"
    spare_columns = max(width_dots // FONT_A_DOTS - len(text), 0)
    return " " * {0: 0, 1: spare_columns // 2, 2: spare_columns}[strip.align] + text
