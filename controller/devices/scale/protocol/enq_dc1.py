"""The ENQ/DC1 protocol of CAS PD/SW/AP, ACLAS OS2, Gram, Ohaus "CAS" (OS2X manual pp. 18-19, CAS SW-II p. 15).

    host   05                              scale  06 ready | 15 busy
    host   11                              scale  a weight:

    SOH STX STA SIGN  W  W  W  W  W  W  U  N BCC ETX EOT [flags]
    01  02  53  20   20 30 2C 30 30 32  4B 47 71  03  04    00
            --- 10 bytes under BCC (exclusive or) ---

STA   53 stable, 55 moving, 46 fault
SIGN  20 positive, 2D negative, 46 overload
W     number with spaces, a point or a comma
flags a byte with an empty low nibble that some models add: bit 4 zero, 5 tare, 6 over, 7 negative

A status is a status, never a weight of zero. Noise is skipped up to the next 01 02. Line 9600 8N1.
"""

from collections.abc import Iterator

from controller.devices.noise import Noise, merge_noise
from controller.devices.scale.reading import Flags, Ready, ScaleReading, Weight, number, set_words, state_of

ENQ = b"\x05"
DC1 = b"\x11"
ZERO = b"<ZK>\t"
ACK = 0x06
NAK = 0x15
HEAD = b"\x01\x02"
TAIL = b"\x03\x04"
BODY_BYTES = 10
FRAME_BYTES = len(HEAD) + BODY_BYTES + 1 + len(TAIL)
FLAGS = {4: "zero", 5: "tare", 6: "over_capacity", 7: "negative"}

COMMANDS = {
    ENQ: "ready?",
    DC1: "weight",
    b"\x12": "weight, unit price and total",
    b"<TK>\t": "tare",
    ZERO: "zero",
    b"<AL>\t": "passive (on request)",
    b"<PB>\t": "active (continuous)",
    b"<DB>\t": "open drawer",
}


class EnqDc1Codec:
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
            return 1, Flags(set_words(first, FLAGS)) if first else None
        if not HEAD.startswith(self._buffer[:2]):
            return 1, Noise(1)
        if len(self._buffer) < FRAME_BYTES:
            return 0, None
        frame = bytes(self._buffer[:FRAME_BYTES])
        body = frame[len(HEAD) : len(HEAD) + BODY_BYTES]
        if frame[-3] != block_check(body) or not frame.endswith(TAIL):
            return 1, Noise(1)
        return FRAME_BYTES, _weight(body, frame)


def block_check(body: bytes) -> int:
    """Return the exclusive or from STA to the unit: ten bytes (the OS2X manual says twelve; real frames say ten)."""
    value = 0
    for byte in body:
        value ^= byte
    return value


def _weight(body: bytes, frame: bytes) -> Weight:
    status, sign = body[0:1], body[1:2]
    unit = body[8:10].decode("latin-1").strip().lower()
    if sign == b"F":
        return Weight(state="over", flags=("over_capacity",), raw=frame)
    value = number(body[2:8].decode("latin-1"))
    if status not in {b"S", b"U"} or sign not in {b" ", b"-"} or value is None or value < 0:
        return Weight(state="unknown", flags=("fault",) if status == b"F" else (), raw=frame)
    if sign == b"-":
        value = -value
    flags = ("motion",) if status == b"U" else ()
    return Weight(state=state_of(value, moving=status == b"U"), value=value, unit=unit, flags=flags, raw=frame)
