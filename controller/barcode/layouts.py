"""How an in-store number is laid out: one pattern, one character a digit.

28IIIIcWWWWWC     Germany, weight
02IIIIIcPPPPC     US: UPC-A number system 2, written as an EAN-13
26IIIIIPPPPPWWWWWC  China, 18 digits, amount before weight

0-9 itself     I item     P amount     W mass     N pieces     c check digit of the amount, mass or pieces
X any digit    C check digit of the whole (mod 10), last
"""

import re
from dataclasses import dataclass
from functools import cache

from controller.barcode.check_digit import MEASURE_LENGTHS, measure_digit, mod10
from controller.barcode.gtin import EAN_13_LENGTH, UPC_A_LENGTH
from controller.barcode.quantities import MASS_UNIT_NG, MassUnit

CN_LENGTH = 18
DECIMALS = frozenset(range(10))
_FIELDS = re.compile(r"(?P<lead>[0-9X]*)(?P<fields>(?:([IPWNc])\3*(?!.*\3))+)C")
_MEASURES = "PWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A pattern and what its fields count in.

    `check`: the last digit must be right; scales that print anything there need False. `check_inner`: so must `c`.
    `one_means_piece`: a mass field of 1 is one piece of something sold by the piece.

    Raises:
        ValueError: from a pattern or unit that cannot be.

    """

    pattern: str
    amount_decimals: int = 2
    mass_decimals: int = 3
    mass_unit: MassUnit = "kg"
    check: bool = True
    check_inner: bool = True
    one_means_piece: bool = False

    def __post_init__(self) -> None:
        pattern = self.pattern
        if _FIELDS.fullmatch(pattern) is None or len(pattern) not in (EAN_13_LENGTH, CN_LENGTH):
            raise ValueError(
                f"in-store layout {pattern!r}: 13 or 18 of 0-9 X, then I P W N c in one piece each, then C"
            )
        measured = [letter for letter in _MEASURES if letter in pattern]
        if "I" not in pattern or not measured:
            raise ValueError(f"in-store layout {pattern!r}: an item I and one of P, W, N are needed")
        if "c" in pattern and pattern.count(measured[0]) not in MEASURE_LENGTHS:
            raise ValueError(f"in-store layout {pattern!r}: c checks a field of 4 or 5 digits")
        if not {self.amount_decimals, self.mass_decimals} <= DECIMALS:
            raise ValueError(f"in-store layout {pattern!r}: 0 to {max(DECIMALS)} decimals")
        if self.mass_unit not in MASS_UNIT_NG:
            raise ValueError(f"in-store layout {pattern!r}: unknown unit {self.mass_unit!r}")

    def fields(self, code: str) -> dict[str, str] | None:
        """Return the fields of a code by their letters; None if it is not laid out so. No digit is checked."""
        match = _form(self.pattern).fullmatch(written_to(len(self.pattern), code))
        return None if match is None else match.groupdict()

    def without_measure(self, code: str) -> str:
        """Return the code with 0 for amount, mass and pieces: the same for every label of the item."""
        digits = list(written_to(len(self.pattern), code))
        for at, letter in enumerate(self.pattern):
            digits[at] = "0" if letter in _MEASURES else digits[at]
        if "c" in self.pattern:
            zeros = next("0" * self.pattern.count(letter) for letter in _MEASURES if letter in self.pattern)
            digits[self.pattern.index("c")] = measure_digit(zeros)
        return "".join(digits[:-1]) + mod10("".join(digits[:-1]))


def written_to(length: int, code: str) -> str:
    """Return a UPC-A or GTIN-14 as the EAN-13 it is, where `length` asks for one."""
    if length != EAN_13_LENGTH:
        return code
    if len(code) == UPC_A_LENGTH:
        return "0" + code
    return code[1:] if len(code) == EAN_13_LENGTH + 1 and code.startswith("0") else code


@cache
def _form(pattern: str) -> re.Pattern[str]:
    """Return the pattern as a regular expression with a group for each letter."""
    runs = re.finditer(r"([A-Zc])\1*|[0-9]", pattern)
    return re.compile("".join(_group(run.group()) for run in runs))


def _group(run: str) -> str:
    if run.isdigit():
        return run
    return f"[0-9]{{{len(run)}}}" if run[0] == "X" else f"(?P<{run[0]}>[0-9]{{{len(run)}}})"
