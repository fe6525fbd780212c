"""A scanner that types like a keyboard: grabbed, so that its keys reach nobody else, and read as bytes.

It has no command channel: what is sent to it is dropped.
"""

import fcntl
import os
import select
import stat
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import trio

from controller.devices.transport.evdev_codec import KeyDecoder
from controller.devices.transport.evdev_layouts import LAYOUTS
from controller.devices.transport.fd_stream import FdStream, open_fd
from controller.devices.transport.stream import EvdevSettings, TransportLost

EVIOCGRAB = 0x40044590


@asynccontextmanager
async def open_evdev(settings: EvdevSettings) -> AsyncGenerator["EvdevStream", None]:
    """Grab the keyboard for the length of the block; raises `TransportUnavailable`."""
    stream = EvdevStream(await open_fd(lambda: _open_blocking(settings.path)), KeyDecoder(LAYOUTS[settings.layout]))
    try:
        yield stream
    finally:
        stream.close()


class EvdevStream(FdStream):
    """A grabbed keyboard. See `DeviceStream`."""

    def __init__(self, fd: int, decoder: KeyDecoder) -> None:
        super().__init__(fd)
        self._decoder = decoder

    async def receive_some(self) -> bytes:
        """Wait for a key that is a byte; raises `TransportLost`."""
        while True:
            typed = self._decoder.feed(await super().receive_some())
            if typed:
                return typed

    async def send_all(self, data: bytes) -> None:  # noqa: ARG002 - there is no way in
        """Drop it; raises `TransportLost` when the keyboard is gone."""
        await trio.lowlevel.checkpoint()
        poll = select.poll()
        poll.register(self._fd, 0)
        if poll.poll(0):  # hung up: without asking for anything, nothing else is told
            raise TransportLost("unplugged")


def _open_blocking(path: str) -> int:
    fd = os.open(path, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not stat.S_ISFIFO(os.fstat(fd).st_mode):  # an emulator's named pipe
            fcntl.ioctl(fd, EVIOCGRAB, 1)  # refused by anything that is no keyboard; a closed descriptor lets go
    except BaseException:
        os.close(fd)
        raise
    return fd
