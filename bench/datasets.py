"""Public till data -> what `lanewise replay` takes: `baskets.csv` and `price_book.json`.

    python bench/datasets.py tafeng FILE.csv.gz --date 2000-11-04 --out DIR
    python bench/datasets.py tafeng FILE.csv.gz --all --out DIR

`tafeng` is the Ta-Feng supermarket set in the form `date,customer_id,age_group,area,subclass,ean,quantity,
cost_total_twd,sales_total_twd`, gzip or not: no time of day, whole New Taiwan dollars for the whole line. One basket is
one customer on one day. The price book holds the usual price of every item that occurs; a line at another price is left
to the replay, which enters it as a price override. The shape of both files is checked against the product's own
contracts by the tests; the script itself needs nothing but Python.
"""

import argparse
import csv
import gzip
import json
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

CURRENCY, CURRENCY_EXPONENT, MINOR_PER_DOLLAR = "TWD", 2, 100
SALES_TAX = {"id": "vat", "rate_bp": 500, "names": {"zh-CN": "增值税 5%", "en": "VAT 5 %"}}
BASKET_COLUMNS = ("basket_id", "gtin", "quantity", "line_total_minor")
COLUMNS = ("date", "customer_id", "ean", "quantity", "sales_total_twd")
NEAREST_DATES = 5


class DatasetFault(ValueError):
    """The file or the date cannot be used; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TillLine:
    """One line of the set; `sales_minor` is what the whole line cost."""

    day: str
    customer_id: str
    ean: str
    quantity: int
    sales_minor: int

    @property
    def basket_id(self) -> str:
        """Return one customer on one day."""
        return f"{self.day}-{self.customer_id}"


def till_lines(text: Iterable[str]) -> Iterator[TillLine]:
    """Yield every line; raises `DatasetFault` with the line number of the first one that is not of this form."""
    reader = csv.DictReader(text, strict=True)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise DatasetFault(f"not a Ta-Feng file: line 1 has no column {', '.join(missing)}")
    for fields in reader:
        try:
            yield _till_line(fields)
        except (ValueError, TypeError) as error:
            raise DatasetFault(f"line {reader.line_num}: {error}") from error


def _till_line(fields: Mapping[str, str]) -> TillLine:
    quantity, sales_twd = int(fields["quantity"]), int(fields["sales_total_twd"])
    if quantity < 1 or sales_twd < 0:
        raise ValueError(f"quantity {quantity} and sales {sales_twd} are not a sale")
    if not fields["ean"].isdigit():
        raise ValueError(f"ean {fields['ean']!r} is not digits")
    return TillLine(
        day=date.fromisoformat(fields["date"]).isoformat(),
        customer_id=fields["customer_id"],
        ean=fields["ean"],
        quantity=quantity,
        sales_minor=sales_twd * MINOR_PER_DOLLAR,
    )


def choose_day(lines: Iterable[TillLine], day: str | None) -> list[TillLine]:
    """Return the lines of `day`, or all for None; raises `DatasetFault` with the nearest dates there are."""
    days: set[str] = set()
    chosen = []
    for line in lines:
        days.add(line.day)
        if day in (None, line.day):
            chosen.append(line)
    if not days:
        raise DatasetFault("the file has no lines")
    if day is not None and not chosen:
        wanted = date.fromisoformat(day)
        nearest = sorted(days, key=lambda other: abs(date.fromisoformat(other) - wanted))[:NEAREST_DATES]
        raise DatasetFault(f"no sales on {day}; the nearest dates are {', '.join(sorted(nearest))}")
    return chosen


def usual_price_minor(lines: Sequence[TillLine]) -> int:
    """Return the unit price most lines of one item have; the lower of two equally usual ones.

    Only lines whose total divides by their quantity tell a unit price; without any, the first line's rounded one.
    """
    even = Counter(line.sales_minor // line.quantity for line in lines if _divides(line))
    if not even:
        first = lines[0]
        return (2 * first.sales_minor + first.quantity) // (2 * first.quantity)
    return min(even, key=lambda price_minor: (-even[price_minor], price_minor))


def _divides(line: TillLine) -> bool:
    return line.sales_minor // MINOR_PER_DOLLAR % line.quantity == 0


def price_book(lines: Iterable[TillLine], book_id: str) -> dict[str, object]:
    """Return a book, shaped as `contracts.price_book.PriceBook`, with every item of `lines` at its usual price."""
    by_ean: defaultdict[str, list[TillLine]] = defaultdict(list)
    for line in lines:
        by_ean[line.ean].append(line)
    return {
        "id": book_id,
        "currency": CURRENCY,
        "currency_exponent": CURRENCY_EXPONENT,
        "taxes": [SALES_TAX],
        "items": [
            {
                "id": ean,
                "codes": [ean],
                "names": {"zh-CN": f"商品 {ean}", "en": f"Item {ean}"},
                "tax": SALES_TAX["id"],
                "price_minor": usual_price_minor(sold),
            }
            for ean, sold in sorted(by_ean.items())
        ],
    }


def baskets(lines: Iterable[TillLine]) -> list[list[TillLine]]:
    """Return the lines of each customer and day, in the order of the file."""
    by_basket: defaultdict[str, list[TillLine]] = defaultdict(list)
    for line in lines:
        by_basket[line.basket_id].append(line)
    return list(by_basket.values())


def write(lines: Sequence[TillLine], book_id: str, out: Path) -> str:
    """Write both files into `out`; return a line that says what they hold."""
    out.mkdir(parents=True, exist_ok=True)
    groups = baskets(lines)
    book = json.dumps(price_book(lines, book_id), ensure_ascii=False, indent=1)
    (out / "price_book.json").write_text(book + "\n", encoding="utf-8")
    with (out / "baskets.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(BASKET_COLUMNS)
        for group in groups:
            rows.writerows((line.basket_id, line.ean, line.quantity, line.sales_minor) for line in group)
    items = len({line.ean for line in lines})
    return f"{len(groups)} baskets, {len(lines)} lines, {items} items -> {out}"


def lines_of(path: Path, day: str | None) -> list[TillLine]:
    """Read the file, gzip or not; raises `DatasetFault` or `OSError`."""
    zipped = path.suffix == ".gz"
    try:
        with gzip.open(path, "rt", encoding="utf-8") if zipped else path.open(encoding="utf-8") as text:
            return choose_day(till_lines(text), day)
    except (csv.Error, UnicodeDecodeError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DatasetFault(f"not a CSV file in UTF-8: {error}") from error


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Turn public till data into baskets and a price book.")
    sets = parser.add_subparsers(dest="dataset", required=True)
    tafeng = sets.add_parser("tafeng", help="the Ta-Feng supermarket set")
    tafeng.add_argument("file", type=Path)
    which = tafeng.add_mutually_exclusive_group(required=True)
    which.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD")
    which.add_argument("--all", action="store_true", help="every day of the file, in one folder")
    tafeng.add_argument("--out", type=Path, required=True, metavar="DIR")
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    """Return 0, or 2 for a file or date that cannot be used."""
    chosen = _arguments(words)
    day = None if chosen.all else chosen.date.isoformat()
    try:
        lines = lines_of(chosen.file, day)
    except (DatasetFault, OSError) as error:
        print(f"{chosen.file}: {error}", file=sys.stderr)
        return 2
    print(write(lines, f"tafeng-{day or 'all'}", chosen.out))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
