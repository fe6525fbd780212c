"""Pure types at the lane's edge: readings come in, effects go out. Nothing here does anything."""

from dataclasses import dataclass, field
from typing import Literal

DeviceKind = Literal["scanner", "scale", "printer", "drawer"]
DeviceState = Literal["closed", "opening", "idle", "busy", "fault"]
ScaleState = Literal["stable", "moving", "under", "over", "zero", "not_cleared", "unknown"]
"""`not_cleared`: stable, but it is still the weight that was sold last."""

# Readings: what a device driver reports to the lane.


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanData:
    """One code read (UnifiedPOS ScanData). `symbology` is the AIM identifier such as `]E0`, if the scanner sent one.

    `scan_seq` counts every scan of the lane without gaps, also across restarts.
    """

    scan_seq: int
    data: str
    symbology: str | None
    received_mono_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScansDropped:
    """`scan_count` scans from `scan_seq` on found the lane's inbox full and were refused with the bad beep."""

    scan_seq: int
    scan_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledWeight:
    """The weight a scale calls stable, above zero, asked for by `ReadWeight`. The only weight that may price.

    `request` is the one it answers: a weight asked for another item prices nothing.
    """

    mass_g: int
    request: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveWeight:
    """What the scale says right now, for display only."""

    scale: ScaleState
    mass_g: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusUpdate:
    """A device changed its state (UnifiedPOS StatusUpdate). `fault` is a code the client translates."""

    device: DeviceKind
    state: DeviceState
    fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputComplete:
    """The printer confirmed that everything of `output_id` is on paper."""

    output_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputSpoiled:
    """The printer failed after part of `output_id` may be on paper: it must be printed again as a copy."""

    output_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerStatus:
    """The drawer's sensor."""

    open: bool


Reading = (
    ScanData | ScansDropped | SettledWeight | LiveWeight | StatusUpdate | OutputComplete | OutputSpoiled | DrawerStatus
)


# A receipt, laid out but not encoded: the printer's codec turns it into bytes for its own width and code page.


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A line of text, wrapped by the printer's width."""

    text: str
    align: Literal["left", "center", "right"] = "left"
    bold: bool = False
    double: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Left and right text on one line; the left part is cut, never the right one."""

    left: str
    right: str
    bold: bool = False
    double: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A dashed line across the paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Barcode:
    """A Code 128 symbol with its text below."""

    data: str


ReceiptPart = Text | Columns | Rule | Barcode


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A document for the printer; it always ends in a cut."""

    parts: tuple[ReceiptPart, ...] = field(default=())


# Effects: what the lane asks of the world, always after the commit that causes it.


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintReceipt:
    """Print `receipt` once; `output_id` comes back in `OutputComplete` or `OutputSpoiled`."""

    output_id: str
    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDrawer:
    """One pulse. Never repeated by itself: with the drawer away it is dropped and reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWeight:
    """Ask the scale for a settled weight until `StopWeight`."""

    request: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StopWeight:
    """Nobody waits for a weight any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beep:
    """The scanner's own signal after the lane decided."""

    good: bool


Effect = PrintReceipt | OpenDrawer | ReadWeight | StopWeight | Beep


class DiskFull(Exception):
    """The journal has no room: nothing was written, nothing may happen."""
