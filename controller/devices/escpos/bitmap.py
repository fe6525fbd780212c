"""Black dots on white paper, as a value. A row is an integer whose highest bit is the leftmost dot."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bitmap:
    """`rows` from top to bottom, each below `1 << width_dots`."""

    width_dots: int
    rows: tuple[int, ...]

    @property
    def height_dots(self) -> int:
        """How many rows."""
        return len(self.rows)

    @property
    def row_bytes(self) -> int:
        """How many bytes a row takes, the last one filled up with white."""
        return (self.width_dots + 7) // 8

    def dot(self, x: int, y: int) -> bool:
        """Return whether there is ink."""
        return bool(self.rows[y] >> (self.width_dots - 1 - x) & 1)

    def to_bytes(self) -> bytes:
        """Return the rows, each in whole bytes, most significant bit left."""
        spare = self.row_bytes * 8 - self.width_dots
        return b"".join((row << spare).to_bytes(self.row_bytes, "big") for row in self.rows)

    def enlarged(self, across: int, down: int) -> "Bitmap":
        """Return every dot as a block of dots."""
        wide = self.rows if across == 1 else tuple(_widened(row, self.width_dots, across) for row in self.rows)
        return Bitmap(self.width_dots * across, tuple(row for row in wide for _ in range(down)))

    def placed(self, width_dots: int, x: int) -> "Bitmap":
        """Return it on a strip of `width_dots`, beginning at dot `x`; what sticks out on the right is cut off."""
        shift = width_dots - self.width_dots - x
        return Bitmap(width_dots, tuple(row << shift if shift >= 0 else row >> -shift for row in self.rows))

    def reduced(self, max_width_dots: int) -> "Bitmap":
        """Return it no wider than that, by leaving out rows and columns evenly."""
        if self.width_dots <= max_width_dots:
            return self
        columns = [x * self.width_dots // max_width_dots for x in range(max_width_dots)]
        height = max(self.height_dots * max_width_dots // self.width_dots, min(self.height_dots, 1))
        lines = [y * self.height_dots // height for y in range(height)]
        return from_dots(max_width_dots, ((self.dot(x, y) for x in columns) for y in lines))

    def bands(self, row_count: int) -> Iterator["Bitmap"]:
        """Cut into strips of at most `row_count` rows."""
        for top in range(0, self.height_dots, row_count):
            yield Bitmap(self.width_dots, self.rows[top : top + row_count])


def from_bytes(width_dots: int, data: bytes) -> Bitmap:
    """Read rows of whole bytes, most significant bit left."""
    row_bytes = (width_dots + 7) // 8
    assert row_bytes, "a bitmap has a width"
    spare = row_bytes * 8 - width_dots
    starts = range(0, len(data) - row_bytes + 1, row_bytes)
    return Bitmap(width_dots, tuple(int.from_bytes(data[at : at + row_bytes], "big") >> spare for at in starts))


def from_dots(width_dots: int, rows: Iterable[Iterable[bool]]) -> Bitmap:
    """Read rows of dots."""
    return Bitmap(width_dots, tuple(int("0" + "".join("01"[dot] for dot in row), 2) for row in rows))


def over(lower: Bitmap, upper: Bitmap) -> Bitmap:
    """Print one on the other: ink adds up. Both have the same size."""
    assert (lower.width_dots, lower.height_dots) == (upper.width_dots, upper.height_dots)
    return Bitmap(lower.width_dots, tuple(a | b for a, b in zip(lower.rows, upper.rows, strict=True)))


def _widened(row: int, width_dots: int, times: int) -> int:
    wide = 0
    block = (1 << times) - 1
    for x in range(width_dots):
        if row >> x & 1:
            wide |= block << (x * times)
    return wide
