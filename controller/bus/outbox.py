"""The outbox: a cursor on the lane's journal and what moves it. Pure: rows, outcomes and marks in, cursor out.

    1 ........ applied ........ published ........ head
    the store has it | the stream said it has it | only here

`published` is a hint that saves sending twice; `applied` is the store's own word and the only one to prune by. When the
store misses a record that the stream once acknowledged, `published` goes back to `applied` and a new round begins:
what is sent again carries another message id, because a stream remembers the ids of messages it has lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Outcome = Literal["stored", "duplicate", "unknown", "failed"]

PATIENCE_S = 5.0
PATIENCE_MAX_S = 60.0


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One journal record, ready to send: `data` is its envelope."""

    lane_seq: int
    subject: str
    message_id: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where the outbox stands. Rows up to `resend_until` have been sent before, in an earlier round.

    `quiet_since_s` is when the store last got further (or a round began), `patience_s` how long to wait for it.
    """

    published: int
    applied: int
    resend_round: int = 0
    resend_until: int = 0
    quiet_since_s: float = 0.0
    patience_s: float = PATIENCE_S


def message_id(cursor: Cursor, row: OutboxRow) -> str:
    """Return the id to send `row` under; a resend gets one the stream has never seen."""
    return f"{row.message_id}:r{cursor.resend_round}" if row.lane_seq <= cursor.resend_until else row.message_id


def fold(cursor: Cursor, rows: Sequence[OutboxRow], outcomes: Sequence[Outcome]) -> Cursor:
    """Advance `published` over the leading rows that the stream has, and not one further."""
    assert len(rows) == len(outcomes), "one outcome a row"
    published = cursor.published
    for row, outcome in zip(rows, outcomes, strict=True):
        if outcome not in {"stored", "duplicate"}:
            break
        assert row.lane_seq == published + 1, "rows are read after the cursor, without gaps"
        published = row.lane_seq
    return replace(cursor, published=published)


def apply_mark(cursor: Cursor, *, lane_seq: int, resend_from: int | None, now_s: float) -> Cursor:
    """Take the store's word: it has everything up to `lane_seq`, and `resend_from` is missing in the stream.

    The mark may go back: a store restored from a backup needs again what it once had.
    """
    if lane_seq != cursor.applied:
        published = max(cursor.published, lane_seq)
        cursor = replace(cursor, applied=lane_seq, published=published, quiet_since_s=now_s, patience_s=PATIENCE_S)
    asked = resend_from is not None and lane_seq < resend_from <= cursor.published
    # While a round is under way its first records are still on their way: the same question again is no news.
    if asked and cursor.resend_until <= cursor.applied:
        return begin_round(cursor, now_s)
    return cursor


def check_quiet(cursor: Cursor, now_s: float) -> Cursor:
    """Begin a round when the store answers but does not get on with what the stream acknowledged."""
    if cursor.applied >= cursor.published:
        return replace(cursor, quiet_since_s=now_s)
    if now_s - cursor.quiet_since_s < cursor.patience_s:
        return cursor
    return begin_round(cursor, now_s)


def begin_round(cursor: Cursor, now_s: float) -> Cursor:
    """Send everything after `applied` again. Each fruitless round doubles the patience before the next."""
    return replace(
        cursor,
        published=cursor.applied,
        resend_round=cursor.resend_round + 1,
        resend_until=max(cursor.published, cursor.resend_until),
        quiet_since_s=now_s,
        patience_s=min(cursor.patience_s * 2, PATIENCE_MAX_S),
    )


def queued(head_seq: int, cursor: Cursor) -> int:
    """Return how many records the store has not confirmed."""
    return max(0, head_seq - cursor.applied)
