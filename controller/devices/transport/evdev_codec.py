"""Key events of a scanner that types -> the bytes a serial scanner would send.

    struct input_event, 24 bytes on a 64-bit Linux, in the machine's byte order:

    seconds   microseconds  type   code   value
    8 bytes   8 bytes       2      2      4
                            00 01  key    1 down, 0 up, 2 repeated      EV_KEY
                            00 00  00 00  end of one report             SYN_REPORT
                            00 00  00 03  events were lost              SYN_DROPPED

    Enter 0D   Tab 09   Ctrl-] 1D   Alt + 0 2 9 on the number pad 1D   Esc 1B   F1, arrows, lost events 00

A code typed with Alt and the number pad is a byte; other characters become UTF-8. What has no byte is 00, which makes
the code around it noise: a code with a hole must not sell. Source: linux/input.h, linux/input-event-codes.h.
"""

import struct
import unicodedata

from controller.devices.transport.evdev_layouts import Layout, Level

EVENT = struct.Struct("@llHHi")
EV_SYN, EV_KEY = 0, 1
SYN_REPORT, SYN_DROPPED = 0, 3
UP, DOWN = 0, 1

LEFT_CTRL, RIGHT_CTRL, LEFT_ALT, RIGHT_ALT, LEFT_SHIFT, RIGHT_SHIFT, CAPS_LOCK = 29, 97, 56, 100, 42, 54, 58
_MODIFIERS = frozenset({LEFT_CTRL, RIGHT_CTRL, LEFT_ALT, RIGHT_ALT, LEFT_SHIFT, RIGHT_SHIFT})
_LOCKS = frozenset({69, 70})  # number and scroll lock: scanners press them around Alt codes
_PAD_DIGITS = {82: "0", 79: "1", 80: "2", 81: "3", 75: "4", 76: "5", 77: "6", 71: "7", 72: "8", 73: "9"}
_FIXED = {28: b"\r", 96: b"\r", 15: b"\t", 1: b"\x1b", 14: b"\x08", 111: b"\x7f"} | {
    key: sign.encode() for key, sign in {74: "-", 78: "+", 83: ".", 98: "/", 55: "*"}.items()
}
_CTRL_PLACES = {26: b"\x1b", 43: b"\x1c", 27: b"\x1d", 7: b"\x1e", 12: b"\x1f"}
_ACCENTS = {"\N{ACUTE ACCENT}": "\u0301", "`": "\u0300", "^": "\u0302", "¨": "\u0308", "~": "\u0303"}
_HOLE = b"\x00"
ALT_DIGITS_MAX = 5
_BYTE_MAX = 0xFF
_ASCII_END = 0x80


class KeyDecoder:
    """Feed events in any pieces; get bytes. Holds less than one event and one Alt code between calls."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._rest = b""
        self._forget()

    def feed(self, data: bytes) -> bytes:
        """Return what was typed by the events that end within `data`."""
        data = self._rest + data
        end = len(data) - len(data) % EVENT.size
        self._rest = data[end:]
        return b"".join(
            self._event(kind, code, value) for _, _, kind, code, value in EVENT.iter_unpack(memoryview(data)[:end])
        )

    def _forget(self) -> None:
        self._held: set[int] = set()
        self._capitals = False
        self._alt_digits = ""
        self._dead = ""
        self._dropped = False

    def _event(self, kind: int, code: int, value: int) -> bytes:
        if kind == EV_SYN and code == SYN_DROPPED:
            self._forget()
            self._dropped = True
            return _HOLE
        if kind == EV_SYN:
            self._dropped = False
        if kind != EV_KEY or self._dropped:
            return b""
        if code in _MODIFIERS:
            return self._hold(code, value)
        return self._press(code) if value == DOWN else b""

    def _hold(self, code: int, value: int) -> bytes:
        """Take a modifier's way down or up; Alt going up ends an Alt code."""
        if value != UP:
            self._held.add(code)
            return b""
        self._held.discard(code)
        digits, self._alt_digits = (self._alt_digits, "") if code == LEFT_ALT else ("", self._alt_digits)
        return _alt_code(digits) if digits else b""

    def _press(self, code: int) -> bytes:
        if code in _LOCKS:
            return b""
        if code == CAPS_LOCK:
            self._capitals = not self._capitals
            return b""
        alt, ctrl = LEFT_ALT in self._held, bool(self._held & {LEFT_CTRL, RIGHT_CTRL})
        if code in _PAD_DIGITS and alt:
            too_long = len(self._alt_digits) >= ALT_DIGITS_MAX
            self._alt_digits = self._alt_digits if too_long else self._alt_digits + _PAD_DIGITS[code]
            return _HOLE if too_long else b""
        if code in _PAD_DIGITS:
            return self._typed(_PAD_DIGITS[code], dead=False)
        if code in _FIXED:
            return self._flush_dead() + _FIXED[code]
        altgr = RIGHT_ALT in self._held or (ctrl and alt)
        if ctrl and not altgr and code in _CTRL_PLACES:
            return _CTRL_PLACES[code]
        return self._character(code, altgr=altgr, ctrl=ctrl)

    def _character(self, code: int, *, altgr: bool, ctrl: bool) -> bytes:
        shift = bool(self._held & {LEFT_SHIFT, RIGHT_SHIFT})
        plain = self._layout.character(code, 0)
        if self._capitals and plain is not None and plain.isalpha():
            shift = not shift
        level: Level = 2 if altgr else 1 if shift else 0
        typed = self._layout.character(code, level)
        if typed is None:
            return _HOLE
        if ctrl and not altgr:
            return bytes((ord(typed) & 0x1F,)) if typed.isascii() and typed.isalpha() else _HOLE
        return self._typed(typed, dead=(code, level) in self._layout.dead)

    def _typed(self, character: str, *, dead: bool) -> bytes:
        """Return the character, with the dead key before it."""
        before, self._dead = self._dead, ""
        if dead and not before:
            self._dead = character
            return b""
        if before and character == " ":
            return before.encode()
        if before and before in _ACCENTS:
            composed = unicodedata.normalize("NFC", character + _ACCENTS[before])
            return composed.encode() if len(composed) == 1 else (before + character).encode()
        return character.encode()

    def _flush_dead(self) -> bytes:
        before, self._dead = self._dead, ""
        return before.encode()


def _alt_code(digits: str) -> bytes:
    """Return what Windows makes of an Alt code: with a leading 0 a byte, else code page 437, above 255 Unicode."""
    value = int(digits)
    if value <= _BYTE_MAX and (digits.startswith("0") or value < _ASCII_END):
        return bytes((value,))
    character = bytes((value,)).decode("cp437") if value <= _BYTE_MAX else chr(value)
    return _HOLE if unicodedata.category(character) == "Cs" else character.encode()
