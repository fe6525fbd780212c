"""The basket file: what is taken, and what is refused with its line."""

import gzip
from datetime import UTC, datetime

import pytest

from lanewise.replay.baskets import MAX_FAULTS_SHOWN, BasketFileFault, check_file

HEADER = "basket_id,gtin,quantity,line_total_minor"


def written(tmp_path, *rows, header=HEADER):
    path = tmp_path / "baskets.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def faults_of(path):
    with pytest.raises(BasketFileFault) as caught:
        check_file(path)
    return [str(fault) for fault in caught.value.faults]


def test_rows_of_one_basket_stand_together(tmp_path):
    file = check_file(written(tmp_path, "a,4714981010038,2,4800", "a,00000017,1,0", "b,4714981010038,1,2400"))
    assert (file.baskets, file.lines, file.total_minor, file.timed) == (2, 3, 7200, False)
    first, second = file.read()
    assert [(row.gtin, row.quantity, row.total_minor) for row in first.rows] == [
        ("4714981010038", 2, 4800),
        ("00000017", 1, 0),
    ]
    assert (second.index, second.basket_id, second.total_minor) == (1, "b", 2400)


def test_baskets_are_dealt_round_robin(tmp_path):
    file = check_file(written(tmp_path, *(f"{name},1,1,100" for name in "abcde")))
    assert [basket.basket_id for basket in file.read(0, 2)] == ["a", "c", "e"]
    assert [basket.basket_id for basket in file.read(1, 2)] == ["b", "d"]


def test_gzip_byte_order_mark_and_optional_columns(tmp_path):
    text = f"\ufeff{HEADER},time,mass_g\r\na,1,1,5,2000-11-04T08:00:00,350\r\na,1,1,5,2000-11-04T08:00:00+08:00,\r\n"
    path = tmp_path / "baskets.csv.gz"
    path.write_bytes(gzip.compress(text.encode()))
    file = check_file(path)
    rows = next(file.read()).rows
    assert file.timed
    assert [row.mass_g for row in rows] == [350, None]
    assert rows[0].time == datetime(2000, 11, 4, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",1,1,5", "basket_id is empty"),
        ("a,47x,1,5", "gtin '47x' is not 1 to 18 digits"),
        ("a,\u0664,1,5", "gtin '\u0664' is not 1 to 18 digits"),
        ("a,,1,5", "gtin '' is not 1 to 18 digits"),
        ("a,1,0,5", "quantity '0' is not a whole number from 1 to 9999"),
        ("a,1,10000,5", "quantity '10000' is not a whole number from 1 to 9999"),
        ("a,1,1.5,5", "quantity '1.5' is not a whole number from 1 to 9999"),
        ("a,1,1,-5", "line_total_minor '-5' is not a whole number from 0 to 10000000000"),
        ("a,1,1,", "line_total_minor '' is not a whole number from 0 to 10000000000"),
        ("a,1,1", "3 columns instead of 4"),
        ("a,1,1,5,6", "5 columns instead of 4"),
    ],
)
def test_a_malformed_row_is_named_by_its_line(tmp_path, row, reason):
    assert faults_of(written(tmp_path, "a,1,1,5", row)) == [f"line 3: {reason}"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,1,1,5,0,", "mass_g '0' is not a whole number from 1 to 1000000"),
        ("a,1,1,5,heavy,", "mass_g 'heavy' is not a whole number from 1 to 1000000"),
        ("a,1,2,5,350,", "a weighed line has quantity 1"),
        ("a,1,1,5,,noon", "time 'noon' is not ISO 8601"),
    ],
)
def test_optional_columns_are_checked_too(tmp_path, row, reason):
    assert faults_of(written(tmp_path, row, header=f"{HEADER},mass_g,time")) == [f"line 2: {reason}"]


def test_a_basket_that_comes_back_is_refused(tmp_path):
    assert faults_of(written(tmp_path, "a,1,1,5", "b,1,1,5", "a,1,1,5")) == [
        "line 4: basket 'a' comes back after another basket"
    ]


def test_every_fault_is_counted_and_the_first_are_shown(tmp_path):
    with pytest.raises(BasketFileFault, match="and 10 more") as caught:
        check_file(written(tmp_path, *(["a,1,0,5"] * (MAX_FAULTS_SHOWN + 10)), "a,1,1,5"))
    assert caught.value.count == MAX_FAULTS_SHOWN + 10
    assert len(caught.value.faults) == MAX_FAULTS_SHOWN


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("basket_id,gtin,quantity", "line 1: missing column line_total_minor"),
        (f"{HEADER},colour", "line 1: unknown column colour"),
        (f"{HEADER},gtin", "line 1: a column appears twice"),
    ],
)
def test_a_wrong_header_is_refused(tmp_path, header, reason):
    assert faults_of(written(tmp_path, "a,1,1,5", header=header)) == [reason]


def test_a_sale_longer_than_a_lane_takes_is_refused(tmp_path):
    assert faults_of(written(tmp_path, *(["a,1,1,5"] * 1001))) == ["line 1002: basket 'a' has more than 1000 lines"]


def test_an_empty_file_is_refused(tmp_path):
    assert faults_of(written(tmp_path)) == ["line 1: no baskets"]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", gzip.compress(b"basket_id")[:-6], b"\x1f\x8bnot gzip"])
def test_what_is_not_text_is_refused(tmp_path, data):
    path = tmp_path / "baskets.csv"
    path.write_bytes(data)
    assert faults_of(path)[0].startswith("line 0: not a CSV file in UTF-8")
