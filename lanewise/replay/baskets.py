"""The basket file: which items were bought together, as CSV (gzip allowed), one row a sale line.

    basket_id,gtin,quantity,line_total_minor[,time][,mass_g]
    1,9520000000011,2,560,2025-01-31T08:15:00,

Rows of one basket stand together. `line_total_minor` is what the whole line costs, in minor units. A file with any
malformed row is refused as a whole, every fault with its line number.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TextIO

from lanewise.replay.basket_row import BasketRow, MalformedRow, parse_row

REQUIRED_COLUMNS = ("basket_id", "gtin", "quantity", "line_total_minor")
OPTIONAL_COLUMNS = ("time", "mass_g")
MAX_LINES = 1_000
"""Lines a lane takes in one sale."""
MAX_FAULTS_SHOWN = 50
GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with the row that ends on line `line_no`, counted from 1 with the header."""

    line_no: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line_no}: {self.reason}"


class BasketFileFault(ValueError):
    """The file cannot be replayed. `faults` holds the first `MAX_FAULTS_SHOWN` of `count`."""

    def __init__(self, faults: Iterable[RowFault], count: int) -> None:
        self.faults = tuple(faults)
        self.count = count
        more = count - len(self.faults)
        shown = [str(fault) for fault in self.faults] + ([f"and {more} more"] if more else [])
        super().__init__("\n".join(shown))


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """What one customer bought, in the order it is scanned. `index` counts from 0 through the file."""

    index: int
    basket_id: str
    rows: tuple[BasketRow, ...]

    @property
    def total_minor(self) -> int:
        """Sum of the file's line totals."""
        return sum(row.total_minor for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketFile:
    """A file without a fault, and what is in it."""

    path: Path
    baskets: int
    lines: int
    total_minor: int
    timed: bool
    """Every row has a time."""
    first_time: datetime | None

    def read(self, lane_index: int = 0, lanes: int = 1) -> Iterator[Basket]:
        """Yield the baskets dealt to one of `lanes`, in file order, without holding the file in memory."""
        with open_text(self.path) as text:
            yield from (basket for basket in baskets_of(text) if basket.index % lanes == lane_index)


def check_file(path: Path) -> BasketFile:
    """Read the whole file once; raises `BasketFileFault` with every malformed row, or `OSError`."""
    baskets = lines = total_minor = timed = 0
    first_time: datetime | None = None
    faults: list[RowFault] = []
    fault_count = 0
    with open_text(path) as text:
        for part in checked_rows(text):
            if isinstance(part, RowFault):
                fault_count += 1
                faults += [part] if fault_count <= MAX_FAULTS_SHOWN else []
                continue
            lines += 1
            baskets += part.first
            total_minor += part.row.total_minor
            timed += part.row.time is not None
            first_time = first_time or part.row.time
    if not lines and not fault_count:
        faults, fault_count = [RowFault(1, "no baskets")], 1
    if fault_count:
        raise BasketFileFault(faults, fault_count)
    return BasketFile(
        path=path,
        baskets=baskets,
        lines=lines,
        total_minor=total_minor,
        timed=timed == lines,
        first_time=first_time,
    )


def baskets_of(text: Iterable[str]) -> Iterator[Basket]:
    """Yield the baskets of a file that `check_file` has passed."""
    rows = (row for _, row in _parsed(text) if isinstance(row, BasketRow))
    for index, (basket_id, group) in enumerate(groupby(rows, key=lambda row: row.basket_id)):
        yield Basket(index=index, basket_id=basket_id, rows=tuple(group))


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A good row; `first` when it begins a basket."""

    row: BasketRow
    first: bool


def checked_rows(text: Iterable[str]) -> Iterator[CheckedRow | RowFault]:
    """Yield every row, good or malformed; a basket that comes back after another one is a fault."""
    seen: set[str] = set()
    current, length = "", 0
    for line_no, row in _parsed(text):
        if isinstance(row, str):
            yield RowFault(line_no, row)
            continue
        first = row.basket_id != current
        length = 1 if first else length + 1
        if first and row.basket_id in seen:
            yield RowFault(line_no, f"basket {row.basket_id!r} comes back after another basket")
        elif length > MAX_LINES:
            yield RowFault(line_no, f"basket {row.basket_id!r} has more than {MAX_LINES} lines")
        else:
            yield CheckedRow(row, first)
        seen.add(row.basket_id)
        current = row.basket_id


@contextmanager
def open_text(path: Path) -> Iterator[TextIO]:
    """Open a CSV file, gzip or not; a file that is not text raises `BasketFileFault` while it is read."""
    with path.open("rb") as raw:
        zipped = raw.read(len(GZIP_MAGIC)) == GZIP_MAGIC
        raw.seek(0)
        data = gzip.GzipFile(fileobj=raw) if zipped else raw
        with io.TextIOWrapper(data, encoding="utf-8-sig", newline="") as text:
            try:
                yield text
            except (UnicodeDecodeError, zlib.error, EOFError, gzip.BadGzipFile) as error:
                raise BasketFileFault([RowFault(0, f"not a CSV file in UTF-8: {error}")], 1) from error


def _parsed(text: Iterable[str]) -> Iterator[tuple[int, BasketRow | str]]:
    """Yield (line number, row or what is wrong with it)."""
    reader = csv.reader(text, strict=True)
    try:
        columns = next(reader, [])
        missing = [name for name in REQUIRED_COLUMNS if name not in columns]
        unknown = [name for name in columns if name not in (*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS)]
        if missing or unknown or len(set(columns)) != len(columns):
            yield 1, _header_fault(missing, unknown)
            return
        for fields in reader:
            if len(fields) == len(columns):
                yield reader.line_num, _row(dict(zip(columns, fields, strict=True)))
            elif fields:
                yield reader.line_num, f"{len(fields)} columns instead of {len(columns)}"
    except csv.Error as error:
        yield reader.line_num, str(error)


def _row(fields: Mapping[str, str]) -> BasketRow | str:
    try:
        return parse_row(fields)
    except MalformedRow as error:
        return str(error)


def _header_fault(missing: list[str], unknown: list[str]) -> str:
    if missing:
        return f"missing column {', '.join(missing)}"
    return f"unknown column {', '.join(unknown)}" if unknown else "a column appears twice"
