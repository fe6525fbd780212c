import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.barcode import aim
from controller.barcode.check_digit import mod10
from controller.barcode.decode import decode
from controller.barcode.decoded import (
    MAX_SHOWN_LENGTH,
    Badge,
    Coupon,
    DigitalLink,
    ElementString,
    Gtin,
    InStore,
    Other,
    PaymentCode,
    Unreadable,
)
from controller.barcode.elements import GS, Element
from controller.barcode.presets import PRESETS
from controller.barcode.settings import BadgePrefix, Settings

PLAIN = Settings()


def scan(text, settings=PLAIN, **state):
    symbology, data = aim.split(text)
    return decode(data, symbology, settings, **state)


@pytest.mark.parametrize(
    ("text", "digits", "form"),
    [
        ("96385074", "96385074", "GTIN-8"),
        ("12345670", "12345670", "GTIN-8"),  # a UPC-E too
        ("]E496385074", "96385074", "GTIN-8"),
        ("]E00123601057072", "0123601057072", "GTIN-12"),
        ("042100005264", "042100005264", "GTIN-12"),
        ("]I105901234123457", "05901234123457", "GTIN-13"),
        ("]I098765432109213", "98765432109213", "GTIN-14"),
        ("4006381333931", "4006381333931", "GTIN-13"),  # (400) too
        ("]C06901424333948", "6901424333948", "GTIN-13"),
        (" 5901234123457\r", "5901234123457", "GTIN-13"),
        ("]X0042100005264", "042100005264", "GTIN-12"),
    ],
)
def test_gtins(text, digits, form):
    found = scan(text)
    assert isinstance(found, Gtin)
    assert (found.digits, found.format) == (digits, form)
    assert found.codes[0] == digits


@pytest.mark.parametrize("text", ["]E3978014300723451299", "978014300723451299"])
def test_a_book_with_its_add_on(text):
    assert scan(text) == Gtin(digits="9780143007234", add_on="51299")


@pytest.mark.parametrize("text", ["04252614", "]X004252614", "]C004252614"])
def test_a_upc_e_that_the_scanner_did_not_expand(text):
    assert scan(text) == Gtin(digits="042100005264", upc_e="04252614")
    assert scan(text).codes == ("04252614", "042100005264", "0042100005264", "00042100005264")


def test_a_upc_a_without_its_zero_is_taken_and_remarked():
    assert scan("]E0123456789012") == Gtin(digits="123456789012", remark="upc_a_without_zero")
    assert scan("]E0123456789012", Settings(upc_a_of_12=False)).reason == "length"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("]E0", "length"),
        ("]E012345678901234", "length"),
        ("]E01234ABC890123", "not_digits"),
        ("]E02112345678901", "check_digit"),
        ("]E41234567", "length"),
        ("]E412ABC678", "not_digits"),
        ("]E402345674", "check_digit"),
        ("]E0690142433394\u0668", "not_digits"),
        ("]E251299", "add_on_alone"),
        ("]d2", "element_string"),
        ("]C101123123123133^10ABC", "element_string"),
        ("]Q1https://a/NOPRIMARYAI", "digital_link"),
        ("]Q3https://a/01/12312312312333", "element_string"),
        ("]e00112312312312333393084012312", "associations"),
    ],
)
def test_what_breaks_the_rules_of_its_kind(text, reason):
    found = scan(text)
    assert isinstance(found, Unreadable)
    assert found.reason == reason


def test_identifiers():
    assert decode("X", "]XX", PLAIN).reason == "aim_unknown"
    assert decode("5901234123457", None, Settings(aim_required=True)).reason == "aim_missing"
    assert aim.split("]XX1") == (None, "]XX1")
    assert aim.split("]") == (None, "]")
    assert aim.symbology("]L2").name == "PDF417"


def test_fresh_food_in_databar():
    found = scan(
        "]e001" + "02302148210869"[:0] + "90123456789019"[:0] + "95012345678903" + "3103001750" + "3922" + "599"
    )
    assert isinstance(found, ElementString)
    assert (found.gtin14, found.mass_g, found.amount_minor) == ("95012345678903", 1750, 599)
    assert found.codes == ("95012345678903",)
    assert found.shown == "(01)95012345678903(3103)001750(3922)599"


def test_the_item_of_an_element_string_is_found_as_the_ean_13_it_is():
    assert scan("]C10105901234123457").codes == ("5901234123457", "05901234123457")
    assert scan("]C10100000096385074").codes == ("0000096385074", "00000096385074", "96385074")


def test_a_price_says_its_currency():
    data = "]e00195012345678903" + "3103001750" + "3932" + "978" + "599"
    assert scan(data).reason == "foreign_currency"
    assert scan(data, Settings(currency="EUR")).amount_minor == 599
    assert scan(data, Settings(currency="EUR", currency_exponent=1)).reason == "amount_not_in_currency"


def test_a_label_number_inside_an_element_string():
    found = scan("]C10102302148210869", Settings(layouts=PRESETS["NO"]))
    assert (found.in_store.item, found.mass_g, found.codes[0]) == ("021482", 1086, "2302148200006")
    assert scan("]C10102511118000120", Settings(layouts=PRESETS["DE"])).reason == "inner_check_digit"


def test_composite():
    found = scan(f"]E402345673|]e099COMPOSITE{GS}98XYZ")
    assert found == Gtin(digits="02345673", composite=(Element("99", "COMPOSITE"), Element("98", "XYZ")))
    assert scan("]E02112345678900|]e010ABC").composite == (Element("10", "ABC"),)  # (10) needs the GTIN below it
    assert scan("]E02112345678900|]e037123").reason == "associations"
    assert scan("]E02112345678900|]e0892").reason == "element_string"
    cut_off = scan("]E02112345678900|]e0")
    assert (cut_off.reason, cut_off.shown) == ("element_string", "2112345678900")


def test_a_separator_that_the_scanner_replaced():
    settings = Settings(gs_substitute="~")
    assert scan("]C10105901234123457" + "10AB~21X", settings).value("21") == "X"
    assert scan("0105901234123457" + "10AB~21X", settings).value("10") == "AB"


def test_digital_links():
    found = scan("]Q1HTTPS://example.com/01/12312312312333?3103=000195&3922=0299")
    assert isinstance(found, DigitalLink)
    assert (found.gtin14, found.mass_g, found.amount_minor) == ("12312312312333", 195, 299)
    assert isinstance(scan("https://example.com/01/12312312312333"), DigitalLink)
    assert scan("]Q1HtTps://example.com/01/12312312312333") == Other(data="HtTps://example.com/01/12312312312333")


def test_element_strings_without_identifier_only_where_they_cannot_be_else():
    assert isinstance(scan("0105901234123457"), ElementString)
    assert scan("00157035381410375177").value("00") == "157035381410375177"
    assert isinstance(scan(f"10ABC{GS}0105901234123457"), ElementString)
    for text in ("10ABC", "212345001234", "00157035381410375178", "0105901234123458"):
        assert scan(text) == Other(data=text)
    assert scan("]C00105901234123457") == Other(data="0105901234123457")


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("]e08110106141416543213500110000310123196000", "8110", "8110106141416543213500110000310123196000"),
        ("]e08112001234561234560123456", "8112", "811200123456123456"),
        ("]C12555412345000150", "255", "2555412345000150"),
        ("]E0" + "054100012311" + mod10("054100012311"), "upc", "54100012311" + mod10("054100012311")),
        ("54100012311" + mod10("54100012311"), "upc", "54100012311" + mod10("54100012311")),
        ("9912345678901"[:12] + mod10("991234567890"), "ean_99", "991234567890" + mod10("991234567890")),
        ("981234567890" + mod10("981234567890"), "ean_98", "981234567890" + mod10("981234567890")),
    ],
)
def test_coupons(text, kind, code):
    found = scan(text)
    assert isinstance(found, Coupon)
    assert (found.kind, found.code) == (kind, code)


def test_the_state_of_the_lane_decides():
    settings = Settings(layouts=PRESETS["CN"])
    label = "260030100350005003"
    assert isinstance(scan(label, settings), InStore)
    assert isinstance(scan(label, settings, tendering=True), PaymentCode)
    assert isinstance(scan("6901424333948", settings, tendering=True), Gtin)
    assert isinstance(scan("]E0" + "2600301003508"[:12] + mod10("260030100350"), settings, tendering=True), InStore)


def test_badges():
    settings = Settings(
        badges=(BadgePrefix(kind="member", prefix="26", length=10), BadgePrefix(kind="staff", prefix="S-"))
    )
    assert scan("2612345678", settings) == Badge(kind="member", number="2612345678")
    assert scan("]A0S-17", settings) == Badge(kind="staff", number="S-17")
    assert isinstance(scan("26123456781", settings), Other)


def test_a_number_with_a_wrong_digit_may_still_be_in_the_book():
    assert scan("12345678").codes == ("12345678",)
    assert scan("4011").codes == ("4011",)
    assert scan("425261") == Other(data="425261")
    assert scan("425261", Settings(short_upc_e=True)) == Gtin(digits="042100005264", upc_e="425261")


SETTINGS = st.sampled_from(
    [PLAIN, Settings(associations_checked=False), *(Settings(layouts=layouts) for layouts in PRESETS.values())]
)
AIMS = st.sampled_from([None, "]E0", "]E3", "]E4", "]C1", "]e0", "]Q1", "]Q3", "]I1", "]X0", "]C0", "]L2", "]ZZ"])
PIECES = st.sampled_from(
    ["01", "05901234123457", "|]e0", GS, "https://a/", "10", "2600301", "8110", "ABC", "97", "\u0663", "%00"]
)


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40), AIMS, SETTINGS, st.booleans())
def test_every_scan_has_an_answer(data, symbology, settings, tendering):
    found = decode(data, symbology, settings, tendering=tendering)
    assert len(found.shown) <= MAX_SHOWN_LENGTH
    assert found.shown.isprintable()
    assert decode(data, symbology, settings, tendering=tendering) == found
    for code in getattr(found, "codes", ()):
        assert isinstance(code, str)
