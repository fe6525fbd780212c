"""What happened on a lane: the journal's truth. Domain events are private to the lane; `lane.publish` maps them.

Amounts are minor units of the price book's currency. `total_minor` on a line event is the basket's total after it:
prices are derived again on recovery and must give the same figure. `at` is the store's wall clock then
(`YYYY-MM-DDTHH:MM:SS`), for prices and promotions that have their hours; records of before have none.
"""

import msgspec

from controller.domain.commands import CopyReason, EntryMethod


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
    """An item became a sale line."""

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
    """`scan_count` scans from `scan_seq` on did not become lines."""

    scan_seq: int
    scan_count: int
    code: str
    reason: str


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


class Promotion(_Event, frozen=True):
    """What a promotion took off a line."""

    promotion_id: str
    amount_minor: int


class PaidLine(_Event, frozen=True):
    """A line as it was paid for."""

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


class PaidTax(_Event, frozen=True):
    """Tax contained in what was paid, also where it was added. `tax` is the class, `class/rate` if it has several."""

    tax: str
    rate_bp: int
    gross_minor: int
    tax_minor: int


class Cash(_Event, frozen=True):
    """A tender line."""

    tender_seq: int
    amount_minor: int


class SaleClosed(_Event, tag=True, frozen=True):
    """The sale is paid. Sum of tenders - change = total = sum of lines + levies + added tax."""

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
    tenders: tuple[Cash, ...]
    promotion_names: dict[str, dict[str, str]]
    levy_minor: int = 0
    added_tax_minor: int = 0


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
    | SaleCancelled
    | TenderStarted
    | TenderAbandoned
    | CashTendered
    | SaleClosed
    | SaleDismissed
    | CopyRequested
    | ReceiptPrinted
)
