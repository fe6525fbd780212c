import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.barcode.ai import known_at, table
from controller.barcode.elements import (
    GS,
    MAX_ELEMENTS,
    Element,
    ElementFault,
    check_together,
    parse,
    parse_bracketed,
)

FIXED = "00 01 02 03 11 12 13 15 16 17 20 31 32 33 34 35 36 41"


def read(text):
    parsed = parse(text.replace("^", GS))
    return parsed.code if isinstance(parsed, ElementFault) else [(element.ai, element.value) for element in parsed]


def together(text):
    fault = check_together(parse_bracketed(text))
    return None if fault is None else (fault.code, fault.ai)


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("991234", [("99", "1234")]),
        ("0112345678901231", [("01", "12345678901231")]),
        ("0112345678901231^", [("01", "12345678901231")]),
        ("0112345678901231991234", [("01", "12345678901231"), ("99", "1234")]),
        ("0112345678901231^991234", [("01", "12345678901231"), ("99", "1234")]),
        ("242123456^10ABC123", [("242", "123456"), ("10", "ABC123")]),
        ("10ABC^^21X^", [("10", "ABC"), ("21", "X")]),
        ("^10ABC", [("10", "ABC")]),
        ("7007211225211231", [("7007", "211225211231")]),
        ("800302112345678900ABC", [("8003", "02112345678900ABC")]),
        ("7230123", [("7230", "123")]),
        ("423528528528528528", [("423", "528528528528528")]),
        ("1199122598TESTING^97XYZ", [("11", "991225"), ("98", "TESTING"), ("97", "XYZ")]),
        ("010703206980498810032915210526", [("01", "07032069804988"), ("10", "032915210526")]),  # GS lost: no guess
    ],
)
def test_element_strings(text, elements):
    assert read(text) == elements


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("^", "empty"),
        ("423", "empty"),
        ("891234", "unknown_ai"),
        ("01123456789012312", "unknown_ai"),
        ("0112345678901234", "lint"),
        ("011234567890123", "length"),
        ("011234567890123^", "length"),
        ("01A2345678901231", "charset"),
        ("99~ABC", "charset"),
        ("10AB\u0660", "charset"),
        ("2421234567", "length"),
        ("8111123", "length"),
        ("811112345", "length"),
        ("70072112252", "length"),
        ("800302112345678901ABC", "lint"),
        ("4235285", "length"),
        ("11120230", "lint"),
        ("99" + "A" * 91, "length"),
        ("^".join(["99X"] * (MAX_ELEMENTS + 1)), "too_many"),
    ],
)
def test_faults(text, code):
    assert read(text) == code


def test_a_wrong_check_digit_may_be_let_pass_but_nothing_else():
    assert parse("0112345678901234", check_digits=False) == (Element("01", "12345678901234"),)
    assert isinstance(parse("01X2345678901234", check_digits=False), ElementFault)
    assert isinstance(parse("11120230", check_digits=False), ElementFault)


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("(10)12345(11)991225", [("10", "12345"), ("11", "991225")]),
        (r"(10)12345\(11)991225", [("10", "12345(11)991225")]),
        (r"(10)12345\(", [("10", "12345(")]),
    ],
)
def test_bracketed(text, elements):
    assert [(element.ai, element.value) for element in parse_bracketed(text)] == elements


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345",
        "1(12345",
        "()12345",
        "(1)12345",
        "(12345)1",
        "(15",
        "(1A)12",
        "(10)(11)98",
        "(10)12^",
        "(17)9(90)217",
        "(01)123456789012312(10)12345",
    ],
)
def test_bracketed_faults(text):
    assert isinstance(parse_bracketed(text), ElementFault)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("(01)12345678901231(02)12345678901231", ("excluded", "02")),
        ("(01)12345678901231(37)123", ("excluded", "01")),
        ("(21)ABC123(235)XYZ", ("excluded", "21")),
        ("(3940)1234(8111)9999", ("excluded", "3940")),
        ("(400)ABC(99)DEF(400)XYZ", ("excluded", "")),
        ("(400)ABC(99)DEF(400)ABC", None),
        ("(21)ABC123", ("missing", "21")),
        ("(21)ABC123(8006)123456789012310510", None),
        ("(01)12345678901231(250)ABC123", ("missing", "250")),
        ("(01)12345678901231(3925)12599", ("missing", "3925")),
        ("(01)12345678901231(3925)12599(3100)654321", None),
        ("(01)12345678901231(3925)12599(30)123", None),
        ("(02)12345678901231(37)123", ("missing", "37")),
        ("(02)12345678901231(37)123(00)123456789012345675", None),
        ("(8030)DIGSIG(01)12345678901231", ("missing", "8030")),
        ("(8030)DIGSIG(01)12345678901231(21)A", None),
        ("(253)1234567890128(8030)ABC123", ("missing", "253")),
        ("(253)1234567890128X(8030)ABC123", None),
        ("(01)12345678901231(3933)0360299(3103)000195", None),
    ],
)
def test_what_stands_together(text, fault):
    assert together(text) == fault


def test_what_ends_by_its_length_is_of_one_length_and_nothing_else_does():
    fixed = {ai.ai[:2] for ai in table().values() if ai.is_fixed}
    assert fixed == set(FIXED.split())
    assert all(ai.min_length == ai.max_length for ai in table().values() if ai.is_fixed)
    assert read("10" + "A" * 20 + "21X") == "length"


def test_no_identifier_begins_another():
    names = sorted(table())
    assert not [(a, b) for a in names for b in names if a != b and b.startswith(a)]
    assert known_at("3103000123").unit == "kg"
    assert known_at("23") is None


PIECES = st.sampled_from(
    ["01", "10", "17", "21", "3103", "392", "8003", "8110", GS, "12345678901231", "ABC", "9", "0", "-"]
)


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60))
def test_anything_is_taken_apart_or_refused_and_put_together_again(data):
    parsed = parse(data)
    if isinstance(parsed, ElementFault):
        return
    assert "".join(element.ai + element.value for element in parsed) == data.replace(GS, "")
    written = "".join(f"({element.ai}){element.value.replace('(', chr(92) + '(')}" for element in parsed)
    assert parse_bracketed(written) == parsed
    check_together(parsed)
