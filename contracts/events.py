"""Lane events on the wire, version 1: the bodies of envelopes. The envelope's `type` is the tag here.

Amounts are minor units of the envelope's currency, weights grams, rates 1/100 %. Lists are complete: a closed sale
carries all a store needs to book it. Fields are only ever added, with defaults.
"""

from typing import Literal

import msgspec

EntryMethod = Literal["scanned", "keyed"]
PaymentMethod = Literal["card", "wallet"]
DrawerReason = Literal["unexpected", "open_too_long"]
Evidence = Literal["terminal", "customer", "bank", "supervisor"]
ReversalReason = Literal["operator", "amount_differs", "found"]
Verdict = Literal["kept", "doubted", "gone", "unwanted", "stuck", "lost", "stray"]


class _Body(msgspec.Struct, frozen=True, kw_only=True):
    pass


class Label(_Body, frozen=True):
    """What the label of a pack says: the price, which is the line's; its weight or pieces; lot and serial number."""

    amount_minor: int | None = None
    mass_g: int | None = None
    quantity: int | None = None
    lot: str = ""
    serial: str = ""


class Weighed(_Body, frozen=True):
    """What the scale said: its frame in hexadecimal, the tare taken off, whether it had been empty before."""

    frame: str = ""
    tare_g: int = 0
    zero_seen: bool = False


class SaleOpened(_Body, tag="sale_opened", frozen=True):
    """A retail transaction began; `price_book` is the content hash every price in it comes from."""

    transaction_seq: int
    price_book: str


class QuantityKeyed(_Body, tag="quantity_keyed", frozen=True):
    """The next item counts `quantity` times; 1 takes it back."""

    quantity: int


class ItemRegistered(_Body, tag="item_registered", frozen=True):
    """An item became a sale line. `scan_seq` is null for a keyed one; `mass_g` is set for one sold by weight.

    With a `label` nobody weighed: `mass_g` is the label's, or, where it has an amount alone, what costs that amount.
    """

    transaction_seq: int
    line_seq: int
    scan_seq: int | None
    entry_method: EntryMethod
    code: str
    item_id: str
    quantity: int
    mass_g: int | None
    unit_price_minor: int
    total_minor: int
    label: Label | None = None
    weighed: Weighed | None = None


class QuantityChanged(_Body, tag="quantity_changed", frozen=True):
    """A line's count was changed after it was registered."""

    transaction_seq: int
    line_seq: int
    quantity: int
    total_minor: int


class LineVoided(_Body, tag="line_voided", frozen=True):
    """A void line: `voided_line_seq` no longer counts."""

    transaction_seq: int
    line_seq: int
    voided_line_seq: int
    total_minor: int


class PriceOverridden(_Body, tag="price_overridden", frozen=True):
    """The whole line costs `amount_minor` by the operator's decision; no offer touches it."""

    transaction_seq: int
    line_seq: int
    amount_minor: int
    total_minor: int


class WeighingStarted(_Body, tag="weighing_started", frozen=True):
    """An item sold by weight waits for a settled weight."""

    transaction_seq: int
    scan_seq: int | None
    code: str
    item_id: str


class WeighingCancelled(_Body, tag="weighing_cancelled", frozen=True):
    """The item that waited for a weight is not sold."""

    transaction_seq: int
    scan_seq: int | None
    code: str


class ScanRefused(_Body, tag="scan_refused", frozen=True):
    """A scanned or keyed code did not become a line; `scan_count` scans from `scan_seq` on share the reason.

    `detail` is the reason's own: the date of `expired`, what is wrong with a code that is `misread`.
    """

    scan_seq: int | None
    scan_count: int
    code: str
    reason: str
    detail: str = ""


class DrawerAlarmed(_Body, tag="drawer_alarmed", frozen=True):
    """The drawer opened though nobody asked, or was open `open_s` already."""

    reason: DrawerReason
    open_s: int


class SaleCancelled(_Body, tag="sale_cancelled", frozen=True):
    """The transaction ended before tender; nothing is owed."""

    transaction_seq: int
    total_minor: int


class TenderStarted(_Body, tag="tender_started", frozen=True):
    """The operator asked for the money."""

    transaction_seq: int
    total_minor: int


class TenderAbandoned(_Body, tag="tender_abandoned", frozen=True):
    """Back to the basket; nothing had been tendered."""

    transaction_seq: int


class CashTendered(_Body, tag="cash_tendered", frozen=True):
    """Cash in the cashier's hand."""

    transaction_seq: int
    tender_seq: int
    amount_minor: int


class PaymentIntended(_Body, tag="payment_intended", frozen=True):
    """A device will be asked for `amount_minor`. `scan_seq` is the scan of a wallet's code, which is kept nowhere."""

    transaction_seq: int
    intent_id: str
    attempt: int
    method: PaymentMethod
    amount_minor: int
    scan_seq: int | None


class PaymentAbortAsked(_Body, tag="payment_abort_asked", frozen=True):
    """The operator gave a payment up; how it ends is said by another event."""

    transaction_seq: int
    intent_id: str


class PaymentQueried(_Body, tag="payment_queried", frozen=True):
    """The operator asked the device again what became of a payment."""

    transaction_seq: int
    intent_id: str


class PaymentUnknown(_Body, tag="payment_unknown", frozen=True):
    """Nobody knows whether money moved; the sale waits."""

    transaction_seq: int
    intent_id: str
    reason: str


class PaymentDeclined(_Body, tag="payment_declined", frozen=True):
    """No money moved. `detail` is the device's own number."""

    transaction_seq: int
    intent_id: str
    reason: str
    detail: str


class Approval(_Body, frozen=True):
    """A device's word that it has the money; `account` is masked, `reference` finds the payment at the device."""

    amount_minor: int
    reference: str
    scheme: str
    account: str
    terminal_id: str
    trace: str


class PaymentApproved(_Body, tag="payment_approved", frozen=True):
    """The device has the money; it is told that the lane knows."""

    transaction_seq: int
    intent_id: str
    approval: Approval


class PaymentTendered(_Body, tag="payment_tendered", frozen=True):
    """The payment is a tender of the sale."""

    transaction_seq: int
    intent_id: str
    tender_seq: int


class PaymentReversalAsked(_Body, tag="payment_reversal_asked", frozen=True):
    """The money is to go back: a person's wish, another amount than asked for, or found after the wish."""

    transaction_seq: int
    intent_id: str
    reason: ReversalReason
    approval: Approval | None


class PaymentReversed(_Body, tag="payment_reversed", frozen=True):
    """The money went back."""

    transaction_seq: int
    intent_id: str
    reference: str


class PaymentResolvedByHand(_Body, tag="payment_resolved_by_hand", frozen=True):
    """A person said what became of an unknown payment, on the evidence `reason`; `tender_seq` if it is a tender now."""

    transaction_seq: int
    intent_id: str
    paid: bool
    reason: Evidence
    tender_seq: int | None


class PaymentFound(_Body, tag="payment_found", frozen=True):
    """A device's late word on a payment nobody waited for any more.

    `kept`: the money of a tender is ours. `doubted`: after a restart its device does not know. `gone`: no money is
    held. `unwanted`: it came after it was given up and goes back. `stuck`: it did not go back. `lost`: a tender of a
    closed sale has no money behind it. `stray`: the lane never asked for it (`transaction_seq` is 0).
    """

    transaction_seq: int
    intent_id: str
    verdict: Verdict
    reason: str
    approval: Approval | None


class PromotionAmount(_Body, frozen=True):
    """What one promotion took off."""

    promotion_id: str
    amount_minor: int


class ClosedLine(_Body, frozen=True):
    """A priced sale line. `amount_minor` = `gross_minor` - `discount_minor`; voided lines are not listed.

    The amount of its `label` was its price, unless it is `overridden`.
    """

    line_seq: int
    item_id: str
    code: str
    quantity: int
    mass_g: int | None
    unit_price_minor: int
    gross_minor: int
    discount_minor: int
    amount_minor: int
    tax: str
    overridden: bool = False
    promotions: tuple[PromotionAmount, ...] = ()
    label: Label | None = None


class TaxLine(_Body, frozen=True):
    """Tax contained in `gross_minor` of one class, or of one rate (`class/rate`) of several; net = gross - tax."""

    tax: str
    rate_bp: int
    gross_minor: int
    tax_minor: int


class TenderLine(_Body, frozen=True):
    """One tender of the sale. A payment names its intent; `by_hand` is the evidence if a person said it was paid."""

    tender_seq: int
    tender: Literal["cash", "card", "wallet"]
    amount_minor: int
    intent_id: str = ""
    by_hand: Evidence | None = None


class SaleClosed(_Body, tag="sale_closed", frozen=True):
    """The sale is paid: tenders - change = total + cash rounding; total = sum of lines + levies + added tax.

    `levy_minor` are the levies and deposits of all lines, `added_tax_minor` the tax that prices do not contain.
    `cash_rounding_minor` brought what cash had to cover to the smallest coin: above 0 more than the total was paid,
    below 0 less. Written before drawer and receipt.
    """

    transaction_seq: int
    receipt_no: str
    price_book: str
    subtotal_minor: int
    discount_minor: int
    total_minor: int
    change_minor: int
    lines: tuple[ClosedLine, ...]
    taxes: tuple[TaxLine, ...]
    tenders: tuple[TenderLine, ...]
    levy_minor: int = 0
    added_tax_minor: int = 0
    cash_rounding_minor: int = 0


class SaleDismissed(_Body, tag="sale_dismissed", frozen=True):
    """The operator put the paid sale away."""

    transaction_seq: int


class CopyRequested(_Body, tag="copy_requested", frozen=True):
    """The receipt is to be printed again, marked as copy number `copy_no`."""

    transaction_seq: int
    copy_no: int
    reason: Literal["operator", "recovery", "printer"]


class ReceiptPrinted(_Body, tag="receipt_printed", frozen=True):
    """The printer said the paper is out; `copy_no` 0 is the original."""

    transaction_seq: int
    copy_no: int


LaneEvent = (
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
