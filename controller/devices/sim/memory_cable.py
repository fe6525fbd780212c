"""A cable without a kernel, for tests on a clock of their own: the lane's end is a `MemoryPort`."""

from contextlib import suppress

import trio

from controller.devices.sim.cable import Cable, Take
from controller.devices.transport.memory import MemoryPort
from controller.devices.transport.stream import TransportLost

NOBODY_POLL_S = 0.02
NS_PER_S = 1_000_000_000


class MemoryCable(Cable):
    """`lane` is the port a driver opens by `lane.open`. Arrival times are Trio's clock."""

    def __init__(self, lane: MemoryPort | None = None) -> None:
        super().__init__()
        self.lane = lane or MemoryPort()
        self.lane.refusal = "unplugged"

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self.lane.refusal is None

    @property
    def listened(self) -> bool:
        """Whether a lane has the port open."""
        return self.lane.stream is not None and self.lane.stream.inbox.lost is None

    def plug(self) -> None:
        """Put the cable in."""
        self.lane.replug()
        self._change()

    def unplug(self) -> None:
        """Pull the cable."""
        self.lane.unplug()
        self._change()

    def _send(self, data: bytes) -> bool:
        if not self.listened:
            return False
        self.lane.send(data, received_mono_ns=round(trio.current_time() * NS_PER_S))
        return True

    async def _serve(self, take: Take) -> None:
        stream = self.lane.stream
        if stream is None or not self.listened or self.stalled:
            await trio.sleep(NOBODY_POLL_S)
            return
        with suppress(TransportLost), trio.move_on_after(NOBODY_POLL_S):  # or it waits for a lane that closed
            take(await stream.take())
