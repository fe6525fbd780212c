"""What a drawer's interface can do, as data."""

from dataclasses import dataclass
from typing import Literal

from controller.devices.transport.stream import PortSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerProfile:
    """The kick: connector pin (0: pin 2, 1: pin 5), on and off times in units of 2 ms; or `command`, its own language.

    `sensor`: told by automatic status, only when polled, or not at all. A drawer of its own charges a capacitor:
    `first_charge_s` after power on, `recharge_s` between two openings. `real_time`: obeys DLE DC4.
    """

    pin: int = 0
    on_2ms: int = 25
    off_2ms: int = 250
    command: bytes = b""
    sensor: Literal["automatic", "polled", "none"] = "automatic"
    first_charge_s: float = 0.0
    recharge_s: float = 0.0
    real_time: bool = True


KICK_50MS = DrawerProfile()
"""50 ms on, 500 ms off, pin 2: `1B 70 00 19 FA`."""

KICK_POLLED = DrawerProfile(sensor="polled")
"""The same behind a printer without automatic status."""

KICK_PIN5 = DrawerProfile(pin=1)
"""A second drawer on the same connector."""

APG_484A = DrawerProfile(command=b"\x07", sensor="none", first_charge_s=12.0, recharge_s=6.0)
"""APG SerialPRO II 484A, any framing at 9600. Its sensor is a modem line, which our streams do not carry."""

APG_212A = DrawerProfile(command=b"[[", sensor="none")
"""APG 212A, 7O1."""

PROFILES = {
    "kick": KICK_50MS,
    "kick-polled": KICK_POLLED,
    "kick-pin5": KICK_PIN5,
    "apg-484a": APG_484A,
    "apg-212a": APG_212A,
}
"""By the name a configuration gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerSettings:
    """One drawer. `open_when_high`: the sensor pin is high while the drawer is open; it depends on the wiring.

    `alarm_after_s`: an open drawer is told once after so long; None never.
    """

    port: PortSettings
    profile: DrawerProfile = KICK_50MS
    open_when_high: bool = True
    alarm_after_s: float | None = 60.0
