"""The two clocks of a process: wall time for records, monotonic time for durations. Both are passed as an argument."""

import time
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """What a part may ask about time; tests and simulations bring their own."""

    def wall(self) -> datetime:
        """Return the time of day, aware and in UTC. It may jump."""
        ...

    def monotonic_ns(self) -> int:
        """Return nanoseconds since some fixed moment of this boot. It never goes back."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def wall(self) -> datetime:
        """Return the time of day in UTC."""
        return datetime.now(UTC)

    def monotonic_ns(self) -> int:
        """Return nanoseconds of CLOCK_MONOTONIC, comparable between processes of one machine."""
        return time.monotonic_ns()


def civil_text(moment: datetime, zone: ZoneInfo) -> str:
    """Return what a clock on the wall shows there, such as `2025-01-31T16:15:00`; `moment` must be aware."""
    assert moment.tzinfo is not None, "a time without a zone is not a moment"
    return moment.astimezone(zone).replace(tzinfo=None).isoformat(timespec="seconds")


def utc_text(moment: datetime) -> str:
    """Return RFC 3339 in UTC with milliseconds, such as `2025-01-31T08:15:00.250Z`; `moment` must be aware.

    Always 24 characters, so texts sort as times do.
    """
    assert moment.tzinfo is not None, "a time without a zone is not a moment"
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
