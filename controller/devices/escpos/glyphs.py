"""Letters as dots, for what a printer cannot print itself. `tools/build_font.py` writes the file.

    4C 57 46 31         magic LWF1
    u16                 how many blocks
    n x (u8 u32 u32)    code point >> 8, offset and length in the file, all big-endian
    blocks              zlib: 256 bytes, one a code point: 0 no glyph, 1 half width, 2 full width, + 4 drawn over the
                        character before it; then the glyphs: 16 rows of 1 or 2 bytes, most significant bit left

A glyph of 8 or 16 by 16 dots is drawn on a cell of 12 or 24 by 24, the printers' font A: every pair of dots becomes
three, the middle one black if either is. So all strokes get two dots wide and no gap closes.
"""

import struct
import zlib
from dataclasses import dataclass, field
from functools import lru_cache

from controller.devices.escpos.bitmap import Bitmap

MAGIC = b"LWF1"
CELL_WIDTH_DOTS = 12
CELL_HEIGHT_DOTS = 24
GLYPH_ROWS = 16
BLOCKS_KEPT = 64
_WIDTH = 3
_COMBINING = 4


class BadFont(Exception):
    """The bytes are no font file."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """`columns`: cells it takes, 0 for a mark drawn over the character before it."""

    columns: int
    dots: Bitmap


@dataclass(slots=True)
class Font:
    """A font file in memory; blocks are unpacked as they are needed, BLOCKS_KEPT of them stay."""

    data: bytes
    _blocks: dict[int, tuple[int, int]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.data[:4] != MAGIC:
            raise BadFont("not a font of tools/build_font.py")
        (count,) = struct.unpack_from(">H", self.data, 4)
        entries = (struct.unpack_from(">BII", self.data, 6 + 9 * n) for n in range(count))
        self._blocks = {number: (offset, length) for number, offset, length in entries}

    def __contains__(self, char: str) -> bool:
        return self.glyph(char) is not None

    def glyph(self, char: str) -> Glyph | None:
        """Return a character's glyph on its 12 x 24 dots a column; None when the font has none."""
        number, index = divmod(ord(char), 256)
        place = self._blocks.get(number)
        if place is None:
            return None
        offset, length = place
        return _glyph(self.data[offset : offset + length], index)


@lru_cache(maxsize=BLOCKS_KEPT)
def _block(packed: bytes) -> bytes:
    return zlib.decompress(packed)


@lru_cache(maxsize=4096)
def _glyph(packed: bytes, index: int) -> Glyph | None:
    block = _block(packed)
    kind = block[index]
    width = kind & _WIDTH
    if width == 0:
        return None
    start = 256 + GLYPH_ROWS * sum(other & _WIDTH for other in block[:index])
    rows = [block[start + row * width : start + (row + 1) * width] for row in range(GLYPH_ROWS)]
    dots = tuple(_enlarge_row(row) for row in rows)
    lines = tuple(line for a, b in zip(dots[::2], dots[1::2], strict=True) for line in (a, a | b, b))
    columns = 0 if kind & _COMBINING else width
    return Glyph(columns, Bitmap(width * CELL_WIDTH_DOTS, lines))


def _enlarge_row(row: bytes) -> int:
    wide = 0
    for byte in row:
        for shift in (6, 4, 2, 0):
            left, right = byte >> shift + 1 & 1, byte >> shift & 1
            wide = wide << 3 | left << 2 | (left | right) << 1 | right
    return wide
