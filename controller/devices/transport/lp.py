"""A USB printer's character device, `/dev/usb/lp*`: written always, read where the printer has a way back.

Its driver (usblp) is peculiar: an offline printer answers EAGAIN although it polls as ready, reading one without a way
back is EINVAL, and an empty USB packet reads as an empty string.
"""

import errno
import fcntl
import os
import stat
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import trio

from controller.devices.transport.fd_stream import READ_MAX_BYTES, WRITE_MAX_BYTES, FdStream, open_fd
from controller.devices.transport.stream import LpSettings, TransportLost

AGAIN_S = 0.05
EMPTY_READS_MAX = 5
PRESENCE_S = 0.5
_FULL = frozenset({errno.EAGAIN, errno.ENOSPC})


@asynccontextmanager
async def open_lp(settings: LpSettings) -> AsyncGenerator["LpStream", None]:
    """Open the printer for the length of the block; raises `TransportUnavailable`."""
    stream = LpStream(await open_fd(lambda: _open_blocking(settings.path)), settings.path)
    try:
        yield stream
    finally:
        stream.close()


class LpStream(FdStream):
    """An open USB printer. See `DeviceStream`; one that cannot be read still tells when it goes away."""

    def __init__(self, fd: int, path: str) -> None:
        super().__init__(fd)
        self._path = path
        self._node = os.fstat(fd).st_rdev, os.fstat(fd).st_ino

    async def receive_some(self) -> bytes:
        """Wait for bytes; raises `TransportLost`."""
        await trio.lowlevel.checkpoint()
        empty_count = 0
        while True:
            try:
                data = os.read(self._fd, READ_MAX_BYTES)
            except BlockingIOError:
                await trio.lowlevel.wait_readable(self._fd)
            except OSError as error:
                if error.errno not in {errno.EINVAL, errno.EBADF}:
                    raise TransportLost("unplugged") from error
                await self._until_gone()
            else:
                if data:
                    self.received_mono_ns = time.monotonic_ns()
                    return data
                empty_count += 1
                if empty_count > EMPTY_READS_MAX or not self._is_there():
                    raise TransportLost("unplugged")
                await trio.sleep(AGAIN_S)

    async def send_all(self, data: bytes) -> None:
        """Return when the printer's driver took all of `data`, an offline printer's never; raises `TransportLost`."""
        rest = memoryview(data)
        polled = False
        while rest:
            await trio.lowlevel.checkpoint()
            try:
                rest = rest[os.write(self._fd, rest[:WRITE_MAX_BYTES]) :]
                polled = False
            except OSError as error:
                if error.errno not in _FULL:
                    raise TransportLost("unplugged") from error
                await (self._pause if polled else self._until_writable)()
                polled = not polled

    async def _until_writable(self) -> None:
        await trio.lowlevel.wait_writable(self._fd)

    async def _pause(self) -> None:
        await trio.sleep(AGAIN_S)

    async def _until_gone(self) -> None:
        """Wait for the node to go away, as nothing can be read that would say so."""
        while self._is_there():  # noqa: ASYNC110 - the kernel has no event for it
            await trio.sleep(PRESENCE_S)
        raise TransportLost("unplugged")

    def _is_there(self) -> bool:
        try:
            status = Path(self._path).stat()
        except OSError:
            return False
        return (status.st_rdev, status.st_ino) == self._node


def _open_blocking(path: str) -> int:
    way = os.O_WRONLY if stat.S_ISFIFO(Path(path).stat().st_mode) else os.O_RDWR
    fd = os.open(path, way | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(fd)
        raise
    return fd
