"""The Python reducer of view frames."""

import msgspec
import pytest

from contracts import view as v
from lanewise.lane_client import RevisionGap, fold

BLANK = v.LaneView(
    rev=1, store_id="0001", store_names={}, lane_id="1", currency="CNY", currency_exponent=2, phase="idle"
)


def line(line_seq, amount_minor=100):
    return v.LineView(
        line_seq=line_seq,
        names={"en": "Apple"},
        code=str(line_seq),
        quantity=1,
        mass_g=None,
        unit_price_minor=100,
        sold_by="each",
        gross_minor=100,
        amount_minor=amount_minor,
    )


def delta(rev, lines=(), *, lines_reset=False, **fields):
    raw = {name: msgspec.Raw(msgspec.json.encode(value)) for name, value in fields.items()}
    frame = v.Delta(rev=rev, set=raw, lines=tuple(lines), lines_reset=lines_reset)
    return msgspec.json.decode(msgspec.json.encode(frame), type=v.Delta)


def test_a_snapshot_replaces_everything():
    assert fold(None, v.Snapshot(rev=1, view=BLANK)) == BLANK
    assert fold(fold(BLANK, delta(2, phase="basket")), v.Snapshot(rev=1, view=BLANK)) == BLANK


def test_fields_of_every_kind_are_set():
    scan = v.LastScan(scan_seq=7, outcome="line", committed_mono_ns=5)
    lamps = (v.DeviceView(kind="scanner", state="fault", fault="unplugged"),)
    view = fold(BLANK, delta(2, phase="basket", last_scan=scan, devices=lamps, change_minor=None, drawer_open=True))
    assert (view.rev, view.phase, view.last_scan, view.devices, view.drawer_open) == (2, "basket", scan, lamps, True)


def test_lines_are_put_in_or_replaced_by_their_number():
    view = fold(BLANK, delta(2, [line(1), line(2), line(3)]))
    view = fold(view, delta(3, [line(2, 50), line(4)]))
    assert [(shown.line_seq, shown.amount_minor) for shown in view.lines] == [(1, 100), (2, 50), (3, 100), (4, 100)]


def test_a_reset_drops_all_lines_first():
    view = fold(BLANK, delta(2, [line(1), line(2)]))
    assert [shown.line_seq for shown in fold(view, delta(3, [line(1)], lines_reset=True)).lines] == [1]
    assert fold(view, delta(3, lines_reset=True)).lines == ()


def test_a_delta_without_lines_keeps_them():
    view = fold(BLANK, delta(2, [line(1)]))
    assert fold(view, delta(3, quantity=4)).lines == view.lines


def test_a_field_of_a_newer_lane_is_passed_over():
    assert fold(BLANK, delta(2, weather="rain")) == msgspec.structs.replace(BLANK, rev=2)


@pytest.mark.parametrize("rev", [1, 3, 0])
def test_a_delta_that_does_not_follow_is_a_gap(rev):
    with pytest.raises(RevisionGap):
        fold(BLANK, delta(rev))


def test_a_delta_before_the_first_snapshot_is_a_gap():
    with pytest.raises(RevisionGap, match="after nothing"):
        fold(None, delta(2))
