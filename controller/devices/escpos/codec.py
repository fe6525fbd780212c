"""What an ESC/POS device sends back. Frames are told apart by fixed bits.

    b & 93 = 12                        answer to DLE EOT n         1 byte
    b & 93 = 10, then 3 x b & 90 = 00  automatic status (ASB)      4 bytes
    37 22 d1 d2 d3 d4 00               process id: all is printed
    37 25 00                           buffers cleared
    35|37|3B|3D|5F ... 00              other blocks

    ASB  byte 1  04 drawer pin 3 high  08 offline  20 cover open  40 feeding
         byte 2  04 recoverable  08 cutter  20 unrecoverable  40 recovers by itself
         byte 3  03 paper near end  0C paper end
    DLE EOT 1    04 drawer pin 3 high  08 offline
    DLE EOT 2    04 cover open  20 stopped at paper end  40 error
    DLE EOT 4    60 paper end

XON 11 and XOFF 13 may arrive within anything and are taken out first. Which DLE EOT an answer belongs to is not in the
byte: the driver has one question outstanding.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from controller.devices.escpos.commands import PROCESS_ID_BYTES
from controller.devices.noise import Noise, merge_noise

FIXED_BITS = 0x93
REAL_TIME = 0x12
AUTOMATIC = 0x10
XON = 0x11
XOFF = 0x13
ASB_BYTES = 4
BLOCK_HEADS = frozenset(b"\x35\x37\x3b\x3d\x5f")
BLOCK_MAX_BYTES = 80


@dataclass(frozen=True, slots=True)
class RealTimeStatus:
    """The answer to the outstanding DLE EOT."""

    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceStatus:
    """What ASB says, as far as a lane cares."""

    drawer_pin3_high: bool
    offline: bool
    cover_open: bool
    failed: bool
    paper_end: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """Everything before this process id is on paper."""

    process_id: bytes


@dataclass(frozen=True, slots=True)
class Block:
    """Another block, without its NUL."""

    data: bytes


EscPosReading = RealTimeStatus | DeviceStatus | Printed | Block | Noise


class EscPosCodec:
    """Feed bytes in any pieces; get status and noise, in order. Holds at most BLOCK_MAX_BYTES."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[EscPosReading]:
        """Return what is complete with `data`."""
        self._buffer += bytes(byte for byte in data if byte not in {XON, XOFF})
        return merge_noise(self._readings())

    def _readings(self) -> Iterator[EscPosReading]:
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
        if first in BLOCK_HEADS:
            return self._block()
        return 1, Noise(1)

    def _automatic_status(self) -> tuple[int, EscPosReading]:
        frame = bytes(self._buffer[:ASB_BYTES])
        if any(byte & 0x90 for byte in frame[1:]):
            return 1, Noise(1)
        if len(frame) < ASB_BYTES:
            return 0, Noise(0)
        return ASB_BYTES, DeviceStatus(
            drawer_pin3_high=bool(frame[0] & 0x04),
            offline=bool(frame[0] & 0x08),
            cover_open=bool(frame[0] & 0x20),
            failed=bool(frame[1] & 0x2C),
            paper_end=bool(frame[2] & 0x0C),
        )

    def _block(self) -> tuple[int, EscPosReading]:
        end = self._buffer.find(0, 0, BLOCK_MAX_BYTES)
        if end < 0:
            return (1, Noise(1)) if len(self._buffer) >= BLOCK_MAX_BYTES else (0, Noise(0))
        data = bytes(self._buffer[:end])
        if data[:2] == b"\x37\x22" and len(data) == 2 + PROCESS_ID_BYTES:
            return end + 1, Printed(data[2:])
        return end + 1, Block(data)


def drawer_pin3_high(printer: int) -> bool:
    """Read the answer to DLE EOT 1."""
    return bool(printer & 0x04)


def from_answers(printer: int, offline_cause: int, paper: int) -> DeviceStatus:
    """Read the answers to DLE EOT 1, 2 and 4 as one status."""
    return DeviceStatus(
        drawer_pin3_high=drawer_pin3_high(printer),
        offline=bool(printer & 0x08),
        cover_open=bool(offline_cause & 0x04),
        failed=bool(offline_cause & 0x40),
        paper_end=bool(paper & 0x60),
    )
