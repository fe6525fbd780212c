"""The ENQ/DC1 protocol of CAS, ACLAS and others.

    host   05                              scale  06 ready | 15 busy
    host   11                              scale  a weight:

    SOH STX STA SIGN  W  W  W  W  W  W  U  N BCC ETX EOT [flags]
    01  02  53  20   20 30 2C 30 30 32  4B 47 71  03  04    00
            --- 10 bytes under BCC (exclusive or) ---

STA   53 stable, 55 moving, 46 fault
SIGN  20 positive, 2D negative, 46 overload
W     number with spaces, a point or a comma
flags a byte with an empty low nibble that some models add; it says nothing the frame does not

A status is a status, never a weight of zero. Noise is skipped up to the next 01 02.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from controller.devices.noise import Noise, merge_noise
from controller.ports import ScaleState

ENQ = b"\x05"
DC1 = b"\x11"
ACK = 0x06
NAK = 0x15
HEAD = b"\x01\x02"
TAIL = b"\x03\x04"
BODY_BYTES = 10
FRAME_BYTES = len(HEAD) + BODY_BYTES + 1 + len(TAIL)
_NUMBER = re.compile(r"(\d{1,6})(?:[.,](\d{1,5}))?")
_GRAM_DECIMALS = {"KG": 3, "G": 0}


@dataclass(frozen=True, slots=True)
class Ready:
    """The answer to ENQ: whether the scale can weigh now."""

    ready: bool


@dataclass(frozen=True, slots=True)
class Weight:
    """What the scale shows. `mass_g` is None when it shows no whole number of grams: overload, fault, other unit."""

    state: ScaleState
    mass_g: int | None


ScaleReading = Ready | Weight | Noise


class ScaleCodec:
    """Feed bytes in any pieces; get answers and noise, in order. Holds less than FRAME_BYTES between calls."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._after_frame = False

    def feed(self, data: bytes) -> list[ScaleReading]:
        """Return what is complete with `data`."""
        self._buffer += data
        return merge_noise(self._readings())

    def _readings(self) -> Iterator[ScaleReading]:
        while self._buffer:
            used, reading = self._next()
            if used == 0:
                return
            del self._buffer[:used]
            self._after_frame = isinstance(reading, Weight)
            if reading is not None:
                yield reading

    def _next(self) -> tuple[int, ScaleReading | None]:
        """Return how many bytes the next reading takes, 0 to wait for more, and the reading if they are one."""
        first = self._buffer[0]
        if first in {ACK, NAK}:
            return 1, Ready(first == ACK)
        if self._after_frame and first & 0x0F == 0:
            return 1, None
        if not HEAD.startswith(self._buffer[:2]):
            return 1, Noise(1)
        if len(self._buffer) < FRAME_BYTES:
            return 0, None
        frame = bytes(self._buffer[:FRAME_BYTES])
        body = frame[len(HEAD) : len(HEAD) + BODY_BYTES]
        if frame[-3] != block_check(body) or not frame.endswith(TAIL):
            return 1, Noise(1)
        return FRAME_BYTES, _weight(body)


def block_check(body: bytes) -> int:
    """Return the exclusive or from STA to the unit: ten bytes (the OS2X manual says twelve; real frames say ten)."""
    value = 0
    for byte in body:
        value ^= byte
    return value


def _weight(body: bytes) -> Weight:
    status, sign = body[0:1], body[1:2]
    mass_g = _mass_g(body[2:8], body[8:10])
    if sign == b"F":
        return Weight("over", None)
    if status not in {b"S", b"U"} or sign not in {b" ", b"-"} or mass_g is None:
        return Weight("unknown", None)
    if sign == b"-" and mass_g > 0:
        return Weight("under", -mass_g)
    if status == b"U":
        return Weight("moving", mass_g)
    return Weight("zero" if mass_g == 0 else "stable", mass_g)


def _mass_g(number: bytes, unit: bytes) -> int | None:
    """Return whole grams; None for another unit, or when the number has a part of a gram: it is not ours to round."""
    decimals = _GRAM_DECIMALS.get(unit.decode("latin-1").strip().upper())
    match = _NUMBER.fullmatch(number.decode("latin-1").strip())
    if decimals is None or match is None:
        return None
    fraction = (match.group(2) or "").ljust(decimals, "0")
    if fraction[decimals:].strip("0"):
        return None
    return int(match.group(1) + fraction[:decimals])
