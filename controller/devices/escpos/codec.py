"""What an ESC/POS device sends back. Frames are told apart by fixed bits; their bits are in `status`.

    b & 93 = 12                        answer to DLE EOT n         1 byte
    b & 93 = 10, then 3 x b & 90 = 00  automatic status (ASB)      4 bytes
    b & F0 = 00                        answer to GS r n            1 byte
    37 22 d1 d2 d3 d4 00               process id: all is printed
    37 23 40-7F ... 00                 process id refused: offline
    37 25 00                           buffers cleared, pending process ids are gone
    5F text 00                         answer to GS I 65-69
    35|37|3B|3D ... 00                 other blocks

XON 11 and XOFF 13 may arrive within anything and are taken out first. Which DLE EOT an answer belongs to is not in the
byte: the driver has one question outstanding. Sources: Epson's reference, pages DLE EOT, GS r, GS a, GS I, GS ( H.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from controller.devices.escpos import status
from controller.devices.escpos.commands import PROCESS_ID_BYTES
from controller.devices.escpos.status import DeviceStatus, from_answers
from controller.devices.noise import Noise, merge_noise

FIXED_BITS = 0x93
REAL_TIME = 0x12
AUTOMATIC = 0x10
BUFFERED_BITS = 0xF0
XON = 0x11
XOFF = 0x13
ASB_BYTES = 4
BLOCK_HEADS = frozenset(b"\x35\x37\x3b\x3d\x5f")
BLOCK_MAX_BYTES = 80


@dataclass(frozen=True, slots=True)
class RealTimeStatus:
    """The answer to the outstanding DLE EOT."""

    value: int


@dataclass(frozen=True, slots=True)
class BufferedStatus:
    """The answer to GS r: the printer has worked through everything before the question."""

    value: int


@dataclass(frozen=True, slots=True)
class Flow:
    """The printer's buffer is full (XOFF), or has room again (XON)."""

    stopped: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """Everything before this process id is on paper."""

    process_id: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """The printer is offline and will not print up to the process id asked for."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """The buffers are empty; pending process ids never come."""


@dataclass(frozen=True, slots=True)
class Information:
    """What the printer says about itself (GS I 65-69)."""

    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Another block, without its NUL."""

    data: bytes


EscPosReading = (
    RealTimeStatus | BufferedStatus | DeviceStatus | Flow | Printed | Refused | Cleared | Information | Block | Noise
)


class EscPosCodec:
    """Feed bytes in any pieces; get readings and noise, in order. Holds at most BLOCK_MAX_BYTES."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[EscPosReading]:
        """Return what is complete with `data`."""
        return merge_noise(reading for byte in data for reading in self._take(byte))

    def _take(self, byte: int) -> Iterator[EscPosReading]:
        if byte in {XON, XOFF}:
            yield Flow(byte == XOFF)
            return
        self._buffer.append(byte)
        while self._buffer:
            used, reading = self._next()
            if used == 0:
                return
            del self._buffer[:used]
            yield reading

    def _next(self) -> tuple[int, EscPosReading]:
        """Return how many bytes the next reading takes, 0 to wait for more."""
        first = self._buffer[0]
        if first & FIXED_BITS == REAL_TIME:
            return 1, RealTimeStatus(first)
        if first & FIXED_BITS == AUTOMATIC:
            return self._automatic_status()
        if first & BUFFERED_BITS == 0:
            return 1, BufferedStatus(first)
        if first in BLOCK_HEADS:
            return self._block()
        return 1, Noise(1)

    def _automatic_status(self) -> tuple[int, EscPosReading]:
        frame = bytes(self._buffer[:ASB_BYTES])
        if any(byte & 0x90 for byte in frame[1:]):
            return 1, Noise(1)
        if len(frame) < ASB_BYTES:
            return 0, Noise(0)
        return ASB_BYTES, status.automatic(frame)

    def _block(self) -> tuple[int, EscPosReading]:
        end = self._buffer.find(0, 0, BLOCK_MAX_BYTES)
        if end < 0:
            return (1, Noise(1)) if len(self._buffer) >= BLOCK_MAX_BYTES else (0, Noise(0))
        return end + 1, read_block(bytes(self._buffer[:end]))


def read_block(data: bytes) -> Printed | Refused | Cleared | Information | Block:
    """Name a block, given without its NUL."""
    if data[:2] == b"\x37\x22" and len(data) == 2 + PROCESS_ID_BYTES:
        return Printed(data[2:])
    if data[:2] == b"\x37\x23" and all(0x40 <= byte <= 0x7F for byte in data[2:]):  # noqa: PLR2004 - the table's range
        return Refused()
    if data == b"\x37\x25":
        return Cleared()
    if data[:1] == b"\x5f":
        return Information(data[1:].decode("latin-1"))
    return Block(data)


def drawer_pin3_high(printer: int) -> bool:
    """Read the answer to DLE EOT 1."""
    return status.printer(printer).drawer_pin3_high


__all__ = [
    "Block",
    "BufferedStatus",
    "Cleared",
    "DeviceStatus",
    "EscPosCodec",
    "EscPosReading",
    "Flow",
    "Information",
    "Printed",
    "RealTimeStatus",
    "Refused",
    "drawer_pin3_high",
    "from_answers",
]
