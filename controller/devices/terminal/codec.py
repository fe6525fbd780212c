"""ZVT on its two wires: bytes in any pieces become messages.

    TCP      APDU APDU APDU ...
    serial   10 02  APDU with every 10 doubled  10 03  CRC low  CRC high
             06     the last frame arrived well      15  it did not: send it again

    10 02 06 00 06 12 34 56 BA 09 78 10 03 24 C3

The CRC runs over the APDU before doubling and the 03. The specification calls it XModem; what terminals send is
CRC-16/KERMIT (x^16 + x^12 + x^5 + 1, reflected, start 0).
Source: ZVT PA00P016 chapters 3 and 4, ecrterm's captured frames.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from controller.devices.noise import Noise, merge_noise
from controller.devices.terminal.apdu import DATA_MAX_BYTES, LONG_HEAD_BYTES, Apdu, ApduReader, decode
from controller.devices.terminal.messages import begins_message

DLE = 0x10
ACK = 0x06
NAK = 0x15
START = b"\x10\x02"
END = b"\x10\x03"
CRC_BYTES = 2
FRAME_MAX_BYTES = len(START) + 2 * (LONG_HEAD_BYTES + DATA_MAX_BYTES) + len(END) + CRC_BYTES
"""The longest APDU, all of it 10."""
_ENDS_BEFORE = FRAME_MAX_BYTES - CRC_BYTES - 1

_KERMIT_POLYNOMIAL = 0x8408
_BITS = 8


@dataclass(frozen=True, slots=True)
class Receipt:
    """The other side's word on our last frame."""

    good: bool


@dataclass(frozen=True, slots=True)
class Broken:
    """A frame with a wrong CRC, or one that holds no message: it is to be asked for again."""

    reason: Literal["crc", "length"]


TerminalReading = Apdu | Receipt | Broken | Noise


class TerminalCodec(Protocol):
    """What both wires promise."""

    @property
    def partial(self) -> bool:
        """Whether a message has begun and not ended."""
        ...

    def feed(self, data: bytes) -> list[TerminalReading]:
        """Return what is complete with `data`."""
        ...

    def encode(self, apdu: Apdu) -> bytes:
        """Return the message as this wire carries it."""
        ...


class TcpCodec:
    """Messages back to back. After noise all is noise: nobody can say where the next message begins."""

    def __init__(self) -> None:
        self._reader = ApduReader(begins_message)
        self._out_of_step = False

    @property
    def partial(self) -> bool:
        """Whether a message has begun and not ended."""
        return bool(self._reader.rest)

    def feed(self, data: bytes) -> list[TerminalReading]:
        """Return what is complete with `data`."""
        if self._out_of_step:
            return [Noise(len(data))] if data else []
        found: list[TerminalReading] = [*self._reader.feed(data)]
        if self._reader.stopped:
            found.append(Noise(len(self._reader.rest)))
            self._reader, self._out_of_step = ApduReader(), True
        return found

    def encode(self, apdu: Apdu) -> bytes:
        """Return the message as it is."""
        return apdu.encode()


class SerialCodec:
    """Frames. Holds at most FRAME_MAX_BYTES between calls; what is no frame is noise."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._looked_at = len(START)

    @property
    def partial(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> list[TerminalReading]:
        """Return what is complete with `data`."""
        self._buffer += data
        return merge_noise(self._readings())

    def encode(self, apdu: Apdu) -> bytes:
        """Return the message in its frame."""
        return frame(apdu)

    def _readings(self) -> Iterator[TerminalReading]:
        while self._buffer:
            used, reading = self._next()
            if used == 0:
                return
            del self._buffer[:used]
            self._looked_at = len(START)
            yield reading

    def _next(self) -> tuple[int, TerminalReading]:
        """Return how many bytes the next reading takes, 0 to wait for more, and the reading."""
        first = self._buffer[0]
        if first in {ACK, NAK}:
            return 1, Receipt(first == ACK)
        if not START.startswith(self._buffer[: len(START)]):
            return 1, Noise(1)
        return self._frame()

    def _frame(self) -> tuple[int, TerminalReading]:
        """Look on for the frame's end, from where the last look ended; a new start inside it gives its beginning up."""
        at = self._looked_at
        while (at := self._buffer.find(DLE, at, _ENDS_BEFORE)) >= 0 and at + 1 < len(self._buffer):
            self._looked_at = at
            follower = self._buffer[at + 1]
            if follower == START[1]:
                return at, Noise(at)
            if follower == END[1]:
                end = at + len(END) + CRC_BYTES
                return (end, unframe(bytes(self._buffer[:end]))) if len(self._buffer) >= end else (0, Noise(0))
            at += 2 if follower == DLE else 1
            self._looked_at = at
        if len(self._buffer) >= FRAME_MAX_BYTES:
            return FRAME_MAX_BYTES, Broken("length")
        return 0, Noise(0)


def frame(apdu: Apdu) -> bytes:
    """Return a message in its frame."""
    plain = apdu.encode()
    doubled = plain.replace(bytes((DLE,)), bytes((DLE, DLE)))
    return START + doubled + END + crc_kermit(plain + END[1:]).to_bytes(CRC_BYTES, "little")


def unframe(data: bytes) -> Apdu | Broken:
    """Return the message of one whole frame."""
    plain = data[len(START) : -len(END) - CRC_BYTES].replace(bytes((DLE, DLE)), bytes((DLE,)))
    if crc_kermit(plain + END[1:]) != int.from_bytes(data[-CRC_BYTES:], "little"):
        return Broken("crc")
    apdu = decode(plain)
    return apdu if apdu is not None else Broken("length")


def crc_kermit(data: bytes) -> int:
    """Return the CRC-16/KERMIT of `data`."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(_BITS):
            crc = (crc >> 1) ^ (_KERMIT_POLYNOMIAL if crc & 1 else 0)
    return crc
