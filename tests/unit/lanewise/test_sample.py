import msgspec
import pytest

from contracts.price_book import Item, MultiPrice, PriceBook, Promotion
from controller import pricing
from lanewise.sample import price_book_json

LANGUAGES = {"zh-CN", "en"}
DEMONSTRATION_PREFIX = "952"
IN_STORE_PREFIX = "20"
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


def test_promotions_name_only_what_exists(book: PriceBook) -> None:
    items = {item.id for item in book.items}
    departments = {department.id for department in book.departments}
    for promotion in book.promotions:
        assert promotion.items or promotion.departments
        assert set(promotion.items) <= items
        assert set(promotion.departments) <= departments


def test_the_engine_compiles_it_and_finds_every_code(book: PriceBook) -> None:
    compiled = pricing.PriceBook.from_json(price_book_json())
    assert compiled.currency == "CNY"
    assert [code for item in book.items for code in item.codes if compiled.find(code) is None] == []


def test_every_promotion_makes_each_item_of_its_scope_cheaper(book: PriceBook) -> None:
    compiled = pricing.PriceBook.from_json(price_book_json())
    for promotion in book.promotions:
        pieces = promotion.n if isinstance(promotion, MultiPrice) else 1
        for item in scope(book, promotion):
            mass_g = 1000 if item.sold_by == "kg" else None
            priced = pricing.price(compiled, [pricing.BasketLine(1, item.id, pieces, mass_g)])
            assert [applied.promotion_id for applied in priced.promotions] == [promotion.id]
            assert 0 < priced.total_minor < priced.subtotal_minor
