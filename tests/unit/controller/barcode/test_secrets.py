"""Numbers that may go no further than they must: of wallets and of cards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.barcode import cards, payment
from controller.barcode.check_digit import luhn_ok
from controller.barcode.decode import decode
from controller.barcode.decoded import CardNumber, Other, PaymentCode
from controller.barcode.settings import Settings


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("134567890123456789", "wechat"),
        ("160000000000000000", None),
        ("13456789012345678", None),
        ("2893612204263667830", "alipayplus"),
        ("2893612204263567830", "alipay"),
        ("281234567890123456", "alipay"),
        ("3012345678901234", "alipay"),
        ("301234567890123456789012", "alipay"),
        ("3112345678901234", None),
        ("6212345678901234567", "unionpay"),
        ("621234567890123456", None),
    ],
)
def test_families(code, family):
    assert payment.family_of(code) == family
    paid = decode(code, "]Q1", Settings(), tendering=True)
    assert (paid.family if isinstance(paid, PaymentCode) else None) == family
    assert not isinstance(decode(code, "]Q1", Settings()), PaymentCode)


def test_a_payment_code_is_shown_without_its_middle():
    code = "134567890123456789"
    for found in (decode(code, None, Settings(), tendering=True), decode(code, None, Settings())):
        assert found.shown == "13************6789"
        assert code not in repr(found)
    assert decode(code, None, Settings()).payment_family == "wechat"


def test_wallets_the_store_does_not_take_are_none():
    settings = Settings(payment_families=frozenset({"alipay"}))
    assert isinstance(decode("134567890123456789", "]Q1", settings, tendering=True), Other)
    assert decode("2893612204263667830", "]Q1", settings, tendering=True).family == "alipay"


CARDS = [
    "4111111111111111",
    "4222222222222",
    "5555555555554444",
    "378282246310005",
    "6011111111111117",
    "3530111333300000",
]
CARDS += ["30569309025904", "2223003122003222", "6200000000000005", "2200770239097761"]


@pytest.mark.parametrize("card", CARDS)
def test_cards_are_hidden_in_every_form(card):
    hidden = "*" * (len(card) - 4) + card[-4:]
    assert luhn_ok(card)
    for text in (card, f";{card}=25121011234567890?", f"%B{card}^DOE/JOHN^25121011234?", f"{card[:4]} {card[4:]}"):
        assert cards.masked(text) == hidden
        assert card not in cards.mask_all(text)
    assert decode(card, "]C0", Settings()) == CardNumber(masked=hidden)
    assert card not in decode(f"https://pay.example/?pan={card}", "]Q1", Settings()).shown


@pytest.mark.parametrize(
    "text", ["4111111111111112", "4006381333931", "9999999999999995", "123", "", "hello 4111", "%B^"]
)
def test_no_cards(text):
    assert cards.masked(text) is None
    assert cards.mask_all(text) == text


@given(st.text(max_size=30), st.sampled_from(CARDS), st.text(max_size=30))
def test_no_card_stands_in_what_is_shown(before, card, after):
    whole = before.rstrip("0123456789 -") + " " + card + " " + after.lstrip("0123456789 -")
    assert card not in decode(whole, None, Settings()).shown
