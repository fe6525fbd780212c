"""Which codes charge somebody, and what may be seen of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.payment_codes import is_wallet_code, safe


@pytest.mark.parametrize(
    "code",
    ["100000000000000000", "159999999999999999", "2512345678901234", "301234567890123456789012", "6212345678901234567"],
)
def test_a_wallets_code(code) -> None:
    assert is_wallet_code(code)
    assert safe(code) == code[:2] + "*" * (len(code) - 6) + code[-4:]


ITEMS = ["160000000000000000", "09520000000011", "251234567890123", "3112345678901234", "621234567890123456", ""]


@pytest.mark.parametrize("code", [*ITEMS, "1\N{ARABIC-INDIC DIGIT THREE}4567890123456789"])
def test_an_items_code(code) -> None:
    assert not is_wallet_code(code)
    assert safe(code) == code


@given(st.from_regex(r"(1[0-5][0-9]{16}|2[5-9][0-9]{14,22}|62[0-9]{17})", fullmatch=True))
def test_the_middle_is_never_seen(code: str) -> None:
    assert sum(char.isdigit() for char in safe(code)) == 6
