"""Bar codes, QR codes and pictures on the emulated printer's paper, from the arguments of their commands."""

from functools import partial

from controller.devices.escpos.bitmap import Bitmap, from_bytes
from controller.devices.escpos.qr import Level, qr_code
from controller.devices.sim.paper_settings import Settings
from controller.devices.sim.strips import Block
from controller.devices.sim.symbols import BarSymbol, symbol

LEVELS: tuple[Level, ...] = ("L", "M", "Q", "H")
COUNTED_FROM = 65
_NAMES = {48: "pdf417", 49: "qr", 54: "datamatrix"}
_SIZE, _LEVEL, _STORE, _PRINT = 67, 69, 80, 81
_KEEP, _PRINT_KEPT = 112, {2, 50}
_QR = 49


def bar_code(settings: Settings, arguments: bytes) -> Block | None:
    """GS k, either form: None for what the printer does not take."""
    kind = arguments[0]
    data = arguments[1:].removesuffix(b"\0") if kind < COUNTED_FROM else arguments[2:]
    made = symbol(kind, data)
    if made is None:
        return None
    draw = partial(_bars, made, settings.module_dots, settings.bar_height_dots)
    return Block(made.name, made.text, settings.align, draw)


def code_2d(settings: Settings, arguments: bytes) -> Block | None:
    """GS ( k: cn 48 PDF417, 49 QR, 54 DataMatrix; functions 67 size, 69 level, 80 store, 81 print."""
    if len(arguments) < 5:  # noqa: PLR2004 - two of length, cn, fn and at least one more
        return None
    kind, function, rest = arguments[2], arguments[3], arguments[4:]
    if function == _STORE:
        settings.stored[kind] = rest[1:]
    elif kind == _QR and function == _SIZE:
        settings.qr_module_dots = min(max(rest[0], 1), 16)
    elif kind == _QR and function == _LEVEL:
        settings.qr_level = (rest[0] - 48) % 4
    elif function == _PRINT and settings.stored.get(kind):
        data, name = settings.stored[kind], _NAMES.get(kind, f"code {kind}")
        text = data.decode("utf-8", errors="replace")
        drawn = partial(_qr, data, settings.qr_level, settings.qr_module_dots)
        draw = drawn if kind == _QR else partial(_frame, len(text))
        return Block(name, text, settings.align, draw)
    return None


def raster(settings: Settings, arguments: bytes) -> Block | None:
    """GS v 0: bit 1 of m doubles the width, bit 2 the height."""
    across, down = 1 + (arguments[0] % 48 & 1), 1 + (arguments[0] % 48 >> 1 & 1)
    width_dots = int.from_bytes(arguments[1:3], "little") * 8
    if not width_dots or arguments[3:5] == b"\0\0":
        return None
    return _picture(settings, from_bytes(width_dots, arguments[5:]).enlarged(across, down))


def graphics(settings: Settings, arguments: bytes) -> Block | None:
    """GS ( L and GS 8 L: function 112 keeps a picture, 50 prints it."""
    start = 2 if arguments[2:3] == b"0" else 4
    function, body = arguments[start + 1 : start + 2], arguments[start + 2 :]
    scales = {body[1:2], body[2:3]} <= {b"\1", b"\2"}
    if function == bytes((_KEEP,)) and scales and body[4:6] not in {b"", b"\0\0"}:
        settings.graphics = from_bytes(int.from_bytes(body[4:6], "little"), body[8:]).enlarged(body[1], body[2])
    elif function and function[0] in _PRINT_KEPT and settings.graphics is not None:
        kept, settings.graphics = settings.graphics, None
        return _picture(settings, kept)
    return None


def _picture(settings: Settings, dots: Bitmap) -> Block:
    return Block("image", f"{dots.width_dots}x{dots.height_dots}", settings.align, lambda: dots)


def _bars(made: BarSymbol, module_dots: int, height_dots: int) -> Bitmap:
    if not made.modules:
        return _frame(len(made.text))
    return Bitmap(len(made.modules), (int(made.modules, 2),)).enlarged(module_dots, height_dots)


def _qr(data: bytes, level: int, module_dots: int) -> Bitmap:
    made = qr_code(data, LEVELS[level])
    return _frame(len(data)) if made is None else made.enlarged(module_dots, module_dots)


def _frame(size: int) -> Bitmap:
    """Return an empty box for what this emulator cannot draw."""
    width = 24 + min(size, 24) * 8
    edge, sides = (1 << width) - 1, 1 << width - 1 | 1
    return Bitmap(width, (edge, *((sides,) * 22), edge))
