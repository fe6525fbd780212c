"""Lines and pictures as raster blocks: `GS v 0`, never with a real-time command within."""

from collections.abc import Iterator
from typing import Literal

from controller.devices.escpos import commands
from controller.devices.escpos.bitmap import Bitmap, over
from controller.devices.escpos.glyphs import CELL_HEIGHT_DOTS, CELL_WIDTH_DOTS, Font
from controller.devices.printer.letters import Measure
from controller.devices.printer.shaping import visual

BAND_ROWS = 24
Align = Literal["left", "center", "right"]


def line(text: str, font: Font, measure: Measure, *, bold: bool, double: bool) -> Bitmap:
    """Draw one line; every character stands on the columns `measure` gives it."""
    cells: list[tuple[int, Bitmap]] = []
    column = start = 0
    for char in visual(text):
        glyph = font.glyph(char)
        columns = measure(char)
        if columns:
            start, column = column, column + columns
        if glyph is not None:
            cells.append((start * CELL_WIDTH_DOTS, glyph.dots))
    width = max(column, 1) * CELL_WIDTH_DOTS
    dots = Bitmap(width, (0,) * CELL_HEIGHT_DOTS)
    for x, glyph_dots in cells:
        dots = over(dots, glyph_dots.placed(width, x))
    if bold:
        dots = Bitmap(width, tuple(row | row >> 1 for row in dots.rows))
    return dots.enlarged(2, 2) if double else dots


def on_paper(dots: Bitmap, paper_dots: int, align: Align) -> Bitmap:
    """Place a picture on the paper's width, made smaller if it is wider."""
    dots = dots.reduced(paper_dots)
    spare = paper_dots - dots.width_dots
    return dots.placed(paper_dots, {"left": 0, "center": spare // 2, "right": spare}[align])


def blocks(dots: Bitmap) -> Iterator[bytes]:
    """Return the commands that print a picture, BAND_ROWS at a time."""
    for band in dots.bands(BAND_ROWS):
        yield commands.raster(band.row_bytes, band.height_dots, without_real_time(band.to_bytes()))


def without_real_time(data: bytes) -> bytes:
    """Return the dots with one more of them black where a printer would see a real-time command.

    Those begin with 10, a lone dot: 30 is the same dot, two wide. No new pair can come of it.
    """
    for pair in commands.REAL_TIME_PAIRS:
        data = data.replace(pair, b"\x30" + pair[1:])
    return data
