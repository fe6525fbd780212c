"""SASI, the scale in Datalogic Magellan scanners on a cable of its own (Datalogic KA-01089).

    host   57                              W
    scale  02 30 31 2E 32 35 30 0D         STX xx.xxx CR, stable
    scale  02 3F 41 0D                     STX ? letter CR, no weight

    letter  A in motion  B out of range  C under zero  D outside zero: an enumeration, not the bits of an 8217

Line 9600 7E1; bit 7 is taken off.
"""

import re

from controller.devices.scale.protocol.framed import FramedCodec
from controller.devices.scale.reading import ScaleReading, Weight, number, state_of
from controller.ports import ScaleState

WEIGH = b"W"
COMMANDS = {WEIGH: "weight"}
STATUS: dict[str, tuple[ScaleState, str]] = {
    "A": ("moving", "motion"),
    "B": ("over", "over_capacity"),
    "C": ("under", "under_zero"),
    "D": ("unknown", "outside_zero_capture"),
}
_FRAME = re.compile(r"\x02(?:(\d{2,3})\.(\d{2,3})|\?([A-D]))\r")
_POUNDS_DECIMALS = 2


class SasiCodec(FramedCodec):
    """Feed bytes, get weights and noise."""

    head = 0x02
    ends = frozenset(b"\r")
    between = frozenset(b"\n")
    max_bytes = 16

    def decode(self, frame: bytes) -> ScaleReading | None:
        """Read STX ... CR."""
        match = _FRAME.fullmatch(frame.decode("ascii"))
        if match is None:
            return None
        whole, fraction, letter = match.groups()
        if letter:
            state, flag = STATUS[letter]
            return Weight(state=state, flags=(flag,), raw=frame)
        value = number(f"{whole}.{fraction}")
        assert value is not None, frame
        unit = "lb" if len(fraction) == _POUNDS_DECIMALS else "kg"
        return Weight(state=state_of(value), value=value, unit=unit, raw=frame)
