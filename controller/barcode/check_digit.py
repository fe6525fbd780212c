"""Check digits of the GS1 General Specifications, section 7.9. All arguments are ASCII digits."""

_TWO_MINUS = (0, 2, 4, 6, 8, 9, 1, 3, 5, 7)
_THREE = (0, 3, 6, 9, 2, 5, 8, 1, 4, 7)
_FIVE_PLUS = (0, 5, 1, 6, 2, 7, 3, 8, 4, 9)
_FIVE_MINUS = (0, 5, 9, 4, 8, 3, 7, 2, 6, 1)
_FOUR_PLACES = (_TWO_MINUS, _TWO_MINUS, _THREE, _FIVE_MINUS)
_FIVE_PLACES = (_FIVE_PLUS, _TWO_MINUS, _FIVE_MINUS, _FIVE_PLUS, _TWO_MINUS)

MEASURE_LENGTHS = frozenset({4, 5})
"""Lengths of the price and weight fields that have a check digit of their own."""


def is_digits(text: str) -> bool:
    """Say whether `text` is one ASCII digit or more."""
    return text.isascii() and text.isdigit()


def mod10(payload: str) -> str:
    """Return the check digit that follows `payload`: weights 3 and 1 by turns, from the right."""
    odd, even = payload[-1::-2], payload[-2::-2]
    return str(-(3 * sum(map(int, odd)) + sum(map(int, even))) % 10)


def mod10_ok(digits: str) -> bool:
    """Say whether the last digit checks those before it."""
    return mod10(digits[:-1]) == digits[-1]


def measure_digit(field: str) -> str:
    """Return the check digit inside in-store numbers: of a price or weight field of 4 or 5 digits (7.9.2 to 7.9.4)."""
    assert len(field) in MEASURE_LENGTHS, field
    if len(field) == len(_FOUR_PLACES):
        return str(3 * _weighted(field, _FOUR_PLACES) % 10)
    return str(_FIVE_MINUS.index(-_weighted(field, _FIVE_PLACES) % 10))


def _weighted(field: str, places: tuple[tuple[int, ...], ...]) -> int:
    return sum(weight[int(digit)] for digit, weight in zip(field, places, strict=True))


def luhn_ok(digits: str) -> bool:
    """Say whether the last digit is the Luhn check digit of those before it (ISO/IEC 7812-1)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0
