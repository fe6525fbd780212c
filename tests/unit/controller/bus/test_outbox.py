import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.bus.outbox import (
    PATIENCE_MAX_S,
    PATIENCE_S,
    Cursor,
    OutboxRow,
    apply_mark,
    begin_round,
    check_quiet,
    fold,
    message_id,
    queued,
)


def row(lane_seq: int) -> OutboxRow:
    return OutboxRow(lane_seq, "lane.s.l.event.x", f"s:l:1:{lane_seq}", b"")


def rows(first: int, last: int) -> list[OutboxRow]:
    return [row(lane_seq) for lane_seq in range(first, last + 1)]


@pytest.mark.parametrize(
    ("outcomes", "published"),
    [
        (["stored", "stored", "stored"], 13),
        (["stored", "duplicate", "stored"], 13),
        (["stored", "unknown", "stored"], 11),
        (["failed", "stored", "stored"], 10),
        (["duplicate", "stored", "failed"], 12),
    ],
)
def test_published_moves_only_over_a_leading_run(outcomes, published) -> None:
    cursor = fold(Cursor(published=10, applied=5), rows(11, 13), outcomes)
    assert (cursor.published, cursor.applied) == (published, 5)


def test_mark_ahead_of_published_skips_what_the_store_has() -> None:
    cursor = apply_mark(Cursor(published=10, applied=5), lane_seq=12, resend_from=None, now_s=1.0)
    assert (cursor.published, cursor.applied, cursor.quiet_since_s) == (12, 12, 1.0)


def test_resend_goes_back_and_changes_the_ids_of_what_was_sent() -> None:
    cursor = apply_mark(Cursor(published=10, applied=3), lane_seq=4, resend_from=5, now_s=0.0)
    assert cursor.published == 4
    assert message_id(cursor, row(5)) == "s:l:1:5:r1"
    assert message_id(cursor, row(10)) == "s:l:1:10:r1"
    assert message_id(cursor, row(11)) == "s:l:1:11"


def test_the_same_question_during_a_round_is_no_new_round() -> None:
    cursor = apply_mark(Cursor(published=10, applied=4), lane_seq=4, resend_from=5, now_s=0.0)
    cursor = fold(cursor, rows(5, 10), ["stored"] * 6)
    assert apply_mark(cursor, lane_seq=4, resend_from=5, now_s=0.1).resend_round == 1


def test_a_gap_in_what_is_not_sent_yet_waits_for_the_sending() -> None:
    cursor = apply_mark(Cursor(published=4, applied=4), lane_seq=4, resend_from=5, now_s=0.0)
    assert cursor.resend_round == 0


def test_a_second_gap_after_a_finished_round_is_a_new_round() -> None:
    cursor = apply_mark(Cursor(published=10, applied=4), lane_seq=4, resend_from=5, now_s=0.0)
    cursor = apply_mark(cursor, lane_seq=10, resend_from=None, now_s=0.1)
    cursor = fold(cursor, rows(11, 20), ["stored"] * 10)
    cursor = apply_mark(cursor, lane_seq=14, resend_from=15, now_s=0.2)
    assert (cursor.resend_round, cursor.published, cursor.resend_until) == (2, 14, 20)


def test_a_quiet_store_is_asked_again_with_growing_patience() -> None:
    cursor = Cursor(published=10, applied=4)
    assert check_quiet(cursor, PATIENCE_S - 0.1) == cursor
    now_s, waits = 0.0, []
    for _ in range(6):
        waits.append(cursor.patience_s)
        now_s += cursor.patience_s
        cursor = check_quiet(cursor, now_s)
        assert cursor.published == 4
        cursor = fold(cursor, rows(5, 10), ["stored"] * 6)
    assert cursor.resend_round == 6
    assert waits == [5, 10, 20, 40, PATIENCE_MAX_S, PATIENCE_MAX_S]


def test_nothing_owed_is_not_quiet() -> None:
    cursor = check_quiet(Cursor(published=4, applied=4), 1_000.0)
    assert (cursor.resend_round, cursor.quiet_since_s) == (0, 1_000.0)


def test_a_restored_store_takes_applied_back() -> None:
    cursor = apply_mark(Cursor(published=10, applied=10), lane_seq=3, resend_from=None, now_s=5.0)
    assert (cursor.applied, queued(12, cursor)) == (3, 9)
    assert check_quiet(cursor, 5.0 + PATIENCE_S).published == 3


def test_a_round_never_forgets_how_far_an_earlier_one_reached() -> None:
    cursor = begin_round(Cursor(published=10, applied=2), 0.0)
    cursor = fold(cursor, rows(3, 5), ["stored"] * 3)
    assert begin_round(cursor, 1.0).resend_until == 10


class Stream:
    """A broker that dedupes by id, loses, times out, and a store behind it that keeps what it gets."""

    def __init__(self, rng: random.Random, loss: float, silence: float, refusal: float) -> None:
        self.rng, self.loss, self.silence, self.refusal = rng, loss, silence, refusal
        self.ids: set[str] = set()
        self.store: set[int] = set()

    def publish(self, cursor: Cursor, sent: list[OutboxRow]) -> list[str]:
        outcomes: list[str] = []
        for one in sent:
            identity = message_id(cursor, one)
            if self.rng.random() < self.refusal:
                outcomes.append("failed")
                continue
            fresh = identity not in self.ids
            self.ids.add(identity)
            if fresh and self.rng.random() >= self.loss:
                self.store.add(one.lane_seq)
            silent = self.rng.random() < self.silence
            outcomes.append("unknown" if silent else "stored" if fresh else "duplicate")
        return outcomes

    def mark(self) -> tuple[int, int | None]:
        applied = 0
        while applied + 1 in self.store:
            applied += 1
        return applied, applied + 1 if any(seq > applied for seq in self.store) else None


@given(
    seed=st.integers(0, 2**32),
    head=st.integers(1, 60),
    batch=st.integers(1, 20),
    faults=st.tuples(st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0, 0.3)),
    marks=st.floats(0.2, 1),
)
def test_every_record_arrives_whatever_the_stream_does(seed, head, batch, faults, marks) -> None:
    rng = random.Random(seed)
    stream = Stream(rng, *faults)
    cursor = Cursor(published=0, applied=0)
    for step in range(5_000):
        now_s = step * 1.0
        if rng.random() < marks:
            lane_seq, resend_from = stream.mark()
            cursor = apply_mark(cursor, lane_seq=lane_seq, resend_from=resend_from, now_s=now_s)
        cursor = check_quiet(cursor, now_s)
        assert 0 <= cursor.applied <= cursor.published <= head
        if cursor.applied == head:
            break
        sent = rows(cursor.published + 1, min(head, cursor.published + batch))
        cursor = fold(cursor, sent, stream.publish(cursor, sent))
    assert stream.store == set(range(1, head + 1))
    assert queued(head, cursor) == 0
