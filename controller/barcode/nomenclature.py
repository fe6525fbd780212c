"""Rules in the form of Odoo's barcode nomenclatures, for shops that bring theirs along.

    21.....{NNDDD}    21, five digits, then a value: NN whole, DDD decimal
    22{NN}  041  .*   digits, `.` one character, `.*` any, `[0-9]` one of; the rule holds from the code's beginning

Source: Odoo, addons/barcodes: what its tests and its default nomenclature state.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from controller.barcode.check_digit import is_digits, mod10, mod10_ok
from controller.barcode.quantities import decimal_text

RuleKind = Literal["weight", "price", "quantity", "discount", "staff", "member", "coupon", "gift_card", "product"]
Encoding = Literal["ean13", "ean8", "upca", "any"]

MAX_CODE_LENGTH = 64
"""Characters of the longest code that rules are tried on."""
MAX_PATTERN_LENGTH = 4 * MAX_CODE_LENGTH
_LENGTHS: dict[str, int] = {"ean13": 13, "ean8": 8, "upca": 12}
_PATTERN = re.compile(
    r"(?P<head>(?:[0-9]|\.\*?|\[(?:[0-9](?:-[0-9])?)+\])*)"
    r"(?:\{(?P<whole>N*)(?P<decimal>D*)\}(?P<tail>(?:[0-9]|\.\*?)*))?"
)
_FALLING_RANGE = re.compile("|".join(f"{first}-[0-{first - 1}]" for first in range(1, 10)))
ANY_LENGTHS_MAX = 2
"""How many `.*` a pattern may have: each one more multiplies the time that a code without a match takes."""


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """The value of a code as digits with decimal places, and the code with zeros in its place."""

    digits: str
    decimals: int
    base_code: str

    @property
    def value(self) -> str:
        """The value with its decimal point; 0 if the rule has none."""
        return decimal_text(self.digits or "0", self.decimals)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what the code it fits is. Only a code of its encoding, rightly checked, fits.

    Raises:
        ValueError: from a pattern that is none.

    """

    pattern: str
    kind: RuleKind
    encoding: Encoding = "ean13"

    def __post_init__(self) -> None:
        parts = _PATTERN.fullmatch(self.pattern) if len(self.pattern) <= MAX_PATTERN_LENGTH else None
        if parts is None or not self.pattern or (parts["whole"] is not None and not parts["whole"] + parts["decimal"]):
            raise ValueError(
                f"barcode rule {self.pattern!r}: digits, '.', '.*', '[0-9]' and one {{NNDD}} are understood"
            )
        if _FALLING_RANGE.search(self.pattern) or self.pattern.count(".*") > ANY_LENGTHS_MAX:
            raise ValueError(f"barcode rule {self.pattern!r}: at most {ANY_LENGTHS_MAX} '.*', and ranges that rise")

    def match(self, code: str) -> RuleMatch | None:
        """Return what the rule reads in a code; None if it does not fit."""
        match = _form(self.pattern).match(code) if self._encodes(code) else None
        if match is None:
            return None
        value = match["whole"] + match["decimal"]
        base_code = code[: match.start("whole")] + "0" * len(value) + code[match.end("decimal") :]
        if self.encoding in ("ean13", "upca"):
            base_code = base_code[:-1] + mod10(base_code[:-1])
        return RuleMatch(value, len(match["decimal"]), base_code)

    def _encodes(self, code: str) -> bool:
        if self.encoding == "any":
            return len(code) <= MAX_CODE_LENGTH
        return len(code) == _LENGTHS[self.encoding] and is_digits(code) and mod10_ok(code)


@cache
def _form(pattern: str) -> re.Pattern[str]:
    """Return a rule as a regular expression with the groups `whole` and `decimal`, maybe empty."""
    parts = _PATTERN.fullmatch(pattern)
    assert parts is not None, pattern
    whole, decimal = len(parts["whole"] or ""), len(parts["decimal"] or "")
    return re.compile(f"{parts['head']}(?P<whole>[0-9]{{{whole}}})(?P<decimal>[0-9]{{{decimal}}}){parts['tail'] or ''}")
