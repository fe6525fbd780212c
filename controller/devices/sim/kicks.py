"""The kicks that commands ask for at an emulated printer's drawer connector. Source: Epson's reference.

    ESC p m t1 t2    1B 70 00 19 FA      m 0, 48 pin 2, 1, 49 pin 5; on t1 x 2 ms, off t2 x 2 ms
    DLE DC4 1 m t    10 14 01 00 01      m 0 pin 2, 1 pin 5; on and off t x 100 ms, t 1-8

A value that is not in the table makes no kick.
"""

from dataclasses import dataclass

PINS = {0: 2, 1: 5, 48: 2, 49: 5}
PINS_AT_ONCE = {0: 2, 1: 5}
TIMES_AT_ONCE = range(1, 9)
UNIT_MS = 2
UNIT_AT_ONCE_MS = 100


@dataclass(frozen=True, slots=True)
class Kick:
    """One pulse: `pin` of the connector, `real_time` by DLE DC4, whatever waited in the buffer."""

    pin: int
    on_ms: int
    off_ms: int
    real_time: bool


def in_order(arguments: bytes) -> Kick | None:
    """Read the m t1 t2 of ESC p."""
    connector, on, off = arguments
    return Kick(PINS[connector], UNIT_MS * on, UNIT_MS * off, real_time=False) if connector in PINS else None


def at_once(arguments: bytes) -> Kick | None:
    """Read the m t of DLE DC4 1."""
    connector, time = arguments
    if connector not in PINS_AT_ONCE or time not in TIMES_AT_ONCE:
        return None
    return Kick(PINS_AT_ONCE[connector], UNIT_AT_ONCE_MS * time, UNIT_AT_ONCE_MS * time, real_time=True)
