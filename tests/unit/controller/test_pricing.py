import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.pricing import BasketLine, Item, Override, PriceBook, PriceBookFault, PricingError, price, run_cases

VECTORS = sorted((Path(__file__).parents[3] / "tests/vectors/pricing").glob("*.json"))
NAMES = {"zh-CN": "名", "en": "name"}


def compiled(document: dict[str, Any]) -> PriceBook:
    return PriceBook.from_json(json.dumps(document).encode())


def document(**changes: Any) -> dict[str, Any]:
    return {
        "id": "test-1",
        "currency": "JPY",
        "currency_exponent": 0,
        "taxes": [{"id": "A", "rate_bp": 1000, "names": {"en": "A"}}, {"id": "B", "rate_bp": 0}],
        "items": [
            {"id": "I1", "codes": ["036000291452", "7"], "names": NAMES, "tax": "A", "price_minor": 110},
            {"id": "I2", "codes": ["0012345678905"], "names": NAMES, "tax": "B", "price_minor": 99, "sold_by": "kg"},
        ],
        "promotions": [{"kind": "percent_off", "id": "P1", "names": NAMES, "percent_bp": 500, "items": ["I1"]}],
    } | changes


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    report = json.loads(run_cases(path.read_bytes()))
    assert [case for case in report["cases"] if case["status"] != "ok"] == []
    assert report["ok"] > 0


def test_the_head_of_a_book() -> None:
    data = json.dumps(document()).encode()
    book = PriceBook.from_json(data)
    assert (book.id, book.currency, book.currency_exponent) == ("test-1", "JPY", 0)
    assert book.content_hash == sha256(data).hexdigest()


def test_find_takes_upc_a_for_ean_13_and_back() -> None:
    book = compiled(document())
    item = Item("I1", "036000291452", NAMES, "A", 110, "each")
    assert book.find("036000291452") == book.find("0036000291452") == book.find("7") == item
    assert book.find("012345678905") == book.find("0012345678905") == book.item("I2")
    assert book.item("I2").sold_by == "kg"
    for unknown in ("", "07", "36000291452", "00036000291452", "\N{FULLWIDTH DIGIT SEVEN}", "7 ", "7" * 30):
        assert book.find(unknown) is None


def test_an_item_is_made_once() -> None:
    book = compiled(document())
    assert book.find("7") is book.item("I1")


def test_names() -> None:
    book = compiled(document())
    assert book.promotion_names("P1") == NAMES
    assert book.tax_names("A") == {"en": "A"}
    assert book.tax_names("B") == {}


def test_unknown_ids_are_key_errors() -> None:
    book = compiled(document())
    for lookup in (book.item, book.promotion_names, book.tax_names, book.promotions_of):
        with pytest.raises(KeyError, match="nope"):
            lookup("nope")


def test_a_snapshot_is_the_same_book() -> None:
    book = PriceBook.from_json((VECTORS[0].parents[1] / "price_book/every_kind.json").read_bytes())
    snapshot = book.to_snapshot()
    again = PriceBook.from_snapshot(snapshot)
    assert again.to_snapshot() == snapshot
    assert again.describe() == book.describe()
    assert (again.content_hash, again.warnings, again.size) == (book.content_hash, book.warnings, (5, 25, 44))
    assert again.find("036000291452") == book.item("I1")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "snapshot: these bytes are no price book snapshot"),
        (b"{}", "snapshot: these bytes are no price book snapshot"),
        (b"LWPB\x07\x00", "snapshot: written in format 7; this engine reads format 1"),
        (b"LWPB\x01\x00" + b"\0" * 40, "snapshot: cut short or damaged: its hash does not match"),
    ],
)
def test_what_is_no_snapshot(data: bytes, fault: str) -> None:
    with pytest.raises(PriceBookFault) as refused:
        PriceBook.from_snapshot(data)
    assert refused.value.faults == (fault,)


def test_an_item_tells_what_the_lane_must_know() -> None:
    book = PriceBook.from_json((VECTORS[0].parents[1] / "price_book/every_kind.json").read_bytes())
    cider, deposit = book.item("I3"), book.item("I4")
    assert (cider.min_age, cider.levy_minor, cider.tender_exempt, cider.timed) == (18, -25, True, True)
    assert (deposit.discountable, deposit.timed, book.item("I1").deposit) == (False, False, "I4")
    assert [book.at("I1", day)[0] for day in ("2026-11-22", "2026-12-01T08:00", "2027-01-01")] == [100, 110, 120]
    assert [book.at("I3", f"2026-11-22T{time}")[1] for time in ("07:59:59", "08:00", "21:59", "22:00")] == [
        False,
        True,
        True,
        False,
    ]
    with pytest.raises(ValueError, match='"noon" is not YYYY-MM-DDTHH:MM:SS'):
        book.at("I1", "noon")


def test_promotions_of_an_item() -> None:
    assert compiled(document()).promotions_of("I1") == ("P1",)
    assert compiled(document()).promotions_of("I2") == ()


def test_every_fault_is_listed() -> None:
    items = [
        {"id": "I3", "codes": ["7"], "names": NAMES, "tax": "A", "price_minor": 1},
        {"id": "I7", "codes": ["7"], "names": {"en": "x"}, "tax": "Z", "price_minor": -1},
    ]
    with pytest.raises(PriceBookFault) as fault:
        compiled(document(items=items))
    assert fault.value.faults == (
        "item I7: code 7 already belongs to item I3",
        "item I7: zh-CN name is missing",
        'item I7: unknown tax "Z"',
        "item I7: price_minor -1 is outside 0..1000000000000",
        'promotion P1: scope names unknown item "I1"',
    )


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b'{"id": "x"}'])
def test_what_is_no_document(data: bytes) -> None:
    with pytest.raises(PriceBookFault, match=r"^price book: "):
        PriceBook.from_json(data)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (BasketLine(5, "I1", 2**70), "quantity_out_of_range"),
        (BasketLine(5, "I2", 1, mass_g=-(2**70)), "mass_out_of_range"),
        (BasketLine(5, "I1", 1, override=Override("amount", 2**63)), "override_out_of_range"),
    ],
)
def test_integers_of_any_size_are_refused_not_wrapped(line: BasketLine, code: str) -> None:
    with pytest.raises(PricingError, match=rf"^line 5: {code}$"):
        price(compiled(document()), [line])


def test_results_are_frozen() -> None:
    basket = price(compiled(document()), (BasketLine(1, "I1", 1),))
    with pytest.raises(AttributeError):
        basket.total_minor = 0  # type: ignore[misc]


@given(st.lists(st.tuples(st.sampled_from(["I1", "I2"]), st.integers(1, 9999), st.integers(1, 999_999)), max_size=20))
def test_amounts_add_up(stated: list[tuple[str, int, int]]) -> None:
    lines = [
        BasketLine(line_seq, "I1", quantity) if item_id == "I1" else BasketLine(line_seq, "I2", 1, mass_g)
        for line_seq, (item_id, quantity, mass_g) in enumerate(stated)
    ]
    basket = price(compiled(document()), lines)
    assert (
        basket.total_minor
        == sum(line.amount_minor for line in basket.lines)
        == sum(tax.base_minor for tax in basket.taxes)
    )
    assert basket.discount_minor == sum(promotion.amount_minor for promotion in basket.promotions)
    assert [line.line_seq for line in basket.lines] == list(range(len(stated)))
