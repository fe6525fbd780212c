import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.pricing import (
    AppliedPromotion,
    BasketLine,
    Context,
    Item,
    Markdown,
    Override,
    PriceBook,
    PriceBookFault,
    PricedLine,
    PricingError,
    Return,
    ReturnedLine,
    TaxAmount,
    UnitsPaid,
    Used,
    explain,
    price,
    refund,
    run_cases,
)

VECTORS = Path(__file__).parents[3] / "tests/vectors"
EVERY_KIND = VECTORS / "price_book/every_kind.json"
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


@pytest.mark.parametrize("path", sorted(VECTORS.glob("pricing/*.json")), ids=lambda path: path.stem)
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
    book = PriceBook.from_json(EVERY_KIND.read_bytes())
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
    book = PriceBook.from_json(EVERY_KIND.read_bytes())
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


def store() -> PriceBook:
    """Small goods and one promotion of each sort that these tests need."""
    every_day = {"names": NAMES, "tax": "A"}
    items = [
        every_day | {"id": "milk", "codes": ["1"], "price_minor": 500},
        every_day | {"id": "bread", "codes": ["2"], "price_minor": 1000},
        every_day | {"id": "noodles", "codes": ["3"], "price_minor": 450},
        every_day | {"id": "pears", "codes": ["4"], "price_minor": 800, "sold_by": "kg"},
        every_day | {"id": "wine", "codes": ["5"], "price_minor": 9900, "tax": "AB", "levy_minor": 50},
        every_day
        | {
            "id": "oil",
            "codes": ["6"],
            "price_minor": 5000,
            "prices": [{"from": "2026-12-01", "price_minor": 6000}],
        },
    ]
    promotions = [
        {"id": "MEMBER", "kind": "fixed_unit_price", "price_minor": 400, "items": ["milk"], "identity": "member"},
        {
            "id": "EVENING",
            "kind": "percent_off",
            "percent_bp": 3000,
            "items": ["bread"],
            "window": {"weekly": [{"weekdays": ["mon", "sun"], "from": "19:00", "until": "22:00"}]},
        },
        {"id": "3FOR2", "kind": "n_pay_m", "n": 3, "pay": 2, "items": ["noodles"]},
        {"id": "COUPON", "kind": "basket_amount", "amount_minor": 300, "items": ["oil"], "coupon": "SAVE3"},
        {"id": "PEARS", "kind": "percent_off", "percent_bp": 1000, "items": ["pears"]},
    ]
    taxes = [
        {"id": "A", "rate_bp": 1300},
        {"id": "AB", "rates": [{"id": "state", "rate_mpct": 4000}, {"id": "city", "rate_mpct": 8875}]},
    ]
    return compiled(
        {
            "id": "store",
            "currency": "CNY",
            "currency_exponent": 2,
            "taxes": taxes,
            "items": items,
            "promotions": [promotion | {"names": NAMES} for promotion in promotions],
        }
    )


@pytest.fixture(scope="module")
def book() -> PriceBook:
    return store()


SUNDAY = "2026-11-22"

BAD_LINES = [
    (BasketLine(5, "nope", 1), "unknown_item"),
    (BasketLine(5, "milk", 0), "quantity_out_of_range"),
    (BasketLine(5, "milk", -1), "quantity_out_of_range"),
    (BasketLine(5, "milk", 10_000), "quantity_out_of_range"),
    (BasketLine(5, "milk", 2**70), "quantity_out_of_range"),
    (BasketLine(5, "milk", 2, markdown=Markdown("price", 100)), "quantity_out_of_range"),
    (BasketLine(5, "pears", 2, mass_g=100), "quantity_out_of_range"),
    (BasketLine(5, "pears", 1), "mass_missing"),
    (BasketLine(5, "pears", 1, mass_g=0), "mass_out_of_range"),
    (BasketLine(5, "pears", 1, mass_g=1_000_000), "mass_out_of_range"),
    (BasketLine(5, "pears", 1, mass_g=-(2**70)), "mass_out_of_range"),
    (BasketLine(5, "milk", 1, mass_g=100), "mass_not_allowed"),
    (BasketLine(5, "milk", 1, override=Override("amount", -1)), "override_out_of_range"),
    (BasketLine(5, "milk", 1, override=Override("amount", 2**63)), "override_out_of_range"),
    (BasketLine(5, "milk", 1, override=Override("percent_after", 10_001)), "override_out_of_range"),
    (BasketLine(5, "milk", 1, override=Override("percent_after", -1)), "override_out_of_range"),
    (BasketLine(5, "milk", 1, markdown=Markdown("percent", 10_001)), "override_out_of_range"),
    (BasketLine(5, "milk", 9_999, override=Override("unit_price", 10**13)), "overflow"),
]


@pytest.mark.parametrize(("line", "code"), BAD_LINES)
def test_a_line_that_cannot_be_priced_is_named(book: PriceBook, line: BasketLine, code: str) -> None:
    for asked in (price, explain):
        with pytest.raises(PricingError, match=rf"^line 5: {code}$") as refused:
            asked(book, [BasketLine(1, "milk", 1), line])
        assert (refused.value.code, refused.value.line_seq) == (code, 5)


def test_a_basket_that_is_too_much_as_a_whole(book: PriceBook) -> None:
    with pytest.raises(PricingError, match=r"^basket: overflow$") as refused:
        price(book, [BasketLine(seq, "milk", 1, override=Override("amount", 10**13)) for seq in (1, 2)])
    assert refused.value.line_seq is None
    with pytest.raises(PricingError, match=r"^basket: too_many_lines$"):
        price(book, [BasketLine(1, "milk", 1)] * 10_001)


def test_what_no_caller_may_say(book: PriceBook) -> None:
    with pytest.raises(ValueError, match="is not YYYY-MM-DDTHH:MM:SS"):
        price(book, [BasketLine(1, "milk", 1, scanned_at="now")])
    with pytest.raises(ValueError, match="is not YYYY-MM-DDTHH:MM:SS"):
        price(book, [], Context(at="2026-02-30"))
    with pytest.raises(ValueError, match="is no kind of override"):
        price(book, [BasketLine(1, "milk", 1, override=Override("free", 1))])  # type: ignore[arg-type]


def test_nothing_costs_nothing(book: PriceBook) -> None:
    basket = price(book, ())
    assert (basket.lines, basket.promotions, basket.taxes, basket.total_minor) == ((), (), (), 0)
    assert (basket.optimal, basket.gap_minor) == (True, 0)


def test_a_group_and_its_units(book: PriceBook) -> None:
    basket = price(book, [BasketLine(7, "noodles", 4), BasketLine(8, "milk", 2)])
    assert basket.lines == (
        PricedLine(7, 450, 1800, 450, 1350, 0, 0, 0, (("3FOR2", 450),), ((3, 450), (1, 0))),
        PricedLine(8, 500, 1000, 0, 1000, 0, 0, 0, (), ((2, 500),)),
    )
    assert basket.lines[0].promotions == (AppliedPromotion("3FOR2", 450),) == basket.promotions
    assert basket.lines[0].units == (UnitsPaid(3, 450), UnitsPaid(1, 0))
    assert (basket.subtotal_minor, basket.discount_minor, basket.total_minor) == (2800, 450, 2350)
    assert basket.taxes == (TaxAmount("A", "", 13000, 2350, 270),)
    assert basket.optimal


OVERRIDES = [
    (Override("amount", 0), 450, 0, 0),  # the whole line, and nothing else touches it
    (Override("amount", 999), 450, 999, 999),
    (Override("unit_price", 600), 600, 2400, 1800),
    (Override("percent_after", 1000), 450, 1800, 1215),
    (Override("amount_after", 50), 450, 1800, 1300),
    (Override("amount_after", 9999), 450, 1800, 0),
]


@pytest.mark.parametrize(("override", "unit_price_minor", "gross_minor", "amount_minor"), OVERRIDES)
def test_overrides(
    book: PriceBook, override: Override, unit_price_minor: int, gross_minor: int, amount_minor: int
) -> None:
    (line,) = price(book, [BasketLine(1, "noodles", 4, override=override)]).lines
    assert (line.unit_price_minor, line.gross_minor, line.amount_minor) == (unit_price_minor, gross_minor, amount_minor)
    assert line.markdown_minor + line.staff_minor + sum(p.amount_minor for p in line.promotions) == line.discount_minor


def test_a_weighed_pack_is_one_unit(book: PriceBook) -> None:
    (line,) = price(book, [BasketLine(1, "pears", 1, mass_g=1234)]).lines
    assert (line.gross_minor, line.amount_minor, line.units) == (987, 888, (UnitsPaid(1, 888),))


def test_a_markdown_label(book: PriceBook) -> None:
    lines = [BasketLine(1, "milk", 1, markdown=Markdown("percent", 5000)), BasketLine(2, "milk", 1)]
    marked, plain = price(book, lines).lines
    assert (marked.amount_minor, marked.markdown_minor, plain.amount_minor) == (250, 250, 500)


def test_a_future_price_comes_by_itself(book: PriceBook) -> None:
    lines = [BasketLine(1, "oil", 1), BasketLine(2, "oil", 1, scanned_at="2026-12-01T00:00:00")]
    last, first = price(book, lines, Context(at="2026-11-30T23:59:59")).lines
    assert (last.unit_price_minor, first.unit_price_minor) == (5000, 6000)


@pytest.mark.parametrize(
    ("at", "amount_minor"),
    [
        (f"{SUNDAY}T18:59:59", 1000),
        (f"{SUNDAY}T19:00", 700),
        (f"{SUNDAY}T21:59:59", 700),
        (f"{SUNDAY}T22:00", 1000),
        ("2026-11-24T20:00", 1000),
    ],
)
def test_a_promotion_has_its_hours(book: PriceBook, at: str, amount_minor: int) -> None:
    assert price(book, [BasketLine(1, "bread", 1)], Context(at=at)).total_minor == amount_minor
    assert price(book, [BasketLine(1, "bread", 1, scanned_at=at)]).total_minor == amount_minor


def test_members_and_coupons(book: PriceBook) -> None:
    lines = [BasketLine(1, "milk", 1), BasketLine(2, "oil", 1)]
    assert price(book, lines).total_minor == 5500
    assert price(book, lines, Context(identities=("member",))).total_minor == 5400
    assert price(book, lines, Context(coupons=("SAVE3", "OTHER"))).total_minor == 5200


def test_limits_used_before() -> None:
    promotion = {"kind": "n_pay_m", "id": "P1", "names": NAMES, "n": 2, "pay": 1, "items": ["I1"]}
    book = compiled(document(promotions=[promotion | {"limits": {"campaign": 2}}]))
    lines = [BasketLine(1, "I1", 6)]
    assert price(book, lines).discount_minor == 220
    assert price(book, lines, Context(used=(Used("P1", campaign=1),))).discount_minor == 110
    assert price(book, lines, Context(used=(Used("P1", campaign=2),))).discount_minor == 0


def test_several_rates_and_a_levy(book: PriceBook) -> None:
    basket = price(book, [BasketLine(1, "wine", 2)])
    assert (basket.levy_minor, basket.total_minor, basket.added_tax_minor) == (100, 19900, 0)
    assert [(tax.tax, tax.rate, tax.rate_mpct) for tax in basket.taxes] == [("AB", "state", 4000), ("AB", "city", 8875)]
    assert sum(tax.tax_minor for tax in basket.taxes) == basket.tax_minor


def test_tax_on_top_and_cash() -> None:
    policy = {"tax": {"mode": "exclusive"}, "cash": {"step_minor": 5, "mode": "half_up"}}
    basket = price(compiled(document(policy=policy, promotions=[])), [BasketLine(1, "I1", 2)])
    assert (basket.subtotal_minor, basket.tax_minor, basket.added_tax_minor) == (220, 22, 22)
    assert (basket.total_minor, basket.cash_total_minor) == (242, 240)


@pytest.mark.parametrize(
    ("cash", "asked"),
    [
        (None, [0, 2, 3, 492, 493]),
        ({"step_minor": 5, "mode": "half_up"}, [0, 0, 5, 490, 495]),
        ({"step_minor": 5, "mode": "half_up", "below_step_exact": True}, [0, 2, 3, 490, 495]),
        ({"step_minor": 100, "mode": "up"}, [0, 100, 100, 500, 500]),
    ],
)
def test_what_coins_can_pay_is_the_books_rule(cash, asked) -> None:
    book = compiled(document(policy={"cash": cash} if cash else {}, promotions=[]))
    assert [book.cash_minor(amount_minor) for amount_minor in (0, 2, 3, 492, 493)] == asked
    assert book.cash_minor(-492) == -book.cash_minor(492)
    for beyond in (10**13 + 1, -(10**13) - 1, 2**70):
        with pytest.raises(OverflowError):
            book.cash_minor(beyond)


def test_the_lines_order_changes_no_figure(book: PriceBook) -> None:
    lines = [BasketLine(seq, item, quantity) for seq, (item, quantity) in enumerate([("noodles", 2), ("milk", 1)] * 3)]
    forward, backward = price(book, lines), price(book, lines[::-1])
    assert forward.total_minor == backward.total_minor
    assert forward == price(book, tuple(lines))
    assert forward != price(book, lines[1:])


def test_a_basket_is_frozen(book: PriceBook) -> None:
    basket = price(book, [BasketLine(1, "milk", 1)])
    with pytest.raises(AttributeError):
        basket.total_minor = 0  # type: ignore[misc]
    assert basket.lines is basket.lines


def test_explain(book: PriceBook) -> None:
    said = json.loads(explain(book, [BasketLine(1, "noodles", 2), BasketLine(2, "milk", 1)]))
    assert [(line["line_seq"], line["units"][0]["paid_minor"]) for line in said["lines"]] == [(1, 450), (2, 500)]
    assert {(no["promotion"], no["reason"]) for no in said["unused"]} == {
        ("3FOR2", "missing_units"),
        ("MEMBER", "not_identified"),
    }
    (hint,) = said["hints"]
    assert (hint["promotion"], hint["item"], hint["units"], hint["extra_minor"]) == ("3FOR2", "noodles", 1, 0)


def test_every_order_of_returns_gives_back_what_was_paid(book: PriceBook) -> None:
    lines = [BasketLine(1, "noodles", 3), BasketLine(2, "wine", 1)]
    total_minor = price(book, lines).total_minor
    one, two, wine = Return(1, 1), Return(1, 2), Return(2, 1)
    for steps in ([[one], [two], [wine]], [[wine, two], [one]], [[one, wine], [one], [one]]):
        refunds = [refund(book, lines, Context(), step, steps[:at]) for at, step in enumerate(steps)]
        assert sum(given.total_minor for given in refunds) == total_minor
    given = refund(book, lines, Context(), [two])
    assert (given.lines, given.total_minor) == ((ReturnedLine(1, 2, 900, 0, 104),), 900)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ([Return(9, 1)], "unknown_line"),
        ([Return(1, 1), Return(1, 1)], "line_twice"),
        ([Return(1, 4)], "units_out_of_range"),
    ],
)
def test_goods_that_were_not_sold_do_not_come_back(book: PriceBook, asked: list[Return], code: str) -> None:
    with pytest.raises(PricingError) as refused:
        refund(book, [BasketLine(1, "noodles", 3)], Context(), asked)
    assert refused.value.code == code


PIECES = st.builds(
    lambda item, quantity: (item, quantity, None),
    st.sampled_from(["milk", "bread", "noodles", "wine", "oil"]),
    st.integers(1, 12),
)
PACKS = st.builds(lambda mass_g: ("pears", 1, mass_g), st.integers(1, 999_999))
AROUND = st.builds(
    Context,
    at=st.sampled_from([f"{SUNDAY}T12:00:00", f"{SUNDAY}T20:00:00", "2026-12-07T21:00:00"]),
    identities=st.sampled_from([(), ("member",)]),
    coupons=st.sampled_from([(), ("SAVE3",)]),
    tender=st.none(),
    exempting_minor=st.integers(0, 10**6),
    points_e4=st.none(),
    used=st.just(()),
)


@given(st.data(), st.lists(PIECES | PACKS, max_size=20), AROUND)
def test_amounts_add_up_in_any_order(
    book: PriceBook, data: st.DataObject, goods: list[tuple[str, int, int | None]], context: Context
) -> None:
    lines = [BasketLine(seq, item, quantity, mass_g) for seq, (item, quantity, mass_g) in enumerate(goods)]
    basket = price(book, lines, context)
    assert [line.line_seq for line in basket.lines] == list(range(len(lines)))
    for stated, line in zip(lines, basket.lines, strict=True):
        assert line.gross_minor - line.discount_minor == line.amount_minor >= 0
        assert sum(promotion.amount_minor for promotion in line.promotions) == line.discount_minor
        assert sum(run.units for run in line.units) == stated.quantity
        assert sum(run.units * run.amount_minor for run in line.units) == line.amount_minor
    assert basket.total_minor == sum(line.amount_minor + line.levy_minor for line in basket.lines)
    assert basket.discount_minor == sum(promotion.amount_minor for promotion in basket.promotions)
    shuffled = price(book, data.draw(st.permutations(lines)), context)
    assert (shuffled[1:], shuffled.promotions, shuffled.taxes) == (basket[1:], basket.promotions, basket.taxes)
    again = price(PriceBook.from_snapshot(book.to_snapshot()), lines, context)
    assert again == basket
    assert again.lines == basket.lines
