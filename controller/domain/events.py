"""What happened on a lane: the journal's truth. Domain events are private to the lane; `lane.publish` maps them.

Amounts are minor units of the price book's currency. `total_minor` on a line event is the basket's total after it:
prices are derived again on recovery and must give the same figure. `at` is the store's wall clock then
(`YYYY-MM-DDTHH:MM:SS`), for prices and promotions that have their hours; records of before have none.
"""

from typing import Literal

import msgspec

from controller.domain.commands import CopyReason, DrawerReason, EntryMethod, Evidence
from controller.domain.label import Label
from controller.domain.weighed import Weighed
from controller.ports import PaymentMethod

ReversalReason = Literal["operator", "amount_differs", "found"]
"""Who wants the money back: a person; the lane, as another amount was taken; the lane, as the device found it late."""
Verdict = Literal["kept", "doubted", "gone", "unwanted", "stuck", "lost", "stray"]
"""What a late word means: the money is ours as the sale says; that is not known; it is not held; it goes back; it does
not go back; a tender has no money behind it; nobody here asked for it."""


class _Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class SaleOpened(_Event, tag=True, frozen=True):
    """A retail transaction began under the price book with this content hash."""

    transaction_seq: int
    price_book: str


class QuantityKeyed(_Event, tag=True, frozen=True):
    """The next item counts `quantity` times."""

    quantity: int


class ItemRegistered(_Event, tag=True, frozen=True):
    """An item became a sale line. `label` said how much it is, and what it costs if it has an amount.

    Of what is sold by weight, an amount alone gives the `mass_g` that costs it: nobody weighed that. What the
    lane's own scale weighed has what it said, `weighed`.
    """

    line_seq: int
    scan_seq: int | None
    entry_method: EntryMethod
    code: str
    item_id: str
    quantity: int
    mass_g: int | None
    unit_price_minor: int
    total_minor: int
    at: str | None = None
    label: Label | None = None
    weighed: Weighed | None = None


class QuantityChanged(_Event, tag=True, frozen=True):
    """A line's count was changed."""

    line_seq: int
    quantity: int
    total_minor: int
    at: str | None = None


class LineVoided(_Event, tag=True, frozen=True):
    """A void line that points at the one it takes back."""

    line_seq: int
    voided_line_seq: int
    total_minor: int
    at: str | None = None


class PriceOverridden(_Event, tag=True, frozen=True):
    """The whole line costs `amount_minor`."""

    line_seq: int
    amount_minor: int
    total_minor: int
    at: str | None = None


class WeighingStarted(_Event, tag=True, frozen=True):
    """An item sold by weight waits for the scale."""

    scan_seq: int | None
    entry_method: EntryMethod
    code: str
    item_id: str
    at: str | None = None


class WeighingCancelled(_Event, tag=True, frozen=True):
    """It is not sold."""

    scan_seq: int | None
    code: str


class ScanRefused(_Event, tag=True, frozen=True):
    """`scan_count` scans from `scan_seq` on did not become lines. `detail` is the reason's own: a date, a currency."""

    scan_seq: int
    scan_count: int
    code: str
    reason: str
    detail: str = ""


class DrawerAlarmed(_Event, tag=True, frozen=True):
    """The drawer opened though nobody asked, or is open `open_s` already; somebody should look."""

    reason: DrawerReason
    open_s: int


class SaleCancelled(_Event, tag=True, frozen=True):
    """The sale ended before tender."""

    total_minor: int


class TenderStarted(_Event, tag=True, frozen=True):
    """The money was asked for."""

    total_minor: int
    at: str | None = None


class TenderAbandoned(_Event, tag=True, frozen=True):
    """Back to the basket."""


class CashTendered(_Event, tag=True, frozen=True):
    """Cash came in."""

    tender_seq: int
    amount_minor: int


class PaymentIntended(_Event, tag=True, frozen=True):
    """The device will be asked for `amount_minor`. `scan_seq` is the scan of a wallet's code, which is not kept."""

    intent_id: str
    attempt: int
    method: PaymentMethod
    amount_minor: int
    scan_seq: int | None = None


class PaymentAbortAsked(_Event, tag=True, frozen=True):
    """The operator wants no more of it; the device still decides how it ends."""

    intent_id: str


class PaymentQueried(_Event, tag=True, frozen=True):
    """The operator asked again what became of it."""

    intent_id: str


class PaymentUnknown(_Event, tag=True, frozen=True):
    """Nobody knows whether money moved. The sale cannot close before somebody does."""

    intent_id: str
    reason: str


class PaymentDeclined(_Event, tag=True, frozen=True):
    """No money moved. An aborted payment is declined with that reason."""

    intent_id: str
    reason: str
    detail: str = ""


class Approval(_Event, frozen=True):
    """A device's word that it has the money. `account` is masked, `paper` are the lines it wants printed."""

    amount_minor: int
    reference: str
    scheme: str
    account: str
    terminal_id: str
    trace: str
    paper: tuple[str, ...] = ()


class PaymentApproved(_Event, tag=True, frozen=True):
    """The money is ours once the device is told that this is on disk."""

    intent_id: str
    approval: Approval


class PaymentTendered(_Event, tag=True, frozen=True):
    """The device was told; the payment is a tender of the sale."""

    intent_id: str
    tender_seq: int


class PaymentReversalAsked(_Event, tag=True, frozen=True):
    """The money is to go back. `approval` is set where the device named it only now."""

    intent_id: str
    reason: ReversalReason
    approval: Approval | None = None


class PaymentReversed(_Event, tag=True, frozen=True):
    """The money went back."""

    intent_id: str
    reference: str


class PaymentResolvedByHand(_Event, tag=True, frozen=True):
    """A person said what became of an unknown payment, and on which evidence; a paid one is a tender at once."""

    intent_id: str
    paid: bool
    reason: Evidence
    tender_seq: int | None


class PaymentFound(_Event, tag=True, frozen=True):
    """A device said what became of a payment the lane no longer waited for."""

    intent_id: str
    transaction_seq: int
    verdict: Verdict
    reason: str = ""
    approval: Approval | None = None


class Promotion(_Event, frozen=True):
    """What a promotion took off a line."""

    promotion_id: str
    amount_minor: int


class PaidLine(_Event, frozen=True):
    """A line as it was paid for; an amount on its `label` was its price unless it is `overridden`."""

    line_seq: int
    item_id: str
    names: dict[str, str]
    code: str
    quantity: int
    mass_g: int | None
    unit_price_minor: int
    gross_minor: int
    amount_minor: int
    tax: str
    overridden: bool
    promotions: tuple[Promotion, ...]
    label: Label | None = None


class PaidTax(_Event, frozen=True):
    """Tax contained in what was paid, also where it was added. `tax` is the class, `class/rate` if it has several."""

    tax: str
    rate_bp: int
    gross_minor: int
    tax_minor: int


class Tender(_Event, frozen=True):
    """A tender line; cash, as journals of before have no other, or a payment with what its device said.

    `by_hand` is the evidence on which a person said that it was paid.
    """

    tender_seq: int
    amount_minor: int
    tender: Literal["cash", "card", "wallet"] = "cash"
    intent_id: str = ""
    approval: Approval | None = None
    by_hand: Evidence | None = None


class SaleClosed(_Event, tag=True, frozen=True):
    """The sale is paid. Sum of tenders - change = total + cash rounding; total = sum of lines + levies + added tax.

    `cash_rounding_minor` is the tender's adjustment to the smallest coin (ARTS POSLog: rounding), below 0 if less than
    the total was paid; 0 where card or wallet covered the rest, and in journals of before.
    """

    transaction_seq: int
    receipt_no: str
    closed_at: str
    price_book: str
    subtotal_minor: int
    discount_minor: int
    total_minor: int
    change_minor: int
    lines: tuple[PaidLine, ...]
    taxes: tuple[PaidTax, ...]
    tenders: tuple[Tender, ...]
    promotion_names: dict[str, dict[str, str]]
    levy_minor: int = 0
    added_tax_minor: int = 0
    cash_rounding_minor: int = 0


class SaleDismissed(_Event, tag=True, frozen=True):
    """The paid sale was put away."""

    transaction_seq: int


class CopyRequested(_Event, tag=True, frozen=True):
    """The receipt is to be printed again as copy `copy_no`."""

    transaction_seq: int
    copy_no: int
    reason: CopyReason


class ReceiptPrinted(_Event, tag=True, frozen=True):
    """The paper is out; `copy_no` 0 is the original."""

    transaction_seq: int
    copy_no: int


Event = (
    SaleOpened
    | QuantityKeyed
    | ItemRegistered
    | QuantityChanged
    | LineVoided
    | PriceOverridden
    | WeighingStarted
    | WeighingCancelled
    | ScanRefused
    | DrawerAlarmed
    | SaleCancelled
    | TenderStarted
    | TenderAbandoned
    | CashTendered
    | PaymentIntended
    | PaymentAbortAsked
    | PaymentQueried
    | PaymentUnknown
    | PaymentDeclined
    | PaymentApproved
    | PaymentTendered
    | PaymentReversalAsked
    | PaymentReversed
    | PaymentResolvedByHand
    | PaymentFound
    | SaleClosed
    | SaleDismissed
    | CopyRequested
    | ReceiptPrinted
)
