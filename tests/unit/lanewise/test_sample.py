import msgspec
import pytest

from contracts.price_book import Item, MultiPrice, NPayM, NthItem, PercentOff, PriceBook, Promotion
from controller import pricing
from lanewise.sample import price_book_json

LANGUAGES = {"zh-CN", "en"}
DEMONSTRATION_PREFIX = "952"
IN_STORE_PREFIX = "20"
EVENING = "2026-11-23T19:30:00"
PACKED = [("38600",), ("38610",), ("38700",)]


@pytest.fixture(scope="module")
def book() -> PriceBook:
    return msgspec.json.decode(price_book_json(), type=PriceBook)


def check_digit(digits: str) -> str:
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return str(-weighted % 10)


def scope(book: PriceBook, promotion: Promotion) -> list[Item]:
    return [item for item in book.items if item.id in promotion.items or item.department in promotion.departments]


def test_fills_a_supermarket(book: PriceBook) -> None:
    weighed = [item for item in book.items if item.sold_by == "kg"]
    assert len(book.items) >= 290
    assert len(weighed) >= 40
    assert len(book.promotions) >= 12


def test_check_digit_against_gs1_general_specifications() -> None:
    assert check_digit("629104150021") == "3"


def test_barcodes_carry_demonstration_or_in_store_prefixes_and_right_check_digits(book: PriceBook) -> None:
    barcodes = [code for item in book.items for code in item.codes if len(code) not in (4, 5)]
    assert all(len(code) == 13 and code.isascii() and code.isdigit() for code in barcodes)
    assert all(code.startswith((DEMONSTRATION_PREFIX, IN_STORE_PREFIX)) for code in barcodes)
    assert [code for code in barcodes if check_digit(code[:-1]) != code[-1]] == []


def test_weighed_items_have_a_plu_and_an_in_store_number(book: PriceBook) -> None:
    for item in book.items:
        if item.sold_by == "kg" and item.codes not in PACKED:
            plu, in_store = item.codes
            assert 3000 <= int(plu) <= 4999
            assert in_store.startswith(IN_STORE_PREFIX)
            assert in_store[:-1].endswith(plu)


def test_what_the_counter_packs_has_the_item_number_of_its_labels(book: PriceBook) -> None:
    packed = [item.codes for item in book.items if any(len(code) == 5 for code in item.codes)]
    assert packed == PACKED


def test_ids_and_codes_are_unique(book: PriceBook) -> None:
    codes = [code for item in book.items for code in item.codes]
    ids = [item.id for item in book.items]
    assert len(codes) == len(set(codes))
    assert len(ids) == len(set(ids))


def test_every_name_is_there_in_both_languages(book: PriceBook) -> None:
    named = (*book.taxes, *book.departments, *book.items, *book.promotions)
    assert [entry.id for entry in named if set(entry.names) != LANGUAGES or not all(entry.names.values())] == []


def test_item_names_tell_items_apart_in_each_language(book: PriceBook) -> None:
    for language in LANGUAGES:
        assert len({item.names[language] for item in book.items}) == len(book.items)


def test_two_tax_rates_and_every_department_are_in_use(book: PriceBook) -> None:
    assert {tax.rate_bp for tax in book.taxes} == {1300, 900}
    assert {item.tax for item in book.items} == {tax.id for tax in book.taxes}
    assert {item.department for item in book.items} == {department.id for department in book.departments}


def test_the_engine_compiles_it_and_finds_every_code(book: PriceBook) -> None:
    compiled = pricing.PriceBook.from_json(price_book_json())
    assert compiled.currency == "CNY"
    assert [code for item in book.items for code in item.codes if compiled.find(code) is None] == []


def test_every_simple_promotion_makes_each_item_of_its_scope_cheaper(book: PriceBook) -> None:
    compiled = pricing.PriceBook.from_json(price_book_json())
    for promotion in book.promotions:
        if not isinstance(promotion, PercentOff | MultiPrice | NPayM | NthItem):
            continue
        pieces = 1 if isinstance(promotion, PercentOff) else promotion.n
        for item in scope(book, promotion):
            mass_g = 1000 if item.sold_by == "kg" else None
            line = pricing.BasketLine(1, item.id, pieces, mass_g)
            priced = pricing.price(compiled, [line], pricing.Context(at=EVENING))
            assert promotion.id in [applied.promotion_id for applied in priced.promotions]
            assert 0 < priced.total_minor < priced.subtotal_minor


def savings(*basket: tuple[str, int], at: str = "2026-11-23T10:00:00") -> dict[str, int]:
    """Return what each promotion saves on so many of these items, in minor units."""
    compiled = pricing.PriceBook.from_json(price_book_json())
    lines = [pricing.BasketLine(number, *sold) for number, sold in enumerate(basket, 1)]
    priced = pricing.price(compiled, lines, pricing.Context(at=at))
    assert priced.optimal
    return {applied.promotion_id: applied.amount_minor for applied in priced.promotions}


@pytest.mark.parametrize(
    ("at", "saved"),
    [("18:59:59", {}), ("19:00:00", {"bakery-evening": 135}), ("21:59:59", {"bakery-evening": 135}), ("22:00:00", {})],
)
def test_the_bakery_is_cheaper_in_the_evening(at: str, saved: dict[str, int]) -> None:
    assert savings(("egg-tart", 1), at=f"2026-11-23T{at}") == saved


def test_eggs_are_cheaper_twice_a_sale() -> None:
    assert savings(("egg-30", 3)) == {"eggs-30": 2 * 300}


def test_breakfast_is_milk_and_toast() -> None:
    assert savings(("milk-whole-950ml", 1), ("toast-white-400g", 1)) == {"breakfast": 1680 + 1090 - 2500}
    assert savings(("milk-whole-950ml", 2)) == {}


def test_the_cheapest_of_three_biscuits_is_free_and_the_second_juice_half_price() -> None:
    assert savings(("biscuit-soda-400g", 2), ("biscuit-sandwich-97g", 1)) == {"biscuits-3": 650}
    assert savings(("juice-orange-1l", 1), ("juice-apple-1l", 1)) == {"juice-second": 690}


def test_hotpot_base_makes_sliced_meat_cheaper() -> None:
    assert savings(("hotpot-base-spicy-220g", 1), ("beef-slice-400g", 2)) == {"hotpot": 500}


def test_different_oral_care_makes_a_set() -> None:
    assert savings(("toothpaste-mint-140g", 1), ("toothbrush-soft-2", 1)) == {"oral-care": 247}
    assert savings(("toothpaste-mint-140g", 2)) == {}


def test_spending_more_on_snacks_and_drinks_saves_on_top_of_their_offers() -> None:
    assert savings(("juice-orange-1l", 3)) == {"juice-second": 790, "snacks-drinks-spend": 400}
    assert savings(("juice-orange-1l", 2), ("peanut-garlic-200g", 1)) == {"juice-second": 790}
    assert savings(("tea-leaf-puer-100g", 2)) == {"snacks-drinks-spend": 1000}


def test_spending_99_on_household_and_care_saves_15() -> None:
    assert savings(("face-wash-100g", 3), ("shower-gel-750ml", 1)) == {"home-care-spend": 1500}
    assert savings(("face-wash-100g", 3), ("milk-uht-12", 2)) == {}


def test_no_offer_ever_touches_a_plastic_bag() -> None:
    compiled = pricing.PriceBook.from_json(price_book_json())
    assert not any(compiled.item(bag).discountable for bag in ("bag-small", "bag-medium", "bag-large"))
