"""What a lane shows: `LaneView` is the whole screen as one state with a revision, and the frames that carry it.

The lane sends codes and numbers, never sentences. After a `Hello` and a `Snapshot` come `Delta`s whose `rev` counts by
one; a client that misses one asks for `Resync`. The client sends `IntentFrame`s and gets an `Ack` each. It may ask to
have a line explained: a question changes nothing, is written down nowhere and answered to who asked.
"""

from typing import Literal

import msgspec

from contracts.why import Explained, HintView

Phase = Literal["idle", "basket", "weighing", "tendering", "paying", "change_due"]
DeviceKind = Literal["scanner", "scale", "printer", "drawer", "display", "terminal", "wallet"]
DeviceState = Literal["closed", "opening", "idle", "busy", "fault"]
Tone = Literal["none", "accepted", "refused", "attention"]
TenderKind = Literal["cash", "card", "wallet"]
PaymentStatus = Literal["asked", "unknown", "approved", "reversing"]
PaymentAction = Literal["abort", "query", "confirm_by_hand", "reverse"]
Evidence = Literal["terminal", "customer", "bank", "supervisor"]


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    pass


class PromotionView(_Part, frozen=True):
    """A promotion at work and what it takes off."""

    promotion_id: str
    names: dict[str, str]
    amount_minor: int


class LabelView(_Part, frozen=True):
    """The label of a pack measured the line: `amount_minor` is its price, if that counts, `mass_g` its weight."""

    amount_minor: int | None = None
    mass_g: int | None = None


class LineView(_Part, frozen=True):
    """A sale line as shown. `gross_minor` is struck through when it differs from `amount_minor`.

    With a `label`, its `mass_g` is the only weight to be shown: what the books want may be derived from the price.
    """

    line_seq: int
    names: dict[str, str]
    code: str
    quantity: int
    mass_g: int | None
    unit_price_minor: int
    sold_by: Literal["each", "kg"]
    gross_minor: int
    amount_minor: int
    promotions: tuple[PromotionView, ...] = ()
    overridden: bool = False
    voided: bool = False
    label: LabelView | None = None


class WeighingView(_Part, frozen=True):
    """The item that waits for a weight, and what the scale says now. `mass_g` is for display only."""

    names: dict[str, str]
    unit_price_minor: int
    scale: Literal["stable", "moving", "under", "over", "zero", "not_cleared", "unknown"] = "unknown"
    mass_g: int | None = None


class TenderView(_Part, frozen=True):
    """Money received. `account` is masked; a `reversible` one can be given back by its number."""

    tender_seq: int
    tender: TenderKind
    amount_minor: int
    scheme: str = ""
    account: str = ""
    by_hand: bool = False
    reversible: bool = False


class PaymentView(_Part, frozen=True):
    """The payment in flight: `asked` waits for a result, `unknown` for a decision, `reversing` for the money's return.

    `message` is what the device waits for, `reason` why nobody knows: codes. `actions` are the wishes that would be
    accepted now. `stopping`: it was given up and may still end either way.
    """

    method: Literal["card", "wallet"]
    amount_minor: int
    status: PaymentStatus
    message: str | None = None
    reason: str | None = None
    stopping: bool = False
    actions: tuple[PaymentAction, ...] = ()


class DeviceView(_Part, frozen=True):
    """A lamp. `fault` is a code such as `unplugged`, `no_paper`, `cover_open`, `no_answer`."""

    kind: DeviceKind
    state: DeviceState
    fault: str | None = None


class Notice(_Part, frozen=True):
    """The last thing the operator must hear. `seq` counts up, so the same notice twice sounds twice."""

    seq: int
    code: str
    args: dict[str, str | int] = {}
    tone: Tone = "none"


class LastScan(_Part, frozen=True):
    """How the newest scan ended.

    `committed_mono_ns` is the machine's monotonic clock at the end of the commit, `commit_ns` how long the disk took.
    """

    scan_seq: int
    outcome: Literal["line", "refused", "held", "payment"]
    committed_mono_ns: int
    commit_ns: int = 0


class StoreLink(_Part, frozen=True):
    """`online`: the store answers. `queued`: journal records it has not confirmed yet."""

    online: bool
    queued: int


class LaneView(_Part, frozen=True):
    """The whole screen.

    `remaining_minor` is the exact rest, what card and wallet ask; `cash_remaining_minor` the cash that covers it.
    `cash_rounding_minor` is what rounding added to the closed sale: tenders - change = total + rounding.
    """

    rev: int
    store_id: str
    store_names: dict[str, str]
    lane_id: str
    currency: str
    currency_exponent: int
    phase: Phase
    transaction_seq: int | None = None
    quantity: int = 1
    lines: tuple[LineView, ...] = ()
    hero_line_seq: int | None = None
    item_count: int = 0
    subtotal_minor: int = 0
    savings_minor: int = 0
    total_minor: int = 0
    promotions: tuple[PromotionView, ...] = ()
    hints: tuple[HintView, ...] = ()
    tendered_minor: int = 0
    remaining_minor: int = 0
    cash_remaining_minor: int = 0
    change_minor: int | None = None
    cash_rounding_minor: int = 0
    quick_cash_minor: tuple[int, ...] = ()
    tender_kinds: tuple[TenderKind, ...] = ("cash",)
    tenders: tuple[TenderView, ...] = ()
    payment: PaymentView | None = None
    receipt_no: str | None = None
    receipts_pending: int = 0
    weighing: WeighingView | None = None
    scans_held: int = 0
    devices: tuple[DeviceView, ...] = ()
    drawer_open: bool | None = None
    store_link: StoreLink = StoreLink(online=False, queued=0)
    notice: Notice | None = None
    last_scan: LastScan | None = None


# Server -> client frames.


class Hello(_Part, tag="hello", frozen=True):
    """First frame of a connection. `build` names the web client this lane serves: reload when it differs."""

    build: str
    rev: int


class Snapshot(_Part, tag="snapshot", frozen=True):
    """The whole state."""

    rev: int
    view: LaneView


class Delta(_Part, tag="delta", frozen=True):
    """What changed since `rev - 1`.

    `set` holds every changed top-level field but `lines` whole. `lines` are upserts by `line_seq`, after all lines
    were dropped when `lines_reset`.
    """

    rev: int
    set: dict[str, msgspec.Raw]
    lines: tuple[LineView, ...] = ()
    lines_reset: bool = False


class Ack(_Part, tag="ack", frozen=True):
    """Answer to the intent `seq`. A refusal carries the code that the client translates, with its arguments."""

    seq: int
    ok: bool
    code: str | None = None
    args: dict[str, str | int] = {}


class Pong(_Part, tag="pong", frozen=True):
    """Answer to a ping; lets a client notice a dead connection."""

    seq: int


ServerFrame = Hello | Snapshot | Delta | Ack | Explained | Pong


# Client -> server: what the operator wants.


class _Intent(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    pass


class KeyCode(_Intent, tag="key_code", frozen=True):
    """Register the item with this code (digits of a GTIN, in-store number or PLU)."""

    code: str


class KeyQuantity(_Intent, tag="key_quantity", frozen=True):
    """The next item counts so often."""

    quantity: int


class ChangeQuantity(_Intent, tag="change_quantity", frozen=True):
    """Change a line's count, at least 1."""

    line_seq: int
    quantity: int


class VoidLine(_Intent, tag="void_line", frozen=True):
    """Take a line off the sale."""

    line_seq: int


class OverridePrice(_Intent, tag="override_price", frozen=True):
    """The whole line costs this much."""

    line_seq: int
    amount_minor: int


class CancelSale(_Intent, tag="cancel_sale", frozen=True):
    """End the sale before tender."""


class CancelWeighing(_Intent, tag="cancel_weighing", frozen=True):
    """Do not sell the item that waits for a weight."""


class StartTender(_Intent, tag="start_tender", frozen=True):
    """Ask for the money."""


class AbandonTender(_Intent, tag="abandon_tender", frozen=True):
    """Back to the basket."""


class TenderCash(_Intent, tag="tender_cash", frozen=True):
    """Cash received; less than what remains is a part payment."""

    amount_minor: int


class TenderCard(_Intent, tag="tender_card", frozen=True):
    """Take a payment at the terminal: this much of what remains, or all of it."""

    amount_minor: int | None = None


class TenderWallet(_Intent, tag="tender_wallet", frozen=True):
    """Charge the wallet that shows this code; it is used once and kept nowhere."""

    code: str
    amount_minor: int | None = None


class AbortPayment(_Intent, tag="abort_payment", frozen=True):
    """Give the payment in flight up."""


class QueryPayment(_Intent, tag="query_payment", frozen=True):
    """Ask again what became of the payment in flight."""


class ConfirmByHand(_Intent, tag="confirm_by_hand", frozen=True):
    """Say what became of an unknown payment, and who said so."""

    paid: bool
    reason: Evidence


class ReversePayment(_Intent, tag="reverse_payment", frozen=True):
    """Give back the unknown payment, or the tender with this number, or the newest one by card or wallet."""

    tender_seq: int | None = None


class DismissSale(_Intent, tag="dismiss_sale", frozen=True):
    """Put the paid sale away."""


class PrintCopy(_Intent, tag="print_copy", frozen=True):
    """Print the last receipt again, marked as a copy."""


Intent = (
    KeyCode
    | KeyQuantity
    | ChangeQuantity
    | VoidLine
    | OverridePrice
    | CancelSale
    | CancelWeighing
    | StartTender
    | AbandonTender
    | TenderCash
    | TenderCard
    | TenderWallet
    | AbortPayment
    | QueryPayment
    | ConfirmByHand
    | ReversePayment
    | DismissSale
    | PrintCopy
)


class IntentFrame(_Part, tag="intent", forbid_unknown_fields=True, frozen=True):
    """One wish. `command_id` makes a repeat harmless: the same id is answered again, not done again."""

    seq: int
    command_id: str
    intent: Intent


class Explain(_Part, tag="explain", forbid_unknown_fields=True, frozen=True):
    """Ask why a line costs what it costs: answered by `Explained`, or by a refusing `Ack`."""

    seq: int
    line_seq: int


class Resync(_Part, tag="resync", forbid_unknown_fields=True, frozen=True):
    """Ask for a new snapshot."""


class Ping(_Part, tag="ping", forbid_unknown_fields=True, frozen=True):
    """Ask for a pong."""

    seq: int


ClientFrame = IntentFrame | Explain | Resync | Ping
