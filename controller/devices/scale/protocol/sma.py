"""SMA SCP-0499 (Scale Manufacturers Association, levels 1 and 2): Brecknell, Avery Weigh-Tronix, Detecto.

    host   0A 57 0D                                       LF W CR
    scale  0A 20 31 4E 20 20 20 20 20 20 20 31 2E 32 35 30 6B 67 5F 0D
           LF  s  r  n  m  f  - weight, 10 characters --  -unit--  CR

    s  space ok  Z centre of zero  O over  U under  E zero error  I initial zero error  T tare error
    r  range     n  G gross  N net  T tare (answer to M), lower case in high resolution
    m  M moving  f  reserved

For E, I and T the weight is dashes. ESC 1B aborts a message anywhere. Line 9600 8N1.
"""

import re

from controller.devices.scale.protocol.framed import FramedCodec
from controller.devices.scale.reading import Remark, ScaleReading, Tare, Weight, number, state_of
from controller.ports import ScaleState

WEIGH = b"\nW\r"
ZERO = b"\nZ\r"
CLEAR_TARE = b"\nC\r"
COMMANDS = {
    WEIGH: "weight",
    ZERO: "zero",
    b"\nT\r": "tare",
    b"\nM\r": "report tare",
    CLEAR_TARE: "clear tare",
    b"\nU\r": "units",
    b"\nH\r": "high-resolution weight",
    b"\nP\r": "displayed weight",
    b"\nQ\r": "displayed high-resolution weight",
    b"\nR\r": "repeat displayed weight",
    b"\nS\r": "repeat weight",
    b"\nD\r": "diagnostics",
    b"\nA\r": "about",
    b"\nB\r": "about, next line",
    b"\x1b": "abort",
}
STATUS: dict[str, tuple[ScaleState, str]] = {
    "Z": ("zero", "centre_of_zero"),
    "O": ("over", "over_capacity"),
    "U": ("under", "under_capacity"),
    "E": ("unknown", "zero_error"),
    "I": ("unknown", "initial_zero_error"),
    "T": ("unknown", "tare_error"),
}
_STANDARD = re.compile(r"\n([ _ZOUEIT])(.)([GNTgnt])([ _M])(.)(.{10})(.{3})\r")
_PLAIN = re.compile(r"\n([ -~]+)\r")


class SmaCodec(FramedCodec):
    """Feed bytes, get weights, tares, remarks (`?`, about, diagnostics) and noise."""

    head = 0x0A
    ends = frozenset(b"\r")
    max_bytes = 64
    abort = 0x1B

    def decode(self, frame: bytes) -> ScaleReading | None:
        """Read LF ... CR."""
        text = frame.decode("ascii")
        match = _STANDARD.fullmatch(text)
        if match is None:
            plain = _PLAIN.fullmatch(text)
            return Remark(plain.group(1)) if plain is not None else None
        status, _, kind, motion, _, shown, unit = match.groups()
        value = number(shown.replace("_", " "))
        unit = unit.strip(" _").lower()
        if kind in "Tt":
            return Tare(value=value, unit=unit, raw=frame) if value is not None else None
        return _weight(frame, status, motion == "M", Weight(state="unknown", value=value, unit=unit, net=kind in "Nn"))


def keyed_tare(tare_g: int) -> bytes:
    """T and the weight in kilograms, as the scale shows them."""
    return b"\nT%d.%03d\r" % divmod(tare_g, 1000)


def _weight(frame: bytes, status: str, moving: bool, shown: Weight) -> Weight:  # noqa: FBT001 - a field of the frame
    state, flag = STATUS.get(status, ("stable", ""))
    flags = (*((flag,) if flag else ()), *(("motion",) if moving else ()))
    value = shown.value
    if state in {"over", "under", "unknown"} or value is None:
        state = "unknown" if state in {"stable", "zero"} else state
        return Weight(state=state, net=shown.net, flags=flags, raw=frame)
    state = state_of(value, moving=moving)
    return Weight(state=state, value=value, unit=shown.unit or None, net=shown.net, flags=flags, raw=frame)
