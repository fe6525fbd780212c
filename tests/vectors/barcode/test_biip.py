"""Our decoder beside biip 5.2: they agree on everything that both read, but for the gaps listed here.

Real codes: LANEWISE_DATA names a folder with `off_products.csv.gz`, `off_bad_barcodes.csv.gz`, `cn_goods.csv.gz`, each
with a column `barcode`; without it those tests are left out. docs/devices/barcodes.md repeats the list for people.
"""

import csv
import gzip
import os
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import biip
import pytest
from biip.gs1_application_identifiers import _GS1_APPLICATION_IDENTIFIERS as BIIP_IDENTIFIERS
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_messages import GS1Message
from biip.gtin import Gtin as BiipGtin
from biip.rcn import RcnRegion, RcnUsage
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.barcode import aim, digital_link
from controller.barcode.ai import table
from controller.barcode.check_digit import measure_digit, mod10
from controller.barcode.decode import decode
from controller.barcode.decoded import (
    Coupon,
    DigitalLink,
    ElementString,
    Gtin,
    InStore,
    Other,
    Unreadable,
)
from controller.barcode.elements import GS, ElementFault, parse
from controller.barcode.presets import PRESETS
from controller.barcode.settings import Settings
from controller.barcode.values import meaning

LIKE_BIIP = Settings(associations_checked=False, short_upc_e=True)
USAGE = {None: None, RcnUsage.GEOGRAPHICAL: "geographical", RcnUsage.COMPANY: "company"}


def scan(text, settings=LIKE_BIIP):
    symbology, data = aim.split(text)
    return decode(data, symbology, settings)


# The gaps: the scan, what biip makes of it, what we make of it.


def gtin_of(text):
    gtin = biip.parse(text).gtin
    return None if gtin is None else gtin.as_gtin_14()


def elements_of(text):
    message = biip.parse(text).gs1_message
    return None if message is None else message.as_hri()


def biip_raises(text):
    try:
        biip.parse(text)
    except biip.ParseError:
        return True
    return False


def link_of(text):
    link = biip.parse(text).gs1_digital_link_uri
    return None if link is None else link.element_strings.get(ai="01").value


def amount_of(text):
    return biip.parse(text).gs1_message.element_strings[0].decimal


LINK = "https://example.com/01/12312312312333"
GAPS = [
    ("DotCode is unknown to biip", "]J10112312312312333", biip_raises, True, ElementString),
    ("so is any identifier it has no letter for", "]h10112312312312333", biip_raises, True, Other),
    ("no Digital Link in a plain QR Code", f"]Q1{LINK}", link_of, None, DigitalLink),
    ("nor in a plain DataMatrix", f"]d1{LINK}", link_of, None, DigitalLink),
    ("nor with the scheme in capitals", "HTTPS://example.com/01/12312312312333", link_of, None, DigitalLink),
    ("but one in a GS1 QR Code, which holds element strings", f"]Q3{LINK}", link_of, "12312312312333", Unreadable),
    ("a GTIN of 12 digits in a link", "https://a/01/416000336108", link_of, "00416000336108", Unreadable),
    ("a GTIN-13 is also (400)", "4006381333931", elements_of, "(400)6381333931", Gtin),
    ("a GTIN-8 is also (96)", "96385074", elements_of, "(96)385074", Gtin),
    ("a number with a wrong check digit is (21)", "212345001234", elements_of, "(21)2345001234", Other),
    ("a book with its add-on is (97)", "978014300723451299", elements_of, "(97)8014300723451299", Gtin),
    ("a check digit is no fault of a message", "]C10105901234123458", elements_of, "(01)05901234123458", Unreadable),
    ("nor is a country that does not exist", "]C1422987", elements_of, "(422)987", Unreadable),
    ("a misread coupon is a message", "]C1811071234567890123", elements_of, "(8110)71234567890123", Unreadable),
    ("5 with two decimals is 0.5, not 0.05", "]C139225", amount_of, Decimal("0.5"), ElementString),
    ("a range of dates is a date with a time", "]C17007000101240101", elements_of, None, ElementString),
    ("a composite is one message too many", "]E402345673|]e010ABC", gtin_of, None, Gtin),
    ("an add-on is part of the number", "]E3978014300723451299", gtin_of, None, Gtin),
]  # fmt: skip
"""Why, the scan, what biip is asked, its answer, the type of ours."""

OURS = Settings(associations_checked=False, layouts=(*PRESETS["US"], *PRESETS["CN"]))
STORE_GAPS = [
    ("no rules for the United States", "212345" + measure_digit("0399") + "0399"),
    ("no rules for China", "210030100350"),
]


@pytest.mark.parametrize(("why", "text", "ask", "answer", "ours"), GAPS, ids=[gap[0] for gap in GAPS])
def test_known_gaps(why, text, ask, answer, ours):
    assert ask(text) == answer, "biip closed this gap: take it off the list"
    assert type(scan(text)) is ours


@pytest.mark.parametrize(("why", "payload"), STORE_GAPS, ids=[gap[0] for gap in STORE_GAPS])
def test_known_gaps_in_store_numbers(why, payload):
    code = payload + mod10(payload)
    assert biip.parse(code).gtin.price is None
    assert isinstance(decode(code, None, OURS), InStore)


# Agreement.


def agree_on_number(digits):
    ours, theirs = scan(digits), biip.parse(digits).gtin
    if theirs is None:
        assert not isinstance(ours, Gtin), digits
        return
    if isinstance(ours, Coupon):
        assert ours.symbol.zfill(14) == theirs.as_gtin_14()
        return
    assert isinstance(ours, Gtin), digits
    assert ours.gtin14 == theirs.as_gtin_14()
    assert ours.format == theirs.format.name.replace("_", "-")
    assert ours.restriction == USAGE[getattr(theirs, "usage", None)]


def digits_of(*lengths):
    return st.sampled_from(lengths).flatmap(lambda length: st.text("0123456789", min_size=length, max_size=length))


@given(digits_of(5, 6, 7, 8, 11, 12, 13, 14))
def test_any_digits(digits):
    agree_on_number(digits)


@given(digits_of(7, 11, 12, 13))
def test_any_number_that_checks(payload):
    agree_on_number(payload + mod10(payload))
    agree_on_number("0" + payload + mod10(payload))


REGIONS = st.sampled_from([region.value.upper() for region in RcnRegion])
PREFIXES = st.sampled_from(["02", *(str(prefix) for prefix in range(20, 30))])


@given(REGIONS, PREFIXES, st.text("0123456789", min_size=10, max_size=10), st.booleans())
def test_any_in_store_number_of_any_region(region, prefix, rest, checked):
    payload = prefix + rest
    if checked and region == "DE":
        payload = payload[:6] + measure_digit(payload[7:]) + payload[7:]
    if checked and region == "GB":
        payload = payload[:7] + measure_digit(payload[8:]) + payload[8:]
    digits = payload + mod10(payload)
    ours = scan(digits, Settings(layouts=PRESETS[region]))
    try:
        theirs = BiipGtin.parse(digits, config=biip.ParseConfig(rcn_region=RcnRegion(region.lower())))
    except biip.ParseError:
        assert isinstance(ours, Unreadable)
        assert ours.reason == "inner_check_digit"
        return
    read = (theirs.price, theirs.weight, theirs.count)
    if isinstance(ours, Gtin):
        assert read == (None, None, None)
        return
    price, weight, count = read
    assert ours.amount_minor == (None if price is None else price * 100)
    assert ours.mass_g == (None if weight is None else weight * 1000)
    assert ours.quantity == count
    assert ours.codes[0] == theirs.without_variable_measure().as_gtin_13()


def test_the_same_identifiers():
    assert set(table()) == set(BIIP_IDENTIFIERS)
    for name, ai in table().items():
        assert BIIP_IDENTIFIERS[name].separator_required is not ai.is_fixed, name


DATES = "7007"
"""A range of them is a gap, see above."""
ALPHABETS = {
    "N": "0123456789",
    "X": "!\"%&'()*+,-./0123456789:;<=>?ABCXYZ_abcxyz",
    "Y": "#-/0123456789ABCXYZ",
    "Z": "Ab9_-",
}


@st.composite
def elements(draw):
    """Draw an identifier and a value of its form; numbers in it check, the rest is left to chance."""
    ai = draw(st.sampled_from(sorted(table().values(), key=lambda ai: ai.ai)))
    value = ""
    for part in ai.parts:
        if part.optional and draw(st.booleans()):
            break
        letters = ALPHABETS[part.charset]
        piece = draw(st.text(letters, min_size=part.min_length, max_size=part.max_length))
        if "check" in part.lints:
            piece = piece[:-1] + mod10(piece[:-1])
        if {"date0", "date6"} & set(part.lints):
            piece = draw(st.dates(datetime(2000, 1, 1).date(), datetime(2049, 1, 1).date())).strftime("%y%m%d")  # noqa: DTZ001
        value += piece
    return ai.ai, value


@settings(max_examples=500)
@given(st.lists(elements(), min_size=1, max_size=4))
def test_any_element_string_of_ours_is_read_the_same(pairs):
    data = "".join(f"{ai}{value}{'' if table()[ai].is_fixed else GS}" for ai, value in pairs).rstrip(GS)
    ours = parse(data)
    if isinstance(ours, ElementFault) or any(element.ai == DATES and len(element.value) > 6 for element in ours):
        return
    theirs = GS1Message.parse(data).element_strings
    assert [(element.ai, element.value) for element in ours] == [(element.ai.ai, element.value) for element in theirs]
    for element, other in zip(ours, theirs, strict=True):
        said = meaning(element, datetime.now(tz=UTC).year)
        if said.kind == "date" and "/" not in said.text:
            assert said.text == other.date.isoformat()
        if said.kind == "datetime":
            assert said.text == other.datetime.isoformat()
        if said.kind in ("measure", "percent") or (said.kind == "amount" and element.ai[:3] != "395"):
            long_enough = len(other.pattern_groups[-1]) >= int(element.ai[3])
            assert Decimal(said.text) == other.decimal or not long_enough


@given(
    st.sampled_from(["", "/22/2A", "/10/ABC1", "/10/A%2Fb/21/7", "/235/X", "/10/A/22/B", "/21/A?10=B"]), st.booleans()
)
def test_links_are_read_the_same(path, attributes):
    uri = f"https://example.com/stem/01/09520123456788{path}"
    uri += ("&" if "?" in uri else "?") + "17=201225&3103=000195&3922=0299&lang=de" if attributes else ""
    ours = digital_link.parse(uri)
    if isinstance(ours, ElementFault):
        return
    theirs = GS1DigitalLinkURI.parse(uri).element_strings
    assert [(element.ai, element.value) for element in ours] == [(element.ai.ai, element.value) for element in theirs]


# Real codes.

FILES = {"off_products.csv.gz": 79_000, "off_bad_barcodes.csv.gz": 5_000, "cn_goods.csv.gz": 1_800}


@pytest.mark.skipif("LANEWISE_DATA" not in os.environ, reason="LANEWISE_DATA names no folder of real codes")
@pytest.mark.parametrize("name", FILES)
def test_real_codes(name):
    with gzip.open(Path(os.environ["LANEWISE_DATA"], name), "rt", encoding="utf-8") as file:
        codes = [row["barcode"] for row in csv.DictReader(file)]
    kinds = Counter()
    for code in codes:
        ours, theirs = scan(code), biip.parse(code)
        kinds[type(ours).__name__] += 1
        if isinstance(ours, ElementString):
            assert ours.gtin14 == (None if theirs.gtin is None else theirs.gtin.as_gtin_14())
        else:
            agree_on_number(code)
    print(name, dict(kinds))  # noqa: T201 - the numbers are what the run is for
    assert sum(kinds.values()) >= FILES[name]
