"""How emulated scales with lines of text and continuous ones speak: from the tables, sharing no parser of ours."""

from functools import reduce
from operator import xor

from controller.devices.sim.plate import Plate
from controller.devices.sim.scale_talk import Asked


class AsciiLineTalk(Asked):
    """P CR LF, or by itself."""

    ends = b"\n"

    def answer(self, command: bytes, plate: Plate) -> bytes:
        """Answer P."""
        if command != b"P\r\n":
            return b""
        plate.question_count += 1
        return self.line(plate)

    def line(self, plate: Plate) -> bytes:
        """Return state, kind, sign, seven characters, unit."""
        head = b"OL" if plate.over else b"US" if plate.moving else b"ST"
        kind = b"NT" if plate.tare_g else b"GS"
        sign = b"-" if plate.under else b"+"
        number = b"%7s" % f"{abs(plate.net_g) / 1000:.3f}".encode()
        return head + b"," + kind + b"," + sign + number + b"kg\r\n"


class AsciiContinuousTalk(AsciiLineTalk):
    """The same line over and over."""

    def answer(self, command: bytes, plate: Plate) -> bytes:  # noqa: ARG002 - it listens to nobody
        """Answer nothing."""
        return b""

    def push(self, plate: Plate) -> bytes:
        """Return one line."""
        return self.line(plate)


class CnContinuousTalk(AsciiContinuousTalk):
    """Twelve bytes over and over."""

    def push(self, plate: Plate) -> bytes:
        """Return one frame: sign, six digits, three decimals, check in two hexadecimal characters."""
        body = b"%c%06d3" % (b"-" if plate.under else b"+", abs(plate.net_g))
        return b"\x02" + body + b"%02X" % reduce(xor, body) + b"\x03"


class ToledoContinuousTalk(AsciiContinuousTalk):
    """Eighteen bytes over and over."""

    def push(self, plate: Plate) -> bytes:
        """Return one frame: three status words, weight, tare, CR, check byte."""
        second = 0x30 | bool(plate.tare_g) | plate.under << 1 | plate.over << 2 | plate.moving << 3
        body = b"\x02" + bytes((0x2D, second, 0x20)) + b"%6d%6d\r" % (abs(plate.net_g), plate.tare_g)
        return body + bytes((-sum(body) & 0x7F,))
