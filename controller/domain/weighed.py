"""What the scale said of a weighed line, kept as evidence (WELMEC 2.2): a weight in dispute can be shown as it came."""

import msgspec

MAX_FRAME_LENGTH = 256
"""Hexadecimal digits kept of a frame; no protocol's is longer."""


class Weighed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`frame` is what the scale sent, in hexadecimal; `tare_g` was taken off; `zero_seen`: it was empty before."""

    frame: str = ""
    tare_g: int = 0
    zero_seen: bool = False
