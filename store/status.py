"""What the store answers when it is asked how it is: JSON over NATS and HTTP."""

from sqlalchemy import Connection, func, select

from contracts.status import LaneStatus, StoreStatus
from store.tables import gap, lane_mark, quarantine


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
