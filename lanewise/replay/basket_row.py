"""One row of a basket file: text fields in, a sale line out, or what is wrong with it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

MAX_CODE_DIGITS = 18
"""The pricing engine's longest code."""
MAX_QUANTITY = 9_999
"""Pieces a lane takes on one line."""
MAX_LINE_TOTAL_MINOR = 10_000_000_000
"""A lane's bound on one line."""
MAX_MASS_G = 1_000_000
"""A tonne: more than any checkout scale carries."""


class MalformedRow(ValueError):
    """One row cannot be used; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketRow:
    """One sale line of the file. `mass_g` is set for a weighed item; `time` is aware."""

    basket_id: str
    gtin: str
    quantity: int
    total_minor: int
    time: datetime | None = None
    mass_g: int | None = None


def parse_row(fields: Mapping[str, str]) -> BasketRow:
    """Return the row; raises `MalformedRow`."""
    if not fields["basket_id"]:
        raise MalformedRow("basket_id is empty")
    mass_text, time_text = fields.get("mass_g", ""), fields.get("time", "")
    quantity = _whole("quantity", fields["quantity"], 1, MAX_QUANTITY)
    if mass_text and quantity != 1:
        raise MalformedRow("a weighed line has quantity 1")
    return BasketRow(
        basket_id=fields["basket_id"],
        gtin=_gtin(fields["gtin"]),
        quantity=quantity,
        total_minor=_whole("line_total_minor", fields["line_total_minor"], 0, MAX_LINE_TOTAL_MINOR),
        time=_moment(time_text) if time_text else None,
        mass_g=_whole("mass_g", mass_text, 1, MAX_MASS_G) if mass_text else None,
    )


def _gtin(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_CODE_DIGITS):
        raise MalformedRow(f"gtin {text!r} is not 1 to {MAX_CODE_DIGITS} digits")
    return text


def _whole(name: str, text: str, low: int, high: int) -> int:
    digits = text.isascii() and text.isdigit() and len(text) <= MAX_CODE_DIGITS
    if not digits or not low <= int(text) <= high:
        raise MalformedRow(f"{name} {text!r} is not a whole number from {low} to {high}")
    return int(text)


def _moment(text: str) -> datetime:
    """Return an aware time, in UTC when the text names no zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise MalformedRow(f"time {text!r} is not ISO 8601") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
