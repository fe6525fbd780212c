"""Labels as the counter's scale prints them, for the bench: 18 digits with amount and weight, 13 with the amount.

26 38600 02897 00486 C    2138700 02880 C
"""

from contracts.bench import BenchItem
from contracts.price_book import Item
from controller.barcode.check_digit import mod10

NUMBER_DIGITS = 5
PACK_MASS_G = 486
GRAMS_PER_KG = 1_000
FIELD_MAX = 99_999


def is_packed(item: Item) -> bool:
    """Say whether an item is sold by labels: its first code is the item number on them."""
    return len(item.codes[0]) == NUMBER_DIGITS


def label(item: Item) -> BenchItem:
    """Return a pack of an item to press: its label, and what it says."""
    if item.sold_by == "kg":
        amount_minor = min((item.price_minor * PACK_MASS_G + GRAMS_PER_KG // 2) // GRAMS_PER_KG, FIELD_MAX)
        digits = f"26{item.codes[0]}{amount_minor:05d}{PACK_MASS_G:05d}"
        names = {language: f"{name} {PACK_MASS_G} g" for language, name in item.names.items()}
    else:
        amount_minor = min(item.price_minor, FIELD_MAX)
        digits = f"21{item.codes[0]}{amount_minor:05d}"
        names = item.names
    return BenchItem(
        code=digits + mod10(digits),
        names=names,
        department=item.department,
        price_minor=amount_minor,
        sold_by="each",
    )
