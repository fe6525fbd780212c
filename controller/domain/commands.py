"""What a lane can be asked to do. Imperative, checked by `decide`."""

from dataclasses import dataclass, field
from typing import Literal

from controller.domain.label import Label
from controller.domain.weighed import Weighed
from controller.ports import PaymentApproved, PaymentDeclined, PaymentReversed, PaymentUnknown

EntryMethod = Literal["scanned", "keyed"]
DrawerReason = Literal["unexpected", "open_too_long"]
CopyReason = Literal["operator", "recovery", "printer"]
Evidence = Literal["terminal", "customer", "bank", "supervisor"]
"""Who said so: the terminal's slip or screen, the customer's own app, the bank on the telephone, a supervisor."""
PaymentWord = PaymentApproved | PaymentDeclined | PaymentUnknown | PaymentReversed
"""What a payment device may say that the journal must hear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterItem:
    """Sell the item with this code, or with the first of `keys` that the price book knows. No `scan_seq`: keyed.

    `label` is what the label says of an item that is found by one of `keys`; `expires` is YYMMDD, day 00 the month's
    last. `otherwise` and `detail` say why it is refused if no key is known.
    """

    code: str
    entry_method: EntryMethod
    scan_seq: int | None = None
    keys: tuple[str, ...] = ()
    label: Label | None = None
    expires: str | None = None
    otherwise: str = "not_found"
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseScans:
    """Account for scans that cannot become lines: `scan_count` of them from `scan_seq` on."""

    scan_seq: int
    scan_count: int
    code: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeWeight:
    """The scale settled at `mass_g` for the item that waits."""

    mass_g: int
    weighed: Weighed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelWeighing:
    """Do not sell the item that waits for a weight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyQuantity:
    """The next item counts so often."""

    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeQuantity:
    """A line counts so often."""

    line_seq: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidLine:
    """Take a line off the sale."""

    line_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OverridePrice:
    """The whole line costs `amount_minor`."""

    line_seq: int
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSale:
    """End the sale before tender."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTender:
    """Ask for the money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonTender:
    """Back to the basket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderCash:
    """Cash received."""

    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderCard:
    """Take a payment at the terminal; without an amount all that remains."""

    amount_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderWallet:
    """Charge the wallet whose code the customer shows. `scan_seq` is None when the code was keyed."""

    code: str = field(repr=False)
    amount_minor: int | None = None
    scan_seq: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AbortPayment:
    """Give the payment in flight up, if it can still be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryPayment:
    """Ask the device again what became of the payment in flight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmByHand:
    """Say what became of an unknown payment."""

    paid: bool
    reason: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversePayment:
    """Give money back: of the unknown payment, or of a tender; without a number of the newest one by card or wallet."""

    tender_seq: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HearPayment:
    """A payment device said something."""

    word: PaymentWord


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletePayment:
    """The device was told that the approval is on disk: make it a tender, and close the sale that it covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissSale:
    """Put the paid sale away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintCopy:
    """Print a receipt again, marked as a copy; without a `transaction_seq` the newest."""

    reason: CopyReason
    transaction_seq: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmReceipt:
    """The printer said that this paper is out."""

    transaction_seq: int
    copy_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDrawer:
    """The drawer opened though nobody asked, or is open `open_s` already."""

    reason: DrawerReason
    open_s: int = 0


Command = (
    RegisterItem
    | RefuseScans
    | TakeWeight
    | CancelWeighing
    | KeyQuantity
    | ChangeQuantity
    | VoidLine
    | OverridePrice
    | CancelSale
    | StartTender
    | AbandonTender
    | TenderCash
    | TenderCard
    | TenderWallet
    | AbortPayment
    | QueryPayment
    | ConfirmByHand
    | ReversePayment
    | HearPayment
    | CompletePayment
    | DismissSale
    | PrintCopy
    | ConfirmReceipt
    | NoteDrawer
)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A business refusal: a code the client translates, with its numbers. Nothing happened."""

    reason: str
    args: dict[str, str | int]

    @classmethod
    def because(cls, reason: str, **args: str | int) -> "Rejected":
        """Spell `Rejected.because("quantity_limit", max=9999)`."""
        return cls(reason, args)
