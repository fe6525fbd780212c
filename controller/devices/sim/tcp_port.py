"""A network cable: the emulated device listens, takes one connection and refuses a second one, as printers do."""

import ctypes
import errno
import socket
import struct
from contextlib import suppress
from typing import Protocol

import trio

from controller.devices.sim.cable import READ_MAX_BYTES, Cable, Take

SO_ATTACH_FILTER = 26
SO_DETACH_FILTER = 27
BPF_RETURN = 0x06


class Socket(Protocol):
    """A socket, the system's or Trio's."""

    def setsockopt(self, level: int, option: int, value: int | bytes, /) -> None:
        """Set an option."""


def cut_off(end: Socket) -> None:
    """Let nothing arrive at this end any more, so that nothing is acknowledged either."""
    drop_all = ctypes.create_string_buffer(struct.pack("HBBI", BPF_RETURN, 0, 0, 0))
    end.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(drop_all)))


def reach_again(end: Socket) -> None:
    """Let everything arrive again."""
    end.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)


def forget(end: Socket) -> None:
    """Let the closing of this end be a reset: what waits for an acknowledgement would hold an orderly end back."""
    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class TcpPort(Cable):
    """Listening once `run` has started, at the same port after every unplug; port 0 picks a free one."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__()
        self.host = host
        self.port = port
        self._listener: socket.socket | None = None
        self._connection: socket.socket | None = None
        self._vanished = False

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._listener is not None

    @property
    def listened(self) -> bool:
        """Whether a lane is connected."""
        return self._connection is not None

    def plug(self) -> None:
        """Listen."""
        if self._listener is None:
            self._listener = socket.create_server((self.host, self.port), backlog=1)
            self._listener.setblocking(False)
            self.port = self._listener.getsockname()[1]
            self._change()

    def unplug(self) -> None:
        """Switch the device off: its connection is reset, a new one refused."""
        if self._listener is None:
            return
        self._close_connection(reset=True)
        trio.lowlevel.notify_closing(self._listener)
        self._listener.close()
        self._listener = None
        self._change()

    def vanish(self) -> None:
        """Pull the network cable: nothing arrives, nothing is acknowledged, and nobody is told."""
        self._vanished = True
        self.trouble.mute = True
        for end in (self._listener, self._connection):
            if end is not None:
                cut_off(end)

    def reappear(self) -> None:
        """Put it back: the device has forgotten the connection and resets it, and hears of a new one."""
        if self._vanished and self._listener is not None:
            reach_again(self._listener)
        self._vanished = False
        self.trouble.mute = False
        self._close_connection(reset=True)

    def _send(self, data: bytes) -> bool:
        if self._connection is None:
            return False
        try:
            sent = self._connection.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._close_connection()
            return False
        if sent < len(data) and not self.trouble.babbling:
            raise BlockingIOError(errno.EAGAIN, "the lane does not read", f"{self.host}:{self.port}")
        return True

    async def _serve(self, take: Take) -> None:
        if self._listener is None or self.stalled:
            await self._changed.wait()
            return
        with suppress(trio.ClosedResourceError):
            if self._connection is None:
                await trio.lowlevel.wait_readable(self._listener)
                self._accept()
            else:
                await trio.lowlevel.wait_readable(self._connection)
                self._read(take)

    def _accept(self) -> None:
        assert self._listener is not None, "closed while waiting"
        self._connection, _ = self._listener.accept()
        self._connection.setblocking(False)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _read(self, take: Take) -> None:
        if self._connection is None or self.stalled:
            return
        try:
            data = self._connection.recv(READ_MAX_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            take(data)
        else:
            self._close_connection()

    def _close_connection(self, *, reset: bool = False) -> None:
        if self._connection is None:
            return
        if reset:
            forget(self._connection)
        trio.lowlevel.notify_closing(self._connection)
        self._connection.close()
        self._connection = None
