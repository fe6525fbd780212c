"""Bar codes and QR codes as commands, or None for what is no such symbol or does not fit the paper.

GS H 2  GS h 50  GS w n              1D 48 02  1D 68 50  1D 77 n  text below, height, module width
GS k 43 n d                          1D 6B 43 n ...               EAN-13; 41 UPC-A, 44 EAN-8
GS k 49 n { B d                      1D 6B 49 n 7B 42 ...         Code 128, code set B, counted form
GS ( k ... 31 50 30 d ... 31 51 30   1D 28 6B ...                 QR code
"""

from controller.devices.escpos import commands
from controller.devices.escpos.bitmap import Bitmap
from controller.devices.escpos.qr import qr_code, version_for
from controller.devices.printer.profile import PrinterProfile
from controller.ports import Barcode, QrCode

HEIGHT_DOTS = 80
CODE128_MODULE_DOTS = 2
EAN_MODULE_DOTS = 3
CODE128_OVERHEAD_MODULES = 11 + 11 + 13 + 20  # start, check, stop, quiet zones
CODE128_CHAR_MODULES = 11
QR_QUIET_MODULES = 4
QR_MODULE_MAX_DOTS = 16
CODE128 = 0x49
_EAN = {"upca": (0x41, 12), "ean13": (0x43, 13), "ean8": (0x44, 8)}


def bar_code(part: Barcode, profile: PrinterProfile) -> bytes | None:
    """Return the symbol, centred."""
    if part.symbology == "code128":
        made, kind, module = _code128(part.data, profile), CODE128, CODE128_MODULE_DOTS
    else:
        kind, length = _EAN[part.symbology]
        made, module = _digits(part.data, length), EAN_MODULE_DOTS
    if made is None:
        return None
    setup = bytes((0x1B, 0x61, 1, 0x1D, 0x48, 2, 0x1D, 0x68, HEIGHT_DOTS, 0x1D, 0x77, module))
    return setup + commands.barcode(kind, made)


def qr_module_dots(part: QrCode, profile: PrinterProfile) -> int | None:
    """Return the widest modules that fit, at most what was asked for; None when not even one dot does."""
    version = version_for(len(part.data.encode()), part.level)
    if version is None or not part.data:
        return None
    modules = 17 + 4 * version + 2 * QR_QUIET_MODULES
    return min(part.module_dots, QR_MODULE_MAX_DOTS, profile.paper_dots // modules) or None


def native_qr(part: QrCode, profile: PrinterProfile) -> bytes | None:
    """Return the printer's own QR code, centred; None where it has none, or the data would hold a real-time command."""
    module_dots = qr_module_dots(part, profile)
    if module_dots is None or not profile.native_qr:
        return None
    made = commands.qr_code(part.data.encode(), module_dots, part.level)
    if any(pair in made for pair in commands.REAL_TIME_PAIRS):
        return None
    return b"\x1b\x61\x01" + made


def drawn_qr(part: QrCode, profile: PrinterProfile) -> Bitmap | None:
    """Return the QR code as dots."""
    module_dots = qr_module_dots(part, profile)
    made = qr_code(part.data.encode(), part.level) if module_dots is not None else None
    return None if made is None or module_dots is None else made.enlarged(module_dots, module_dots)


def _code128(data: str, profile: PrinterProfile) -> bytes | None:
    r"""Return the symbol's data in code set B, `{` doubled; None when it holds other characters or is too long."""
    modules = profile.paper_dots // CODE128_MODULE_DOTS
    if not data or any(not " " <= char <= "~" for char in data):
        return None
    if CODE128_OVERHEAD_MODULES + len(data) * CODE128_CHAR_MODULES > modules:
        return None
    return b"{B" + data.replace("{", "{{").encode("ascii")


def _digits(data: str, length: int) -> bytes | None:
    """Return the digits with their check digit; None when they are no such number."""
    if not (data.isascii() and data.isdigit()) or len(data) not in {length - 1, length}:
        return None
    body = data[: length - 1]
    check = str(-sum(int(digit) * (3, 1)[n % 2] for n, digit in enumerate(reversed(body))) % 10)
    return (body + check).encode("ascii") if data in {body, body + check} else None
