"""The emulated terminal's side of the wire, written from the tables of ZVT PA00P016, not from our codecs.

TCP: messages back to back. Serial: `10 02 message 10 03 CRC CRC`, a 10 inside doubled, each frame answered by 06 or 15.
"""

from collections import deque
from typing import Literal

import trio

Framing = Literal["tcp", "serial"]

RECEIPT_S = 5.0
SENDS = 3
LONG = 0xFF


class Gone(Exception):
    """The lane closed the connection, or the emulator's script did."""


class Wire:
    """One connection. `split_bytes` cuts what is sent, `merge` holds each message back until the next one."""

    def __init__(self, stream: trio.abc.Stream, framing: Framing = "tcp") -> None:
        self.split_bytes = 0
        self.merge = False
        self.spoil_frames = 0
        self.refuse_frames = 0
        self._stream = stream
        self._framing: Framing = framing
        self._bytes = bytearray()
        self._held = b""
        self._waiting: deque[bytes] = deque()

    async def receive(self) -> bytes:
        """Wait for the lane's next message."""
        await self._flush()
        if self._waiting:
            return self._waiting.popleft()
        if self._framing == "serial":
            return await self._receive_frame()
        while (size := _size(self._bytes)) is None or len(self._bytes) < size:
            await self._more()
        return self._cut(size)

    async def send(self, message: bytes) -> None:
        """Send a message; on a serial line until the lane has it."""
        if self._framing == "tcp":
            if self.merge:
                self._held += message
            else:
                await self._put(self._held + message)
                self._held = b""
            return
        for _ in range(SENDS):
            frame = bytearray(framed(message))
            if self.spoil_frames > 0:
                self.spoil_frames -= 1
                frame[-1] ^= 0x55
            await self._put(bytes(frame))
            if await self._receipt():
                return
        raise Gone

    async def send_half(self, message: bytes) -> None:
        """Send the first half of a message and no more."""
        whole = message if self._framing == "tcp" else framed(message)
        await self._put(self._held + whole[: len(whole) // 2])
        self._held = b""

    async def close(self) -> None:
        """Hang up."""
        await trio.aclose_forcefully(self._stream)

    async def _flush(self) -> None:
        held, self._held = self._held, b""
        if held:
            await self._put(held)

    async def _put(self, data: bytes) -> None:
        step = self.split_bytes or len(data)
        try:
            for at in range(0, len(data), step):
                await self._stream.send_all(data[at : at + step])
        except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
            raise Gone from error

    async def _more(self) -> None:
        try:
            data = await self._stream.receive_some()
        except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
            raise Gone from error
        if not data:
            raise Gone
        self._bytes += data

    def _cut(self, size: int) -> bytes:
        message = bytes(self._bytes[:size])
        del self._bytes[:size]
        return message

    async def _receive_frame(self) -> bytes:
        while True:
            while (end := _frame_end(self._bytes)) is None:
                await self._more()
            raw = self._cut(end)
            at = raw.find(b"\x10\x02")
            if at < 0:
                continue
            message = raw[at + 2 : -4].replace(b"\x10\x10", b"\x10")
            good = kermit(message + b"\x03") == raw[-2] | raw[-1] << 8
            if self.refuse_frames > 0:
                self.refuse_frames -= 1
                good = False
            await self._put(b"\x06" if good else b"\x15")
            if good:
                return message

    async def _receipt(self) -> bool:
        with trio.move_on_after(RECEIPT_S):
            while True:
                while not self._bytes:
                    await self._more()
                if self._bytes[0] in {0x06, 0x15}:
                    return self._cut(1) == b"\x06"
                self._waiting.append(await self._receive_frame())
        return False


def framed(message: bytes) -> bytes:
    """Return a message in its serial frame."""
    crc = kermit(message + b"\x03")
    return b"\x10\x02" + message.replace(b"\x10", b"\x10\x10") + b"\x10\x03" + bytes((crc & 0xFF, crc >> 8))


def kermit(data: bytes) -> int:
    """Return the CRC, by the table of sixteen."""
    table = [0x0000, 0x1081, 0x2102, 0x3183, 0x4204, 0x5285, 0x6306, 0x7387]
    table += [0x8408, 0x9489, 0xA50A, 0xB58B, 0xC60C, 0xD68D, 0xE70E, 0xF78F]
    crc = 0
    for byte in data:
        crc = (crc >> 4) ^ table[(crc ^ byte) & 0x0F]
        crc = (crc >> 4) ^ table[(crc ^ (byte >> 4)) & 0x0F]
    return crc


def _size(data: bytearray) -> int | None:
    if len(data) < 3:  # noqa: PLR2004
        return None
    if data[2] != LONG:
        return 3 + data[2]
    return None if len(data) < 5 else 5 + (data[3] | data[4] << 8)  # noqa: PLR2004


def _frame_end(data: bytearray) -> int | None:
    at = data.find(b"\x10\x02")
    if at < 0:
        return None
    at += 2
    while at + 1 < len(data):
        if data[at] == 0x10:  # noqa: PLR2004
            if data[at + 1] == 0x03:  # noqa: PLR2004
                return at + 4 if len(data) >= at + 4 else None
            at += 1
        at += 1
    return None
