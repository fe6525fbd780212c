"""Two lines as bytes, for Epson DM-D (DM-D110 specification) and CD5220 (manuals of two makers).

                     Epson DM-D        CD5220
    clear, and out of any string mode   0C                0C
    overwrite mode   1F 01             1B 11
    cursor off       1F 43 00          1B 5F 00
    brightness       1F 58 n           1B 2A n           n 1-4
    code page        1B 74 n           1B 74 n
    cursor to x, y   1F 24 x y         1B 6C x y         x 1-20, y 1-2
    select device    1B 3D n           1B 3D n           1 printer, 2 display, 3 both

A line is moved to and written as 20 characters: CR or LF at column 20 would scroll, and CD5220's ESC Q A enters a
string mode that only CLR leaves, so no select byte would be heard after it. On a port shared with a printer each
message selects the display and then the printer again, as the selection stays.
"""

from controller.devices.display.layout import COLUMNS, fit
from controller.devices.display.profile import DisplayProfile

CLEAR = b"\x0c"
SELECT_PRINTER = b"\x1b=\x01"
SELECT_DISPLAY = b"\x1b=\x02"
LONGEST_COMMAND_BYTES = 4


def start(profile: DisplayProfile, *, shared: bool = False) -> bytes:
    """Return what brings a display in any state to an empty screen.

    The first clears are eaten by a command that was cut off.
    """
    setup = CLEAR * LONGEST_COMMAND_BYTES + profile.overwrite + profile.cursor_off
    setup += profile.brightness + bytes((profile.brightness_level,))
    setup += b"\x1bt" + bytes((profile.code_page,))
    return _addressed(setup + CLEAR, shared=shared)


def show(upper: bytes, lower: bytes, profile: DisplayProfile, *, shared: bool = False) -> bytes:
    """Return both lines, each COLUMNS bytes of `fit`."""
    assert len(upper) == len(lower) == COLUMNS, (upper, lower)
    move = profile.move
    return _addressed(move + b"\x01\x01" + upper + move + b"\x01\x02" + lower, shared=shared)


def encode(upper: str, lower: str, profile: DisplayProfile, *, shared: bool = False) -> bytes:
    """Return two texts as bytes; see `fit` for what becomes of characters the display lacks."""
    return show(fit(upper, profile.encoding), fit(lower, profile.encoding), profile, shared=shared)


def _addressed(data: bytes, *, shared: bool) -> bytes:
    return SELECT_DISPLAY + data + SELECT_PRINTER if shared else data
