"""What the table of application identifiers means.

    310-369  | data title | parts | relations

    parts      N digits, X character set 82, Y set 39, Z base64url; `6` exactly, `..20` 1 to 20 characters; `[...]` may
               be absent; `:check` a lint of `controller/barcode/lints.py`; `*4` four times
    relations  needs=01+10,02  one of these groups must be there too; several `needs` must each be met
               not=37,392n     none of these may be there
               key=22,10,21|235  a primary key of Digital Links, and which qualifiers may follow it, in which order
               path_only       no attribute of Digital Links: never after the `?`

`n` in a relation stands for any digit.
"""

import re
from dataclasses import dataclass
from functools import cache

from controller.barcode.ai_table import MEASURES, ROWS

_PART = re.compile(r"(\[?)([NXYZ])(\.\.)?(\d+)\]?((?::\w+)*)(?:\*(\d))?")
_FIXED = re.compile(r"0[0-4]|1[1-9]|20|3[1-6]|41")
_MEASURE_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a value: `min_length` to `max_length` characters of one character set that pass the lints."""

    charset: str
    min_length: int
    max_length: int
    optional: bool
    lints: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ai:
    """An application identifier. `unit` is a trade measure's; `qualifiers` is None unless it is a Digital Link key."""

    ai: str
    title: str
    parts: tuple[Part, ...]
    needs: tuple[tuple[tuple[str, ...], ...], ...] = ()
    excludes: tuple[str, ...] = ()
    qualifiers: tuple[tuple[str, ...], ...] | None = None
    is_attribute: bool = True
    unit: str | None = None

    @property
    def is_fixed(self) -> bool:
        """Whether the value ends by its length; any other ends at a separator or with the data."""
        return _FIXED.match(self.ai) is not None

    @property
    def min_length(self) -> int:
        """The fewest characters of a value."""
        return sum(part.min_length for part in self.parts if not part.optional)

    @property
    def max_length(self) -> int:
        """The most characters of a value."""
        return sum(part.max_length for part in self.parts)


def known_at(text: str) -> Ai | None:
    """Return the identifier that `text` begins with."""
    length = _lengths().get(text[:2])
    return None if length is None else table().get(text[:length])


@cache
def table() -> dict[str, Ai]:
    """Return every identifier in use."""
    rows = (line for line in ROWS.splitlines() if line)
    measures = (line for line in MEASURES.splitlines() if line)
    return {ai.ai: ai for line in rows for ai in _row(line)} | {ai.ai: ai for line in measures for ai in _measure(line)}


@cache
def _lengths() -> dict[str, int]:
    return {ai[:2]: len(ai) for ai in table()}


def _row(line: str) -> list[Ai]:
    names, title, parts, relations = ([cell.strip() for cell in line.split("|", 3)] + [""])[:4]
    words = relations.split()
    return [
        Ai(
            ai=ai,
            title=title,
            parts=_parts(parts),
            needs=tuple(_groups(word.removeprefix("needs=")) for word in words if word.startswith("needs=")),
            excludes=tuple(ai for word in words if word.startswith("not=") for ai in word[4:].split(",")),
            qualifiers=_qualifiers(words),
            is_attribute="path_only" not in words,
        )
        for ai in _range(names)
    ]


def _measure(line: str) -> list[Ai]:
    lead, unit, needed, title = (cell.strip() for cell in line.split("|"))
    return [
        Ai(
            ai=f"{lead}{decimals}",
            title=title,
            parts=_parts("N6"),
            needs=(_groups(needed),),
            excludes=(f"{lead}n",),
            unit=unit,
        )
        for decimals in range(_MEASURE_DECIMALS)
    ]


def _range(names: str) -> list[str]:
    first, _, last = names.partition("-")
    return [str(number).zfill(len(first)) for number in range(int(first), int(last or first) + 1)]


def _groups(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group.split("+")) for group in text.split(","))


def _qualifiers(words: list[str]) -> tuple[tuple[str, ...], ...] | None:
    if "key" in words:
        return ((),)
    return next((tuple(map(_ais, word[4:].split("|"))) for word in words if word.startswith("key=")), None)


def _ais(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


def _parts(text: str) -> tuple[Part, ...]:
    parts: list[Part] = []
    for word in text.split():
        match = _PART.fullmatch(word)
        assert match is not None, word
        optional, charset, at_most, length, lints, times = match.groups()
        part = Part(charset, 1 if at_most else int(length), int(length), bool(optional), tuple(lints.split(":")[1:]))
        parts += [part] * int(times or 1)
    return tuple(parts)
