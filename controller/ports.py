"""Pure types at the lane's edge: readings come in, effects go out. Nothing here does anything."""

from dataclasses import dataclass, field
from typing import Literal

DeviceKind = Literal["scanner", "scale", "printer", "drawer", "display", "terminal", "wallet"]
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

    `request` is the one it answers: a weight asked for another item prices nothing. `mass_g` is net of `tare_g`. The
    rest is evidence for the line (WELMEC 2.2): `frame` is what the scale sent, in hexadecimal; `zero_seen`, whether it
    was empty since the last weight.
    """

    mass_g: int
    request: int
    tare_g: int = 0
    frame: str = field(default="", compare=False)
    zero_seen: bool = field(default=False, compare=False)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerAlarm:
    """The drawer opened though nobody asked, or stays open `open_s` already. Told once an opening for each reason."""

    reason: Literal["unexpected", "open_too_long"]
    open_s: int = 0


PaymentMethod = Literal["card", "wallet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentProgress:
    """What a payment waits for, a code the client translates: `insert_card`, `enter_pin`, `customer_confirms`, ..."""

    intent_id: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentApproved:
    """The money is ours once the lane has this on disk and says so with `ConfirmPayment`, and is told `PaymentKept`.

    `reference` finds the payment again at the device (ZVT receipt number, the wallet's transaction id). `account` is
    masked. `paper` are the lines the device wants printed, for customer and merchant. It is reported again, with the
    same content, until it is confirmed.
    """

    intent_id: str
    amount_minor: int
    reference: str
    scheme: str
    account: str
    terminal_id: str
    trace: str
    paper: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDeclined:
    """No money moved, and none will. `reason` is a code the client translates; `detail` the device's own number."""

    intent_id: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentUnknown:
    """Nobody knows whether money moved; the device asks on, and reports a result when it has one."""

    intent_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReversed:
    """The money of a payment went back: asked for, or a late success that nobody wanted any more."""

    intent_id: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentKept:
    """The device has heard `ConfirmPayment`: it takes the money back of its own accord no more. Said after each."""

    intent_id: str


PaymentReading = PaymentProgress | PaymentApproved | PaymentKept | PaymentDeclined | PaymentUnknown | PaymentReversed

Reading = (
    ScanData
    | ScansDropped
    | SettledWeight
    | LiveWeight
    | StatusUpdate
    | OutputComplete
    | OutputSpoiled
    | DrawerStatus
    | DrawerAlarm
    | PaymentReading
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


BarcodeSymbology = Literal["code128", "ean13", "ean8", "upca"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Barcode:
    """A bar code with its text below. EAN and UPC are given as digits, with or without their check digit.

    What is no such number, or does not fit the paper, is printed as text: a receipt must print.
    """

    data: str
    symbology: BarcodeSymbology = "code128"


@dataclass(frozen=True, slots=True, kw_only=True)
class QrCode:
    """A QR code, centred; its modules shrink from `module_dots` until it fits the paper."""

    data: str
    module_dots: int = 6
    level: Literal["L", "M", "Q", "H"] = "M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """Black dots such as a logo. `data`: rows of (width_dots + 7) // 8 bytes, most significant bit left, 1 is black.

    A picture wider than the paper is made smaller.
    """

    width_dots: int
    data: bytes = field(repr=False)
    align: Literal["left", "center", "right"] = "center"


ReceiptPart = Text | Columns | Rule | Barcode | QrCode | Image


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


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPayment:
    """Take `amount_minor` once. The intent is on disk; the same `intent_id` never charges twice.

    `currency` is ISO 4217 alphabetic. `code` is what a wallet customer showed: never logged, never journaled.
    """

    intent_id: str
    amount_minor: int
    currency: str
    method: PaymentMethod
    code: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPayment:
    """The result of `intent_id` is on disk: the device may call it final (ZVT: acknowledge 04 0F)."""

    intent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbortPayment:
    """Give up while that is still possible; the answer is a result like any other, it may still be an approval."""

    intent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvePayment:
    """Find out what became of an intent of an earlier process; never charges. Ends in a result or unknown."""

    intent_id: str
    amount_minor: int
    currency: str
    method: PaymentMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversePayment:
    """Give the money of an approved payment back: `PaymentReversed`, or unknown."""

    intent_id: str
    amount_minor: int
    currency: str
    method: PaymentMethod
    reference: str


PaymentEffect = StartPayment | ConfirmPayment | AbortPayment | ResolvePayment | ReversePayment


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCustomer:
    """Two lines for the customer's display; the newest is shown, earlier ones may be left out.

    A display without the characters of a line shows its plain one.
    """

    upper: str
    lower: str
    plain_upper: str | None = None
    plain_lower: str | None = None


Effect = PrintReceipt | OpenDrawer | ReadWeight | StopWeight | Beep | PaymentEffect | ShowCustomer


class DiskFull(Exception):
    """The journal has no room: nothing was written, nothing may happen."""
