"""What one session has still to send: deltas that may be replaced by a snapshot, answers that may not be lost."""

from collections import deque
from collections.abc import Callable

import trio

QUEUE_FRAMES = 64


class Outbound:
    """A bounded queue for one client. A slow client gets a fresh snapshot instead of the deltas it missed."""

    def __init__(self, snapshot: Callable[[], str]) -> None:
        self._snapshot = snapshot
        self._stale = True
        self._deltas: deque[str] = deque()
        self._answers: deque[str] = deque()
        self._wake = trio.Event()

    def push(self, delta: str) -> None:
        """Queue a delta. Never waits: when 64 are waiting they are dropped for a snapshot."""
        if self._stale:
            return  # the snapshot to come already has it
        if len(self._deltas) >= QUEUE_FRAMES:
            self.resync()
        else:
            self._deltas.append(delta)
            self._wake.set()

    def resync(self) -> None:
        """Send the whole state next."""
        self._deltas.clear()
        self._stale = True
        self._wake.set()

    def answer(self, frame: str) -> bool:
        """Queue an answer, sent after the deltas before it; return False when 64 have not been read."""
        if len(self._answers) >= QUEUE_FRAMES:
            return False
        self._answers.append(frame)
        self._wake.set()
        return True

    async def next_frame(self) -> str:
        """Wait for the next frame to send."""
        while True:
            if self._stale:
                self._stale = False
                return self._snapshot()
            if self._deltas:
                return self._deltas.popleft()
            if self._answers:
                return self._answers.popleft()
            self._wake = trio.Event()
            await self._wake.wait()
