"""How fast baskets come: as fast as the lane takes them, or by the file's own times, that many times faster."""

import re
from dataclasses import dataclass
from datetime import datetime

MAX_FACTOR = 100_000

_FACTOR = re.compile(r"x([0-9]+(?:\.[0-9]+)?)")


@dataclass(frozen=True, slots=True)
class Speed:
    """`factor` None is full speed; 1 is real time."""

    factor: float | None

    def due_s(self, moment: datetime | None, first: datetime | None) -> float:
        """Return when a row is due, in seconds after the first one."""
        if self.factor is None or moment is None or first is None:
            return 0.0
        return max((moment - first).total_seconds(), 0.0) / self.factor


def parse_speed(text: str) -> Speed:
    """Return the speed `max`, `real` or `xK`; raises `ValueError`."""
    if text == "max":
        return Speed(None)
    if text == "real":
        return Speed(1.0)
    match = _FACTOR.fullmatch(text)
    factor = float(match[1]) if match else 0.0
    if not 0 < factor <= MAX_FACTOR:
        raise ValueError(f"speed is max, real or xK with K up to {MAX_FACTOR}, not {text!r}")
    return Speed(factor)
