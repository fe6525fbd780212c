"""One transaction of the store: a batch of messages in, marks out. Blocking.

    message -> accept -> LaneIntake.keep (raw) -> advance (chain, ledger) -> finish (gap, mark)
                  └> quarantine

Killed anywhere, nothing of the transaction is there and the same messages come again, because they are acknowledged
only after it. Everything is keyed by (store, lane, epoch, lane_seq), so messages that come again change nothing.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from contracts.envelope import AppliedMark, Envelope
from runtime.messages import InMessage
from store.accept import Refused, accept
from store.lane_intake import LaneIntake, mark_of
from store.quarantine import set_aside
from store.tables import lane_mark


def ingest(connection: Connection, store: str, messages: Sequence[InMessage], received_at: str) -> list[AppliedMark]:
    """Take in `messages` and return the mark of every lane they touched."""
    by_lane: dict[tuple[str, int], list[Envelope]] = {}
    for message in messages:
        envelope = accept(store, message.subject, message.data)
        if isinstance(envelope, Refused):
            set_aside(connection, message.subject, message.data, envelope, received_at)
        else:
            by_lane.setdefault((envelope.lane, envelope.epoch), []).append(envelope)
    marks = []
    for (lane, epoch), envelopes in by_lane.items():
        intake = LaneIntake(connection, store, lane, epoch, received_at)
        intake.keep(envelopes)
        intake.advance()
        marks.append(intake.finish())
    return marks


def marks_of(connection: Connection, store: str, lane: str) -> list[AppliedMark]:
    """Return the current mark of every epoch of `lane`."""
    query = select(lane_mark).where(lane_mark.c.store == store, lane_mark.c.lane == lane)
    return [mark_of(dict(row)) for row in connection.execute(query.order_by(lane_mark.c.epoch)).mappings()]
