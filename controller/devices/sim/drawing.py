"""The emulated printer's paper as dots, for a picture of a receipt."""

from collections.abc import Sequence
from itertools import accumulate

from controller.devices.escpos.bitmap import Bitmap, over
from controller.devices.escpos.glyphs import CELL_HEIGHT_DOTS, Font
from controller.devices.sim.strips import FONT_A_DOTS, Block, Cell, Strip, TextLine

LINE_DOTS = 30
PAPER_MARGIN_DOTS = 16


def draw(strips: Sequence[Strip], width_dots: int, font: Font) -> Bitmap:
    """Return the paper; 8 dots a millimetre."""
    rows: list[int] = [0] * PAPER_MARGIN_DOTS
    for strip in strips:
        rows += (_line(strip, width_dots, font) if isinstance(strip, TextLine) else _block(strip, width_dots)).rows
    return Bitmap(width_dots, (*rows, *([0] * PAPER_MARGIN_DOTS)))


def _block(block: Block, width_dots: int) -> Bitmap:
    dots = block.draw()
    return dots.placed(width_dots, _left(block.align, dots.width_dots, width_dots))


def _line(line: TextLine, width_dots: int, font: Font) -> Bitmap:
    height = max([CELL_HEIGHT_DOTS * cell.style.down for cell in line.cells], default=0)
    left = line.left_dots + _left(line.align, line.extent_dots, width_dots - line.left_dots)
    strip = Bitmap(width_dots, (0,) * height)
    for cell in line.cells:
        for dots, x in _cell(cell, font):
            raised = Bitmap(dots.width_dots, (*((0,) * (height - dots.height_dots)), *dots.rows))
            strip = over(strip, raised.placed(width_dots, left + x))
    return Bitmap(width_dots, (*strip.rows, *((0,) * max(LINE_DOTS - height, 0))))


def _cell(cell: Cell, font: Font) -> list[tuple[Bitmap, int]]:
    """Return each character's dots and where they begin; a picture within a line has several."""
    pitch = cell.style.font_dots * cell.style.across
    starts = accumulate((pitch * cell.columns for _ in cell.text), initial=cell.x)
    return [(_char(char, cell, font), x) for char, x in zip(cell.text, starts, strict=False)]


def _char(char: str, cell: Cell, font: Font) -> Bitmap:
    style = cell.style
    width = FONT_A_DOTS * cell.columns
    glyph = font.glyph(char)
    dots = glyph.dots if glyph is not None else Bitmap(width, (0,) * CELL_HEIGHT_DOTS)
    dots = Bitmap(width, dots.rows) if dots.width_dots == width else dots.placed(width, 0)
    dots = dots.reduced(style.font_dots * cell.columns)
    if style.bold:
        dots = Bitmap(dots.width_dots, tuple(row | row >> 1 for row in dots.rows))
    full = (1 << dots.width_dots) - 1
    if style.underline:
        dots = Bitmap(dots.width_dots, (*dots.rows[:-1], full))
    if style.reverse:
        dots = Bitmap(dots.width_dots, tuple(row ^ full for row in dots.rows))
    return dots.enlarged(style.across, style.down)


def _left(align: int, used_dots: int, width_dots: int) -> int:
    spare = max(width_dots - used_dots, 0)
    return {0: 0, 1: spare // 2, 2: spare}[align]
