"""A connection to an emulated device with the troubles of its cable: for emulators that serve streams themselves."""

from collections.abc import Awaitable, Callable

import trio

from controller.devices.sim.cable import BABBLE, BABBLE_INTERVAL_S, Trouble, garbled


class TroubledStream(trio.abc.Stream):
    """The device's end of `stream`. `trouble` may change at any time; cuts and corruptions are not made here."""

    def __init__(self, stream: trio.abc.Stream, trouble: Trouble) -> None:
        self._stream = stream
        self._trouble = trouble
        self._sending = trio.Lock()

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        """Wait for what the lane sent; a deaf device never hears of it."""
        while True:
            data = bytes(await self._stream.receive_some(max_bytes))
            if data and self._trouble.deaf:
                continue
            return garbled(data) if self._trouble.garbled else data

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        """Send as late and as slowly as the trouble says; what a mute device says is gone."""
        trouble = self._trouble
        await trio.sleep(trouble.late_s)
        if trouble.mute:
            return
        whole = garbled(bytes(data)) if trouble.garbled else bytes(data)
        async with self._sending:
            if not trouble.bytes_per_s:
                await self._stream.send_all(whole)
                return
            for value in whole:
                await trio.sleep(1 / trouble.bytes_per_s if trouble.bytes_per_s else 0)
                await self._stream.send_all(bytes((value,)))

    async def wait_send_all_might_not_block(self) -> None:
        """Wait for room."""
        await self._stream.wait_send_all_might_not_block()

    async def aclose(self) -> None:
        """Close."""
        await self._stream.aclose()

    async def babble(self) -> None:
        """Send noise while that is the trouble, until cancelled or closed."""
        try:
            while True:
                await trio.sleep(BABBLE_INTERVAL_S)
                if self._trouble.babbling:
                    async with self._sending:
                        await self._stream.send_all(BABBLE)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            return


async def serve_troubled(
    serve: Callable[[trio.abc.Stream], Awaitable[None]], stream: trio.abc.Stream, trouble: Trouble
) -> None:
    """Serve one connection through `trouble` until it ends."""
    troubled = TroubledStream(stream, trouble)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(troubled.babble)
        await serve(troubled)
        nursery.cancel_scope.cancel()
