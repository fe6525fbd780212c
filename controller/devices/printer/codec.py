r"""A receipt as ESC/POS bytes. Each piece is whole commands, so real-time questions may go between any two.

ESC @  FS .                          1B 40  1C 2E                 start: Chinese mode off, or PC437 pairs up
ESC a n  ESC E n  GS ! n             1B 61 n  1B 45 n  1D 21 n    align, bold, size (11: double both ways)
ESC t n <bytes>                      1B 74 n ...                  letters of a code page
FS & <GB18030> FS .  LF              1C 26 ... 1C 2E 0A           a line with Chinese in it
GS v 0 0 xL xH yL yH <dots>          1D 76 30 00 ...              a line the printer has no letters for, a picture
GS V A n                             1D 56 41 n                   feed and cut
GS ( H 06 00 30 30 d1 d2 d3 d4       1D 28 48 06 00 30 30 ...     tell when all of it is printed

Bar codes and QR codes: `symbols`. No piece holds 10 04, 10 05 or 10 14. Source: Epson's reference.
"""

import zlib
from collections.abc import Iterator

from controller.devices.escpos import commands
from controller.devices.escpos.bitmap import from_bytes
from controller.devices.escpos.glyphs import Font
from controller.devices.printer import raster, symbols
from controller.devices.printer.layout import cut_to, printable, width, wrap
from controller.devices.printer.letters import Letters
from controller.devices.printer.profile import PrinterProfile
from controller.ports import Barcode, Columns, Image, QrCode, Receipt, ReceiptPart, Rule, Text

ALIGN = {"left": 0, "center": 1, "right": 2}
_ID_ALPHABET_SIZE = 94
_ID_FIRST = 0x21


def encode(receipt: Receipt, profile: PrinterProfile, font: Font | None = None) -> list[bytes]:
    """Return the receipt's pieces, ending in a cut. Without a font, letters the printer lacks are question marks."""
    return list(pieces_of(receipt, profile, font))


def pieces_of(receipt: Receipt, profile: PrinterProfile, font: Font | None = None) -> Iterator[bytes]:
    """Yield what `encode` returns, each piece laid out when it is asked for."""
    yield commands.INITIALIZE + commands.CHINESE_OFF
    encoder = _Encoder(profile, font)
    for part in receipt.parts:
        yield from encoder.part(part)
    yield commands.cut(profile.cut_feed, profile.cut)


def process_id(output_id: str) -> bytes:
    """Return the four printable bytes under which the printer confirms this output."""
    number = zlib.crc32(output_id.encode())
    digits = bytearray()
    for _ in range(4):
        number, digit = divmod(number, _ID_ALPHABET_SIZE)
        digits.append(_ID_FIRST + digit)
    return bytes(digits)


class _Encoder:
    """Turns parts into pieces for one printer."""

    def __init__(self, profile: PrinterProfile, font: Font | None) -> None:
        self._profile = profile
        self._font = font
        self._letters = Letters(profile, font)

    def part(self, part: ReceiptPart) -> Iterator[bytes]:
        match part:
            case Text():
                text = self._printable(part.text)
                for line in wrap(text, self._columns(double=part.double), self._letters.columns):
                    yield from self._line(line, part.align, bold=part.bold, double=part.double)
            case Columns():
                for line in self._two_columns(part):
                    yield from self._line(line, "left", bold=part.bold, double=part.double)
            case Rule():
                yield from self._line("-" * self._profile.column_count, "left", bold=False, double=False)
            case Barcode():
                made = symbols.bar_code(part, self._profile)
                yield from [made] if made is not None else self._plain(part.data)
            case QrCode():
                yield from self._qr_code(part)
            case Image():
                dots = from_bytes(part.width_dots, part.data)
                yield from raster.blocks(raster.on_paper(dots, self._profile.paper_dots, part.align))

    def _printable(self, text: str) -> str:
        return printable(text, self._profile, self._letters)

    def _columns(self, *, double: bool) -> int:
        return self._profile.column_count // 2 if double else self._profile.column_count

    def _two_columns(self, part: Columns) -> list[str]:
        """Lay out left and right; a right part too wide for one line takes its own lines."""
        measure = self._letters.columns
        columns = self._columns(double=part.double)
        left = self._printable(part.left.replace("\n", " "))
        right = self._printable(part.right.replace("\n", " "))
        room = columns - width(right, measure) - 1
        if room < 0:
            return wrap(right, columns, measure)
        left = cut_to(left, room, measure)
        return [left + " " * (columns - width(left, measure) - width(right, measure)) + right]

    def _plain(self, text: str) -> Iterator[bytes]:
        """Print what could not be a symbol as text: a receipt must print."""
        for line in wrap(self._printable(text), self._profile.column_count, self._letters.columns):
            yield from self._line(line, "center", bold=False, double=False)

    def _line(self, text: str, align: raster.Align, *, bold: bool, double: bool) -> Iterator[bytes]:
        if self._font is not None and not all(map(self._letters.native, text)):
            dots = raster.line(text, self._font, self._letters.columns, bold=bold, double=double)
            yield from raster.blocks(raster.on_paper(dots, self._profile.paper_dots, align))
            return
        size = 0x11 if double else 0
        style = bytes((0x1B, 0x61, ALIGN[align], 0x1B, 0x45, bold, 0x1D, 0x21, size))
        yield style + self._encoded(text) + b"\n"

    def _encoded(self, text: str) -> bytes:
        """Encode letters the printer has, code page by code page."""
        if not self._profile.code_pages:
            data = text.encode("gb18030")
            return data if text.isascii() else commands.CHINESE_ON + data + commands.CHINESE_OFF
        data, page = b"", -1
        for char in text:
            of_char = self._letters.code_page(char)
            if char.isascii():
                data += char.encode("ascii")
            elif of_char is None:
                data += commands.CHINESE_ON + char.encode("gb18030") + commands.CHINESE_OFF
            else:
                number, name = of_char
                data += (b"" if number == page else commands.code_page(number)) + char.encode(name)
                page = number
        return data.replace(commands.CHINESE_OFF + commands.CHINESE_ON, b"")

    def _qr_code(self, part: QrCode) -> Iterator[bytes]:
        native = symbols.native_qr(part, self._profile)
        if native is not None:
            yield native
            return
        drawn = symbols.drawn_qr(part, self._profile)
        if drawn is None:
            yield from self._plain(part.data)
        else:
            yield from raster.blocks(raster.on_paper(drawn, self._profile.paper_dots, "center"))
