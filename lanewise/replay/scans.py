"""Scans under way: sent over the wire, not yet answered by the lane. Pure; views come in, outcomes come out.

The lane numbers scans without gaps and answers them in order, so the oldest one waiting is always the next one
answered.
"""

from collections import deque
from dataclasses import dataclass
from typing import Literal

from contracts.view import LaneView

UNSEEN = "unseen"
"""Refusal code of a scan whose answer was swallowed by a snapshot that shows no line for it."""


@dataclass(eq=False, slots=True)
class Scan:
    """One code on its way. Moments are nanoseconds of the machine's monotonic clock, `disk_ns` is the commit's length.

    `alone`: nothing else was under way when it was sent.
    """

    row_index: int
    alone: bool
    sent_ns: int | None = None
    committed_ns: int | None = None
    viewed_ns: int | None = None
    disk_ns: int = 0
    outcome: Literal["line", "refused"] | None = None
    code: str | None = None


class ScanTracker:
    """Matches the lane's answers to the scans that were sent."""

    def __init__(self) -> None:
        self.answered: list[Scan] = []
        self.scanner_away = False
        self._waiting: deque[Scan] = deque()
        self._scan_seq: int | None = None
        self._lines = 0
        self._transaction_seq: int | None = None
        self._barrier: str | None = None

    @property
    def waiting(self) -> int:
        """Scans without an answer."""
        return len(self._waiting)

    @property
    def numbered(self) -> bool:
        """The lane's count is known, so that several scans may be under way."""
        return self._scan_seq is not None

    @property
    def barrier_passed(self) -> bool:
        """The code given to `expect` was refused, and with it everything sent before has its answer."""
        return self._barrier is None

    def add(self, row_index: int) -> Scan:
        """Note a scan that is about to be sent."""
        scan = Scan(row_index=row_index, alone=not self._waiting)
        self._waiting.append(scan)
        return scan

    def abandon(self) -> int:
        """Forget the scans that wait; return how many."""
        count = len(self._waiting)
        self._waiting.clear()
        self._scan_seq = None
        return count

    def expect(self, barrier: str) -> None:
        """Wait for the refusal of `barrier`, a code nobody sells."""
        self._barrier = barrier

    def take_answered(self) -> list[Scan]:
        """Return the scans answered since the last call, in order."""
        answered, self.answered = self.answered, []
        return answered

    def seen(self, view: LaneView, received_ns: int) -> None:
        """Take every view of the lane, in order."""
        self.scanner_away |= any(lamp.kind == "scanner" and lamp.state not in {"idle", "busy"} for lamp in view.devices)
        new_lines = len(view.lines) - (self._lines if view.transaction_seq == self._transaction_seq else 0)
        self._transaction_seq, self._lines = view.transaction_seq, len(view.lines)
        last = view.last_scan
        if last is None:
            return
        if self._barrier is not None:
            self._match_barrier(view, last.scan_seq)
        elif not self._waiting:
            self._scan_seq = last.scan_seq
        elif self._scan_seq is None or last.scan_seq > self._scan_seq:
            answered = 1 if self._scan_seq is None else last.scan_seq - self._scan_seq
            self._answer(view, min(answered, len(self._waiting)), new_lines, received_ns)

    def _match_barrier(self, view: LaneView, scan_seq: int) -> None:
        if view.notice is not None and view.notice.args.get("code") == self._barrier:
            self._barrier, self._scan_seq = None, scan_seq

    def _answer(self, view: LaneView, count: int, new_lines: int, received_ns: int) -> None:
        """Answer the oldest `count` scans. More than one means that a snapshot swallowed the deltas between."""
        last = view.last_scan
        assert last is not None, "an answer comes from a scan"
        held, newest_is_line = last.outcome == "held", last.outcome == "line"
        for index in range(count - held):
            scan = self._waiting.popleft()
            newest = index == count - 1
            if newest:
                scan.committed_ns, scan.viewed_ns = last.committed_mono_ns, received_ns
                scan.disk_ns = last.commit_ns
            line = newest_is_line if newest else index < new_lines - newest_is_line
            scan.outcome = "line" if line else "refused"
            if not line:
                scan.code = view.notice.code if newest and view.notice else UNSEEN
            self.answered.append(scan)
        self._scan_seq = last.scan_seq - held
