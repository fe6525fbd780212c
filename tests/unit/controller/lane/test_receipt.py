"""The receipt's layout: what a customer must be able to read."""

import dataclasses
import json
from importlib.resources import files

import msgspec
import pytest

from controller.domain import events as e
from controller.domain.label import Label
from controller.lane.receipt import ReceiptHead, local_time, merchant_slip, money_format, receipt
from controller.ports import Barcode, Columns, Text

HEAD = ReceiptHead(
    store_name="滨江店",
    lane_id="3",
    locale="zh-CN",
    timezone="Asia/Shanghai",
    currency="CNY",
    currency_exponent=2,
    texts={
        "receipt.title": "小票",
        "receipt.copy": "重印 {n}",
        "receipt.lane": "{lane} 号台",
        "receipt.no": "单号 {no}",
        "receipt.items": "共 {n} 件",
        "receipt.label": "标签价",
        "receipt.subtotal": "小计",
        "receipt.savings": "已优惠",
        "receipt.total": "应收",
        "receipt.cash": "现金",
        "receipt.card": "银行卡",
        "receipt.merchant_copy": "商户存根",
        "receipt.change": "找零",
        "receipt.tax": "税 {rate}% / {gross}",
        "receipt.thanks": "谢谢",
    },
)
SALE = e.SaleClosed(
    transaction_seq=7,
    receipt_no="0001-3-000007",
    closed_at="2026-11-22T10:42:00.000Z",
    price_book="x",
    subtotal_minor=2209,
    discount_minor=128,
    total_minor=2081,
    change_minor=2919,
    lines=(
        e.PaidLine(
            line_seq=1,
            item_id="milk",
            names={"zh-CN": "牛奶"},
            code="9520000000011",
            quantity=1,
            mass_g=None,
            unit_price_minor=1280,
            gross_minor=1280,
            amount_minor=1152,
            tax="std",
            overridden=False,
            promotions=(e.Promotion(promotion_id="P", amount_minor=128),),
        ),
        e.PaidLine(
            line_seq=2,
            item_id="banana",
            names={"zh-CN": "香蕉"},
            code="4011",
            quantity=1,
            mass_g=1331,
            unit_price_minor=698,
            gross_minor=929,
            amount_minor=929,
            tax="std",
            overridden=False,
            promotions=(),
        ),
    ),
    taxes=(e.PaidTax(tax="std", rate_bp=1300, gross_minor=2081, tax_minor=239),),
    tenders=(e.Tender(tender_seq=1, amount_minor=5000),),
    promotion_names={"P": {"zh-CN": "九折"}},
)


def rows(copy_no: int) -> list[tuple[str, str]]:
    return [(p.left, p.right) for p in receipt(SALE, copy_no, HEAD).parts if isinstance(p, Columns)]


def test_the_sums_are_all_there() -> None:
    found = rows(0)
    for row in [
        ("3 号台", "2026-11-22 18:42:00"),
        ("  1 x 12.80", "12.80"),
        ("  九折", "-1.28"),
        ("  1.331 kg x 6.98/kg", "9.29"),
        ("共 2 件", ""),
        ("已优惠", "-1.28"),
        ("应收", "20.81"),
        ("现金", "50.00"),
        ("找零", "29.19"),
        ("税 13.00% / 20.81", "2.39"),
    ]:
        assert row in found


@pytest.mark.parametrize(
    ("changes", "printed"),
    [
        ({"label": Label(amount_minor=930, mass_g=1331)}, "  1.331 kg 标签价"),
        ({"label": Label(amount_minor=930)}, "  1 x 标签价"),
        ({"label": Label(amount_minor=930, quantity=6), "quantity": 6, "mass_g": None}, "  6 x 标签价"),
        ({"label": Label(mass_g=1331)}, "  1.331 kg x 6.98/kg"),
        ({"label": Label(amount_minor=930), "overridden": True}, "  1 x"),
        ({"label": Label(lot="A1")}, "  1.331 kg x 6.98/kg"),
    ],
)
def test_a_labels_price_is_printed_with_the_weight_it_states(changes, printed) -> None:
    line = msgspec.structs.replace(SALE.lines[1], gross_minor=930, amount_minor=930, **changes)
    sale = msgspec.structs.replace(SALE, lines=(line,))
    assert (printed, "9.30") in [(p.left, p.right) for p in receipt(sale, 0, HEAD).parts if isinstance(p, Columns)]


@pytest.mark.parametrize(("rounding_minor", "printed"), [(-1, "-0.01"), (4, "0.04")])
@pytest.mark.parametrize(("locale", "word"), [("zh-CN", "舍入"), ("en", "Rounding")])
def test_rounding_is_a_line_between_total_and_tenders(rounding_minor, printed, locale, word) -> None:
    texts = json.loads((files("contracts") / "locale" / f"{locale}.json").read_text(encoding="utf-8"))
    head = dataclasses.replace(HEAD, locale=locale, texts=texts)
    change_minor = SALE.change_minor - rounding_minor
    sale = msgspec.structs.replace(SALE, cash_rounding_minor=rounding_minor, change_minor=change_minor)
    found = [(p.left, p.right) for p in receipt(sale, 0, head).parts if isinstance(p, Columns)]
    at = found.index((word, printed))
    assert [right for _, right in found[at - 1 : at + 3]] == ["20.81", printed, "50.00", money_format(2)(change_minor)]
    assert word not in [p.left for p in receipt(SALE, 0, head).parts if isinstance(p, Columns)]


def test_a_copy_says_so_and_an_original_does_not() -> None:
    texts = [[p.text for p in receipt(SALE, n, HEAD).parts if isinstance(p, Text)] for n in (0, 2)]
    assert not any("重印" in text for text in texts[0])
    assert "重印 2" in texts[1]
    assert Barcode(data="0001-3-000007") in receipt(SALE, 0, HEAD).parts


@pytest.mark.parametrize(
    ("exponent", "amount", "text"), [(2, 5, "0.05"), (2, -1205, "-12.05"), (0, 300, "300"), (3, 1500, "1.500")]
)
def test_money_needs_no_float(exponent: int, amount: int, text: str) -> None:
    assert money_format(exponent)(amount) == text


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_the_shipped_catalogues_fill_every_text(locale: str) -> None:
    texts = json.loads((files("contracts") / "locale" / f"{locale}.json").read_text(encoding="utf-8"))
    parts = receipt(SALE, 1, dataclasses.replace(HEAD, locale=locale, texts=texts)).parts
    printed = [text for p in parts for text in (getattr(p, "text", ""), getattr(p, "left", "")) if text]
    assert len(printed) >= 15
    assert not any("{" in text or "receipt." in text for text in printed)


def test_the_store_reads_its_own_clock() -> None:
    assert local_time("2026-06-30T23:30:00.000Z", "Europe/Berlin") == "2026-07-01 01:30:00"


def test_the_merchants_copy_says_which_amount_each_card_paid():
    approval = e.Approval(
        amount_minor=1500, reference="42", scheme="girocard", account="*1234", terminal_id="1", trace="7", paper=("OK",)
    )
    card = e.Tender(tender_seq=1, amount_minor=1500, tender="card", intent_id="i", approval=approval)
    cash = e.Tender(tender_seq=2, amount_minor=3500)
    slip = merchant_slip(msgspec.structs.replace(SALE, tenders=(card, cash)), HEAD)
    assert slip is not None
    assert slip.parts[-2:] == (Columns(left="银行卡", right="15.00"), Text(text="OK"))
    assert merchant_slip(msgspec.structs.replace(SALE, tenders=(cash,)), HEAD) is None
