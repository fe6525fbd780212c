"""The serial port's twin in memory, for tests: same contract, no kernel. Both ends are in one process."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import trio

from controller.devices.transport.inbox import ByteInbox
from controller.devices.transport.stream import (
    DeviceStream,
    FaultCode,
    PortSettings,
    TransportLost,
    TransportUnavailable,
)

DEFAULT_CAPACITY_BYTES = 64 * 1024


class MemoryStream:
    """The driver's end."""

    def __init__(self, capacity_bytes: int) -> None:
        self.received_mono_ns = 0
        self.inbox = ByteInbox()
        self.sent = bytearray()
        self._capacity_bytes = capacity_bytes
        self._moved = trio.Event()

    async def receive_some(self) -> bytes:
        """Wait for bytes the device sent."""
        data, self.received_mono_ns = await self.inbox.get()
        return data

    async def send_all(self, data: bytes) -> None:
        """Wait until the device has room for all of `data`."""
        await trio.lowlevel.checkpoint()
        for byte in data:
            while len(self.sent) >= self._capacity_bytes and self.inbox.lost is None:
                await self._moved.wait()
            if self.inbox.lost is not None:
                raise TransportLost(self.inbox.lost)
            self.sent.append(byte)
            self._move()

    def discard_input(self) -> None:
        """Forget what the device sent and nobody read."""
        self.inbox.discard()

    async def take(self) -> bytes:
        """Device's end: wait for what the driver sent."""
        while not self.sent:
            if self.inbox.lost is not None:
                raise TransportLost(self.inbox.lost)
            await self._moved.wait()
        data = bytes(self.sent)
        self.sent.clear()
        self._move()
        return data

    def lose(self, reason: FaultCode) -> None:
        """Device's end: end the connection."""
        self.inbox.lose(reason)
        self._move()

    def _move(self) -> None:
        self._moved.set()
        self._moved = trio.Event()


class MemoryPort:
    """A port a device is plugged into. `open` is an `OpenStream`; `stream` is the connection, if one is open."""

    def __init__(self, *, capacity_bytes: int = DEFAULT_CAPACITY_BYTES) -> None:
        self.stream: MemoryStream | None = None
        self.refusal: FaultCode | None = None
        self._capacity_bytes = capacity_bytes

    @asynccontextmanager
    async def open(self, _settings: PortSettings) -> AsyncGenerator[DeviceStream, None]:
        """Connect, unless `refusal` says why not."""
        await trio.lowlevel.checkpoint()
        if self.refusal is not None:
            raise TransportUnavailable(self.refusal)
        if self.stream is not None:
            raise TransportUnavailable("port_in_use")
        self.stream = MemoryStream(self._capacity_bytes)
        try:
            yield self.stream
        finally:
            self.stream = None

    def send(self, data: bytes, received_mono_ns: int = 0) -> None:
        """Device's end: these bytes arrive now."""
        assert self.stream is not None, "nobody has the port open"
        self.stream.inbox.put(data, received_mono_ns)

    def unplug(self) -> None:
        """Device's end: pull the cable."""
        self.refusal = "unplugged"
        if self.stream is not None:
            self.stream.lose("unplugged")

    def replug(self) -> None:
        """Device's end: put it back."""
        self.refusal = None
