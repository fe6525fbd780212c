from datetime import UTC, datetime, timedelta, timezone

import pytest

from runtime.clock import SystemClock, utc_text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2025, 1, 31, 8, 15, tzinfo=UTC), "2025-01-31T08:15:00.000Z"),
        (datetime(2025, 1, 31, 8, 15, 0, 999_999, tzinfo=UTC), "2025-01-31T08:15:00.999Z"),
        (datetime(2025, 1, 31, 8, 15, tzinfo=timezone(timedelta(hours=8))), "2025-01-31T00:15:00.000Z"),
    ],
)
def test_texts_are_utc_with_milliseconds(moment, text):
    assert utc_text(moment) == text


def test_a_moment_needs_a_zone():
    with pytest.raises(AssertionError):
        utc_text(datetime(2025, 1, 31, 8, 15))  # noqa: DTZ001 - that is the mistake


def test_the_system_clock():
    clock = SystemClock()
    before = clock.monotonic_ns()
    assert clock.wall().utcoffset() == timedelta(0)
    assert clock.monotonic_ns() >= before
