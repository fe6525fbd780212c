"""Toledo 8217 and 8213 (Mettler-Toledo DIVA service manual pp. 44-45).

    host   57                               W: weigh
    scale  02  30 31 2E 32 35 30  [4E]  0D  a stable weight: 01.250 kg, N when net
    scale  02  3F  44  0D                   no weight: ? and a status byte

    kg  WW.WWW     lb  0WW.WW     8213  WW.WW     high resolution has one decimal more

    status  bit 0 motion  1 over capacity  2 under zero  3 outside zero capture  4 centre of zero  5 net
            bit 6 is 1 on every Mettler scale and says nothing; bit 7 is parity

Only stable weights are sent. A status is never a weight of zero. Line 9600 7E1; bit 7 is taken off.
"""

import re

from controller.devices.scale.protocol.framed import FramedCodec
from controller.devices.scale.reading import Remark, ScaleReading, Weight, number, set_words, state_of
from controller.ports import ScaleState

WEIGH = b"W"
ZERO = b"Z"
CLEAR_TARE = b"C"
TARE_MAX_G = 99_999

COMMANDS = {
    WEIGH: "weight",
    ZERO: "zero",
    b"T": "tare",
    CLEAR_TARE: "clear tare",
    b"A": "results of last checks",
    b"B": "perform checks",
    b"E": "echo on",
    b"F": "echo off",
    b"H": "high-resolution weight",
}
STATUS = {
    0: "motion",
    1: "over_capacity",
    2: "under_zero",
    3: "outside_zero_capture",
    4: "centre_of_zero",
    5: "net",
}
STATUS_BITS = 0x3F
_WEIGHT = re.compile(r"\x02(\d{2,3})\.(\d{2,4})(N?)\r")
_POUNDS_WHOLE_DIGITS = 3
_8213_DECIMALS = 2


class Toledo8217Codec(FramedCodec):
    """Feed bytes, get weights, remarks and noise. `unit` overrides what the layout says: an 8213 may show kilograms."""

    head = 0x02
    ends = frozenset(b"\r")
    between = frozenset(b"\n")
    max_bytes = 16

    def __init__(self, unit: str | None = None) -> None:
        super().__init__()
        self._unit = unit

    def decode(self, frame: bytes) -> ScaleReading | None:
        """Read STX ... CR."""
        text = frame.decode("ascii")
        match = _WEIGHT.fullmatch(text)
        if match is not None:
            return self._weight(frame, *match.groups())
        if len(frame) == len(b"\x02?s\r") and frame[1] == ord("?"):
            return _status(frame)
        return Remark(text[1:-1]) if frame[1:-1] in {b"", b"E", b"F"} else None

    def _weight(self, frame: bytes, whole: str, fraction: str, net: str) -> Weight:
        value = number(f"{whole}.{fraction}")
        assert value is not None, frame
        pounds = len(whole) == _POUNDS_WHOLE_DIGITS or len(fraction) == _8213_DECIMALS
        unit = self._unit or ("lb" if pounds else "kg")
        return Weight(state=state_of(value), value=value, unit=unit, net=bool(net), raw=frame)


def digital_tare(tare_g: int) -> bytes:
    """T and five digits: this many grams, on a scale that weighs in kilograms."""
    assert 0 <= tare_g <= TARE_MAX_G, tare_g
    return b"T%05d" % tare_g


def _status(frame: bytes) -> Weight:
    bits = frame[2] & STATUS_BITS
    return Weight(state=_state(bits), net=bool(bits & 0x20), flags=set_words(bits, STATUS), raw=frame)


def _state(bits: int) -> ScaleState:
    if bits & 0x02:
        return "over"
    if bits & 0x04:
        return "under"
    if bits & 0x01:
        return "moving"
    return "unknown"
