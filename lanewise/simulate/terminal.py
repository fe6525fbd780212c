"""A card terminal by hand. It has no cable of ours: it listens on the network by itself."""

from collections.abc import Sequence
from typing import get_args

import trio

from controller.devices.sim.tcp_port import TcpPort
from controller.devices.sim.zvt_sim import MOMENTS, Fault, FaultKind, ZvtSim
from lanewise.simulate.words import Word, Words, one_of, plainly

KINDS: dict[str, FaultKind] = {kind: kind for kind in get_args(FaultKind)}


class TerminalAtPort:
    """`run` until cancelled; unplugged it listens to nobody."""

    def __init__(self, place: TcpPort) -> None:
        self.sim = ZvtSim()
        self.port = place
        self._changed = trio.Event()
        self._listening = trio.CancelScope()

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Listen whenever it is plugged in."""
        listeners = await self._listeners()
        task_status.started()
        while True:
            self._changed = trio.Event()
            with trio.CancelScope() as self._listening:
                await trio.serve_listeners(self.sim.serve, listeners)
            await self._changed.wait()
            listeners = await self._listeners()

    def unplug(self) -> None:
        """Close every connection and refuse new ones."""
        self._listening.cancel()

    def replug(self) -> None:
        """Listen again, at the same port."""
        if self._listening.cancel_called:
            self._changed.set()

    async def _listeners(self) -> list[trio.SocketListener]:
        listeners = await trio.open_tcp_listeners(self.port.port, host=self.port.host)
        self.port.port = listeners[0].socket.getsockname()[1]
        return listeners

    def words(self) -> Words:
        """Return its commands."""
        return {
            "unplug": Word("", "switch it off", plainly(self.unplug)),
            "plug": Word("", "switch it on", plainly(self.replug)),
            "fail": Word(f"{'|'.join(KINDS)} [MOMENT] [SECONDS]", "what goes wrong with the next payment", self._fail),
        }

    def ledger(self) -> list[str]:
        """Return the money that moved."""
        moves = [f"{move.kind} {move.amount_minor} receipt {move.receipt}" for move in self.sim.ledger]
        return [f"{self.sim.orders} orders, {self.sim.aborts} aborts", *moves]

    def _fail(self, arguments: Sequence[str]) -> None:
        kind, moment, seconds = [*arguments, *("none", "reading", "5")[len(arguments) :]]
        self.sim.fault = Fault(
            kind=one_of([kind], KINDS),
            moment=one_of([moment], {name: name for name in MOMENTS}),
            seconds=float(seconds),
        )
