"""What a display model understands, as data. Adding a model is a profile here and its vectors."""

from dataclasses import dataclass, replace
from typing import Literal

from controller.devices.transport.stream import PortSettings, SerialSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayProfile:
    """Commands without their arguments, and a code page with the encoding it stands for (`fit` writes that)."""

    name: str
    move: bytes
    overwrite: bytes
    cursor_off: bytes
    brightness: bytes
    brightness_level: Literal[1, 2, 3, 4] = 4
    code_page: int = 0
    encoding: str = "cp437"
    baudrate: int = 9600

    def port(self, path: str, baudrate: int | None = None) -> SerialSettings:
        """Return the port as this model delivers it, 8N1; `baudrate` where somebody set another."""
        return SerialSettings(path=path, baudrate=baudrate or self.baudrate)


EPSON_DM_D = DisplayProfile(
    name="epson_dm_d", move=b"\x1f$", overwrite=b"\x1f\x01", cursor_off=b"\x1fC\x00", brightness=b"\x1fX"
)
"""Epson DM-D and all that speak ESC/POS for displays; PC437."""

CD5220 = DisplayProfile(
    name="cd5220", move=b"\x1bl", overwrite=b"\x1b\x11", cursor_off=b"\x1b_\x00", brightness=b"\x1b*"
)
"""CD5220 standard mode; PC437."""

PROFILES = {profile.name: profile for profile in (EPSON_DM_D, CD5220)}
"""By the name a configuration uses."""

CODE_PAGES = {"cp437": 0, "cp1252": 16, "cp866": 17, "cp858": 19}
"""Epson's numbers; clones differ, so print the code page's test on the model."""


def with_code_page(profile: DisplayProfile, encoding: str, number: int | None = None) -> DisplayProfile:
    """Return the profile in another single-byte character set; `number` where the model has its own."""
    return replace(profile, encoding=encoding, code_page=CODE_PAGES[encoding] if number is None else number)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplaySettings:
    """One display. `shared`: it sits behind the printer on the printer's port; open it through `pass_through`."""

    port: PortSettings
    profile: DisplayProfile = EPSON_DM_D
    shared: bool = False
