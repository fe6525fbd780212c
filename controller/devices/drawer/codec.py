"""A drawer behind an ESC/POS interface, or with its own.

    ESC p m t1 t2    1B 70 00 19 FA   one pulse, in the order of printing: pin 2 (m 0) or 5 (m 1), t1 x 2 ms on
    DLE DC4 1 m t    10 14 01 00 01   one pulse now, also without paper: t x 100 ms on
    GS a 1           1D 61 01         tell every change of the sensor (automatic status, bit 04 of byte 1)
    DLE EOT 1        10 04 01         tell the sensor now (bit 04)
    BEL              07               APG SerialPRO II 484A: open
    [[               5B 5B            APG 212A: open

What comes back is read by `controller.devices.escpos.codec`. Sources: Epson's reference, APG's manuals.
"""

from controller.devices.drawer.profile import APG_212A, APG_484A, DrawerProfile
from controller.devices.escpos import commands

WATCH_SENSOR = commands.automatic_status(0x01)
ASK_SENSOR = commands.ask_status(1)
NOW_UNIT_2MS = 50
NOW_MAX = 8


def pulse(profile: DrawerProfile) -> bytes:
    """Return the bytes of one kick."""
    return profile.command or commands.drawer_pulse(profile.pin, profile.on_2ms, profile.off_2ms)


def pulse_now(profile: DrawerProfile) -> bytes:
    """Return the bytes of one kick that a printer without paper obeys too; its time in whole 100 ms."""
    return commands.drawer_pulse_now(profile.pin, min(max(round(profile.on_2ms / NOW_UNIT_2MS), 1), NOW_MAX))


def is_open(*, pin3_high: bool, open_when_high: bool) -> bool:
    """Read the sensor by the drawer's wiring."""
    return pin3_high == open_when_high


def read_command(data: bytes) -> str | None:
    """Return what a drawer with its own interface does on `data`: `open`, or None if it is no such command."""
    return "open" if data in {APG_484A.command, APG_212A.command} else None
