r"""A receipt as ESC/POS bytes. Each piece is whole commands, so real-time questions may go between any two.

ESC @  FS .                          1B 40  1C 2E                 start: Chinese mode off, or PC437 pairs up
ESC a n  ESC E n  GS ! n             1B 61 n  1B 45 n  1D 21 n    align, bold, size (11: double both ways)
FS & <GB18030> FS .  LF              1C 26 ... 1C 2E 0A           a line with Chinese in it
GS H 2  GS h 50  GS w 2              1D 48 02  1D 68 50  1D 77 02 bar code: text below, height, module
GS k 49 n { B <data>                 1D 6B 49 n 7B 42 ...         Code 128, counted form
GS V A n                             1D 56 41 n                   feed and cut
GS ( H 06 00 30 30 d1 d2 d3 d4       1D 28 48 06 00 30 30 ...     tell when all of it is printed
"""

import zlib

from controller.devices.escpos import commands
from controller.devices.printer.layout import cut_to, printable, width, wrap
from controller.devices.printer.profile import PrinterProfile
from controller.ports import Barcode, Columns, Receipt, ReceiptPart, Rule, Text

ALIGN = {"left": 0, "center": 1, "right": 2}
CODE128_MODULE_DOTS = 2
CODE128_HEIGHT_DOTS = 80
CODE128_OVERHEAD_MODULES = 11 + 11 + 13 + 20  # start, check, stop, quiet zones
CODE128_CHAR_MODULES = 11
_ID_ALPHABET_SIZE = 94
_ID_FIRST = 0x21


def encode(receipt: Receipt, profile: PrinterProfile) -> list[bytes]:
    """Return the receipt's pieces, ending in a cut."""
    start = commands.INITIALIZE + commands.CHINESE_OFF
    return [start, *(piece for part in receipt.parts for piece in _part(part, profile)), commands.cut(profile.cut_feed)]


def process_id(output_id: str) -> bytes:
    """Return the four printable bytes under which the printer confirms this output."""
    number = zlib.crc32(output_id.encode())
    digits = bytearray()
    for _ in range(4):
        number, digit = divmod(number, _ID_ALPHABET_SIZE)
        digits.append(_ID_FIRST + digit)
    return bytes(digits)


def _part(part: ReceiptPart, profile: PrinterProfile) -> list[bytes]:
    match part:
        case Text():
            columns = _columns(profile, double=part.double)
            lines = wrap(printable(part.text, profile), columns)
            return [_line(line, ALIGN[part.align], bold=part.bold, double=part.double) for line in lines]
        case Columns():
            lines = _two_columns(part, profile)
            return [_line(line, 0, bold=part.bold, double=part.double) for line in lines]
        case Rule():
            return [_line("-" * profile.column_count, 0, bold=False, double=False)]
        case Barcode():
            return [_barcode(part.data, profile)]


def _two_columns(part: Columns, profile: PrinterProfile) -> list[str]:
    """Lay out left and right; a right part too wide for one line takes its own lines."""
    columns = _columns(profile, double=part.double)
    left = printable(part.left.replace("\n", " "), profile)
    right = printable(part.right.replace("\n", " "), profile)
    room = columns - width(right) - 1
    if room < 0:
        return wrap(right, columns)
    left = cut_to(left, room)
    return [left + " " * (columns - width(left) - width(right)) + right]


def _line(text: str, align: int, *, bold: bool, double: bool) -> bytes:
    encoded = text.encode("gb18030")
    if not text.isascii():
        encoded = commands.CHINESE_ON + encoded + commands.CHINESE_OFF
    style = bytes((0x1B, 0x61, align, 0x1B, 0x45, bold, 0x1D, 0x21, 0x11 if double else 0))
    return style + encoded + b"\n"


def _barcode(data: str, profile: PrinterProfile) -> bytes:
    """Return a Code 128 symbol, or the text alone when the symbol would not fit or not encode: a receipt must print."""
    modules = profile.column_count * profile.dots_per_column // CODE128_MODULE_DOTS
    symbol = _code128(data)
    if symbol is None or CODE128_OVERHEAD_MODULES + (len(symbol) - 2) * CODE128_CHAR_MODULES > modules:
        return _line(cut_to(printable(data, profile), profile.column_count), 1, bold=False, double=False)
    setup = bytes((0x1B, 0x61, 1, 0x1D, 0x48, 2, 0x1D, 0x68, CODE128_HEIGHT_DOTS, 0x1D, 0x77, CODE128_MODULE_DOTS))
    return setup + bytes((0x1D, 0x6B, 0x49, len(symbol))) + symbol


def _code128(data: str) -> bytes | None:
    r"""Return the symbol's data in code set B, `{` doubled; None when it holds other characters."""
    if not data or any(not " " <= char <= "~" for char in data):
        return None
    return b"{B" + data.replace("{", "{{").encode("ascii")


def _columns(profile: PrinterProfile, *, double: bool) -> int:
    return profile.column_count // 2 if double else profile.column_count
