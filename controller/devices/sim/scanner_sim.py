"""A scanner in line mode: AIM identifier, payload, suffix; counts the beeps the lane asks for."""

import time
from collections.abc import Callable
from pathlib import Path

import trio

from controller.devices.sim.cable import Cable
from controller.devices.sim.pty_port import cable_at

GOOD_BEEPS = b"\x42\x01\x07"
BAD_BEEP = b"\x46"


class ScannerSim:
    """`send` a code; it goes out in one write. Sent while no lane listens it is lost and counted in `unheard_count`."""

    def __init__(self, path: Path | Cable, *, on_change: Callable[[], None] = lambda: None) -> None:
        self.port = cable_at(path)
        self.good_beep_count = 0
        self.bad_beep_count = 0
        self.sent_count = 0
        self.unheard_count = 0
        self._on_change = on_change

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Emulate until cancelled."""
        await self.port.run(self._take, task_status)

    def send(self, code: str, *, aim: str | None = "]E0", suffix: bytes = b"\r") -> int:
        """Scan one code; return the monotonic nanosecond just before its bytes were handed to the kernel."""
        return self.send_bytes((aim or "").encode() + code.encode() + suffix)

    def send_bytes(self, data: bytes) -> int:
        """Send anything: half frames, noise, two codes in one. Returns as `send` does."""
        self.sent_count += 1
        sent_mono_ns = time.monotonic_ns()
        if not self.port.write(data):
            self.unheard_count += 1
        self._on_change()
        return sent_mono_ns

    def unplug(self) -> None:
        """Pull the cable."""
        self.port.unplug()
        self._on_change()

    def replug(self) -> None:
        """Put it back."""
        self.port.plug()
        self._on_change()

    def _take(self, data: bytes) -> None:
        self.good_beep_count += sum(byte in GOOD_BEEPS for byte in data)
        self.bad_beep_count += data.count(BAD_BEEP)
        self._on_change()
