"""What a printer model can do, as data."""

from dataclasses import dataclass

from controller.devices.transport.stream import PortSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterProfile:
    """Paper and character set. `four_byte_codes`: prints GB18030's four-byte characters; others get a question mark."""

    column_count: int
    dots_per_column: int = 12
    four_byte_codes: bool = False
    cut_feed: int = 3


PAPER_80MM = PrinterProfile(column_count=48)
"""80 mm, font A, 576 dots, GB18030 in Chinese mode, GS ( H: Epson TM-T20II, T88IV and later, and their like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterSettings:
    """One printer."""

    port: PortSettings
    profile: PrinterProfile = PAPER_80MM
