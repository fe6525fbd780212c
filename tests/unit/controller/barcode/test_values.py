from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.barcode.dates import full_date, is_day
from controller.barcode.elements import Element, parse
from controller.barcode.quantities import amount_minor, decimal_text, mass_g
from controller.barcode.values import Meaning, meaning


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("17211200", Meaning("date", "2021-12-31")),
        ("15200200", Meaning("date", "2020-02-29")),
        ("15210200", Meaning("date", "2021-02-28")),
        ("70030701021415", Meaning("datetime", "2007-01-02T14:15:00")),
        ("8008000102141516", Meaning("datetime", "2000-01-02T14:15:16")),
        ("800800010214", Meaning("datetime", "2000-01-02T14:00:00")),
        ("43240701029999", Meaning("date", "2007-01-02")),
        ("7007030102030203", Meaning("date", "2003-01-02/2003-02-03")),
        ("3105123456", Meaning("measure", "1.23456", "kg")),
        ("3150123456", Meaning("measure", "123456", "l")),
        ("3302023456", Meaning("measure", "234.56", "kg")),
        ("3201001000", Meaning("measure", "100.0", "lb")),
        ("3901123", Meaning("amount", "12.3")),
        ("3909123456789012345", Meaning("amount", "123456.789012345")),
        ("39099", Meaning("amount", "0.000000009")),
        ("39127101230", Meaning("amount", "12.30", currency="ZAR")),
        ("393097812301", Meaning("amount", "12301", currency="EUR")),
        ("39410055", Meaning("percent", "5.5", "percent")),
        ("30012", Meaning("count", "12")),
        ("10007", Meaning("text", "007")),
    ],
)
def test_meanings(text, said):
    assert meaning(parse(text)[0], 2026) == said


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(-49, 50))
def test_the_century_is_49_years_back_to_50_ahead(day, away):
    this_year = day.year - away
    assert full_date(day.strftime("%y%m%d"), this_year) == day


def test_no_days():
    assert not is_day("210229")
    assert is_day("200229")
    assert not is_day("201301", month_alone=True)
    assert not is_day("201200")
    assert full_date("2x0101", 2026) is None


@given(st.text("0123456789", min_size=1, max_size=15), st.integers(0, 9))
def test_decimal_text_keeps_the_number(digits, decimals):
    text = decimal_text(digits, decimals)
    assert int(text.replace(".", "")) == int(digits)
    assert len(text.partition(".")[2]) == decimals


@pytest.mark.parametrize(
    ("digits", "decimals", "unit", "grams"),
    [
        ("02310", 3, "kg", 2310),
        ("02310", 3, "jin", 1155),
        ("000100", 2, "lb", 454),
        ("000005", 4, "kg", 1),
        ("4", 4, "kg", 0),
    ],
)
def test_grams(digits, decimals, unit, grams):
    assert mass_g(digits, decimals, unit) == grams


def test_minor_units_are_exact_or_none():
    assert amount_minor("1234", 1, 2) == 12340
    assert amount_minor("1234", 2, 0) is None
    assert amount_minor("1200", 2, 0) == 12


@pytest.mark.parametrize(
    ("ai", "value", "text"),
    [
        ("8008", "261105110520", "2026-11-05T11:05:20"),
        ("8008", "2611051105", "2026-11-05T11:05:00"),
        ("7007", "260101260131", "2026-01-01/2026-01-31"),
        ("7007", "260101", "2026-01-01"),
    ],
)
def test_a_time_that_looks_like_a_date_is_a_time(ai, value, text):
    assert meaning(Element(ai, value), 2026).text == text
