"""What a drawer's interface can do, as data."""

from dataclasses import dataclass

from controller.devices.transport.stream import PortSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerProfile:
    """The kick: connector pin (0: pin 2, 1: pin 5), on and off times in units of 2 ms."""

    pin: int = 0
    on_2ms: int = 25
    off_2ms: int = 250


KICK_50MS = DrawerProfile()
"""50 ms on, 500 ms off, pin 2: `1B 70 00 19 FA`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerSettings:
    """One drawer. `open_when_high`: the sensor pin is high while the drawer is open; it depends on the wiring."""

    port: PortSettings
    profile: DrawerProfile = KICK_50MS
    open_when_high: bool = True
