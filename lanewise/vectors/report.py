"""Compares what the codecs say with what the vectors expect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from lanewise.vectors.area import Areas, NotExpressible

MISREAD = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What a mapping raises that meets a shape nobody thought of: that vector's end, never the others'."""
REMARKS = frozenset({"note", "printer_state"})
"""Fields of `expect` that explain and state nothing. `printer_state` is what the source put its printer through: the
same bytes stand under several names (printer.dle_eot-001 and -010), so no reader of bytes can tell it.
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One vector's end. `wrong` holds the fields that differ: (expected, got)."""

    vector_id: str
    area: str
    status: Literal["ok", "differs", "not_expressible"]
    wrong: Mapping[str, tuple[Any, Any]]
    reason: str = ""


def run(vectors: Sequence[Mapping[str, Any]], areas: Areas) -> list[Outcome]:
    """Put each vector to its area."""
    return [_one(vector, areas) for vector in vectors]


def _one(vector: Mapping[str, Any], areas: Areas) -> Outcome:
    vector_id, area = str(vector.get("id")), str(vector.get("area"))
    answer, given, expect = areas.get(area), vector.get("given"), vector.get("expect")
    if answer is None:
        return Outcome(vector_id, area, "not_expressible", {}, f"no mapping for {area}")
    if not isinstance(given, Mapping) or not isinstance(expect, Mapping):
        return Outcome(vector_id, area, "not_expressible", {}, "no given or no expect")
    try:
        got = answer(given)
    except NotExpressible as why:
        return Outcome(vector_id, area, "not_expressible", {}, str(why))
    except MISREAD as error:
        what = f"{type(error).__name__}: {error}"
        return Outcome(vector_id, area, "differs", {name: (value, what) for name, value in expect.items()}, what)
    stated = {name: value for name, value in expect.items() if name not in REMARKS}
    wrong = {name: (value, got.get(name)) for name, value in stated.items() if not same(value, got.get(name))}
    return Outcome(vector_id, area, "differs" if wrong else "ok", wrong)


def same(expected: Any, got: Any) -> bool:
    """Say whether two values are equal. Numbers and times are equal by value: `0.20` is `0.2`, `"12"` is 12."""
    if isinstance(expected, str) and isinstance(got, str):
        return expected == got or _same_number(expected, got) or _same_time(expected, got)
    if {type(expected), type(got)} == {str, int}:
        return str(expected) == str(got)
    if isinstance(expected, list | tuple) and isinstance(got, list | tuple):
        return len(expected) == len(got) and all(same(e, g) for e, g in zip(expected, got, strict=True))
    if isinstance(expected, dict) and isinstance(got, dict):
        return all(same(value, got.get(name)) for name, value in expected.items())
    return type(expected) is type(got) and bool(expected == got)


def _same_number(expected: str, got: str) -> bool:
    if "." not in expected + got:  # codes keep their leading zeros
        return False
    try:
        return Decimal(expected) == Decimal(got)
    except InvalidOperation:
        return False


def _same_time(expected: str, got: str) -> bool:
    """Compare ISO 8601 date and time: `T` or a space between them, seconds or none."""
    if "-" not in expected or ":" not in expected:
        return False
    try:
        return datetime.fromisoformat(expected) == datetime.fromisoformat(got)
    except ValueError:
        return False
