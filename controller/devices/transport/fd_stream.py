"""A file descriptor as a device stream: raw reads and writes that wait in Trio alone.

Cancellation is exact: a cancelled read has taken nothing, a cancelled write has sent what the kernel took. Bytes nobody
reads stay in the kernel, which bounds them.
"""

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import trio

from controller.devices.transport.reasons import OPEN_ERRORS, unavailable
from controller.devices.transport.stream import TransportLost, TransportUnavailable

READ_MAX_BYTES = 4096
WRITE_MAX_BYTES = 4096
DISCARD_MAX_BYTES = 1024 * 1024
OPEN_DEADLINE_S = 5.0


class FdStream:
    """An open, non-blocking descriptor, owned from here on. See `DeviceStream`."""

    def __init__(self, fd: int) -> None:
        self.received_mono_ns = 0
        self._fd = fd

    async def receive_some(self) -> bytes:
        """Wait for bytes; raises `TransportLost`."""
        await trio.lowlevel.checkpoint()
        while True:
            try:
                data = os.read(self._fd, READ_MAX_BYTES)
            except BlockingIOError:
                await trio.lowlevel.wait_readable(self._fd)
            except OSError as error:
                raise TransportLost("unplugged") from error
            else:
                if not data:
                    raise TransportLost("unplugged")
                self.received_mono_ns = time.monotonic_ns()
                return data

    async def send_all(self, data: bytes) -> None:
        """Return when the kernel took all of `data`; raises `TransportLost`."""
        rest = memoryview(data)
        while rest:
            await trio.lowlevel.checkpoint()
            try:
                rest = rest[os.write(self._fd, rest[:WRITE_MAX_BYTES]) :]
            except BlockingIOError:
                await trio.lowlevel.wait_writable(self._fd)
            except OSError as error:
                raise TransportLost("unplugged") from error

    def discard_input(self) -> None:
        """Forget what arrived and was not read. An end of the connection is left for the next read."""
        discarded = 0
        with suppress(OSError):
            while discarded < DISCARD_MAX_BYTES and (data := os.read(self._fd, READ_MAX_BYTES)):
                discarded += len(data)

    def close(self) -> None:
        """Close once."""
        trio.lowlevel.notify_closing(self._fd)
        os.close(self._fd)


async def open_fd(open_blocking: Callable[[], int]) -> int:
    """Open in a thread, because a port can block for seconds; raises `TransportUnavailable`.

    An open that succeeds after its deadline or a cancellation is closed again.
    """
    opening = _Opening(open_blocking)
    try:
        with trio.fail_after(OPEN_DEADLINE_S):
            return await trio.to_thread.run_sync(opening.run, abandon_on_cancel=True)
    except trio.TooSlowError as error:
        opening.abandon()
        raise TransportUnavailable("error", "open timed out") from error
    except trio.Cancelled:
        opening.abandon()
        raise


class _Opening:
    def __init__(self, open_blocking: Callable[[], int]) -> None:
        self._open_blocking = open_blocking
        self._door = threading.Lock()
        self._fd: int | None = None
        self._abandoned = False

    def run(self) -> int:
        try:
            fd = self._open_blocking()
        except OPEN_ERRORS as error:
            raise unavailable(error) from error
        with self._door:
            self._fd = fd
            if self._abandoned:
                os.close(fd)
        return fd

    def abandon(self) -> None:
        with self._door:
            self._abandoned = True
            if self._fd is not None:
                os.close(self._fd)
