"""A scale in any protocol: its pan moves for a moment after every change."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import trio

from controller.devices.sim import line_talk as lines
from controller.devices.sim import scale_talk as talks
from controller.devices.sim.cable import Cable
from controller.devices.sim.dialog06_talk import Dialog06Talk
from controller.devices.sim.plate import Plate
from controller.devices.sim.pty_port import cable_at

SETTLE_S = 0.4
CAPACITY_G = 15_000
PUSH_INTERVAL_S = 0.1

Parity = Literal["none", "even", "odd"]

TALKS: dict[str, Callable[[], talks.Talk]] = {
    "enq_dc1": talks.EnqDc1Talk,
    "toledo8217": talks.Toledo8217Talk,
    "toledo8213_kg": talks.Toledo8213Talk,
    "nci": talks.NciTalk,
    "dialog06": Dialog06Talk,
    "sma": talks.SmaTalk,
    "magellan": talks.MagellanTalk,
    "sasi": talks.SasiTalk,
    "ascii_line": lines.AsciiLineTalk,
    "ascii_line_continuous": lines.AsciiContinuousTalk,
    "cn_continuous": lines.CnContinuousTalk,
    "toledo_continuous": lines.ToledoContinuousTalk,
}


class ScaleSim:
    """`put` a mass on the pan. `silent` answers nothing, `busy` is not ready, `shaking` never comes to rest.

    What goes wrong in the cable (late, slow, half a frame, a wrong byte, garbage) is `port.trouble`; more than
    CAPACITY_G is over, less than nothing under. `parity` sets bit 7 of what is sent, as a 7-bit line on a pty shows
    it. `ledger` is what the lane did: zero, tare, handshake.
    """

    def __init__(
        self,
        path: Path | Cable,
        *,
        protocol: str = "enq_dc1",
        talk: talks.Talk | None = None,
        parity: Parity = "none",
        on_change: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.port = cable_at(path)
        self.mass_g = 0
        self.silent = False
        self.shaking = False
        self._plate = Plate(capacity_g=CAPACITY_G)
        self._talk = TALKS[protocol]() if talk is None else talk
        self._parity = parity
        self._from_g = 0
        self._moved_s = clock() - SETTLE_S
        self._on_change = on_change
        self._clock = clock

    @property
    def ledger(self) -> list[str]:
        """What the lane made the scale do."""
        return self._plate.ledger

    @property
    def question_count(self) -> int:
        """How often it was asked for a weight."""
        return self._plate.question_count

    @property
    def busy(self) -> bool:
        """Whether it says it is not ready."""
        return self._plate.busy

    @busy.setter
    def busy(self, busy: bool) -> None:
        self._plate.busy = busy

    @property
    def decimal_comma(self) -> bool:
        """Whether it writes a comma."""
        return self._plate.decimal_comma

    @decimal_comma.setter
    def decimal_comma(self, comma: bool) -> None:
        self._plate.decimal_comma = comma

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Emulate until cancelled."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._push)
            await self.port.run(self.hear, task_status)

    def put(self, mass_g: int, *, settled: bool = False) -> None:
        """Change what lies on the pan; it shows on the way there for SETTLE_S unless `settled`."""
        self._from_g = self.shown_g
        self.mass_g = mass_g
        self._moved_s = self._clock() - (SETTLE_S if settled else 0.0)
        self._on_change()

    @property
    def moving(self) -> bool:
        """Whether the pan still moves."""
        return self.shaking or self._clock() - self._moved_s < SETTLE_S

    @property
    def settles_s(self) -> float:
        """When it will have come to rest, or did, on its clock."""
        return self._moved_s + SETTLE_S

    @property
    def shown_g(self) -> int:
        """What lies there as the electronics see it now."""
        if not self.moving:
            return self.mass_g
        share = min(1.0, (self._clock() - self._moved_s) / SETTLE_S)
        return self._from_g + round((self.mass_g - self._from_g) * share)

    def unplug(self) -> None:
        """Pull the cable."""
        self.port.unplug()
        self._on_change()

    def replug(self) -> None:
        """Put it back."""
        self.port.plug()
        self._on_change()

    async def _push(self) -> None:
        while True:
            await trio.sleep(PUSH_INTERVAL_S)
            if not self.silent and self.port.plugged:
                self._send(self._talk.push(self._present()))

    def hear(self, data: bytes) -> None:
        """Take what the lane sent."""
        if not self.silent:
            self._send(self._talk.hear(data, self._present()))

    def _present(self) -> Plate:
        self._plate.load_g, self._plate.moving = self.shown_g, self.moving
        return self._plate

    def _send(self, data: bytes) -> None:
        if data:
            self.port.write(bytes(_with_parity(byte, self._parity) for byte in data))


def _with_parity(byte: int, parity: Parity) -> int:
    if parity == "none":
        return byte
    odd_count = byte.bit_count() % 2 == 1
    return byte | 0x80 if odd_count == (parity == "even") else byte
