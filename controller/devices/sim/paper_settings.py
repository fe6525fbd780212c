"""How the emulated printer prints just now, and what bytes mean to it."""

from dataclasses import dataclass, field

from controller.devices.escpos.bitmap import Bitmap
from controller.devices.sim.strips import FONT_A_DOTS, Style

EPSON_CODE_PAGES = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737", 15: "iso8859_7",
    16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 32: "cp720", 33: "cp775", 34: "cp855", 35: "cp861",
    36: "cp862", 37: "cp864", 38: "cp869", 39: "iso8859_2", 40: "iso8859_15", 45: "cp1250", 46: "cp1251",
    47: "cp1253", 48: "cp1254", 49: "cp1255", 50: "cp1256", 51: "cp1257", 52: "cp1258",
}  # fmt: skip
TAB_COLUMNS = 8


@dataclass(slots=True)
class Settings:
    """What ESC @ sets back."""

    style: Style = field(default_factory=Style)
    align: int = 0
    chinese: bool = False
    code_page: int = 0
    left_dots: int = 0
    area_dots: int | None = None
    spacing_dots: int = 0
    tabs: tuple[int, ...] = tuple(range(TAB_COLUMNS * FONT_A_DOTS, 256 * FONT_A_DOTS, TAB_COLUMNS * FONT_A_DOTS))
    module_dots: int = 3
    bar_height_dots: int = 162
    qr_module_dots: int = 3
    qr_level: int = 0
    stored: dict[int, bytes] = field(default_factory=dict)
    graphics: Bitmap | None = None


def decoded(data: bytes, settings: Settings) -> tuple[str, bytes]:
    """Return the characters, and the bytes of one that is not whole yet."""
    if not settings.chinese:
        return "".join(_of_page(byte, settings.code_page) for byte in data), b""
    text = ""
    while data and len(data) >= _code_length(data):
        length = _code_length(data)
        text += data[:length].decode("gb18030", errors="replace")
        data = data[length:]
    return text, data


def _of_page(byte: int, number: int) -> str:
    if byte < 0x80:  # noqa: PLR2004 - below it every page is ASCII on paper, whatever a standard says of it
        return chr(byte)
    page = EPSON_CODE_PAGES.get(number)
    return "\ufffd" if page is None else bytes((byte,)).decode(page, errors="replace")


def _code_length(data: bytes) -> int:
    """GB18030: one byte below 81; a second byte 30-39 makes it four, any other two."""
    if data[0] < 0x81:  # noqa: PLR2004 - the standard's table
        return 1
    if len(data) == 1:
        return 2
    return 4 if 0x30 <= data[1] <= 0x39 else 2  # noqa: PLR2004 - the standard's table
