"""What the lane says for one weighing, as a machine without time: the driver sends, waits and counts. Pure."""

from dataclasses import dataclass
from typing import Protocol

from controller.devices.scale.protocol import dialog06, enq_dc1
from controller.devices.scale.reading import Handshake, Ready, ScaleReading, Status, Weight

PRICE_WHEN_NONE_MINOR = 100
"""Dialog 06 weighs nothing without a unit price. 1.00 shows the weight as the amount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is weighed: its tare, and its unit price for scales that show an amount."""

    tare_g: int = 0
    unit_price_minor: int | None = None


class Conversation(Protocol):
    """`begin`, then `answer` to each reading until it returns a weight."""

    def begin(self) -> bytes:
        """Return what to send first; nothing for a scale that sends by itself."""
        ...

    def answer(self, reading: ScaleReading) -> bytes | Weight | None:
        """Return what to send next, or the weight; None goes on waiting."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """One question, one weight. The empty question only listens."""

    question: bytes

    def begin(self) -> bytes:
        """Return the question."""
        return self.question

    def answer(self, reading: ScaleReading) -> bytes | Weight | None:
        """Take the first weight."""
        return reading if isinstance(reading, Weight) else None


class EnqThenDc1:
    """ENQ until the scale is ready, then DC1."""

    def begin(self) -> bytes:
        """Return ENQ."""
        return enq_dc1.ENQ

    def answer(self, reading: ScaleReading) -> bytes | Weight | None:
        """Ask for the weight once the scale is ready; a busy scale has none."""
        match reading:
            case Ready(ready=True):
                return enq_dc1.DC1
            case Ready(ready=False):
                return Weight(state="unknown")
            case Weight():
                return reading
            case _:
                return None


@dataclass(frozen=True, slots=True)
class HandshakeKey:
    """Checksum and correction word of a Dialog 06 licence: two 16-bit numbers. The real ones are under contract.

    How the two random characters turn them is not public. Here both are rotated to the left, the first by z1 and the
    second by z2 bits (0-9 and : ; < = > ? for 10-15): right for our emulator, to be confirmed with a licence.
    """

    checksum: int
    correction: int

    def record(self, challenge: str) -> bytes:
        """Return record 10, the answer to this challenge of two characters."""
        first, second = (ord(char) & 0x0F for char in challenge)
        return b"\x04\x0210\x1b%04X%04X\x03" % (_rotated(self.checksum, first), _rotated(self.correction, second))


class Dialog06Weighing:
    """Price, result; why not, if none; a handshake whenever the scale wants one."""

    def __init__(self, item: Item, key: HandshakeKey | None) -> None:
        price_minor = item.unit_price_minor or PRICE_WHEN_NONE_MINOR
        self._price = dialog06.price_record(min(price_minor, dialog06.PRICE_MAX_MINOR), item.tare_g)
        self._key = key
        self._tared = item.tare_g > 0

    def begin(self) -> bytes:
        """Return the price record."""
        return self._price

    def answer(self, reading: ScaleReading) -> bytes | Weight | None:
        """Follow the dialogue of record 01 or 03."""
        match reading:
            case Ready(ready=True):
                return dialog06.ASK_RESULT
            case Ready(ready=False):
                return dialog06.ASK_STATUS
            case Status():
                return dialog06.status_weight(reading)
            case Handshake(kind="2") if self._key is not None and len(reading.challenge) == len("zz"):
                return self._key.record(reading.challenge)
            case Handshake(kind="1"):
                return self._price
            case Handshake():
                return Weight(state="unknown", flags=("handshake_refused",))
            case Weight():
                return Weight(
                    state=reading.state, value=reading.value, unit=reading.unit, net=self._tared, raw=reading.raw
                )
            case _:
                return None


class Dialog06Look:
    """What lies on the scale while nobody weighs: its status, so that no amount is shown to anybody."""

    def begin(self) -> bytes:
        """Return the status request."""
        return dialog06.ASK_STATUS

    def answer(self, reading: ScaleReading) -> bytes | Weight | None:
        """Take the status."""
        return dialog06.status_weight(reading) if isinstance(reading, Status) else None


def _rotated(word: int, bits: int) -> int:
    return (word << bits | word >> (16 - bits)) & 0xFFFF
