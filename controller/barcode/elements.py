"""Element strings: application identifiers and their values, taken apart and checked.

    01 12312312312333 10 ABC123 GS 99 TESTING
    AI  fixed length  AI  value GS AI value

A value of fixed length ends by its length, any other at GS (1D, FNC1 in the symbol) or with the data. GS where none is
needed is no fault. A GS that got lost is never guessed: what follows then belongs to the value before it.

Source: GS1 General Specifications, section 7.8; GS1 Barcode Syntax Dictionary.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from controller.barcode.ai import Ai, Part, known_at, table
from controller.barcode.lints import LINTS, in_charset

GS = "\x1d"
MAX_ELEMENTS = 64
CHECK_DIGIT_LINTS = frozenset({"check", "check2"})
_SERIAL_WITH_SIGNATURE = ("253", "255", "8003")
_BRACKETED = re.compile(r"\(([0-9]{2,4})\)((?:\\\(|[^(])+)")

FaultCode = Literal[
    "empty", "unknown_ai", "length", "charset", "trailing_data", "too_many", "syntax", "lint", "excluded", "missing"
]


@dataclass(frozen=True, slots=True)
class ElementFault:
    """Why data is no element string. `ai` is where; `detail` the lint that failed or the identifiers in question."""

    code: FaultCode
    ai: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One application identifier with its value as transmitted."""

    ai: str
    value: str


Elements = tuple[Element, ...]


def parse(data: str, *, check_digits: bool = True) -> Elements | ElementFault:
    """Take apart what follows an AIM identifier; FNC1 is GS there.

    Without `check_digits` a number inside may be wrong: the data is still where it says it is.
    """
    elements: list[Element] = []
    at = _skip_separators(data, 0)
    if at == len(data):
        return ElementFault("empty")
    while at < len(data):
        ai = known_at(data[at:])
        if ai is None:
            return ElementFault("unknown_ai", data[at : at + 4])
        at += len(ai.ai)
        end = data.find(GS, at)
        end = len(data) if end < 0 else end
        if ai.is_fixed:
            end = min(end, at + ai.max_length)
        fault = check_value(ai, data[at:end], check_digits=check_digits)
        if fault is not None:
            return fault
        if len(elements) == MAX_ELEMENTS:
            return ElementFault("too_many")
        elements.append(Element(ai.ai, data[at:end]))
        at = _skip_separators(data, end)
    return tuple(elements)


def parse_bracketed(text: str) -> Elements | ElementFault:
    r"""Take apart what people write and print: `(01)12312312312333(10)ABC`; a bracket inside a value is `\(`."""
    elements: list[Element] = []
    at = 0
    while at < len(text):
        match = _BRACKETED.match(text, at)
        if match is None:
            return ElementFault("syntax")
        ai = table().get(match[1])
        if ai is None:
            return ElementFault("unknown_ai", match[1])
        value = match[2].replace(r"\(", "(")
        fault = check_value(ai, value)
        if fault is not None:
            return fault
        if len(elements) == MAX_ELEMENTS:
            return ElementFault("too_many")
        elements.append(Element(ai.ai, value))
        at = match.end()
    return tuple(elements) or ElementFault("empty")


def check_value(ai: Ai, value: str, *, check_digits: bool = True) -> ElementFault | None:
    """Say what is wrong with a value: its length, a character, or what a lint finds."""
    if not value:
        return ElementFault("empty", ai.ai)
    at = 0
    for part in ai.parts:
        piece = value[at : at + part.max_length]
        if part.optional and not piece:
            continue
        if len(piece) < part.min_length:
            return ElementFault("length", ai.ai)
        fault = _check_piece(ai, part, piece, check_digits=check_digits)
        if fault is not None:
            return fault
        at += len(piece)
    return ElementFault("length", ai.ai) if at < len(value) else None


def _check_piece(ai: Ai, part: Part, piece: str, *, check_digits: bool) -> ElementFault | None:
    if not in_charset(part.charset, piece):
        return ElementFault("charset", ai.ai)
    asked = [lint for lint in part.lints if check_digits or lint not in CHECK_DIGIT_LINTS]
    failed = next((lint for lint in asked if not LINTS[lint](piece)), None)
    return None if failed is None else ElementFault("lint", ai.ai, failed)


def check_together(elements: Sequence[Element]) -> ElementFault | None:
    """Say which identifiers may not stand together, or need another; the data of one item, from all its symbols."""
    present = {element.ai for element in elements}
    values = {(element.ai, element.value) for element in elements}
    if len(values) > len(present):
        return ElementFault("excluded", detail="repeated with another value")
    for ai in (table()[name] for name in sorted(present)):
        excluded = next((name for name in ai.excludes if _is_there(name, present - {ai.ai})), None)
        if excluded is not None:
            return ElementFault("excluded", ai.ai, excluded)
        for groups in ai.needs:
            if not any(all(_is_there(name, present - {ai.ai}) for name in group) for group in groups):
                return ElementFault("missing", ai.ai, ",".join("+".join(group) for group in groups))
    return _unsigned_key(values) if "8030" in present else None


def _unsigned_key(values: set[tuple[str, str]]) -> ElementFault | None:
    """Say which key lacks its serial number: a digital signature is of one thing, not of its kind."""
    for ai, value in values:
        if ai in _SERIAL_WITH_SIGNATURE and len(value) == table()[ai].min_length:
            return ElementFault("missing", ai, "serial number")
    return None


def _is_there(name: str, present: set[str]) -> bool:
    lead = name.rstrip("n")
    return any(len(ai) == len(name) and ai.startswith(lead) for ai in present)


def _skip_separators(data: str, at: int) -> int:
    while data.startswith(GS, at):
        at += 1
    return at
