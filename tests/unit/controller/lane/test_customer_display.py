"""Two lines of 20 columns, whatever the names and amounts are."""

import json
from dataclasses import replace
from importlib.resources import files

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import view as v
from controller.lane.customer_display import COLUMNS, columns_of, row, show_customer
from controller.lane.receipt import ReceiptHead


def head(locale: str) -> ReceiptHead:
    texts = json.loads((files("contracts") / "locale" / f"{locale}.json").read_text(encoding="utf-8"))
    return ReceiptHead(
        store_name={"zh-CN": "滨江店", "en": "Riverside store"}[locale],
        lane_id="3",
        locale=locale,
        timezone="UTC",
        currency="CNY",
        currency_exponent=2,
        texts=texts,
    )


LINE = v.LineView(
    line_seq=1,
    names={"zh-CN": "金标生抽酱油超大瓶装 500ml", "en": "Light soy sauce, large bottle 500 ml"},
    code="1",
    quantity=2,
    mass_g=None,
    unit_price_minor=1180,
    sold_by="each",
    gross_minor=2360,
    amount_minor=1770,
)
VIEW = v.LaneView(
    rev=1,
    store_id="1",
    store_names={},
    lane_id="3",
    currency="CNY",
    currency_exponent=2,
    phase="basket",
    lines=(LINE,),
    hero_line_seq=1,
    total_minor=23013,
    remaining_minor=13013,
    cash_remaining_minor=13013,
    tendered_minor=25000,
    change_minor=1987,
)
PAYMENT = v.PaymentView(method="card", amount_minor=13013, status="asked")
WEIGHING = v.WeighingView(names={"zh-CN": "红富士苹果", "en": "Fuji apples"}, unit_price_minor=1198)


@pytest.mark.parametrize(
    ("phase", "upper", "lower"),
    [
        ("idle", "  Riverside store   ", "      Welcome       "),
        ("basket", "Light soy sauc 17.70", "Total         230.13"),
        ("weighing", "Fuji apples 11.98/kg", "Total         230.13"),
        ("tendering", "Total         230.13", "To pay        130.13"),
        ("paying", "Card          130.13", " Follow the device  "),
        ("change_due", "Received      250.00", "Change         19.87"),
    ],
)
def test_every_phase_has_its_lines(phase, upper, lower) -> None:
    view = msgspec.structs.replace(VIEW, phase=phase, payment=PAYMENT, weighing=WEIGHING)
    shown = show_customer(view, head("en"), head("en"))
    assert (shown.upper, shown.lower) == (upper, lower)
    chinese = show_customer(view, head("zh-CN"), head("en"))
    assert columns_of(chinese.upper) == columns_of(chinese.lower) == COLUMNS


def test_where_coins_are_rounded_the_customer_sees_both_amounts() -> None:
    view = msgspec.structs.replace(VIEW, phase="tendering", cash_remaining_minor=13015)
    shown = show_customer(view, head("en"), head("en"))
    assert (shown.upper, shown.lower) == ("To pay        130.13", "Cash          130.15")
    assert show_customer(view, head("zh-CN"), head("en")).lower == "现金          130.15"


def test_a_chinese_name_is_cut_between_characters() -> None:
    assert show_customer(VIEW, head("zh-CN"), head("en")).upper == "金标生抽酱油超 17.70"


def test_a_customer_does_not_read_why_something_is_unknown() -> None:
    unknown = msgspec.structs.replace(PAYMENT, status="unknown", reason="no_connection")
    shown = show_customer(msgspec.structs.replace(VIEW, phase="paying", payment=unknown), head("en"), head("en"))
    assert shown.lower.strip() == "Please wait"


def test_a_display_without_chinese_is_told_the_same_in_english() -> None:
    chinese = show_customer(VIEW, head("zh-CN"), head("en"))
    assert (chinese.plain_upper, chinese.plain_lower) == ("Light soy sauc 17.70", "Total         230.13")


def test_an_emptied_basket_greets() -> None:
    view = msgspec.structs.replace(VIEW, lines=(), hero_line_seq=None, total_minor=0)
    assert show_customer(view, replace(head("en"), store_name="x"), head("en")).upper.strip() == "Welcome"


@given(left=st.text(), right=st.text(alphabet="0123456789.-", max_size=30))
def test_a_row_is_twenty_columns(left: str, right: str) -> None:
    shown = row(left, right)
    assert columns_of(shown) == COLUMNS
    assert shown.endswith(right[:COLUMNS])
