"""How fast a replay goes."""

from datetime import UTC, datetime, timedelta

import pytest

from lanewise.replay.pace import parse_speed

EIGHT = datetime(2000, 11, 4, 8, tzinfo=UTC)


@pytest.mark.parametrize(("text", "due_s"), [("max", 0.0), ("real", 60.0), ("x10", 6.0), ("x0.5", 120.0)])
def test_a_row_is_due_by_its_time(text, due_s):
    assert parse_speed(text).due_s(EIGHT + timedelta(minutes=1), EIGHT) == due_s


def test_a_row_before_the_first_is_due_at_once():
    assert parse_speed("real").due_s(EIGHT - timedelta(minutes=1), EIGHT) == 0.0


@pytest.mark.parametrize("text", ["", "fast", "x", "x0", "x-1", "10", "x1e3", "x999999999", "real "])
def test_any_other_speed_is_refused(text):
    with pytest.raises(ValueError, match="speed is max, real or xK"):
        parse_speed(text)
