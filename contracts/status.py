"""What a store says of itself and its lanes: the answer to `subjects.status_request` and to `GET /status`."""

import msgspec


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
