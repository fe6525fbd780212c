"""A drawer behind an ESC/POS kick interface: opens on a pulse, closes by hand, tells its sensor.

It also obeys the words of drawers with an interface of their own: 07 (APG 484A) and [[ (212A).
"""

import time
from collections.abc import Callable
from pathlib import Path

import trio

from controller.devices.sim.cable import Cable
from controller.devices.sim.pty_port import cable_at

BUFFER_MAX_BYTES = 64
LENGTHS = {b"\x1bp": 5, b"\x1ba": 3, b"\x1da": 3, b"\x10\x04": 3, b"\x10\x14": 5, b"\x1b@": 2, b"[[": 2}


class DrawerSim:
    """`pulses` holds the monotonic nanosecond of every kick."""

    def __init__(
        self, path: Path | Cable, *, open_when_high: bool = True, on_change: Callable[[], None] = lambda: None
    ) -> None:
        self.port = cable_at(path)
        self.pulses: list[int] = []
        self.is_open = False
        self._open_when_high = open_when_high
        self._automatic = False
        self._buffer = b""
        self._on_change = on_change

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Emulate until cancelled."""
        await self.port.run(self._take, task_status)

    def open(self) -> None:
        """Open by hand (a key)."""
        self._move(is_open=True)

    def close(self) -> None:
        """Push it shut."""
        self._move(is_open=False)

    def unplug(self) -> None:
        """Pull the cable; the interface loses its settings."""
        self.port.unplug()
        self._automatic = False
        self._buffer = b""
        self._on_change()

    def replug(self) -> None:
        """Put it back."""
        self.port.plug()
        self._on_change()

    def _take(self, data: bytes) -> None:
        self._buffer += data
        while self._buffer:
            used = self._command(self._buffer)
            if used == 0:
                break
            self._buffer = self._buffer[used:]
        self._buffer = self._buffer[-BUFFER_MAX_BYTES:]

    def _command(self, data: bytes) -> int:
        """Do the first command; return its length, 0 to wait for the rest of it."""
        length = LENGTHS.get(data[:2], 1)
        if len(data) < length or data in {b"\x1b", b"\x1d", b"\x10", b"["}:
            return 0
        if data[:2] in {b"\x1bp", b"[["} or data[:3] == b"\x10\x14\x01" or data[:1] == b"\x07":
            self.pulses.append(time.monotonic_ns())
            self._move(is_open=True)
        elif data[:2] == b"\x1da":
            self._automatic = bool(data[2] & 0x01)
            self._tell()
        elif data[:2] == b"\x1b@":
            self._automatic = False
        elif data[:3] == b"\x10\x04\x01":
            self.port.write(bytes((0x12 | self._sensor(),)))
        return length

    def _sensor(self) -> int:
        return 0x04 if self.is_open == self._open_when_high else 0x00

    def _move(self, *, is_open: bool) -> None:
        changed = is_open != self.is_open
        self.is_open = is_open
        if changed:
            self._tell()
        self._on_change()

    def _tell(self) -> None:
        if self._automatic:
            self.port.write(bytes((0x10 | self._sensor(), 0, 0, 0)))
