import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.barcode.check_digit import luhn_ok, measure_digit, mod10, mod10_ok

DIGITS = st.text("0123456789", min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("payload", "digit"),
    [("37610425002123456", "9"), ("629104150021", "3"), ("950110153100", "0"), ("978820551237", "5"), ("9501234", "6")],
)
def test_mod10(payload, digit):
    assert mod10(payload) == digit


@given(DIGITS, st.data())
def test_mod10_finds_every_single_wrong_digit(payload, data):
    checked = payload + mod10(payload)
    assert mod10_ok(checked)
    at = data.draw(st.integers(0, len(checked) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != checked[at]]))
    assert not mod10_ok(checked[:at] + wrong + checked[at + 1 :])


@pytest.mark.parametrize(("field", "digit"), [("2875", "9"), ("14685", "6"), ("0000", "0"), ("00000", "0")])
def test_price_check_digit(field, digit):
    assert measure_digit(field) == digit


@given(st.text("0123456789", min_size=4, max_size=5), st.data())
def test_price_check_digit_finds_every_single_wrong_digit(field, data):
    at = data.draw(st.integers(0, len(field) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != field[at]]))
    assert measure_digit(field[:at] + wrong + field[at + 1 :]) != measure_digit(field)


def test_luhn():
    assert luhn_ok("4111111111111111")
    assert not luhn_ok("4111111111111112")
    assert luhn_ok("79927398713")
