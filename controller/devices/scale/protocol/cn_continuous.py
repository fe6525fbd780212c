"""Chinese indicators, continuous format 1, 12 bytes (A23 indicator description).

    02  2B  30 30 32 30 30 30  32  31 42  03
    STX  +   0  0  2  0  0  0   n  x1 x2  ETX        +20.00: six digits of which n are decimals

    x1 x2  exclusive or of bytes 2-9, as two hexadecimal characters

The frame has neither unit nor a sign of rest. Its weight is shown, in the unit the indicator is set to, and never
prices. Line 9600 8N1.
"""

import re
from functools import reduce
from operator import xor

from controller.devices.scale.protocol.framed import FramedCodec
from controller.devices.scale.reading import ScaleReading, Weight, shifted

_FRAME = re.compile(rb"\x02([+-])(\d{6})([0-6])([0-9A-Fa-f]{2})\x03")


class CnContinuousCodec(FramedCodec):
    """Feed bytes, get weights and noise. `unit` is what the indicator is set to."""

    head = 0x02
    ends = frozenset(b"\x03")
    max_bytes = 16

    def __init__(self, unit: str | None = None) -> None:
        super().__init__()
        self._unit = unit

    def decode(self, frame: bytes) -> ScaleReading | None:
        """Read STX ... ETX."""
        match = _FRAME.fullmatch(frame)
        if match is None:
            return None
        sign, digits, decimals, check = match.groups()
        if reduce(xor, frame[1:9]) != int(check, 16):
            return None
        value = shifted(digits.decode(), int(decimals))
        if sign == b"-" and value:
            return Weight(state="under", value=-value, unit=self._unit, raw=frame)
        return Weight(state="unknown", value=value, unit=self._unit, raw=frame)
