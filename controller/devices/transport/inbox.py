"""The bounded buffer between a port's callback and the driver that reads it."""

from collections import deque

import trio

from controller.devices.transport.stream import FaultCode, TransportLost

INBOX_MAX_BYTES = 64 * 1024


class ByteInbox:
    """Chunks as they arrived, each with its arrival time. One reader; overflow ends the connection."""

    def __init__(self) -> None:
        self._chunks: deque[tuple[bytes, int]] = deque()
        self._byte_count = 0
        self._lost: FaultCode | None = None
        self._arrived = trio.Event()

    @property
    def lost(self) -> FaultCode | None:
        """Why the connection ended, if it did."""
        return self._lost

    def put(self, data: bytes, received_mono_ns: int) -> None:
        """Keep a chunk; never blocks. More than INBOX_MAX_BYTES unread lose the connection: overrun."""
        if self._lost is not None:
            return
        if self._byte_count + len(data) > INBOX_MAX_BYTES:
            self.lose("overrun")
            return
        self._chunks.append((data, received_mono_ns))
        self._byte_count += len(data)
        self._arrived.set()

    def lose(self, reason: FaultCode) -> None:
        """End the connection; what arrived before is still read. The first reason stands."""
        self._lost = self._lost or reason
        self._arrived.set()

    async def get(self) -> tuple[bytes, int]:
        """Wait for the next chunk; raises `TransportLost` after the last one of a lost connection."""
        await trio.lowlevel.checkpoint()
        while not self._chunks:
            if self._lost is not None:
                raise TransportLost(self._lost)
            self._arrived = trio.Event()
            await self._arrived.wait()
        data, received_mono_ns = self._chunks.popleft()
        self._byte_count -= len(data)
        return data, received_mono_ns

    def discard(self) -> None:
        """Forget every chunk."""
        self._chunks.clear()
        self._byte_count = 0
