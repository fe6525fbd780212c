"""The scale in a Magellan scanner-scale on a single cable (Datalogic KA-01089).

    host   53 31 31 0D   S11: weight once it is stable, no answer before      53 31 34 0D   S14: weight and status now
    scale  53 31 31 30 31 32 35 30 0D          S11 01250
    scale  53 31 34 34 30 31 32 35 30 0D       S144 01250 stable
    scale  53 31 34 33 0D                      S143 stable zero

    S14x  0 not ready, cannot find zero  1 unstable  2 over capacity  3 stable zero  4 stable  5 under zero

No decimal point: five digits are kilograms with three decimals, four are pounds with two. Scans (S08...) come on the
same line and are taken out before (scanner/magellan.py). Line 9600 7O1; bit 7 is taken off.
"""

import re

from controller.devices.scale.protocol.framed import FramedCodec
from controller.devices.scale.reading import ScaleReading, Weight, shifted, state_of
from controller.ports import ScaleState

WEIGH = b"S14\r"
COMMANDS = {b"S11\r": "weight", WEIGH: "weight with status", b"S12\r": "cancel weight"}
STATUS: dict[str, tuple[ScaleState, str]] = {
    "0": ("unknown", "not_ready"),
    "1": ("moving", "motion"),
    "2": ("over", "over_capacity"),
    "3": ("zero", "stable_zero"),
    "5": ("under", "under_zero"),
}
_FRAME = re.compile(r"S1(?:1|4(?P<status>[0-5]))(?P<digits>\d{4,5})?\r")
_KILOGRAM_DIGITS = 5


class MagellanScaleCodec(FramedCodec):
    """Feed bytes, get weights and noise."""

    head = ord("S")
    ends = frozenset(b"\r")
    between = frozenset(b"\n")
    max_bytes = 16

    def decode(self, frame: bytes) -> ScaleReading | None:
        """Read S ... CR."""
        match = _FRAME.fullmatch(frame.decode("ascii"))
        if match is None:
            return None
        status, digits = match["status"], match["digits"]
        if status in STATUS and digits is None:
            state, flag = STATUS[status]
            value = shifted("0", 0) if state == "zero" else None
            return Weight(state=state, value=value, flags=(flag,), raw=frame)
        if digits is None or status not in {None, "4"}:
            return None
        kilograms = len(digits) == _KILOGRAM_DIGITS
        value = shifted(digits, 3 if kilograms else 2)
        return Weight(state=state_of(value), value=value, unit="kg" if kilograms else "lb", raw=frame)
