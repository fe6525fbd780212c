"""The device's end of each transport, all with the same handles, for the contract tests."""

import ctypes
import os
import socket
import struct
import tty
from contextlib import contextmanager

import trio

from controller.devices.transport.stream import EvdevSettings, LpSettings, SerialSettings, TcpSettings
from runtime.ports import free_port

EVENT = struct.Struct("@llHHi")
CHUNK_BYTES = 4096
KEYS = {**dict(zip("1234567890", range(2, 12), strict=True)), "\r": 28}
KEYS |= {
    letter: key
    for row, first in (("qwertyuiop", 16), ("asdfghjkl", 30), ("zxcvbnm", 44))
    for letter, key in zip(row, range(first, first + len(row)), strict=True)
}
SHIFT = 42
SO_ATTACH_FILTER = 26


class PtyEnd:
    """A pty behind a link that stays, as `/dev/serial/by-id` does."""

    def __init__(self, folder, settings):
        self.path = folder / "port"
        self.settings = settings(str(self.path))
        self.slave = self.master = -1
        self.plug()

    def plug(self):
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        os.set_blocking(self.master, False)
        self.path.symlink_to(os.ttyname(self.slave))

    def unplug(self):
        if self.master >= 0:
            self.path.unlink()
            for fd in (self.master, self.slave):
                os.close(fd)
        self.master = -1

    async def accepted(self):
        await trio.lowlevel.checkpoint()

    async def write(self, data):
        while data:
            await trio.lowlevel.wait_writable(self.master)
            data = data[os.write(self.master, data) :]

    async def read(self):
        await trio.lowlevel.wait_readable(self.master)
        return os.read(self.master, CHUNK_BYTES)


class WedgeEnd:
    """A named pipe of key events; the US layout's letters and digits. It has no way in."""

    def __init__(self, folder, settings):
        self.path = folder / "event-kbd"
        self.settings = settings(str(self.path))
        self.plug()

    def plug(self):
        os.mkfifo(self.path)
        self.fd = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)

    def unplug(self):
        if self.fd >= 0:
            self.path.unlink()
            os.close(self.fd)
        self.fd = -1

    async def accepted(self):
        await trio.lowlevel.checkpoint()

    async def write(self, data):
        for char in data.decode():
            held = [SHIFT] if char.isupper() else []
            keys = [*held, KEYS[char.lower()]]
            strokes = [(key, 1) for key in keys] + [(key, 0) for key in reversed(keys)]
            events = b"".join(EVENT.pack(0, 0, 1, key, value) + EVENT.pack(0, 0, 0, 0, 0) for key, value in strokes)
            while events:
                await trio.lowlevel.wait_writable(self.fd)
                events = events[os.write(self.fd, events) :]


class TcpEnd:
    """A listening device that takes one connection."""

    def __init__(self, _folder, settings):
        self._port = free_port()  # no client of this machine is given it while the device is away
        self.plug()
        self.settings = settings(self._port)

    def plug(self):
        self._listener = socket.create_server(("127.0.0.1", self._port), backlog=1)
        self._listener.setblocking(False)
        self.connection = None

    def unplug(self):
        self._listener.close()
        if self.connection is not None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        self.connection = None

    def vanish(self):
        """Take and give nothing any more: the kernel drops every segment that arrives, unanswered."""
        drop = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))
        program = struct.pack("HP", 1, ctypes.addressof(drop))
        self.connection.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)

    async def accepted(self):
        await trio.lowlevel.wait_readable(self._listener)
        if self.connection is not None:
            self.connection.close()
        self.connection = self._listener.accept()[0]
        self.connection.setblocking(False)

    async def write(self, data):
        while data:
            await trio.lowlevel.wait_writable(self.connection)
            data = data[self.connection.send(data) :]

    async def read(self):
        await trio.lowlevel.wait_readable(self.connection)
        return self.connection.recv(CHUNK_BYTES)


ENDS = {
    "serial asyncio": (PtyEnd, lambda path: SerialSettings(path=path)),
    "serial trio": (PtyEnd, lambda path: SerialSettings(path=path, backend="trio")),
    "tcp": (TcpEnd, lambda port: TcpSettings(host="127.0.0.1", port=port, dead_after_s=2)),
    "lp": (PtyEnd, lambda path: LpSettings(path=path)),
    "evdev": (WedgeEnd, lambda path: EvdevSettings(path=path)),
}
TWO_WAY = [name for name in ENDS if name != "evdev"]
ON_A_PATH = [name for name in ENDS if name != "tcp"]


@contextmanager
def device_end(name, folder):
    """Plug a device in for the length of the block."""
    make, settings = ENDS[name]
    end = make(folder, settings)
    try:
        yield end
    finally:
        end.unplug()
