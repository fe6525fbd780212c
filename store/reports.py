"""Figures for people, read from the ledger itself and not from running totals."""

import msgspec
from sqlalchemy import Connection, RowMapping, and_, func, select

from store.payments import SETTLED
from store.tables import payment, sale, sale_tender

UNSETTLED_SHOWN = 200
"""Payments on the list; a store with more of them has another problem."""


class LaneTotal(msgspec.Struct, frozen=True, kw_only=True):
    """What one lane sold, over all its epochs, in one currency; rounding to the smallest coin is not in the total."""

    lane: str
    currency: str
    sales: int
    total_minor: int
    cash_rounding_minor: int


def totals_by_lane(connection: Connection, store: str) -> tuple[LaneTotal, ...]:
    """Return one total a lane and currency."""
    query = (
        select(
            sale.c.lane,
            sale.c.currency,
            func.count().label("sales"),
            func.sum(sale.c.total_minor).label("total_minor"),
            func.sum(sale.c.cash_rounding_minor).label("cash_rounding_minor"),
        )
        .where(sale.c.store == store)
        .group_by(sale.c.lane, sale.c.currency)
        .order_by(sale.c.lane, sale.c.currency)
    )
    return tuple(LaneTotal(**row) for row in connection.execute(query).mappings())


class TenderTotal(msgspec.Struct, frozen=True, kw_only=True):
    """What came in by one kind of tender over all lanes, in one currency; cash is less the change given.

    `rounding_minor` of it came from rounding to the smallest coin, below 0 if cash is short by it. `by_hand` of the
    payments rest on a person's word.
    """

    tender: str
    currency: str
    tenders: int
    amount_minor: int
    rounding_minor: int
    by_hand: int


def totals_by_tender(connection: Connection, store: str) -> tuple[TenderTotal, ...]:
    """Return one total a kind and currency; amounts less roundings sum up to all sales."""
    same = [sale.c[name] == sale_tender.c[name] for name in ("store", "lane", "epoch", "transaction_seq")]
    query = (
        select(
            sale_tender.c.tender,
            sale.c.currency,
            func.count().label("tenders"),
            func.sum(sale_tender.c.amount_minor).label("amount_minor"),
            func.count(sale_tender.c.by_hand).label("by_hand"),
        )
        .select_from(sale_tender)
        .join(sale, and_(*same))
        .where(sale.c.store == store)
        .group_by(sale_tender.c.tender, sale.c.currency)
        .order_by(sale.c.currency, sale_tender.c.tender)
    )
    cash = select(sale.c.currency, func.sum(sale.c.change_minor), func.sum(sale.c.cash_rounding_minor))
    cash = cash.where(sale.c.store == store).group_by(sale.c.currency)
    cash_of: dict[str, tuple[int, int]] = {row[0]: (row[1], row[2]) for row in connection.execute(cash)}
    return tuple(_tender_total(row, cash_of[row["currency"]]) for row in connection.execute(query).mappings())


def _tender_total(row: RowMapping, cash: tuple[int, int]) -> TenderTotal:
    change_minor, rounding_minor = cash if row["tender"] == "cash" else (0, 0)
    amount_minor = row["amount_minor"] - change_minor
    return TenderTotal(**{**row, "amount_minor": amount_minor, "rounding_minor": rounding_minor})


class UnsettledPayment(msgspec.Struct, frozen=True, kw_only=True):
    """A payment whose money is not yet certain, or not yet where it belongs; `status` and `reason` are codes."""

    lane: str
    transaction_seq: int
    intent_id: str
    method: str
    amount_minor: int
    currency: str
    status: str
    reason: str | None
    approved_minor: int | None
    reference: str | None
    account: str | None
    begun_at: str
    changed_at: str


def unsettled(connection: Connection, store: str) -> tuple[UnsettledPayment, ...]:
    """Return the payments somebody must look at, oldest first; those just under way are among them."""
    columns = [payment.c[name] for name in UnsettledPayment.__struct_fields__]
    query = (
        select(*columns)
        .where(payment.c.store == store, payment.c.status.not_in(SETTLED))
        .order_by(payment.c.begun_at, payment.c.lane, payment.c.intent_id)
        .limit(UNSETTLED_SHOWN)
    )
    return tuple(UnsettledPayment(**row) for row in connection.execute(query).mappings())
