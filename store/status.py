"""What the store answers when it is asked how it is: JSON over NATS and HTTP."""

import msgspec
from sqlalchemy import Connection, func, select

from store.tables import gap, lane_mark, quarantine


class LaneStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One lane and epoch. Amounts are minor units.

    `records` are kept ones, `applied_seq` of them in order; `parked` are kept but not in the ledger. `duplicates`
    were discarded because they were here already. `broken_seq` is a record that does not fit the chain.
    """

    lane: str
    epoch: int
    applied_seq: int
    records: int
    held: int
    parked: int
    sales: int
    total_minor: int
    duplicates: int
    quarantined: int
    gaps_open: int
    gaps_total: int
    broken_seq: int | None


class StoreStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The whole store. `quarantined` counts messages set aside, of which some named no lane."""

    store: str
    broker_online: bool
    quarantined: int
    lanes: tuple[LaneStatus, ...]


def read_status(connection: Connection, store: str, lane: str | None = None, *, broker_online: bool) -> StoreStatus:
    """Return the status of `lane`, or of all lanes."""
    open_gaps = (
        select(func.count())
        .where(gap.c.store == lane_mark.c.store, gap.c.lane == lane_mark.c.lane, gap.c.epoch == lane_mark.c.epoch)
        .where(gap.c.closed_at.is_(None))
        .scalar_subquery()
    )
    query = select(lane_mark, open_gaps.label("gaps_open")).where(lane_mark.c.store == store)
    if lane is not None:
        query = query.where(lane_mark.c.lane == lane)
    rows = connection.execute(query.order_by(lane_mark.c.lane, lane_mark.c.epoch)).mappings()
    fields = LaneStatus.__struct_fields__
    return StoreStatus(
        store=store,
        broker_online=broker_online,
        quarantined=connection.execute(select(func.coalesce(func.sum(quarantine.c.seen), 0))).scalar_one(),
        lanes=tuple(LaneStatus(**{name: row[name] for name in fields}) for row in rows),
    )
