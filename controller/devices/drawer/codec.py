"""A drawer behind an ESC/POS interface.

    ESC p m t1 t2   1B 70 00 19 FA   one pulse
    GS a 1          1D 61 01         tell every change of the sensor (automatic status, bit 04 of byte 1)
    DLE EOT 1       10 04 01         tell the sensor now (bit 04)

What comes back is read by `controller.devices.escpos.codec`.
"""

from controller.devices.drawer.profile import DrawerProfile
from controller.devices.escpos import commands

WATCH_SENSOR = commands.automatic_status(0x01)
ASK_SENSOR = commands.ask_status(1)


def pulse(profile: DrawerProfile) -> bytes:
    """Return the bytes of one kick."""
    return commands.drawer_pulse(profile.pin, profile.on_2ms, profile.off_2ms)


def is_open(*, pin3_high: bool, open_when_high: bool) -> bool:
    """Read the sensor by the drawer's wiring."""
    return pin3_high == open_when_high
