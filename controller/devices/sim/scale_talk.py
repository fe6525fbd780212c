"""How emulated scales answer: one class a protocol, written from the tables of docs/devices, sharing no parser of ours.

`hear` takes what the lane sent and returns the answer; `push` returns what a continuous scale sends by itself.
"""

from functools import reduce
from operator import xor
from typing import Protocol

from controller.devices.sim.plate import Plate

HEARD_MAX_BYTES = 64
ENQ = 0x05
DC1 = 0x11


class Talk(Protocol):
    """One protocol."""

    def hear(self, data: bytes, plate: Plate) -> bytes:
        """Return the answer to what the lane sent."""
        ...

    def push(self, plate: Plate) -> bytes:
        """Return what is sent without being asked; nothing for a scale that is asked."""
        ...


class Asked:
    """A scale that is asked by commands with an end. `ends` are the bytes that end one; none: each byte is one."""

    ends = b""

    def __init__(self) -> None:
        self._heard = b""

    def hear(self, data: bytes, plate: Plate) -> bytes:
        """Answer every whole command."""
        answer = b""
        for byte in data:
            self._heard = (self._heard + bytes((byte & 0x7F,)))[-HEARD_MAX_BYTES:]
            if not self.ends or byte & 0x7F in self.ends:
                command, self._heard = self._heard, b""
                answer += self.answer(command, plate)
        return answer

    def answer(self, command: bytes, plate: Plate) -> bytes:
        """Answer one command."""
        raise NotImplementedError

    def push(self, plate: Plate) -> bytes:  # noqa: ARG002 - a scale that is asked sends nothing else
        """Return nothing."""
        return b""


class EnqDc1Talk:
    """ENQ and DC1; keys in angle brackets with a tab."""

    def __init__(self) -> None:
        self._key = b""

    def hear(self, data: bytes, plate: Plate) -> bytes:
        """Answer each byte; collect keys."""
        answer = b""
        for byte in data:
            if byte == ord("<") or self._key:
                self._take_key(byte, plate)
            elif byte == ENQ:
                answer += b"\x15" if plate.busy else b"\x06"
            elif byte == DC1:
                plate.question_count += 1
                answer += self._frame(plate)
        return answer

    def push(self, plate: Plate) -> bytes:  # noqa: ARG002 - it is asked
        """Return nothing."""
        return b""

    def _take_key(self, byte: int, plate: Plate) -> None:
        self._key = (self._key + bytes((byte,)))[-len("<TK>\t") :]
        if byte == ord("\t"):
            if self._key == b"<TK>\t":
                plate.tare()
            if self._key == b"<ZK>\t":
                plate.zero()
            self._key = b""

    def _frame(self, plate: Plate) -> bytes:
        status = b"U" if plate.moving else b"S"
        over = plate.over or abs(plate.net_g) > plate.capacity_g
        sign = b"F" if over else b"-" if plate.net_g < 0 else b" "
        number = "------" if over else f"{abs(plate.net_g) / 1000:6.3f}"
        if plate.decimal_comma:
            number = number.replace(".", ",")
        block = status + sign + number.encode() + b"kg"
        return b"\x01\x02" + block + bytes((reduce(xor, block),)) + b"\x03\x04"


class Toledo8217Talk(Asked):
    """W, Z, T with or without five digits, C. Bit 6 of a status is set, as on a real one."""

    def __init__(self) -> None:
        super().__init__()
        self._digits: bytes | None = None

    def hear(self, data: bytes, plate: Plate) -> bytes:
        """Answer letters; digits belong to a T before them."""
        answer = b""
        for byte in (value & 0x7F for value in data):
            if self._digits is not None and chr(byte).isdigit():
                self._digits += bytes((byte,))
                if len(self._digits) == len("00000"):
                    plate.tare(int(self._digits))
                    self._digits = None
                    answer += self._status(plate)
                continue
            if self._digits is not None:
                plate.tare()
                self._digits = None
            answer += self.answer(bytes((byte,)), plate)
        return answer

    def answer(self, command: bytes, plate: Plate) -> bytes:
        """Answer one letter; anything else is not answered."""
        match command:
            case b"W":
                plate.question_count += 1
                return self._status(plate) if self._bits(plate) else self._weight(plate)
            case b"Z":
                plate.zero()
                return self._status(plate)
            case b"T":
                self._digits = b""
            case b"C":
                plate.tare(0)
                return self._status(plate)
        return b""

    def _weight(self, plate: Plate) -> bytes:
        return b"\x02%02d.%03d" % divmod(plate.net_g, 1000) + (b"N" if plate.tare_g else b"") + b"\r"

    def _bits(self, plate: Plate) -> int:
        return plate.moving * 0x01 | plate.over * 0x02 | plate.under * 0x04

    def _status(self, plate: Plate) -> bytes:
        bits = self._bits(plate) | (plate.gross_g == 0) * 0x10 | bool(plate.tare_g) * 0x20
        return b"\x02?" + bytes((0x40 | bits,)) + b"\r"


class Toledo8213Talk(Toledo8217Talk):
    """Kilograms with two decimals, no tare."""

    def _weight(self, plate: Plate) -> bytes:
        return b"\x02%02d.%02d\r" % divmod(round(plate.net_g / 10), 100)


class NciTalk(Asked):
    """W, S, Z, each ended by CR."""

    ends = b"\r"

    def answer(self, command: bytes, plate: Plate) -> bytes:
        """Answer one command."""
        if command == b"Z\r":
            plate.zero()
        if command == b"W\r":
            plate.question_count += 1
            bars = b"^^^^^^" if plate.over else b"______" if plate.under else b""
            number = bars or b"%02d.%03dKG" % divmod(plate.net_g, 1000)
            return b"\n" + number + b"\r\n" + self._status(plate)
        return b"\n" + self._status(plate) if command in {b"S\r", b"Z\r"} else b"\n?\r\x03"

    def _status(self, plate: Plate) -> bytes:
        first = 0x30 | plate.moving | (plate.net_g == 0) << 1
        second = 0x30 | plate.under | plate.over << 1
        return b"S" + bytes((first, second)) + b"\r\x03"


class SmaTalk(Asked):
    """LF command CR."""

    ends = b"\r"

    def answer(self, command: bytes, plate: Plate) -> bytes:
        """Answer one command."""
        body = command.lstrip(b"\n").rstrip(b"\r")
        if body == b"M":
            return self._reply(plate.tare_g, plate, status=b" ", kind=b"T")
        if body == b"Z":
            refused = not plate.zero()
            return self._reply(None if refused else plate.net_g, plate, status=b"E" if refused else b"Z")
        if body[:1] == b"T":
            plate.tare(round(float(body[1:]) * 1000) if body[1:] else None)
        elif body == b"C":
            plate.tare(0)
        elif body != b"W":
            return b"\n?\r"
        plate.question_count += body == b"W"
        status = b"O" if plate.over else b"U" if plate.under else b"Z" if plate.net_g == 0 else b" "
        return self._reply(plate.net_g, plate, status=status)

    def _reply(self, mass_g: int | None, plate: Plate, *, status: bytes, kind: bytes = b"") -> bytes:
        kind = kind or (b"N" if plate.tare_g else b"G")
        number = b"----------" if mass_g is None else b"%10s" % f"{mass_g / 1000:.3f}".encode()
        return b"\n" + status + b"1" + kind + (b"M" if plate.moving else b" ") + b" " + number + b"kg \r"


class SasiTalk(Asked):
    """W; letters tell why not."""

    def answer(self, command: bytes, plate: Plate) -> bytes:
        """Answer W."""
        if command != b"W":
            return b""
        plate.question_count += 1
        letter = b"A" if plate.moving else b"B" if plate.over else b"C" if plate.under else b""
        if letter:
            return b"\x02?" + letter + b"\r"
        return b"\x02%02d.%03d\r" % divmod(plate.net_g, 1000)


class MagellanTalk(Asked):
    """S11 and S14, ended by CR. S11 is not answered without a weight at rest."""

    ends = b"\r"

    def answer(self, command: bytes, plate: Plate) -> bytes:
        """Answer one command."""
        plate.question_count += command in {b"S11\r", b"S14\r"}
        status = self._status(plate)
        if command == b"S14\r":
            return b"S14" + status + (b"%05d" % plate.net_g if status == b"4" else b"") + b"\r"
        if command == b"S11\r" and status == b"4":
            return b"S11%05d\r" % plate.net_g
        return b""

    def _status(self, plate: Plate) -> bytes:
        if plate.busy:
            return b"0"
        if plate.moving:
            return b"1"
        if plate.over:
            return b"2"
        return b"5" if plate.under else b"3" if plate.net_g == 0 else b"4"
