"""A network made of memory: a driver's port whose other end is an emulator's `serve`. For tests on a mock clock."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import trio
import trio.testing

from controller.devices.transport.stream import DeviceStream, SerialSettings, TransportLost, TransportUnavailable

Serve = Callable[[trio.abc.Stream], Awaitable[None]]


class NetStream:
    """The driver's end."""

    def __init__(self, stream: trio.abc.Stream) -> None:
        self.received_mono_ns = 0
        self._stream = stream

    async def receive_some(self) -> bytes:
        """Wait for bytes; raises `TransportLost` after the last of them."""
        try:
            data = bytes(await self._stream.receive_some())
        except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
            raise TransportLost("unplugged") from error
        if not data:
            raise TransportLost("unplugged")
        return data

    async def send_all(self, data: bytes) -> None:
        """Hand bytes to the emulator."""
        try:
            await self._stream.send_all(data)
        except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
            raise TransportLost("unplugged") from error

    def discard_input(self) -> None:
        """Keep everything: a message cut in the middle would be lost."""


class MemoryNet:
    """Each opening is a connection of its own to `serve`, run in `nursery`; refused while `away` says so."""

    def __init__(self, nursery: trio.Nursery, serve: Serve, away: Callable[[], bool] = lambda: False) -> None:
        self.connections = 0
        self._nursery = nursery
        self._serve = serve
        self._away = away
        self._here: trio.abc.Stream | None = None

    @asynccontextmanager
    async def open(self, _settings: SerialSettings) -> AsyncGenerator[DeviceStream, None]:
        """Connect."""
        await trio.lowlevel.checkpoint()
        if self._away():
            raise TransportUnavailable("unplugged")
        here, there = trio.testing.memory_stream_pair()
        self.connections += 1
        self._here = here
        self._nursery.start_soon(self._serve, there)
        try:
            yield NetStream(here)
        finally:
            await trio.aclose_forcefully(here)

    async def cut(self) -> None:
        """Break the connection there is."""
        if self._here is not None:
            await trio.aclose_forcefully(self._here)
