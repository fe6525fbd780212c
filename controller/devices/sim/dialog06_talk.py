"""An emulated scale in Dialog 06, with its handshake. Written from the records' tables, sharing no parser of ours."""

from controller.devices.sim.plate import Plate
from controller.devices.sim.scale_talk import HEARD_MAX_BYTES

ACK, NAK = b"\x06", b"\x15"
ETX = 0x03
MIN_G = 20
HANDSHAKE_EVERY = 50
CHALLENGE = b";2"
"""Two characters as in a maker's example: turn the first word by 11, the second by 2 bits."""


class Dialog06Talk:
    """`key` are checksum and correction word the lane must prove; None asks for no handshake."""

    def __init__(self, key: tuple[int, int] | None = None) -> None:
        self._key = key
        self._heard = b""
        self._price = 0
        self._status = b"00"
        self._proof = b""
        self._weighings_until_handshake = 0
        self._sold_g: int | None = None

    def hear(self, data: bytes, plate: Plate) -> bytes:
        """Answer every whole message: EOT ENQ, or EOT STX ... ETX."""
        answer = b""
        for byte in data:
            self._heard = (self._heard + bytes((byte & 0x7F,)))[-HEARD_MAX_BYTES:]
            if self._heard.endswith(b"\x04\x05"):
                answer += self._result(plate)
                self._heard = b""
            elif byte & 0x7F == ETX:
                answer += self._record(self._heard[self._heard.rfind(b"\x04\x02") + 2 : -1], plate)
                self._heard = b""
        return answer

    def push(self, plate: Plate) -> bytes:  # noqa: ARG002 - it is asked
        """Return nothing."""
        return b""

    def _record(self, record: bytes, plate: Plate) -> bytes:
        number, *fields = record.split(b"\x1b")
        match number:
            case b"01" | b"03" if self._key is not None and self._weighings_until_handshake == 0:
                plate.ledger.append("handshake wanted")
                return b"\x0211\x1b2" + CHALLENGE + b"\x03"
            case b"01" | b"03":
                self._price = int(fields[0])
                plate.tare_g = int(fields[1]) if number == b"03" else 0
                return ACK if self._price else self._refuse(b"11")
            case b"08":
                return b"\x0209\x1b" + self._present(plate) + b"\x03"
            case b"10":
                self._proof = fields[0]
                return ACK
            case _:
                return self._refuse(b"10")

    def _refuse(self, status: bytes) -> bytes:
        self._status = status
        return NAK

    def _present(self, plate: Plate) -> bytes:
        status, self._status = self._status, b"00"
        return status if status != b"00" else self._obstacle(plate)

    def _obstacle(self, plate: Plate) -> bytes:
        """Return the status that keeps the scale from a result, 00 if none does."""
        if plate.gross_g != self._sold_g:
            self._sold_g = None
        if plate.over:
            return b"32"
        if plate.under:
            return b"31"
        if plate.moving:
            return b"20"
        if self._sold_g is not None:
            return b"21"
        return b"30" if plate.net_g < MIN_G else b"00"

    def _result(self, plate: Plate) -> bytes:
        if self._proof:
            return self._judge(plate)
        plate.question_count += 1
        status = self._obstacle(plate)
        if status != b"00":
            return self._refuse(status)
        self._sold_g = plate.gross_g
        self._weighings_until_handshake -= 1
        amount = round(self._price * plate.net_g / 1000)
        return b"\x0202\x1b3\x1b%05d\x1b%06d\x1b%06d\x03" % (plate.net_g, self._price, amount)

    def _judge(self, plate: Plate) -> bytes:
        assert self._key is not None
        proof, self._proof = self._proof, b""
        right = b"%04X%04X" % (_turned(self._key[0], CHALLENGE[0]), _turned(self._key[1], CHALLENGE[1]))
        plate.ledger.append("handshake accepted" if proof == right else "handshake refused")
        if proof != right:
            return b"\x0211\x1b0\x03"
        self._weighings_until_handshake = HANDSHAKE_EVERY
        return b"\x0211\x1b1\x03"


def _turned(word: int, by: int) -> int:
    doubled = word << 16 | word
    return doubled >> (16 - (by & 0x0F)) & 0xFFFF
