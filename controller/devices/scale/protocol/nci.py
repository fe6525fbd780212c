r"""NCI / Weigh-Tronix SCP-01 (DIVA pp. 34-37, Brecknell 67xx p. 68, NCI 6702 p. 14).

    host   57 0D                                         W CR: weigh      53 0D  S CR: status
    scale  0A 30 30 2E 32 35 30 4C 42 0D 0A 53 30 30 0D 03
           LF  0  0  .  2  5  0  L  B CR LF  S  h  h CR ETX

    h1  bit 0 motion  1 at zero     2 RAM error  3 EEPROM error          bits 4, 5 are 1, bit 6 is 0
    h2  bit 0 under   1 over        2 ROM error  3 calibration error     bits 4, 5 are 1, bit 6: a third byte follows
    h3  bit 0-1 range  2 net        3 initial zero error

Found in the wild and read here: without the letter S, without the CR LF between, a status alone, and bars for numbers:
`^^^^` over, `____` under, `----` zero error. So it is read by tokens, not by columns. Line 9600 7E1.
"""

import re

from controller.devices.scale.protocol.framed import FramedCodec
from controller.devices.scale.reading import Remark, ScaleReading, Weight, number, set_words, state_of
from controller.ports import ScaleState

WEIGH = b"W\r"
ZERO = b"Z\r"
COMMANDS = {
    WEIGH: "weight",
    b"S\r": "status",
    ZERO: "zero",
    b"U\r": "units",
    b"H\r": "high-resolution weight",
    b"T\r": "tare",
    b"\x05\r": "identification",
}
FIRST = {0: "motion", 1: "at_zero", 2: "ram_error", 3: "eeprom_error"}
SECOND = {0: "under_capacity", 1: "over_capacity", 2: "rom_error", 3: "calibration_error"}
THIRD = {2: "net", 3: "initial_zero_error"}
BARS: dict[str, tuple[ScaleState, str]] = {
    "^": ("over", "over_capacity"),
    "_": ("under", "under_capacity"),
    "-": ("unknown", "zero_error"),
}
TROUBLE = frozenset({"ram_error", "eeprom_error", "rom_error", "calibration_error", "initial_zero_error"})
STATUS_BITS = 0x0F
_FRAME = re.compile(
    r"\n(?:(?P<number>[ +-]*[\d.,]+|\^+|_+|-+) *(?P<unit>[A-Za-z]{0,3}?) *\r?\n?)?"
    r"(?:S?(?P<status>[0-?](?:[0-?]|[p-\x7f][0-?])))?\r\x03"
)


class NciCodec(FramedCodec):
    """Feed bytes, get weights, remarks and noise. `net` is known only when the scale sends a third status byte."""

    head = 0x0A
    ends = frozenset(b"\x03")
    max_bytes = 48
    head_inside = True

    def decode(self, frame: bytes) -> ScaleReading | None:
        """Read LF ... ETX."""
        text = frame.decode("ascii")
        match = _FRAME.fullmatch(text)
        if match is not None and (match["number"] or match["status"]):
            return _weight(frame, (match["number"] or "").strip(), match["unit"] or "", match["status"] or "")
        plain = text[1:-1].strip("\r\n")
        return Remark(plain.strip('"')) if plain == "?" or plain.startswith('"') else None


def _weight(frame: bytes, shown: str, unit: str, status: str) -> Weight:
    """Read the tokens. A weight without a status byte is not known to be at rest: it prices nothing."""
    flags = _flags(status)
    net = "net" in flags if len(status) > len("hh") else None
    state, bar_flag = BARS.get(shown[:1], ("unknown", "")) if not any(map(str.isdigit, shown)) else ("unknown", "")
    value = number(shown)
    if bar_flag and bar_flag not in flags:
        flags = (*flags, bar_flag)
    state = _worst(state, flags)
    if value is None or state in {"over", "under"} or TROUBLE & set(flags):
        return Weight(state=state, net=net, flags=flags, raw=frame)
    if status and state == "unknown":
        state = state_of(value)
    return Weight(state=state, value=value, unit=unit.lower() or None, net=net, flags=flags, raw=frame)


def _flags(status: str) -> tuple[str, ...]:
    tables = (FIRST, SECOND, THIRD)
    return tuple(
        word for char, words in zip(status, tables, strict=False) for word in set_words(ord(char) & STATUS_BITS, words)
    )


def _worst(state: ScaleState, flags: tuple[str, ...]) -> ScaleState:
    if "over_capacity" in flags:
        return "over"
    if "under_capacity" in flags:
        return "under"
    if "motion" in flags:
        return "moving"
    return state
