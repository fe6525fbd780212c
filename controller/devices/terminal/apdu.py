"""The ZVT message: a control field, a length, a data block.

    CLASS INSTR LEN        data            LEN up to FE
    CLASS INSTR FF  lo hi  data            longer data, low byte first
    06    01    0A         04 000000001234 49 0978

    80 00 00      accepted          84 xx 00      refused, xx says why

On TCP messages follow each other without anything between them; a read may hold half a message or two of them.
Source: ZVT PA00P016 chapters 4.1 and 5.2.
"""

from collections.abc import Callable
from dataclasses import dataclass

CONTROL_BYTES = 2
HEAD_BYTES = 3
LONG_HEAD_BYTES = 5
LONG_LENGTH = 0xFF
DATA_MAX_BYTES = 0xFFFF
MESSAGE_MAX_BYTES = LONG_HEAD_BYTES + DATA_MAX_BYTES


@dataclass(frozen=True, slots=True)
class Apdu:
    """One message; `control` are its first two bytes as a number: 0x060F is a completion."""

    control: int
    data: bytes = b""

    def encode(self) -> bytes:
        """Return the message as sent on TCP, and inside a frame on a serial line."""
        assert len(self.data) <= DATA_MAX_BYTES, "an APDU holds 65535 bytes"
        head = self.control.to_bytes(2, "big")
        if len(self.data) < LONG_LENGTH:
            return head + bytes((len(self.data),)) + self.data
        return head + bytes((LONG_LENGTH,)) + len(self.data).to_bytes(2, "little") + self.data


@dataclass(frozen=True, slots=True)
class Header:
    """What the first bytes say: `size_bytes` of the head itself, `data_bytes` that follow it."""

    control: int
    size_bytes: int
    data_bytes: int

    @property
    def extended(self) -> bool:
        """Whether the length has the long form."""
        return self.size_bytes == LONG_HEAD_BYTES


def read_header(data: bytes | bytearray) -> Header | None:
    """Return the header at the start of `data`, None while it is not complete."""
    if len(data) < HEAD_BYTES:
        return None
    control = int.from_bytes(data[:2], "big")
    if data[2] != LONG_LENGTH:
        return Header(control, HEAD_BYTES, data[2])
    if len(data) < LONG_HEAD_BYTES:
        return None
    return Header(control, LONG_HEAD_BYTES, int.from_bytes(data[3:5], "little"))


def decode(data: bytes) -> Apdu | None:
    """Return the message that `data` is, None when it is less or more than one."""
    header = read_header(data)
    if header is None or len(data) != header.size_bytes + header.data_bytes:
        return None
    return Apdu(header.control, data[header.size_bytes :])


class ApduReader:
    """Feed bytes of a TCP connection in any pieces; get whole messages.

    `begins` says whether two bytes, or one, can begin a message; at others the reader stops. Until then it holds less
    than MESSAGE_MAX_BYTES.
    """

    def __init__(self, begins: Callable[[bytes], bool] = lambda _head: True) -> None:
        self._begins = begins
        self._buffer = bytearray()

    @property
    def stopped(self) -> bool:
        """Whether the rest begins no message."""
        return bool(self._buffer) and not self._begins(bytes(self._buffer[:CONTROL_BYTES]))

    @property
    def rest(self) -> bytes:
        """What has arrived of the message that is not complete."""
        return bytes(self._buffer)

    def feed(self, data: bytes) -> list[Apdu]:
        """Return what is complete with `data`."""
        self._buffer += data
        found = []
        while not self.stopped and (header := read_header(self._buffer)) is not None:
            end = header.size_bytes + header.data_bytes
            if len(self._buffer) < end:
                break
            found.append(Apdu(header.control, bytes(self._buffer[header.size_bytes : end])))
            del self._buffer[:end]
        return found
