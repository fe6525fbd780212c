"""Figures for people, read from the ledger itself and not from running totals."""

import msgspec
from sqlalchemy import Connection, func, select

from store.tables import sale


class LaneTotal(msgspec.Struct, frozen=True, kw_only=True):
    """What one lane sold, over all its epochs, in one currency."""

    lane: str
    currency: str
    sales: int
    total_minor: int


def totals_by_lane(connection: Connection, store: str) -> tuple[LaneTotal, ...]:
    """Return one total a lane and currency."""
    query = (
        select(
            sale.c.lane,
            sale.c.currency,
            func.count().label("sales"),
            func.sum(sale.c.total_minor).label("total_minor"),
        )
        .where(sale.c.store == store)
        .group_by(sale.c.lane, sale.c.currency)
        .order_by(sale.c.lane, sale.c.currency)
    )
    return tuple(LaneTotal(**row) for row in connection.execute(query).mappings())
