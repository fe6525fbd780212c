"""What the bytes sent to a display mean, as its manual has it: for the emulator and the vectors. Pure, no encoder here.

Epson DM-D   08 09 0A 0B 0C 0D 18   1F 01|02|03   1F 0A|0D|42   1F 24 x y   1F 43|45|58|72 n   1B 40   1B 52|74|3D n
CD5220       the same one-byte commands   1B 11|12|13   1B 6C x y   1B 2A|5F|66|63|74|3D n   1B 40
             1B 51 41|42|44 <text> 0D     1B 5B 41|42|43|44|48|4B|4C|52
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text",
    "clear",
    "clear_line",
    "cursor",
    "left",
    "right",
    "up",
    "down",
    "home",
    "line_start",
    "line_end",
    "bottom",
    "overwrite",
    "vertical_scroll",
    "horizontal_scroll",
    "upper_line",
    "lower_line",
    "upper_scroll",
    "brightness",
    "blink",
    "cursor_shown",
    "code_page",
    "character_set",
    "reverse",
    "select",
    "initialise",
    "unknown",
]
Dialect = Literal["epson", "cd5220"]

STRING_MAX_BYTES = 80
SINGLE: dict[int, Kind] = {
    0x08: "left",
    0x09: "right",
    0x0A: "down",
    0x0B: "home",
    0x0C: "clear",
    0x0D: "line_start",
    0x18: "clear_line",
}
COMMON: dict[bytes, tuple[Kind, int]] = {
    b"\x1b@": ("initialise", 0),
    b"\x1bt": ("code_page", 1),
    b"\x1b=": ("select", 1),
}
EPSON: dict[bytes, tuple[Kind, int]] = COMMON | {
    b"\x1f\x01": ("overwrite", 0),
    b"\x1f\x02": ("vertical_scroll", 0),
    b"\x1f\x03": ("horizontal_scroll", 0),
    b"\x1f\x0a": ("up", 0),
    b"\x1f\x0d": ("line_end", 0),
    b"\x1fB": ("bottom", 0),
    b"\x1f$": ("cursor", 2),
    b"\x1fC": ("cursor_shown", 1),
    b"\x1fE": ("blink", 1),
    b"\x1fX": ("brightness", 1),
    b"\x1fr": ("reverse", 1),
    b"\x1bR": ("character_set", 1),
}
CD5220: dict[bytes, tuple[Kind, int]] = COMMON | {
    b"\x1b\x11": ("overwrite", 0),
    b"\x1b\x12": ("vertical_scroll", 0),
    b"\x1b\x13": ("horizontal_scroll", 0),
    b"\x1bl": ("cursor", 2),
    b"\x1b*": ("brightness", 1),
    b"\x1b_": ("cursor_shown", 1),
    b"\x1bf": ("character_set", 1),
    b"\x1bc": ("character_set", 1),
    b"\x1b[A": ("up", 0),
    b"\x1b[B": ("down", 0),
    b"\x1b[C": ("right", 0),
    b"\x1b[D": ("left", 0),
    b"\x1b[H": ("home", 0),
    b"\x1b[K": ("bottom", 0),
    b"\x1b[L": ("line_start", 0),
    b"\x1b[R": ("line_end", 0),
}
STRINGS: dict[bytes, Kind] = {b"\x1bQA": "upper_line", b"\x1bQB": "lower_line", b"\x1bQD": "upper_scroll"}
LEADS = frozenset(b"\x1b\x1f")


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its kind, its arguments, its text."""

    kind: Kind
    arguments: tuple[int, ...] = ()
    text: bytes = b""


class Interpreter:
    """Feed bytes in any pieces; get commands, in order, text a byte at a time. Holds at most STRING_MAX_BYTES."""

    def __init__(self, dialect: Dialect) -> None:
        self._commands = EPSON if dialect == "epson" else CD5220
        self._strings = {} if dialect == "epson" else STRINGS
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Command]:
        """Return what is complete with `data`."""
        self._buffer += data
        return list(self._read())

    def _read(self) -> Iterator[Command]:
        while self._buffer:
            used, command = self._next(bytes(self._buffer[:STRING_MAX_BYTES]))
            if used == 0:
                return
            del self._buffer[:used]
            yield command

    def _next(self, data: bytes) -> tuple[int, Command]:
        """Return how many bytes the first command takes, 0 to wait for more."""
        first = data[0]
        if first not in LEADS:
            kind = SINGLE.get(first)
            if kind is not None:
                return 1, Command(kind)
            return 1, Command("text", text=data[:1]) if first >= ord(" ") else Command("unknown", (first,))
        for length in (2, 3):
            if data[:length] in self._commands:
                kind, count = self._commands[data[:length]]
                whole = length + count
                return (whole, Command(kind, tuple(data[length:whole]))) if len(data) >= whole else (0, Command(kind))
            if data[:length] in self._strings:
                return self._string(data, self._strings[data[:length]])
        if any(known.startswith(data[:3]) for known in (*self._commands, *self._strings)):
            return 0, Command("unknown")
        return 1, Command("unknown", (first,))

    def _string(self, data: bytes, kind: Kind) -> tuple[int, Command]:
        end = data.find(b"\x0d", 3, STRING_MAX_BYTES)
        if end >= 0:
            return end + 1, Command(kind, text=data[3:end])
        return (1, Command("unknown", (data[0],))) if len(data) >= STRING_MAX_BYTES else (0, Command(kind))
