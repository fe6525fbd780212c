"""The state of a lane: the open retail transaction and what surrounds it. Immutable; only `evolve` makes new ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from controller.domain.commands import EntryMethod
from controller.domain.events import Cash, SaleClosed
from controller.pricing import BasketLine, Context, Override

Phase = Literal["idle", "basket", "weighing", "tendering", "change_due"]


@dataclass(frozen=True, slots=True, kw_only=True)
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

    `at` is the store's wall clock then: the basket is priced as of that moment, now and after a restart.
    """

    transaction_seq: int
    price_book: str
    lines: tuple[SaleLine, ...] = ()
    next_line_seq: int = 1
    total_minor: int = 0
    at: str | None = None
    tenders: tuple[Cash, ...] = ()

    @property
    def tendered_minor(self) -> int:
        """Everything received so far."""
        return sum(tender.amount_minor for tender in self.tenders)

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
    return tuple(
        BasketLine(
            line_seq=line.line_seq,
            item_id=line.item_id,
            quantity=line.quantity,
            mass_g=line.mass_g,
            override=None if line.override_amount_minor is None else Override("amount", line.override_amount_minor),
            scanned_at=line.scanned_at,
        )
        for line in lines
        if not line.voided
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingReceipt:
    """A paper that was asked for and not yet confirmed."""

    sale: SaleClosed
    copy_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneState:
    """Everything a restart brings back."""

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

    @property
    def open_sale(self) -> Transaction:
        """The transaction of a phase that has one; asserts that it is there."""
        assert self.transaction is not None, f"phase {self.phase} has a transaction"
        return self.transaction
