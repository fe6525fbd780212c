"""Where a lane stands in a basket, told from what it shows and from nothing else. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from contracts.view import LaneView, LineView
from lanewise.replay.basket_row import BasketRow

GTIN_14_DIGITS = 14


@dataclass(frozen=True, slots=True)
class Standing:
    """`open` with the first `lines` rows registered, `closed` as a whole, or `foreign`: some other sale."""

    state: Literal["open", "closed", "foreign"]
    lines: int = 0


def standing(view: LaneView, rows: Sequence[BasketRow], closed_seq: int) -> Standing:
    """Compare the shown sale with `rows`; a transaction up to `closed_seq` belongs to an earlier basket."""
    if view.transaction_seq is None or view.transaction_seq <= closed_seq:
        return Standing("open", 0)
    lines = counted(view)
    fits = len(lines) <= len(rows) and all(map(is_row, lines, rows))
    if not fits or (view.phase == "change_due" and len(lines) < len(rows)):
        return Standing("foreign", len(lines))
    return Standing("closed" if view.phase == "change_due" else "open", len(lines))


def counted(view: LaneView) -> list[LineView]:
    """Return the lines that count."""
    return [line for line in view.lines if not line.voided]


def is_row(line: LineView, row: BasketRow) -> bool:
    """Say whether a line came from a row: same code as GTIN-14, same count, same weight. Prices may differ."""
    same_code = line.code.zfill(GTIN_14_DIGITS) == row.gtin.zfill(GTIN_14_DIGITS)
    return same_code and line.quantity == row.quantity and line.mass_g == row.mass_g
