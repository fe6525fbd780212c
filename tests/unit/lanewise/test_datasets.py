"""Till data in the Ta-Feng form -> baskets and a price book."""

import gzip
import importlib.util
from pathlib import Path

import msgspec
import pytest

from contracts.price_book import PriceBook
from lanewise.replay.baskets import check_file

SCRIPT = Path(__file__).parents[3] / "bench" / "datasets.py"
HEADER = "date,customer_id,age_group,area,subclass,ean,quantity,cost_total_twd,sales_total_twd\n"


@pytest.fixture(scope="module")
def datasets():
    spec = importlib.util.spec_from_file_location("bench_datasets", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def line(day, customer, ean, quantity, sales):
    return f"{day},{customer},>65,115,130315,{ean},{quantity},1,{sales}\n"


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "source.csv.gz"
    text = HEADER + "".join(
        [
            line("2000-11-01", "0001", "4714981010038", 2, 48),
            line("2000-11-01", "0001", "00000017", 3, 100),
            line("2000-11-01", "0002", "4714981010038", 1, 24),
            line("2000-11-01", "0002", "4714981010038", 1, 20),
            line("2000-11-03", "0001", "4714981010038", 1, 0),
        ]
    )
    path.write_bytes(gzip.compress(text.encode()))
    return path


def book_in(folder):
    return msgspec.json.decode((folder / "price_book.json").read_bytes(), type=PriceBook)


def test_one_day_becomes_baskets_and_a_book(datasets, source, tmp_path, capsys):
    out = tmp_path / "day"
    assert datasets.main(["tafeng", str(source), "--date", "2000-11-01", "--out", str(out)]) == 0
    assert capsys.readouterr().out.startswith("2 baskets, 4 lines, 2 items")
    file = check_file(out / "baskets.csv")
    assert (file.baskets, file.lines, file.total_minor) == (2, 4, 19200)
    first, second = file.read()
    assert first.basket_id == "2000-11-01-0001"
    assert [row.gtin for row in second.rows] == ["4714981010038", "4714981010038"]
    book = book_in(out)
    assert (book.currency, book.currency_exponent, book.taxes[0].rate_bp) == ("TWD", 2, 500)
    assert {item.codes: item.price_minor for item in book.items} == {("4714981010038",): 2400, ("00000017",): 3333}
    assert book.items[0].names == {"zh-CN": "商品 00000017", "en": "Item 00000017"}


def test_all_days_make_one_folder(datasets, source, tmp_path):
    out = tmp_path / "all"
    assert datasets.main(["tafeng", str(source), "--all", "--out", str(out)]) == 0
    assert check_file(out / "baskets.csv").baskets == 3


def test_a_customer_who_comes_back_in_the_file_is_one_basket(datasets):
    rows = [HEADER, line("2000-11-01", "1", "7", 1, 1), line("2000-11-01", "2", "7", 1, 1)]
    lines = list(datasets.till_lines([*rows, line("2000-11-01", "1", "8", 1, 1)]))
    assert [[sold.ean for sold in group] for group in datasets.baskets(lines)] == [["7", "8"], ["7"]]


def test_the_lower_of_two_usual_prices_wins(datasets):
    rows = [HEADER, *(line("2000-11-01", "1", "7", 1, sales) for sales in (30, 20, 30, 20, 10))]
    assert datasets.usual_price_minor(list(datasets.till_lines(rows))) == 2000


def test_a_date_that_does_not_occur_names_the_nearest(datasets, source, tmp_path, capsys):
    assert datasets.main(["tafeng", str(source), "--date", "2000-11-02", "--out", str(tmp_path)]) == 2
    assert "no sales on 2000-11-02; the nearest dates are 2000-11-01, 2000-11-03" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b\n1,2\n", "line 1 has no column date, customer_id, ean, quantity, sales_total_twd"),
        (HEADER, "the file has no lines"),
        (HEADER + line("2000-11-01", "1", "7", 0, 1), "line 2: quantity 0 and sales 1 are not a sale"),
        (HEADER + line("2000-11-01", "1", "7", 1, -1), "line 2: quantity 1 and sales -1 are not a sale"),
        (HEADER + line("2000-11-01", "1", "x7", 1, 1), "line 2: ean 'x7' is not digits"),
        (HEADER + line("yesterday", "1", "7", 1, 1), "line 2: Invalid isoformat string: 'yesterday'"),
        (HEADER + "2000-11-01,1\n", "line 2: "),
    ],
)
def test_a_wrong_file_is_refused(datasets, tmp_path, capsys, text, reason):
    path = tmp_path / "wrong.csv"
    path.write_text(text, encoding="utf-8")
    assert datasets.main(["tafeng", str(path), "--all", "--out", str(tmp_path / "out")]) == 2
    assert reason in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_missing_file_is_said(datasets, tmp_path, capsys):
    assert datasets.main(["tafeng", str(tmp_path / "none"), "--all", "--out", str(tmp_path)]) == 2
    assert "No such file" in capsys.readouterr().err
