"""One port, two drivers: the scanner-scale on a single cable, or the customer display behind a printer.

Each driver gets a stream of its own and knows nothing of the other. What the device sends is handed out by `Router`;
what the drivers send goes out whole, one `send_all` after the other.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

import trio

from controller.devices.scanner.magellan import SingleCable
from controller.devices.transport import opening
from controller.devices.transport.inbox import ByteInbox
from controller.devices.transport.stream import (
    DeviceStream,
    FaultCode,
    OpenStream,
    PortSettings,
    TransportLost,
    TransportUnavailable,
)
from runtime.island import one_error

RETRY_S = 0.2
PRINTER_AGAIN = b"\x00\x00\x1b=\x01"
"""Ends a display command that was cut off, then selects the printer: or a receipt would go to the display."""

FIRST_OPEN_WAIT_S = 1.0


class Router(Protocol):
    """Says whose the bytes are. Feed bytes in any pieces."""

    def feed(self, data: bytes) -> Sequence[tuple[str, bytes]]:
        """Return pieces with the side each belongs to, in order."""
        ...


class Everything:
    """Everything the device sends is one side's: a printer answers, the display behind it never does."""

    def __init__(self, side: str) -> None:
        self._side = side

    def feed(self, data: bytes) -> list[tuple[str, bytes]]:
        """Return all of it as this side's."""
        return [(self._side, data)]


class SharedPort:
    """`run` until cancelled; `side(name)` is the `OpenStream` of one driver. A lost port is lost to every side.

    `resync` goes before the next message when one was cut off half way.
    """

    def __init__(
        self,
        port: PortSettings,
        router: Callable[[], Router],
        *,
        resync: bytes = b"",
        open_stream: OpenStream = opening.open_stream,
    ) -> None:
        self.stream: DeviceStream | None = None
        self.turn = trio.Lock()
        self.resync = resync
        self.cut_off = False
        self._port = port
        self._router = router
        self._open_stream = open_stream
        self._refusal: FaultCode = "unplugged"
        self._tried = trio.Event()
        self._sides: dict[str, _SideStream] = {}

    def side(self, name: str) -> OpenStream:
        """Return how the driver of this side opens the port; the settings it passes are not used."""

        def open_side(_settings: PortSettings) -> AbstractAsyncContextManager[DeviceStream]:
            return self._open_side(name)

        return open_side

    async def run(self) -> None:
        """Keep the port open, and try each RETRY_S while it cannot be."""
        while True:
            try:
                with one_error(TransportLost, TransportUnavailable):
                    async with self._open_stream(self._port) as stream:
                        await self._serve(stream)
            except (TransportLost, TransportUnavailable) as gone:
                self._lose(gone.reason)
            await trio.sleep(RETRY_S)

    async def _serve(self, stream: DeviceStream) -> None:
        self.stream = stream
        self.cut_off = False
        self._tried.set()
        router = self._router()
        while True:
            data = await stream.receive_some()
            for name, piece in router.feed(data):
                if name in self._sides:
                    self._sides[name].inbox.put(piece, stream.received_mono_ns)

    def _lose(self, reason: FaultCode) -> None:
        self.stream = None
        self._refusal = reason
        self._tried.set()
        for side in self._sides.values():
            side.inbox.lose(reason)

    @asynccontextmanager
    async def _open_side(self, name: str) -> AsyncGenerator[DeviceStream, None]:
        with trio.move_on_after(FIRST_OPEN_WAIT_S):
            await self._tried.wait()
        if name in self._sides:
            raise TransportUnavailable("port_in_use")
        if self.stream is None:
            raise TransportUnavailable(self._refusal)
        self._sides[name] = _SideStream(self)
        try:
            yield self._sides[name]
        finally:
            del self._sides[name]


class _SideStream:
    """One driver's end."""

    def __init__(self, shared: SharedPort) -> None:
        self.received_mono_ns = 0
        self.inbox = ByteInbox()
        self._shared = shared

    async def receive_some(self) -> bytes:
        """Wait for bytes of this side."""
        data, self.received_mono_ns = await self.inbox.get()
        return data

    async def send_all(self, data: bytes) -> None:
        """Wait for the other side to finish, then send."""
        shared = self._shared
        async with shared.turn:
            if self.inbox.lost is not None or shared.stream is None:
                raise TransportLost(self.inbox.lost or "unplugged")
            if shared.cut_off:
                data = shared.resync + data
            shared.cut_off = True
            await shared.stream.send_all(data)
            shared.cut_off = False

    def discard_input(self) -> None:
        """Forget what arrived for this side."""
        self.inbox.discard()


def single_cable(port: PortSettings, *, open_stream: OpenStream = opening.open_stream) -> SharedPort:
    """Return a Magellan's one port; its sides are `scanner` and `scale`."""
    return SharedPort(port, SingleCable, open_stream=open_stream)


def pass_through(port: PortSettings, *, open_stream: OpenStream = opening.open_stream) -> SharedPort:
    """Return the printer's port with a display behind it; its sides are `printer` and `display`."""
    return SharedPort(port, lambda: Everything("printer"), resync=PRINTER_AGAIN, open_stream=open_stream)
