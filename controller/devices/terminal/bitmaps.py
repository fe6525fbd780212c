"""ZVT's data fields ("bitmaps"): a number, then a value of a length that the number knows.

    27 00   04 00 00 00 00 20 40   22 F0 F8 EE EE EE EE EE EE 47 71   06 24 ...
    result  amount, BCD            card, LLVAR                        TLV container

A number that is not in the table has no known length: parsing ends there, and `rest` keeps what follows.
Source: ZVT PA00P015 chapter 13.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from controller.devices.terminal.fields import counter
from controller.devices.terminal.tlv import Container, parse, read_length

TIMEOUT = 0x01
MAX_STATUS_INFOS = 0x02
SERVICE_BYTE = 0x03
AMOUNT = 0x04
TLV = 0x06
TRACE = 0x0B
TIME = 0x0C
DATE = 0x0D
EXPIRY = 0x0E
CARD_SEQUENCE = 0x17
PAYMENT_TYPE = 0x19
PAN = 0x22
RESULT = 0x27
TERMINAL_ID = 0x29
CONTRACT = 0x2A
ORIGINAL_TRACE = 0x37
AUTHORISATION = 0x3B
TEXT = 0x3C
PASSWORD = 0x3D
CURRENCY = 0x49
TOTALS = 0x60
RECEIPT = 0x87
TURNOVER = 0x88
CARD_TYPE = 0x8A
CARD_NAME = 0x8B
HOST_RESULT = 0xA0
LONG_DATE = 0xAA

_LL = 2
_LLL = 3

FIXED_BYTES: Mapping[int, int] = {
    **dict.fromkeys((0x01, 0x02, 0x03, 0x05, 0x19, 0x27, 0x72, 0x73, 0x74, 0x75, 0x8A, 0x8C, 0xA0), 1),
    **dict.fromkeys((0xD0, 0xD2, 0xD3, 0xE0, 0xE9, 0xEA, 0xF0, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD), 1),
    **dict.fromkeys((0x0D, 0x0E, 0x17, 0x3A, 0x49, 0x87), 2),
    **dict.fromkeys((0x0B, 0x0C, 0x37, 0x3D, 0x88, 0xAA), 3),
    **dict.fromkeys((0x29, 0x70, 0x71), 4),
    0xBA: 5,
    0x04: 6,
    0x3B: 8,
    0xEB: 8,
    0x2A: 15,
}
"""Fields of a fixed length, in bytes."""

COUNTER_BYTES: Mapping[int, int] = {
    **dict.fromkeys((0x22, 0x23, 0x2D, 0x4C, 0x8B, 0xA7, 0xD1, *range(0xE1, 0xE9), *range(0xF1, 0xF9)), _LL),
    **dict.fromkeys((0x24, 0x2E, 0x3C, 0x60, 0x92, 0x9A, 0xAF), _LLL),
}
"""Fields behind an LL or LLL counter."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The values by number, the TLV container, and what could not be read (empty when all could)."""

    values: Mapping[int, bytes]
    tlv: Container = field(default_factory=Container)
    rest: bytes = b""

    def get(self, field: int) -> bytes | None:
        """Return a field's value."""
        return self.values.get(field)

    def byte(self, field: int) -> int | None:
        """Return a field of one byte."""
        value = self.values.get(field)
        return value[0] if value else None


def read(data: bytes) -> Fields:
    """Return the fields of a data block. A field that is there twice counts as sent last."""
    values: dict[int, bytes] = {}
    tlv = Container()
    at = 0
    while at < len(data):
        span = _span(data, at)
        if span is None or span[1] > len(data):
            return Fields(values, tlv, data[at:])
        start, end = span
        values[data[at]] = data[start:end]
        if data[at] == TLV:
            tlv = parse(data[start:end])
        at = end
    return Fields(values, tlv)


def _span(data: bytes, at: int) -> tuple[int, int] | None:
    """Return where the value of the field at `at` starts and ends, None when that cannot be known."""
    field, start = data[at], at + 1
    if field in FIXED_BYTES:
        return start, start + FIXED_BYTES[field]
    if field == TLV:
        length = read_length(data, start)
        return None if length is None else (length[1], length[1] + length[0])
    size = COUNTER_BYTES.get(field)
    if size is None or start + size > len(data):
        return None
    count = counter(data[start : start + size])
    return None if count is None else (start + size, start + size + count)
