"""The lane's bounded inbox: scans, wishes and answers of devices, taken in the order they came.

While an item waits for a weight, scans stay in line (held) and everything else goes past them.
"""

from collections import deque
from dataclasses import dataclass

import trio

from contracts.view import Ack, IntentFrame
from controller.ports import (
    DrawerAlarm,
    OutputComplete,
    OutputSpoiled,
    PaymentReading,
    ScanData,
    ScansDropped,
    SettledWeight,
)

SCANS_BOUND = 512
"""Scans waiting; at 20 a second that is 25 s of a stalled lane."""
OTHERS_BOUND = 256
"""Wishes and device answers waiting."""


@dataclass(eq=False, slots=True)
class Ask:
    """A wish with the place where its answer is awaited."""

    frame: IntentFrame
    answered: trio.Event
    ack: Ack | None = None


Scan = ScanData | ScansDropped
Input = Scan | SettledWeight | OutputComplete | OutputSpoiled | DrawerAlarm | PaymentReading | Ask


class Inbox:
    """A queue with one taker. `put` never waits: False means full, and the caller knows what to do about it."""

    def __init__(self) -> None:
        self._inputs: deque[Input] = deque()
        self._scans = 0
        self._changed = trio.Event()

    @property
    def scans_waiting(self) -> int:
        """Scans that were read and not yet taken."""
        return self._scans

    def put(self, value: Input) -> bool:
        """Queue `value`; False when its kind is at its bound."""
        scan = isinstance(value, ScanData | ScansDropped)
        if scan and self._scans >= SCANS_BOUND:
            return False
        if not scan and len(self._inputs) - self._scans >= OTHERS_BOUND:
            return False
        self._inputs.append(value)
        self._scans += scan
        self.touch()
        return True

    def touch(self) -> None:
        """Wake the taker: something it shows has changed."""
        self._changed.set()

    def take(self, *, hold_scans: bool) -> Input | None:
        """Return the oldest input that may be taken now."""
        for index, value in enumerate(self._inputs):
            scan = isinstance(value, ScanData | ScansDropped)
            if not (hold_scans and scan):
                del self._inputs[index]
                self._scans -= scan
                return value
        return None

    async def wait(self) -> None:
        """Return when anything was put or touched since the last call."""
        await self._changed.wait()
        self._changed = trio.Event()
