"""What lies between an emulated device and its lane, whatever it is made of, and what can go wrong in it.

device.write ──> cut, corrupt, garble ──> late, slow ──> lane
device's take <── garble <── deaf ──────────────────── lane
"""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import trio

READ_MAX_BYTES = 4096
WAITING_MAX_CHUNKS = 10_000
BABBLE = bytes(range(0x80, 0x100)) + b"\x02\x01\r\x10\x1b\x00"
BABBLE_INTERVAL_S = 0.05

Take = Callable[[bytes], None]


@dataclass(slots=True)
class Trouble:
    """What a cable does to the bytes; the counts are of the device's next writes.

    `deaf`: bytes of the lane are taken and nobody reads them. `mute`: nothing comes back. `garbled`: both ways, as
    with a wrong speed. `babbling`: noise all the time. `late_s` delays every write, `bytes_per_s` limits them (960 is
    9600 baud); 0 is no limit.
    """

    deaf: bool = False
    mute: bool = False
    garbled: bool = False
    babbling: bool = False
    late_s: float = 0.0
    bytes_per_s: int = 0
    cut_count: int = 0
    corrupt_count: int = 0

    def hang(self, *, hanging: bool) -> None:
        """Take everything and do nothing, as a device that crashed with its port open."""
        self.deaf = self.mute = hanging


class Cable(ABC):
    """One cable. `plug`, `unplug` and `stall` at any time; `run` hands what the lane sends to the device."""

    def __init__(self) -> None:
        self.trouble = Trouble()
        self.stalled = False
        self._changed = trio.Event()
        self._waiting: deque[tuple[float, bytes]] = deque(maxlen=WAITING_MAX_CHUNKS)
        self._queued = trio.Event()
        self._free_s = 0.0

    @property
    @abstractmethod
    def plugged(self) -> bool:
        """Whether the cable is in."""

    @property
    @abstractmethod
    def listened(self) -> bool:
        """Whether a lane has the port open."""

    @abstractmethod
    def plug(self) -> None:
        """Put the cable in."""

    @abstractmethod
    def unplug(self) -> None:
        """Pull the cable: the lane's end hangs up."""

    @abstractmethod
    def _send(self, data: bytes) -> bool:
        """Send now; return whether a lane has the port open to hear it."""

    @abstractmethod
    async def _serve(self, take: Take) -> None:
        """Hand the lane's next bytes to `take`, or wait for a change."""

    def stall(self, *, stalled: bool) -> None:
        """Stop taking bytes from the lane, as a device with a full buffer does, or go on."""
        self.stalled = stalled
        self._change()

    def write(self, data: bytes) -> bool:
        """Send to the lane; return whether it has the port open to hear it."""
        trouble = self.trouble
        if not self.listened:
            return False
        if trouble.mute:
            return True
        data = self._spoilt(data)
        if not (trouble.late_s or trouble.bytes_per_s or self._waiting):
            return self._send(data)
        self._queue(data)
        return True

    async def run(self, take: Take, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Hand everything the lane sends to `take`, until cancelled; then unplug."""
        self.plug()
        task_status.started()
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._send_waiting)
                nursery.start_soon(self._babble)
                while True:
                    await self._serve(lambda data: self._take(take, data))
        finally:
            self.unplug()

    def _take(self, take: Take, data: bytes) -> None:
        if not self.trouble.deaf:
            take(garbled(data) if self.trouble.garbled else data)

    def _spoilt(self, data: bytes) -> bytes:
        trouble = self.trouble
        if trouble.cut_count > 0:
            trouble.cut_count -= 1
            data = data[: len(data) // 2]
        if trouble.corrupt_count > 0 and data:
            trouble.corrupt_count -= 1
            middle = len(data) // 2
            data = data[:middle] + bytes((data[middle] ^ 0x01,)) + data[middle + 1 :]
        return garbled(data) if trouble.garbled else data

    def _queue(self, data: bytes) -> None:
        """Put the bytes in line: each at its time when the line is slow, all at once when it is only late."""
        now_s = trio.current_time()
        due_s = max(now_s + self.trouble.late_s, self._free_s)
        rate = self.trouble.bytes_per_s
        pieces = [data] if not rate else [data[index : index + 1] for index in range(len(data))]
        for piece in pieces:
            due_s += len(piece) / rate if rate else 0.0
            self._waiting.append((due_s, piece))
        self._free_s = due_s
        self._queued.set()

    async def _send_waiting(self) -> None:
        while True:
            while self._waiting:
                await trio.sleep_until(self._waiting[0][0])
                if self._waiting:  # unplugging empties it
                    self._send(self._waiting.popleft()[1])
            self._queued = trio.Event()
            await self._queued.wait()

    async def _babble(self) -> None:
        while True:
            await trio.sleep(BABBLE_INTERVAL_S)
            if self.trouble.babbling and self.listened:
                self._send(BABBLE)

    def _change(self) -> None:
        """Wake whoever serves: plugged, unplugged or stalled. What was on its way is gone with the plug."""
        if not self.plugged:
            self._waiting.clear()
        self._changed.set()
        self._changed = trio.Event()


def garbled(data: bytes) -> bytes:
    """Return what a receiver at the wrong speed makes of the bytes."""
    return bytes((value * 73 + 41) & 0xFF for value in data)
