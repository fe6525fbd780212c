"""The state of a lane: the open retail transaction and what surrounds it. Immutable; only `evolve` makes new ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from controller.domain.commands import EntryMethod
from controller.domain.events import SaleClosed, Tender
from controller.domain.label import Label
from controller.domain.payment import Payment
from controller.pricing import BasketLine, Context, Override

Phase = Literal["idle", "basket", "weighing", "tendering", "paying", "change_due"]


@dataclass(frozen=True, kw_only=True)
class SaleLine:
    """One line. A voided one stays, so that line numbers never move."""

    line_seq: int
    item_id: str
    code: str
    entry_method: EntryMethod
    quantity: int
    mass_g: int | None = None
    override_amount_minor: int | None = None
    voided: bool = False
    scanned_at: str | None = None
    label: Label | None = None

    @property
    def label_amount_minor(self) -> int | None:
        """What the label says the line costs, if that counts: somebody's own price goes before."""
        return self.label.amount_minor if self.label is not None and self.override_amount_minor is None else None

    def given_price(self) -> Override | None:
        """Return the amount that is not the price book's. It is whole: a scale has counted its offers already."""
        minor = self.label_amount_minor if self.override_amount_minor is None else self.override_amount_minor
        return None if minor is None else Override("amount", minor)

    @cached_property
    def stated(self) -> BasketLine:
        """The line as the engine wants it; it is asked for at each change of the sale."""
        return BasketLine(
            line_seq=self.line_seq,
            item_id=self.item_id,
            quantity=self.quantity,
            mass_g=self.mass_g,
            override=self.given_price(),
            scanned_at=self.scanned_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """The item that waits for a weight."""

    scan_seq: int | None
    entry_method: EntryMethod
    code: str
    item_id: str
    at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """An open sale. `next_line_seq` counts void lines too; `total_minor` is what the last event with a total said.

    A tender that went back is gone from `tenders`, and its number is not used again.

    `at` is the store's wall clock then: the basket is priced as of that moment, now and after a restart.
    """

    transaction_seq: int
    price_book: str
    lines: tuple[SaleLine, ...] = ()
    next_line_seq: int = 1
    total_minor: int = 0
    at: str | None = None
    tenders: tuple[Tender, ...] = ()
    last_tender_seq: int = 0
    payment_attempts: int = 0

    @property
    def tendered_minor(self) -> int:
        """Everything received so far."""
        return sum(tender.amount_minor for tender in self.tenders)

    @property
    def remaining_minor(self) -> int:
        """What is still to pay, exactly; below 0 when there is change."""
        return self.total_minor - self.tendered_minor

    @property
    def cash_part_minor(self) -> int:
        """What is paid in cash if cash covers the rest: everything but payments by card and wallet."""
        return self.total_minor - sum(tender.amount_minor for tender in self.tenders if tender.tender != "cash")

    def tender_of(self, intent_id: str) -> Tender | None:
        """Return the tender this payment is."""
        return next((tender for tender in self.tenders if tender.intent_id == intent_id), None)

    def line(self, line_seq: int) -> SaleLine | None:
        """Return the line with this number."""
        return next((line for line in self.lines if line.line_seq == line_seq), None)

    def context(self) -> Context:
        """Return what surrounds the basket, as the engine wants it."""
        return around(self.at)

    def basket(self) -> tuple[BasketLine, ...]:
        """Return the lines that count, as the engine wants them."""
        return basket_of(self.lines)


def around(at: str | None) -> Context:
    """Return the surroundings of a basket at a moment; a journal of before knows none."""
    return Context() if at is None else Context(at=at)


def basket_of(lines: tuple[SaleLine, ...]) -> tuple[BasketLine, ...]:
    """Return the lines that are not voided, as the engine wants them."""
    return tuple(line.stated for line in lines if not line.voided)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingReceipt:
    """A paper that was asked for and not yet confirmed."""

    sale: SaleClosed
    copy_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneState:
    """Everything a restart brings back. `payment` is the one in flight: there is one exactly in phase `paying`."""

    phase: Phase = "idle"
    transaction: Transaction | None = None
    weighing: Weighing | None = None
    weighings: int = 0
    quantity: int = 1
    last_transaction_seq: int = 0
    last_scan_seq: int = 0
    last_sale: SaleClosed | None = None
    copies: Mapping[int, int] = field(default_factory=dict)
    pending_receipts: tuple[PendingReceipt, ...] = ()
    payment: Payment | None = None
    past_payments: tuple[Payment, ...] = ()

    @property
    def open_sale(self) -> Transaction:
        """The transaction of a phase that has one; asserts that it is there."""
        assert self.transaction is not None, f"phase {self.phase} has a transaction"
        return self.transaction

    @property
    def flying(self) -> Payment:
        """The payment of phase `paying`; asserts that it is there."""
        assert self.payment is not None, f"phase {self.phase} has a payment in flight"
        return self.payment

    def past_payment(self, intent_id: str) -> Payment | None:
        """Return a payment that is over."""
        return next((payment for payment in self.past_payments if payment.intent_id == intent_id), None)
