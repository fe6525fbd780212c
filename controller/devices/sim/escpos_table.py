"""ESC/POS as a receiver sees it: where a command ends. Source: Epson's reference, one entry a command.

Heads are given with how many argument bytes follow; a few say in their arguments how much data comes after those.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

TAB_STOPS_MAX = 32
HEAD_MAX_BYTES = 3
PREFIXES = b"\x10\x1b\x1c\x1d"
FIRST_PRINTABLE = 0x20


@dataclass(frozen=True, slots=True)
class Word:
    """One command (`head` and `arguments`), or a run of printable bytes (no head)."""

    head: bytes
    arguments: bytes

    @property
    def length(self) -> int:
        """How many bytes it took."""
        return len(self.head) + len(self.arguments)


_FIXED: dict[int, tuple[bytes, ...]] = {
    0: (
        *(bytes((byte,)) for byte in range(0x20) if byte not in PREFIXES),
        b"\x1b@", b"\x1b2", b"\x1bL", b"\x1bS", b"\x1b\x0c", b"\x1b<", b"\x1bi", b"\x1bm", b"\x1bv", b"\x1c&", b"\x1c.",
        b"\x1d:", b"\x1dc",
    ),
    1: (
        b"\x10\x04", b"\x10\x05", b"\x10\x14", b"\x1b ", b"\x1b!", b"\x1b%", b"\x1b-", b"\x1b3", b"\x1b=", b"\x1b?",
        b"\x1bE", b"\x1bG", b"\x1bJ", b"\x1bK", b"\x1bM", b"\x1bR", b"\x1bT", b"\x1bU", b"\x1bV", b"\x1ba", b"\x1bc0",
        b"\x1bc1", b"\x1bc3", b"\x1bc4", b"\x1bc5", b"\x1bd", b"\x1be", b"\x1br", b"\x1bt", b"\x1bu", b"\x1b{",
        b"\x1c!", b"\x1c-", b"\x1cC", b"\x1cW", b"\x1d!", b"\x1d/", b"\x1dB", b"\x1dE", b"\x1dH", b"\x1dI", b"\x1dT",
        b"\x1dV", b"\x1da", b"\x1db", b"\x1df", b"\x1dh", b"\x1dj", b"\x1dk", b"\x1dr", b"\x1dw",
    ),
    2: (
        b"\x1b$", b"\x1b\\", b"\x1cS", b"\x1cp", b"\x1d$", b"\x1d*", b"\x1dL", b"\x1dP", b"\x1dW", b"\x1d\\",
        b"\x1d(k", b"\x1d(L", b"\x1d(H",
    ),
    3: (b"\x1b(", b"\x1b*", b"\x1bp", b"\x1c(", b"\x1d(", b"\x1d^"),
    4: (b"\x1d8L",),
    5: (b"\x1dv0",),
    8: (b"\x1bW",),
}  # fmt: skip
ARGUMENTS: Mapping[bytes, int] = MappingProxyType({head: count for count, heads in _FIXED.items() for head in heads})

More = Callable[[bytes, bytes], int | None]
"""Given the arguments and what follows: how many data bytes belong to the command; None when it cannot say yet."""


def _counted(at: int) -> More:
    return lambda arguments, _: int.from_bytes(arguments[at : at + 2], "little")


def _barcode(arguments: bytes, rest: bytes) -> int | None:
    kind = arguments[0]
    if kind <= 6:  # noqa: PLR2004 - form A, to a NUL
        end = rest.find(0)
        return None if end < 0 else end + 1
    if 65 <= kind <= 79:  # noqa: PLR2004 - form B, counted
        return rest[0] + 1 if rest else None
    return 0


def _tab_stops(_: bytes, rest: bytes) -> int | None:
    """Count the stops: to a NUL, or to a value that does not grow."""
    before = 0
    for index, value in enumerate(rest):
        if value == 0:
            return index + 1
        if value <= before or index == TAB_STOPS_MAX:
            return index
        before = value
    return None


def _raster(arguments: bytes, _: bytes) -> int:
    across = int.from_bytes(arguments[1:3], "little")
    return across * int.from_bytes(arguments[3:5], "little")


MORE: Mapping[bytes, More] = MappingProxyType(
    {
        b"\x1b*": lambda a, _: int.from_bytes(a[1:3], "little") * (3 if a[0] in {32, 33} else 1),
        b"\x1b(": _counted(1),
        b"\x1c(": _counted(1),
        b"\x1d(": _counted(1),
        b"\x1d(k": _counted(0),
        b"\x1d(L": _counted(0),
        b"\x1d(H": _counted(0),
        b"\x1d8L": lambda a, _: int.from_bytes(a, "little"),
        b"\x1dv0": _raster,
        b"\x1dk": _barcode,
        b"\x1bD": _tab_stops,
        b"\x1dV": lambda a, _: int(a[0] in b"AaBbGgHh"),
        b"\x1d*": lambda a, _: a[0] * a[1] * 8,
        b"\x10\x04": lambda a, _: int(a[0] in {7, 8, 18}),
        b"\x10\x14": lambda a, _: {1: 2, 2: 2, 3: 5, 7: 1, 8: 7}.get(a[0], 0),
    }
)
HEADS = frozenset(ARGUMENTS) | frozenset(MORE)


def next_word(data: bytes) -> Word | None:
    """Return the first command of `data`, not empty; None when it is not all there. An unknown one is two bytes."""
    if data[0] >= FIRST_PRINTABLE:
        return Word(b"", _printable(data))
    begun = data[:HEAD_MAX_BYTES]
    if any(len(head) > len(begun) and head.startswith(begun) for head in HEADS):
        return None
    for length in range(len(begun), 0, -1):
        if begun[:length] in HEADS:
            return _with_arguments(data, begun[:length])
    return Word(data[:2], b"") if data[0] in PREFIXES else Word(data[:1], b"")


def _printable(data: bytes) -> bytes:
    for index, byte in enumerate(data):
        if byte < FIRST_PRINTABLE:
            return data[:index]
    return data


def _with_arguments(data: bytes, head: bytes) -> Word | None:
    start = len(head) + ARGUMENTS.get(head, 0)
    if len(data) < start:
        return None
    more = MORE.get(head)
    count = more(data[len(head) : start], data[start:]) if more is not None else 0
    if count is None or len(data) < start + count:
        return None
    return Word(head, data[len(head) : start + count])
