"""Dates in barcodes: two digits of the year, and a day 00 for the end of the month."""

import calendar
from datetime import date

from controller.barcode.check_digit import is_digits

_SHORT_LENGTH = 6
_LONG_LENGTH = 8
_MONTHS = 12
_WINDOW_YEARS = 50
"""GS1 General Specifications, section 7.12: 49 years back to 50 years ahead."""


def is_day(digits: str, *, month_alone: bool = False) -> bool:
    """Say whether `digits` are a day of the calendar, YYMMDD or YYYYMMDD; with `month_alone` the day may be 00.

    The century changes nothing but 29 February of a year 00, which is let pass.
    """
    if not is_digits(digits) or len(digits) not in (_SHORT_LENGTH, _LONG_LENGTH):
        return False
    year, month, day = int(digits[:-4]), int(digits[-4:-2]), int(digits[-2:])
    if not 1 <= month <= _MONTHS:
        return False
    last = calendar.monthrange(year if len(digits) == _LONG_LENGTH and year else 2000 + year % 100, month)[1]
    return (0 if month_alone else 1) <= day <= last


def full_date(yymmdd: str, this_year: int) -> date | None:
    """Return the day meant by YYMMDD in `this_year`; the last of the month for day 00; None for no day."""
    if not is_day(yymmdd, month_alone=True):
        return None
    year = this_year - this_year % 100 + int(yymmdd[:2])
    year += 100 * ((year <= this_year - _WINDOW_YEARS) - (year > this_year + _WINDOW_YEARS))
    month, day = int(yymmdd[2:4]), int(yymmdd[4:])
    last = calendar.monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None
