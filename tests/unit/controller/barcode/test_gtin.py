import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.barcode.check_digit import mod10
from controller.barcode.gtin import equivalents, expand_upc_e, format_of, is_gtin, restriction


@pytest.mark.parametrize(
    ("upc_e", "upc_a"),
    [
        ("425261", "042100005264"),
        ("1425261", "142100005261"),
        ("14252611", "142100005261"),
        ("04252614", "042100005264"),
        ("04252613", None),
        ("2425261", None),
        ("123", None),
        ("12345a", None),
        ("00123457", "001234000057"),
        ("123453", "012300000451"[:11] + mod10("01230000045")),
        ("123454", "01234000005" + mod10("01234000005")),
    ],
)
def test_upc_e(upc_e, upc_a):
    assert expand_upc_e(upc_e) == upc_a


@given(st.text("0123456789", min_size=6, max_size=6), st.sampled_from("01"))
def test_an_expanded_upc_e_is_a_upc_a_of_its_number_system(body, system):
    upc_a = expand_upc_e(system + body)
    assert is_gtin(upc_a)
    assert len(upc_a) == 12
    assert upc_a[0] == system
    assert expand_upc_e(system + body + upc_a[-1]) == upc_a


@pytest.mark.parametrize(
    ("digits", "form"),
    [
        ("96385074", "GTIN-8"),
        ("00000096385074", "GTIN-8"),
        ("000902914511", "GTIN-12"),
        ("0123601057072", "GTIN-12"),
        ("05901234123457", "GTIN-13"),
        ("98765432109213", "GTIN-14"),
    ],
)
def test_formats(digits, form):
    assert is_gtin(digits)
    assert format_of(digits) == form


def test_no_gtins():
    for digits in ("12345678", "5901234123458", "590123412345", "", "590123412345\u0667", "157035381410375177"):
        assert not is_gtin(digits)


def test_every_way_to_write_it_begins_with_the_printed_one():
    assert equivalents("036000291452") == ("036000291452", "0036000291452", "00036000291452")
    assert equivalents("05901234123457") == ("05901234123457", "5901234123457")
    assert equivalents("96385074") == ("96385074", "0000096385074", "00000096385074")
    assert equivalents("98765432109213") == ("98765432109213",)


@pytest.mark.parametrize(
    ("digits", "where"),
    [
        ("2001234567893", "geographical"),
        ("201111111115", "geographical"),
        ("0201111111115", "geographical"),
        ("02001234567893", "geographical"),
        ("401111111119", "company"),
        ("00011112", "company"),
        ("20000004", "company"),
        ("4006381333931", None),
        ("96385074", None),
        ("12001234567890", None),
        ("0036000291452", None),
    ],
)
def test_restricted_numbers(digits, where):
    assert restriction(digits) == where
