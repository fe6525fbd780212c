"""Which way a character gets on paper, and how many columns it takes there.

A printer's own letters are one column wide from a code page, two in Chinese mode. The bundled font draws the rest, a
whole line at a time: half-width letters one column, full-width two, marks over the letter before them none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from controller.devices.escpos.glyphs import Font
from controller.devices.printer.profile import PrinterProfile

GB_PAIR_BYTES = 2
ENCODABLE_KNOWN = 16_384
"""Letters of a store's receipts, once for each code page."""

Measure = Callable[[str], int]
"""Columns of one character."""


@dataclass(frozen=True, slots=True)
class Letters:
    """What one printer can print, with a font for the rest, or without."""

    profile: PrinterProfile
    font: Font | None = None

    def native(self, char: str) -> bool:
        """Return whether the printer has the letter itself."""
        return char.isascii() or self.code_page(char) is not None or self.chinese(char)

    def code_page(self, char: str) -> tuple[int, str] | None:
        """Return the first of the profile's code pages that has the letter."""
        return next((page for page in self.profile.code_pages if encodable(char, page[1])), None)

    def chinese(self, char: str) -> bool:
        """Return whether Chinese mode has the letter."""
        if not self.profile.chinese:
            return False
        return self.profile.four_byte_codes or len(char.encode("gb18030")) == GB_PAIR_BYTES

    def drawn(self, char: str) -> bool:
        """Return whether the font has the letter."""
        return self.font is not None and char in self.font

    def columns(self, char: str) -> int:
        """Return the columns a letter takes."""
        if char.isascii() or self.code_page(char) is not None:
            return 1
        if self.chinese(char):
            return 2
        glyph = self.font.glyph(char) if self.font is not None else None
        return 1 if glyph is None else glyph.columns


@lru_cache(ENCODABLE_KNOWN)
def encodable(char: str, code_page: str) -> bool:
    """Return whether a single byte above 7F stands for the letter."""
    try:
        data = char.encode(code_page)
    except UnicodeEncodeError:
        return False
    return len(data) == 1 and data[0] > 0x7F  # noqa: PLR2004 - below it every page is ASCII
