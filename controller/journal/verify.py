"""Is what is stored what was written? SQLite's pages have no checksum, so the chain is the detector."""

from collections.abc import Iterable

from contracts import chain

from .errors import JournalCorrupt
from .owner import Owner
from .record import Draft, Record


def place(owner: Owner, draft: Draft, *, lane_seq: int, occurred_at: str, previous: bytes) -> Record:
    """Return `draft` as record `lane_seq`, linked to `previous`."""
    link = chain.link(
        previous=previous,
        store=owner.store,
        lane=owner.lane,
        epoch=owner.epoch,
        lane_seq=lane_seq,
        occurred_at=occurred_at,
        type=draft.type,
        version=draft.version,
        payload_sha256=chain.sha256(draft.payload),
        body_sha256=chain.sha256(draft.body),
    )
    return Record(lane_seq, occurred_at, draft.type, draft.version, draft.payload, draft.body, link)


def verify(owner: Owner, records: Iterable[Record], *, after_seq: int, previous: bytes) -> tuple[int, bytes]:
    """Recompute the chain over `records`, which follow `after_seq`, and return the last number and its link.

    Raises `JournalCorrupt` at the first gap or changed byte.
    """
    for record in records:
        lane_seq = after_seq + 1
        if record.lane_seq != lane_seq:
            raise JournalCorrupt(lane_seq, f"it is missing, the next one is {record.lane_seq}")
        draft = Draft(record.type, record.version, record.payload, record.body)
        expected = place(owner, draft, lane_seq=lane_seq, occurred_at=record.occurred_at, previous=previous)
        if record.chain != expected.chain:
            raise JournalCorrupt(lane_seq, "its bytes do not match its chain")
        after_seq, previous = lane_seq, record.chain
    return after_seq, previous
