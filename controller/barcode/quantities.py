"""From the digits of a field to whole grams and minor units."""

from typing import Literal

MassUnit = Literal["kg", "g", "jin", "lb", "troy oz"]

MASS_UNIT_NG: dict[str, int] = {
    "kg": 1_000_000_000_000,
    "g": 1_000_000_000,
    "jin": 500_000_000_000,
    "lb": 453_592_370_000,
    "troy oz": 31_103_476_800,
}
"""Nanograms in each unit."""
_GRAM_NG = 1_000_000_000


def mass_g(digits: str, decimals: int, unit: str = "kg") -> int:
    """Return a field of `decimals` decimal places as grams; half a gram is rounded up."""
    mass_ng, scale = int(digits) * MASS_UNIT_NG[unit], _GRAM_NG * int(10**decimals)
    return (2 * mass_ng + scale) // (2 * scale)


def amount_minor(digits: str, decimals: int, exponent: int) -> int | None:
    """Return a field of `decimals` decimal places in minor units of 10^-exponent; None if it is finer than those."""
    amount, rest = divmod(int(digits) * 10**exponent, 10**decimals)
    return None if rest else amount


def decimal_text(digits: str, decimals: int) -> str:
    """Return a field with its decimal point: `023456` with 2 is `234.56`."""
    digits = digits.zfill(decimals + 1)
    whole = digits[: len(digits) - decimals].lstrip("0") or "0"
    return f"{whole}.{digits[-decimals:]}" if decimals else whole
