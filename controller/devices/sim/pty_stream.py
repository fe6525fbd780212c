"""A pty as a Trio stream, for emulators that talk over a stream."""

import trio

from controller.devices.sim.pty_port import PtyPort

CHUNKS_MAX = 1024
NOBODY_POLL_S = 0.02


class PtyStream(trio.abc.Stream):
    """The device's end of a `PtyPort`. Closing it leaves the cable in: a serial line has no connections."""

    def __init__(self, port: PtyPort) -> None:
        self._port = port
        self._in, self._out = trio.open_memory_channel[bytes](CHUNKS_MAX)

    def take(self, data: bytes) -> None:
        """Take what the lane sent: what `PtyPort.run` wants."""
        self._in.send_nowait(data)

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        """Wait for bytes from the lane, as they came."""
        assert max_bytes is None, "bytes are handed on as they came"
        return await self._out.receive()

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        """Send to the lane; without one the bytes are lost, as on a cable."""
        await trio.lowlevel.checkpoint()
        self._port.write(bytes(data))

    async def wait_send_all_might_not_block(self) -> None:
        """Return at once."""
        await trio.lowlevel.checkpoint()

    async def aclose(self) -> None:
        """Leave the cable in."""
        await trio.lowlevel.checkpoint()
