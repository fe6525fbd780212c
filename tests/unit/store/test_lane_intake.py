import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from contracts import chain
from runtime.messages import InMessage
from store import lane_intake
from store.database import migrate, open_engine
from store.ingest import ingest, marks_of
from store.status import read_status
from store.tables import gap, lane_record, quarantine, sale


def status(connection):
    return read_status(connection, "s1", "l1", broker_online=True).lanes[-1]


def test_records_in_order_move_the_mark_along_the_chain(lane, take_in, connection) -> None:
    lane.write_opened(5)
    [mark] = take_in(*lane.envelopes)
    assert (mark.lane_seq, mark.chain, mark.resend_from) == (5, lane.envelopes[-1].chain, None)
    assert status(connection).records == 5
    assert marks_of(connection, "s1", "l1") == [mark]


def test_a_gap_is_recorded_asked_for_and_closed(lane, take_in, connection) -> None:
    one, two, three, four, five = lane.write_opened(5)
    take_in(one)
    [mark] = take_in(four, five)
    assert (mark.lane_seq, mark.chain, mark.resend_from) == (1, one.chain, 2)
    found = connection.execute(select(gap)).one()
    assert (found.from_seq, found.until_seq, found.closed_at) == (2, 3, None)
    [mark] = take_in(two)
    assert (mark.lane_seq, mark.resend_from) == (2, 3)
    assert (status(connection).gaps_open, status(connection).gaps_total, status(connection).held) == (1, 1, 2)
    [mark] = take_in(three)
    assert (mark.lane_seq, mark.resend_from) == (5, None)
    assert (status(connection).gaps_open, status(connection).gaps_total, status(connection).held) == (0, 1, 0)


def test_a_record_that_comes_again_changes_nothing(lane, take_in, connection, new_sale) -> None:
    envelope = lane.write(new_sale(1))
    take_in(envelope, envelope)
    [mark] = take_in(envelope)
    assert mark.lane_seq == 1
    assert (status(connection).duplicates, status(connection).sales, status(connection).total_minor) == (2, 1, 750)


def test_another_record_under_one_number_is_a_conflict(lane, new_lane, take_in, connection, new_sale) -> None:
    take_in(lane.write(new_sale(1)))
    impostor = new_lane().write(new_sale(2))
    [mark] = take_in(impostor)
    assert mark.chain == lane.envelopes[0].chain
    assert [row.reason for row in connection.execute(select(quarantine))] == ["conflict"]
    assert (status(connection).quarantined, status(connection).sales) == (1, 1)


@pytest.mark.parametrize("spoil", ["body", "chain", "payload_sha256", "occurred_at"])
def test_a_record_spoiled_on_the_way_is_replaced_by_the_lanes_own(spoil, lane, take_in, connection, new_sale) -> None:
    lane.write_opened(1)
    good = lane.write(new_sale(1))
    after = lane.write(new_sale(2))
    changes = {
        "body": {"body": msgspec.Raw(bytes(good.body).replace(b"750", b"751"))},
        "chain": {"chain": "00" * 32},
        "payload_sha256": {"payload_sha256": "11" * 32},
        "occurred_at": {"occurred_at": "2020-01-01T00:00:00.000Z"},
    }[spoil]
    [mark] = take_in(lane.envelopes[0], msgspec.structs.replace(good, **changes), after)
    assert (mark.lane_seq, mark.resend_from) == (1, 2)
    assert status(connection).broken_seq == 2
    assert connection.execute(select(quarantine.c.reason)).scalars().all() == ["chain_broken"]
    [mark] = take_in(good)
    assert (mark.lane_seq, mark.resend_from) == (3, None)
    assert (status(connection).broken_seq, status(connection).total_minor) == (None, 1500)


def test_a_journal_touched_at_the_lane_stops_the_mark_but_not_the_keeping(lane, take_in, connection) -> None:
    lane.write_opened(2)
    lane._previous = chain.sha256(b"cut out")
    lane.write_opened(3)
    for _ in range(3):
        [mark] = take_in(*lane.envelopes)
        assert (mark.lane_seq, mark.resend_from) == (2, 3)
    assert (status(connection).broken_seq, status(connection).held) == (3, 2)
    assert connection.execute(select(quarantine.c.seen)).scalars().all() == [3]


def test_records_the_ledger_cannot_use_are_parked_and_do_not_stop_it(lane, take_in, connection, new_sale) -> None:
    lane.write_raw("coupon_used", 1, b'{"type":"coupon_used"}')
    lane.write_raw("sale_closed", 2, b'{"type":"sale_closed"}')
    lane.write_raw("sale_closed", 1, b'{"type":"sale_closed"}')
    lane.write_raw("sale_opened", 1, bytes(msgspec.json.encode(new_sale(9))))
    lane.write(new_sale(1, total_minor=751))
    lane.write(new_sale(2))
    lane.write(new_sale(2))
    [mark] = take_in(*lane.envelopes)
    assert (mark.lane_seq, mark.resend_from) == (7, None)
    rows = connection.execute(select(lane_record.c.state, lane_record.c.reason).order_by(lane_record.c.lane_seq)).all()
    assert [tuple(row) for row in rows] == [
        ("parked", "unknown_type"),
        ("parked", "unknown_version"),
        ("parked", "undecodable"),
        ("parked", "type_differs"),
        ("parked", "unbalanced"),
        ("applied", None),
        ("parked", "transaction_repeated"),
    ]
    assert (status(connection).parked, status(connection).sales) == (6, 1)


def test_a_new_epoch_starts_its_own_chain(lane, new_lane, take_in, connection, new_sale) -> None:
    newer = new_lane(epoch=2)
    marks = take_in(lane.write(new_sale(1)), newer.write(new_sale(1)))
    assert [(mark.epoch, mark.lane_seq) for mark in marks] == [(1, 1), (2, 1)]
    assert len(connection.execute(select(sale)).all()) == 2


def test_what_is_held_beyond_a_gap_is_bounded(lane, take_in, connection, monkeypatch) -> None:
    monkeypatch.setattr(lane_intake, "HELD_MAX", 5)
    lane.write_opened(20)
    [mark] = take_in(*lane.envelopes[1:])
    assert (mark.lane_seq, mark.resend_from, status(connection).held) == (0, 1, 5)
    [mark] = take_in(lane.envelopes[0])
    assert (mark.lane_seq, mark.resend_from) == (6, None)
    [mark] = take_in(*lane.envelopes)
    assert mark.lane_seq in range(7, 21)


@pytest.mark.parametrize(
    ("subject", "data", "reason"),
    [
        ("lane.s1.l1.event.x", b"", "malformed"),
        ("lane.s1.l1.event.x", b"\xff\xfe", "malformed"),
        ("lane.s1.l1.event.x", b"[" * 10_000, "malformed"),
        ("lane.s1.l1.event.x", b'{"v":1}', "malformed"),
    ],
)
def test_noise_goes_to_quarantine_once(subject, data, reason, take_in, connection) -> None:
    assert take_in(InMessage(subject, data), InMessage(subject, data)) == []
    [row] = connection.execute(select(quarantine)).all()
    assert (row.reason, row.seen, row.data) == (reason, 2, data)


def test_the_store_takes_only_its_own_lanes_on_their_own_subjects(lane, take_in, connection, new_sale) -> None:
    envelope = lane.write(new_sale(1))
    data = msgspec.json.encode(envelope)
    wrong = [
        InMessage("lane.s1.l2.event.sale_closed", data),
        InMessage("lane.s1.l1.event.sale_opened", data),
        InMessage("lane.s2.l1.event.sale_closed", data.replace(b'"s1"', b'"s2"')),
    ]
    assert take_in(*wrong) == []
    assert connection.execute(select(quarantine.c.reason)).scalars().all() == ["subject_differs"] * 3


@pytest.mark.parametrize(
    "change",
    [
        {"lane_seq": 0},
        {"lane_seq": 2**53},
        {"epoch": 2**32},
        {"epoch": 0},
        {"version": -1},
        {"occurred_at": "x" * 300},
        {"chain": "zz"},
        {"payload_sha256": "AB" * 32},
    ],
)
def test_fields_the_chain_cannot_hold_are_refused(change, lane, take_in, connection, new_sale) -> None:
    assert take_in(msgspec.structs.replace(lane.write(new_sale(1)), **change)) == []
    assert connection.execute(select(quarantine.c.reason)).scalars().all() == ["out_of_bounds"]


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 40), repeats=st.integers(0, 40))
def test_any_arrival_ends_in_the_same_books(seed, count, repeats, new_lane, new_sale) -> None:
    lane, rng = new_lane(), random.Random(seed)
    for seq in range(count):
        lane.write(new_sale(seq))
    arrivals = lane.envelopes + rng.choices(lane.envelopes, k=repeats)
    rng.shuffle(arrivals)
    engine = open_engine(None)
    migrate(engine)
    while arrivals:
        batch = [arrivals.pop() for _ in range(min(len(arrivals), rng.randint(1, 10)))]
        messages = [InMessage("lane.s1.l1.event.sale_closed", msgspec.json.encode(envelope)) for envelope in batch]
        with engine.begin() as connection:
            [mark] = ingest(connection, "s1", messages, "2026-01-02T00:00:00.000Z")
    with engine.begin() as connection:
        found = status(connection)
    engine.dispose()
    assert (mark.lane_seq, mark.chain, mark.resend_from) == (count, lane.envelopes[-1].chain, None)
    assert (found.sales, found.total_minor, found.duplicates) == (count, 750 * count, repeats)
    assert (found.held, found.gaps_open, found.quarantined) == (0, 0, 0)
