r"""Dialog 06: Bizerba, Mettler, Dibal, Ohaus, Cely (DIVA pp. 49-55, Ohaus Aviator pp. 38-41, Cely PI100 pp. 18-20).

    host   04 02 30 31 1B 30 30 30 31 30 30 1B 03     EOT STX 01 ESC price6 ESC ETX        03: with ESC tare4
    scale  06 | 15                                    ACK | NAK
    host   04 05                                      EOT ENQ: the result, please
    scale  02 30 32 1B 33 1B 30 31 32 35 30 1B ... 1B ... 03     STX 02 ESC st ESC weight5 ESC price6 ESC amount6 ETX
           15                                         NAK: none yet, ask why
    host   04 02 30 38 03                             EOT STX 08 ETX: status?
    scale  02 30 39 1B 32 31 03                       STX 09 ESC 21 ETX
    scale  02 31 31 1B 32 7A 7A 03                    STX 11 ESC 2 z1 z2 ETX: prove who you are by record 10
    host   04 02 31 30 1B 43 43 43 43 4B 4B 4B 4B 03  EOT STX 10 ESC CS4 KW4 ETX; ACK; EOT ENQ; 11 with 1 yes, 0 no

    st 3 kilograms with three decimals; 0, 1, 2 pounds

A result comes for a weight at rest only. Line 9600 7O1; bit 7 is taken off.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from controller.devices.scale.protocol.framed import ACKNOWLEDGED, FramedCodec
from controller.devices.scale.reading import Handshake, Remark, ScaleReading, Status, Weight, shifted, state_of
from controller.ports import ScaleState

ASK_RESULT = b"\x04\x05"
ASK_STATUS = b"\x04\x0208\x03"
TARE_MAX_G = 9999
PRICE_MAX_MINOR = 999_999
STATUS: dict[str, tuple[ScaleState, str]] = {
    "00": ("unknown", "no error"),
    "01": ("unknown", "general error"),
    "02": ("unknown", "parity error"),
    "10": ("unknown", "invalid record"),
    "11": ("unknown", "invalid price"),
    "12": ("unknown", "invalid tare"),
    "13": ("unknown", "invalid text"),
    "20": ("moving", "motion"),
    "21": ("not_cleared", "no motion since last weighing"),
    "22": ("moving", "price calculation not finished"),
    "30": ("zero", "below minimum"),
    "31": ("under", "below zero"),
    "32": ("over", "overload"),
}
HANDSHAKE = {"0": "handshake refused", "1": "handshake accepted", "2": "handshake requested"}
RECORDS = {
    "01": "unit price",
    "03": "unit price and tare",
    "04": "unit price and text",
    "05": "unit price, tare and text",
    "08": "status request",
    "10": "checksums",
    "20": "version request",
}
_RESULT = re.compile(r"\x0202\x1b([0-3])\x1b(\d{5})\x1b(\d{5,6})\x1b(\d{6})\x03")
_STATUS = re.compile(r"\x0209\x1b(\d\d)\x03")
_HANDSHAKE = re.compile(r"\x0211\x1b([0-2])(?:\x1b?([ -~]{2}))?\x03")
_RECORD = re.compile(r"\x02(\d\d)(?:\x1b([ -~\x1b]*))?\x03")


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced(Weight):
    """A result also holds the unit price and the amount the scale computed, in currency units with two decimals."""

    unit_price: Decimal
    amount: Decimal


class Dialog06Codec(FramedCodec):
    """Feed bytes, get weights, statuses, handshakes, remarks, ACK and NAK, and noise."""

    head = 0x02
    ends = frozenset(b"\x03")
    max_bytes = 64
    single = ACKNOWLEDGED
    between = frozenset(b"\x04")

    def decode(self, frame: bytes) -> ScaleReading | None:
        """Read STX ... ETX."""
        text = frame.decode("ascii")
        if (result := _RESULT.fullmatch(text)) is not None:
            return _priced(frame, *result.groups())
        if (status := _STATUS.fullmatch(text)) is not None:
            return Status(status.group(1))
        if (handshake := _HANDSHAKE.fullmatch(text)) is not None:
            return Handshake(handshake.group(1), handshake.group(2) or "")
        record = _RECORD.fullmatch(text)
        return Remark(f"{record.group(1)} {record.group(2) or ''}".strip()) if record is not None else None


def price_record(unit_price_minor: int, tare_g: int = 0) -> bytes:
    """Record 01, or 03 with a tare in grams."""
    assert 0 < unit_price_minor <= PRICE_MAX_MINOR, unit_price_minor
    assert 0 <= tare_g <= TARE_MAX_G, tare_g
    if tare_g:
        return b"\x04\x0203\x1b%06d\x1b%04d\x03" % (unit_price_minor, tare_g)
    return b"\x04\x0201\x1b%06d\x1b\x03" % unit_price_minor


def status_weight(status: Status) -> Weight:
    """Read record 09 as what lies on the scale. 30 is an empty pan, or too little on it to sell."""
    state, word = STATUS.get(status.code, ("unknown", "unknown status"))
    return Weight(state=state, flags=(word,), raw=status.code.encode())


def _priced(frame: bytes, unit: str, weight: str, price: str, amount: str) -> Priced:
    kilograms = unit == "3"
    value = shifted(weight, 3 if kilograms else 2)
    return Priced(
        state=state_of(value),
        value=value,
        unit="kg" if kilograms else "lb",
        raw=frame,
        unit_price=shifted(price, 2),
        amount=shifted(amount, 2),
    )
