"""What a printer model can do, as data. Adding a model is adding a profile.

paper    columns of font A    dots (8 a millimetre)
80 mm    48                   576
80 mm    42                   512
58 mm    32                   384
"""

from dataclasses import dataclass
from typing import Literal

from controller.devices.escpos.commands import CutKind
from controller.devices.transport.stream import PortSettings

CodePages = tuple[tuple[int, str], ...]
"""The model's number for ESC t, and Python's name of the code page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterProfile:
    """Paper and character set. What the printer has no letter for is drawn with the bundled font.

    `chinese`: takes GB18030 between FS & and FS . ; `four_byte_codes`: of any length, else two bytes only.
    `code_pages` are tried in their order, before Chinese. `completion`: how the printer says that all is on paper: by
    GS ( H, by answering GS r in order, or `ask` it whether it knows GS ( H. `automatic_status`: knows GS a.
    """

    column_count: int
    dots_per_column: int = 12
    width_dots: int = 0
    chinese: bool = True
    four_byte_codes: bool = False
    code_pages: CodePages = ()
    native_qr: bool = True
    cut: CutKind = "feed_full"
    cut_feed: int = 3
    completion: Literal["ask", "process_id", "status"] = "ask"
    automatic_status: bool = True
    print_ms_per_line: int = 50

    @property
    def paper_dots(self) -> int:
        """How many dots a line has."""
        return self.width_dots or self.column_count * self.dots_per_column


EPSON_CODE_PAGES: CodePages = ((0, "cp437"), (19, "cp858"), (16, "cp1252"), (17, "cp866"), (18, "cp852"))
"""PC437, PC858 (with the euro sign), WPC1252, PC866 (Cyrillic), PC852 (Central Europe) as Epson numbers them."""

PAPER_80MM = PrinterProfile(column_count=48)
"""80 mm, font A, 576 dots, GB18030 in Chinese mode, GS ( H: Epson TM-T20II, T88IV and later, and their like."""

PAPER_80MM_42 = PrinterProfile(column_count=42, width_dots=512)
"""80 mm set to 42 columns."""

PAPER_58MM = PrinterProfile(column_count=32)
"""58 mm, 384 dots."""

EPSON_80MM = PrinterProfile(column_count=48, chinese=False, code_pages=EPSON_CODE_PAGES)
"""80 mm, a western model: letters of code pages, Chinese drawn with the bundled font."""

EPSON_80MM_42 = PrinterProfile(column_count=42, width_dots=512, chinese=False, code_pages=EPSON_CODE_PAGES)
"""The same, set to 42 columns."""

EPSON_58MM = PrinterProfile(column_count=32, chinese=False, code_pages=EPSON_CODE_PAGES)
"""58 mm, a western model."""

OLD_EPSON_80MM = PrinterProfile(
    column_count=42,
    width_dots=512,
    chinese=False,
    code_pages=EPSON_CODE_PAGES,
    native_qr=False,
    completion="status",
)
"""TM-T88III and older: no GS ( H, no QR code of its own."""

NO_CUTTER_58MM = PrinterProfile(column_count=32, cut="none", completion="status", automatic_status=False)
"""The cheapest 58 mm printers: a tear bar, and no status by themselves."""

PROFILES = {
    "80mm": PAPER_80MM,
    "80mm-42": PAPER_80MM_42,
    "58mm": PAPER_58MM,
    "epson-80mm": EPSON_80MM,
    "epson-80mm-42": EPSON_80MM_42,
    "epson-58mm": EPSON_58MM,
    "epson-old-80mm": OLD_EPSON_80MM,
    "58mm-no-cutter": NO_CUTTER_58MM,
}
"""By the name a configuration gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterSettings:
    """One printer."""

    port: PortSettings
    profile: PrinterProfile = PAPER_80MM
