import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.barcode.check_digit import measure_digit, mod10, mod10_ok
from controller.barcode.decoded import Badge, Coupon, InStore, Unreadable
from controller.barcode.in_store import read
from controller.barcode.layouts import Layout
from controller.barcode.nomenclature import Rule
from controller.barcode.presets import PRESETS, china_13, china_18
from controller.barcode.settings import Settings


def label(code, layouts, **settings):
    found = read(code, Settings(layouts=layouts, **settings))
    if not isinstance(found, InStore):
        return found if found is None else found.reason
    return found.item, found.amount_minor, found.mass_g, found.quantity


@pytest.mark.parametrize(
    ("market", "code", "expected"),
    [
        ("DK", "2135040039753", ("3504", 3975, None, None)),
        ("DK", "2623570001505", ("2357", None, 150, None)),
        ("DK", "2712341002251", ("12341", None, 225, None)),
        ("DE", "2211114002394", ("1111", 239, None, None)),
        ("DE", "02211114002394", ("1111", 239, None, None)),
        ("DE", "2511119000129", ("1111", None, None, 12)),
        ("DE", "2811111068708", ("1111", None, 6870, None)),
        ("DE", "2511118000120", "inner_check_digit"),
        ("DE", "2111111111111", None),
        ("GB", "2011122912346", ("11122", 1234, None, None)),
        ("GB", "2011122812349", "inner_check_digit"),
        ("NO", "2302148210869", ("021482", None, 1086, None)),
        ("SE", "2188060112340", ("880601", 12340, None, None)),
        ("SE", "2288060112347", ("880601", 123400, None, None)),
        ("SE", "2588060112348", ("880601", None, 123400, None)),
        ("SE", "201111111115", None),
        ("EE", "2411111112342", ("111111", None, 12340, None)),
        ("LV", "2911111111111", None),
        ("CN", "2100301003501", ("00301", 350, None, None)),
        ("CN", "260030100350005003", ("00301", 350, 500, None)),
        ("CN", "260030100350005004", None),
    ],
)
def test_markets(market, code, expected):
    assert label(code, PRESETS[market]) == expected


def test_us_labels_are_upc_a_of_number_system_2():
    payload = "212345" + measure_digit("0399") + "0399"
    upc_a = payload + mod10(payload)
    assert label(upc_a, PRESETS["US"]) == label("0" + upc_a, PRESETS["US"]) == ("12345", 399, None, None)
    payload = "21234512345"
    assert label(payload + mod10(payload), PRESETS["US_5"]) == ("12345", 12345, None, None)


def test_only_the_store_knows_what_a_chinese_label_counts():
    assert label("2000001023109", china_13(("",), field="mass", item_length=7)) == ("2000001", None, 2310, None)
    assert label("2000001023109", china_13(("",), field="mass", item_length=7, mass_unit="jin")) == (
        "2000001",
        None,
        1155,
        None,
    )
    assert label("2000001019369", china_13(("",), item_length=7)) == ("2000001", 1936, None, None)
    assert label("2000001019369", china_13(("",), item_length=7, check=True)) is None
    assert label("2100301003501", china_13(("21",), decimals=1)) == ("00301", 3500, None, None)
    swapped = "2600301" + "00500" + "00350"
    assert label(swapped + mod10(swapped), china_18(("26",), order="mass_amount")) == ("00301", 350, 500, None)


def test_a_mass_of_1_may_mean_a_piece():
    code = "260030100350" + "00001"
    assert label(code + mod10(code), china_18(("26",))) == ("00301", 350, None, 1)
    assert label(code + mod10(code), china_18(("26",), one_means_piece=False)) == ("00301", 350, 1, None)


def test_labels_of_an_item_share_their_codes():
    codes = read("2302148210869", Settings(layouts=PRESETS["NO"])).codes
    assert codes == ("2302148200006", "23021482", "021482")
    assert read("2302148200006", Settings(layouts=PRESETS["NO"])).codes == codes
    assert read("2211114002394", Settings(layouts=PRESETS["DE"])).codes[0] == "2211110000004"


def test_an_amount_finer_than_the_currency_is_not_rounded():
    assert label("2135040039753", PRESETS["DK"], currency_exponent=0) == "amount_not_in_currency"


@pytest.mark.parametrize(
    "pattern",
    [
        "28IIIIWWWWWC",
        "28IIIIIWWWWW0",
        "2IIIIIIIIIIIC",
        "28WIIIWIIIIIC",
        "28IIIIcWWWWWWC",
        "28IIIIcWWWWWw",
        "28iiiiiwwwwwC",
        "",
    ],
)
def test_layouts_that_cannot_be(pattern):
    with pytest.raises(ValueError, match="in-store layout"):
        Layout(pattern=pattern)


LAYOUTS = st.sampled_from([layout for layouts in PRESETS.values() for layout in layouts])


@given(LAYOUTS, st.data())
def test_what_a_scale_prints_is_read_back(layout, data):
    code = ""
    for letter in layout.pattern[:-1]:
        code += letter if letter.isdigit() else data.draw(st.sampled_from("0123456789"))
    if "c" in layout.pattern:
        at, measured = layout.pattern.index("c"), next(letter for letter in "PWN" if letter in layout.pattern)
        field = code[layout.pattern.index(measured) : layout.pattern.rindex(measured) + 1]
        code = code[:at] + measure_digit(field) + code[at + 1 :]
    found = read(code + mod10(code), Settings(layouts=(layout,)))
    assert isinstance(found, InStore)
    assert found.item == code[layout.pattern.index("I") : layout.pattern.rindex("I") + 1]
    assert mod10_ok(found.codes[0])


@pytest.mark.parametrize(
    ("pattern", "encoding", "code", "expected"),
    [
        ("1........{NND}.", "ean13", "1020034051259", ("12.5", "1020034050009")),
        (".....{NNNDDDD}.", "ean13", "2012345610255", ("456.1025", "2012300000008")),
        ("22......{NNDD}.", "ean13", "2212345610259", ("10.25", "2212345600007")),
        ("22......{NNDD}.", "ean13", "2012345610255", None),
        ("11.....{N}", "ean8", "11012344", ("4", "11012340")),
        ("66{NN}....", "ean8", "66012344", ("1", "66002344")),
        ("{NNNNNNNN}", "ean8", "12345670", ("12345670", "00000000")),
        ("{NNNNNNNN}", "ean8", "12345678", None),
        ("........", "ean8", "0002", None),
        ("[23]1.*", "any", "31x", ("0", "31x")),
        (".*", "any", "x" * 65, None),
    ],
)
def test_rules_of_a_nomenclature(pattern, encoding, code, expected):
    match = Rule(pattern, "product", encoding).match(code)
    assert (match and (match.value, match.base_code)) == expected


@pytest.mark.parametrize("pattern", ["......{}..", "......{DN}", "....{NN}{DD}", "*", "", "(a|b)", "12{NX}"])
def test_rules_that_cannot_be(pattern):
    with pytest.raises(ValueError, match="barcode rule"):
        Rule(pattern, "product")


def ruled(code, *rules):
    return read(code, Settings(rules=rules))


def with_check(payload):
    return payload + mod10(payload)


def test_what_rules_make_of_codes():
    weight = ruled(with_check("211234501234"), Rule("21.....{NNDDD}", "weight"))
    assert (weight.mass_g, weight.codes[0]) == (1234, with_check("211234500000"))
    assert ruled(with_check("231234501234"), Rule("23.....{NNNDD}", "price")).amount_minor == 1234
    assert ruled(with_check("221512345678"), Rule("22{NN}", "discount")).percent == "15"
    assert ruled(with_check("281234500012"), Rule("28.....{NNNNN}", "quantity")).quantity == 12
    assert ruled(with_check("281234500012"), Rule("28.....{NNNND}", "quantity")).reason == "quantity_not_whole"
    staff, member = Rule("041", "staff"), Rule("042", "member")
    assert ruled(with_check("042000000017"), staff, member) == Badge(kind="member", number=with_check("042000000017"))
    assert isinstance(ruled(with_check("991234567890"), Rule("99", "coupon")), Coupon)
    assert isinstance(
        read(with_check("231234501234"), Settings(rules=(Rule("23.....{NNNDD}", "price"),), currency_exponent=0)),
        Unreadable,
    )
    assert ruled("hello", Rule("041", "staff")) is None


@pytest.mark.parametrize("kind", ["weight", "price", "quantity", "discount"])
def test_a_rule_without_a_value_says_nothing_of_the_pack(kind):
    label = ruled(with_check("221234567890"), Rule("22", kind))
    assert (label.mass_g, label.amount_minor, label.quantity, label.percent) == (None, None, None, None)


@pytest.mark.parametrize("pattern", ["[9-0]", "[0-]", "[0--]", ".*.*.*1", "1" * 300])
def test_rules_that_would_fail_or_hang_at_a_scan_are_refused(pattern):
    with pytest.raises(ValueError, match="barcode rule"):
        Rule(pattern, "product", "any")


@pytest.mark.parametrize("decimals", [-1, 10, 10**6])
def test_a_layout_has_zero_to_nine_decimals(decimals):
    for name in ("amount_decimals", "mass_decimals"):
        with pytest.raises(ValueError, match="decimals"):
            Layout(pattern="28IIIIcWWWWWC", **{name: decimals})
