"""A scale that answers ENQ and DC1: its pan moves for a moment after every change."""

import time
from collections.abc import Callable
from functools import reduce
from operator import xor
from pathlib import Path

import trio

from controller.devices.sim.cable import Cable
from controller.devices.sim.pty_port import cable_at

ENQ = 0x05
DC1 = 0x11
SETTLE_S = 0.4
CAPACITY_G = 15_000


class ScaleSim:
    """`put` a mass on the pan. `silent` answers nothing, `busy` answers NAK: set them to make trouble."""

    def __init__(self, path: Path | Cable, *, on_change: Callable[[], None] = lambda: None) -> None:
        self.port = cable_at(path)
        self.mass_g = 0
        self.silent = False
        self.busy = False
        self.decimal_comma = False
        self.question_count = 0
        self._from_g = 0
        self._moved_s = 0.0
        self._on_change = on_change

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Emulate until cancelled."""
        await self.port.run(self._take, task_status)

    def put(self, mass_g: int, *, settled: bool = False) -> None:
        """Change what lies on the pan; it shows on the way there for SETTLE_S unless `settled`."""
        self._from_g = self.shown_g
        self.mass_g = mass_g
        self._moved_s = time.monotonic() - (SETTLE_S if settled else 0.0)
        self._on_change()

    @property
    def moving(self) -> bool:
        """Whether the pan still moves."""
        return time.monotonic() - self._moved_s < SETTLE_S

    @property
    def shown_g(self) -> int:
        """What the display shows now."""
        if not self.moving:
            return self.mass_g
        share = (time.monotonic() - self._moved_s) / SETTLE_S
        return self._from_g + round((self.mass_g - self._from_g) * share)

    def unplug(self) -> None:
        """Pull the cable."""
        self.port.unplug()
        self._on_change()

    def replug(self) -> None:
        """Put it back."""
        self.port.plug()
        self._on_change()

    def _take(self, data: bytes) -> None:
        for byte in data:
            if self.silent:
                continue
            if byte == ENQ:
                self.port.write(b"\x15" if self.busy else b"\x06")
            elif byte == DC1:
                self.question_count += 1
                self.port.write(self._frame())

    def _frame(self) -> bytes:
        shown_g = self.shown_g
        over = abs(shown_g) > CAPACITY_G
        status = b"U" if self.moving else b"S"
        sign = b"F" if over else b"-" if shown_g < 0 else b" "
        number = "------" if over else f"{abs(shown_g) / 1000:6.3f}"
        if self.decimal_comma:
            number = number.replace(".", ",")
        block = status + sign + number.encode() + b"kg"
        return b"\x01\x02" + block + bytes((reduce(xor, block),)) + b"\x03\x04"
