"""Scans under way and the lane's answers to them."""

from contracts import view as v
from lanewise.replay.scans import UNSEEN, ScanTracker

LINE = v.LineView(
    line_seq=1,
    names={},
    code="1",
    quantity=1,
    mass_g=None,
    unit_price_minor=1,
    sold_by="each",
    gross_minor=1,
    amount_minor=1,
)


def view(scan_seq, outcome="line", *, lines=1, notice=None, scanner="idle", transaction_seq=1):
    return v.LaneView(
        rev=1,
        store_id="0001",
        store_names={},
        lane_id="1",
        currency="CNY",
        currency_exponent=2,
        phase="basket",
        transaction_seq=transaction_seq,
        lines=(LINE,) * lines,
        devices=(v.DeviceView(kind="scanner", state=scanner),),
        notice=notice,
        last_scan=None if scan_seq is None else v.LastScan(scan_seq=scan_seq, outcome=outcome, committed_mono_ns=50),
    )


def refusal(code, scanned=""):
    return v.Notice(seq=1, code=code, args={"code": scanned}, tone="refused")


def tracked(*rows):
    tracker = ScanTracker()
    tracker.seen(view(5, lines=0), 0)
    for row in rows:
        tracker.add(row)
    return tracker


def test_answers_come_in_the_order_of_the_scans():
    tracker = tracked(0, 1, 2)
    tracker.seen(view(6, lines=1), 60)
    tracker.seen(view(7, "refused", lines=1, notice=refusal("not_found")), 70)
    tracker.seen(view(8, lines=2), 80)
    answered = tracker.take_answered()
    assert [(scan.row_index, scan.outcome, scan.code) for scan in answered] == [
        (0, "line", None),
        (1, "refused", "not_found"),
        (2, "line", None),
    ]
    assert [scan.alone for scan in answered] == [True, False, False]
    assert (answered[0].committed_ns, answered[0].viewed_ns) == (50, 60)
    assert tracker.waiting == 0
    assert tracker.take_answered() == []


def test_a_view_that_repeats_the_newest_scan_answers_nothing():
    tracker = tracked(0, 1)
    tracker.seen(view(6), 1)
    tracker.seen(view(6), 2)
    assert tracker.waiting == 1


def test_a_held_scan_waits_for_its_line():
    tracker = tracked(0)
    tracker.seen(view(6, "held", lines=0), 1)
    tracker.seen(view(6, "held", lines=0), 2)
    assert tracker.waiting == 1
    tracker.seen(view(6, "line", lines=1), 3)
    assert [scan.outcome for scan in tracker.take_answered()] == ["line"]


def test_a_snapshot_that_swallowed_answers_is_read_by_its_lines():
    tracker = tracked(0, 1, 2)
    tracker.seen(view(8, lines=3), 1)
    answered = tracker.take_answered()
    assert [scan.outcome for scan in answered] == ["line", "line", "line"]
    assert [scan.viewed_ns for scan in answered] == [None, None, 1]


def test_a_snapshot_with_too_few_lines_shows_a_refusal():
    tracker = tracked(0, 1, 2)
    tracker.seen(view(8, lines=2), 1)
    assert [(scan.outcome, scan.code) for scan in tracker.take_answered()] == [
        ("line", None),
        ("refused", UNSEEN),
        ("line", None),
    ]


def test_a_new_sale_counts_its_lines_from_nothing():
    tracker = ScanTracker()
    tracker.seen(view(5, lines=9), 0)
    tracker.add(0)
    tracker.add(1)
    tracker.seen(view(7, lines=2, transaction_seq=2), 1)
    assert [scan.outcome for scan in tracker.take_answered()] == ["line", "line"]


def test_the_first_answer_of_a_lane_is_taken_as_it_comes():
    tracker = ScanTracker()
    tracker.seen(view(None, lines=0), 0)
    tracker.add(0)
    assert not tracker.numbered
    tracker.seen(view(912), 1)
    assert tracker.numbered
    assert [scan.outcome for scan in tracker.take_answered()] == ["line"]


def test_after_trouble_only_the_barrier_counts():
    tracker = tracked(0, 1)
    assert tracker.abandon() == 2
    tracker.expect("900")
    tracker.seen(view(6), 1)
    tracker.seen(view(7, "refused", notice=refusal("not_found", "12")), 2)
    assert not tracker.barrier_passed
    tracker.seen(view(8, "refused", notice=refusal("not_found", "900")), 3)
    assert tracker.barrier_passed
    tracker.add(0)
    tracker.seen(view(8, "refused", notice=refusal("not_found", "900")), 4)
    tracker.seen(view(9, lines=2), 5)
    assert [scan.outcome for scan in tracker.take_answered()] == ["line"]


def test_a_scanner_that_was_away_is_remembered():
    tracker = tracked(0)
    assert not tracker.scanner_away
    tracker.seen(view(5, scanner="fault"), 1)
    tracker.seen(view(5), 2)
    assert tracker.scanner_away
