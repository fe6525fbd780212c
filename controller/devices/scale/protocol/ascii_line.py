r"""Lines of plain text, as A&D, Excell, Selleton, Adam and many others send them.

    host   50 0D 0A                                                     P CR LF, or nothing: the scale sends on
    scale  53 54 2C 47 53 2C 2B 20 20 31 2E 32 33 36 4B 47 0D 0A        ST,GS,+  1.236KG CR LF

    H1  ST stable  US unstable  OL overload     H2  GS gross  NT net  TR tare     sign  + - or a space

    Mettler L2 speaks in lines too: the lane keys a price into the scale by
    47 30 30 31 32 33 0D 0A                                             G00123 CR LF, 1.23 a kilogram

A line without H1, such as Adam's, has no sign of rest: it is shown and prices nothing. Line 2400-9600 8N1 or 7E1.
"""

import re
from decimal import Decimal

from controller.devices.scale.protocol.framed import FramedCodec
from controller.devices.scale.reading import ScaleReading, Tare, Weight, number, state_of

WEIGH = b"P\r\n"
COMMANDS = {WEIGH: "weight"}
_LINE = re.compile(
    r"(?:(?P<state>ST|US|OL)[,; ]*)?(?:(?P<kind>GS|NT|TR)[,; ]*)?(?P<number>[+-]? *[\d.,]+)? *(?P<unit>[A-Za-z]{0,3})"
)
_PRICE = re.compile(rb"G(\d{5})\r\n")


class AsciiLineCodec(FramedCodec):
    """Feed bytes, get weights, tares and noise."""

    ends = frozenset(b"\r\n")
    between = frozenset(b"\r\n \0")
    max_bytes = 64

    def decode(self, frame: bytes) -> ScaleReading | None:
        """Read one line with its end."""
        match = _LINE.fullmatch(frame.decode("ascii").strip("\r\n "))
        if match is None:
            return None
        state, kind, shown, unit = match["state"], match["kind"], match["number"], match["unit"].lower() or None
        net = {"GS": False, "NT": True}.get(kind)
        if state == "OL":
            return Weight(state="over", net=net, flags=("over_capacity",), raw=frame)
        value = number(shown or "")
        if value is None:
            return None
        if kind == "TR":
            return Tare(value=value, unit=unit, raw=frame)
        flags = ("motion",) if state == "US" else ()
        rest = state_of(value, moving=state == "US")
        return Weight(
            state=rest if state or rest == "under" else "unknown",
            value=value,
            unit=unit,
            net=net,
            flags=flags,
            raw=frame,
        )


def keyed_price(frame: bytes) -> Decimal | None:
    """Read the lane's price record for a Mettler L2; None if it is none."""
    match = _PRICE.fullmatch(frame)
    return Decimal(int(match.group(1))).scaleb(-2) if match is not None else None
