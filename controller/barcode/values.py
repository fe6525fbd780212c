"""What the value of an application identifier says, where it says more than its characters."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal

from controller.barcode.ai import table
from controller.barcode.dates import full_date
from controller.barcode.elements import Element
from controller.barcode.iso_codes import CURRENCY_LETTERS
from controller.barcode.quantities import decimal_text

Kind = Literal["date", "datetime", "measure", "amount", "percent", "count", "text"]

_DATES = frozenset({"11", "12", "13", "15", "16", "17", "4324", "4325", "4326", "7003", "7006", "7007", "7011", "8008"})
_COUNTS = frozenset({"30", "37"})
_PERIOD = "7007"
_NO_TIME = "9999"
_DATE_LENGTH = 6
_CURRENCY_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Meaning:
    """A value for reading: an ISO 8601 date, a decimal number with its point, or the value as it stands.

    `unit` is a measure's (`kg`, `percent`), `currency` an amount's (ISO 4217 letters) if the value names one.
    """

    kind: Kind
    text: str
    unit: str | None = None
    currency: str | None = None


def meaning(element: Element, this_year: int) -> Meaning:
    """Say what a value, checked before, means in `this_year`."""
    ai, value = element.ai, element.value
    if ai in _DATES:
        return _date(value, this_year, is_period=ai == _PERIOD)
    if ai in _COUNTS:
        return Meaning("count", str(int(value)))
    if ai[:3] in ("391", "393"):
        letters = CURRENCY_LETTERS[value[:_CURRENCY_LENGTH]]
        return Meaning("amount", decimal_text(value[_CURRENCY_LENGTH:], int(ai[3])), currency=letters)
    if ai[:3] in ("390", "392", "395"):
        return Meaning("amount", decimal_text(value, int(ai[3])))
    if ai[:3] == "394":
        return Meaning("percent", decimal_text(value, int(ai[3])), "percent")
    unit = table()[ai].unit
    return Meaning("text", value) if unit is None else Meaning("measure", decimal_text(value, int(ai[3])), unit)


def _date(value: str, this_year: int, *, is_period: bool) -> Meaning:
    day, clock = full_date(value[:_DATE_LENGTH], this_year), value[_DATE_LENGTH:]
    if day is None:
        return Meaning("text", value)
    if clock in ("", _NO_TIME):
        return Meaning("date", day.isoformat())
    if is_period:
        return Meaning("date", f"{day.isoformat()}/{full_date(clock, this_year)}")
    hour, minute, second = (int(clock[at : at + 2] or 0) for at in (0, 2, 4))
    return Meaning("datetime", datetime.combine(day, time(hour, minute, second)).isoformat())
