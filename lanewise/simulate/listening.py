"""Emulated devices that listen on the network by themselves: the card terminal and the wallet's gateway."""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import get_args

import trio

from controller.devices.sim.tcp_port import TcpPort, cut_off, forget, reach_again
from controller.devices.sim.troubled_stream import serve_troubled
from controller.devices.sim.wallet_sim import Customer, Handled, WalletSim
from controller.devices.sim.zvt_sim import MOMENTS, Fault, FaultKind, Moment, ZvtSim
from lanewise.simulate.cables import way_words
from lanewise.simulate.words import Word, Words, one_of, plainly

KINDS: dict[str, FaultKind] = {kind: kind for kind in get_args(FaultKind)}
MOMENT_NAMES: dict[str, Moment] = {name: name for name in MOMENTS}
HANDLINGS: dict[str, Handled] = {handled: handled for handled in get_args(Handled)}


class AtPort:
    """`run` until cancelled; unplugged it listens to nobody. Without a port in `place` a free one is taken.

    `port.trouble` is what goes wrong on the way; `vanish` and `reappear` are a network cable.
    """

    def __init__(self, place: TcpPort, serve: Callable[[trio.abc.Stream], Awaitable[None]]) -> None:
        self.port = place
        self._serve = serve
        self._changed = trio.Event()
        self._listening = trio.CancelScope()
        self._listeners: list[trio.SocketListener] = []
        self._connections: dict[trio.CancelScope, trio.SocketStream] = {}

    @property
    def plugged(self) -> bool:
        """Whether it listens."""
        return not self._listening.cancel_called or self._changed.is_set()

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Listen whenever it is plugged in."""
        await self._listen()
        task_status.started()
        while True:
            self._changed = trio.Event()
            with trio.CancelScope() as self._listening:
                await trio.serve_listeners(self._serve_troubled, self._listeners)
            await self._changed.wait()
            await self._listen()

    def unplug(self) -> None:
        """Close every connection and refuse new ones."""
        self._listening.cancel()

    def replug(self) -> None:
        """Listen again, at the same port."""
        if self._listening.cancel_called:
            self._changed.set()

    def vanish(self) -> None:
        """Pull the network cable: nothing arrives, nothing is acknowledged, nobody is told."""
        self.port.trouble.mute = True
        for listener in self._listeners:
            cut_off(listener.socket)
        for stream in self._connections.values():
            cut_off(stream.socket)

    def reappear(self) -> None:
        """Put it back: the device has forgotten its connections and resets them, and hears of new ones."""
        self.port.trouble.mute = False
        for listener in self._listeners:
            reach_again(listener.socket)
        for connection, stream in self._connections.items():
            forget(stream.socket)
            connection.cancel()

    async def _listen(self) -> None:
        self._listeners = await trio.open_tcp_listeners(self.port.port, host=self.port.host)
        self.port.port = self._listeners[0].socket.getsockname()[1]

    async def _serve_troubled(self, stream: trio.SocketStream) -> None:
        with trio.CancelScope() as connection:
            self._connections[connection] = stream
            try:
                await serve_troubled(self._serve, stream, self.port.trouble)
            finally:
                del self._connections[connection]
                with trio.CancelScope(shield=True):
                    await trio.aclose_forcefully(stream)

    def words(self) -> Words:
        """Return the commands both have."""
        return {
            **way_words(self.port.trouble),
            "unplug": Word("", "switch it off", plainly(self.unplug)),
            "plug": Word("", "switch it on", plainly(self.replug)),
            "vanish": Word("", "out of reach without a word: half open", plainly(self.vanish)),
            "reappear": Word("", "in reach again", plainly(self.reappear)),
        }


class TerminalAtPort(AtPort):
    """A card terminal."""

    def __init__(self, place: TcpPort, *, keeps: bool = False) -> None:
        self.sim = ZvtSim(keeps=keeps)
        super().__init__(place, self.sim.serve)

    def words(self) -> Words:
        """Return its commands."""
        fail = Word(f"{'|'.join(KINDS)} [MOMENT] [SECONDS]", "what goes wrong with the next payment", self._fail)
        return {**super().words(), "fail": fail}

    def ledger(self) -> list[str]:
        """Return the money that moved."""
        moves = [f"{move.kind} {move.amount_minor} receipt {move.receipt}" for move in self.sim.ledger]
        return [f"{self.sim.orders} orders, {self.sim.aborts} aborts", *moves]

    def _fail(self, arguments: Sequence[str]) -> None:
        kind, moment, seconds = [*arguments, *("none", "reading", "5")[len(arguments) :]]
        self.sim.fault = Fault(
            kind=one_of([kind], KINDS), moment=one_of([moment], MOMENT_NAMES), seconds=float(seconds)
        )


class WalletAtPort(AtPort):
    """A wallet's gateway. `key` is what lane and gateway sign with."""

    def __init__(self, place: TcpPort, key: bytes) -> None:
        self.sim = WalletSim(key, unix_s=lambda: int(time.time()))
        super().__init__(place, self.sim.serve)

    def words(self) -> Words:
        """Return its commands."""
        return {
            **super().words(),
            "customer": Word("pays [SECONDS]|never|refuses", "what the next customer does", self._customer),
            "requests": Word("|".join(HANDLINGS), "what happens to each request", self._requests),
        }

    def ledger(self) -> list[str]:
        """Return the money that moved."""
        moves = [f"{move.kind} {move.amount_minor} order {move.order_no}" for move in self.sim.ledger]
        return [f"{len(self.sim.asked)} requests", *moves]

    def _customer(self, arguments: Sequence[str]) -> None:
        match list(arguments):
            case ["pays"]:
                self.sim.customer = Customer()
            case ["pays", seconds]:
                self.sim.customer = Customer(pays_s=float(seconds))
            case ["never"]:
                self.sim.customer = Customer(pays_s=None)
            case ["refuses"]:
                self.sim.customer = Customer(refusal="NOTENOUGH")
            case _:
                raise ValueError(arguments)

    def _requests(self, arguments: Sequence[str]) -> None:
        handled = one_of(arguments, HANDLINGS)
        self.sim.trouble = lambda _action: handled
