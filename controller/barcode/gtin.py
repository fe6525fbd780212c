"""The GTIN family: EAN-8, UPC-A, UPC-E, EAN-13 and ITF-14 are one number, written with more or fewer leading zeros."""

import re
from typing import Literal

from controller.barcode.check_digit import is_digits, mod10, mod10_ok

GtinFormat = Literal["GTIN-8", "GTIN-12", "GTIN-13", "GTIN-14"]
Restriction = Literal["geographical", "company"]

LENGTHS = frozenset({8, 12, 13, 14})
EAN_8_LENGTH, UPC_A_LENGTH, EAN_13_LENGTH, GTIN_14_LENGTH = sorted(LENGTHS)
_UPC_E_BARE, _UPC_E_UNCHECKED, _UPC_E_LENGTH = 6, 7, 8
_GEOGRAPHICAL = re.compile(r"02|2[0-9]")
_COMPANY = re.compile(r"04|0{5}[02]")


def is_gtin(digits: str) -> bool:
    """Say whether `digits` have a length of the family and the right check digit."""
    return len(digits) in LENGTHS and is_digits(digits) and mod10_ok(digits)


def format_of(digits: str) -> GtinFormat:
    """Return the shortest member of the family that holds the number: leading zeros are none of it."""
    significant = len(digits.lstrip("0"))
    if significant <= EAN_8_LENGTH:
        return "GTIN-8"
    if significant <= UPC_A_LENGTH:
        return "GTIN-12"
    return "GTIN-13" if significant <= EAN_13_LENGTH else "GTIN-14"


def equivalents(digits: str) -> tuple[str, ...]:
    """Return every way to write a GTIN, first as it stands, then as EAN-13, GTIN-14 and EAN-8.

    A price book takes a UPC-A for its EAN-13, so that form is not among them.
    """
    lengths = [EAN_13_LENGTH, GTIN_14_LENGTH, EAN_8_LENGTH]
    number = digits.lstrip("0")
    written = (number.zfill(length) for length in lengths if len(number) <= length)
    return tuple(dict.fromkeys((digits, *written)))


def restriction(digits: str) -> Restriction | None:
    """Say where a restricted circulation number may be used; None for a number that is unique in the world.

    EAN-13 02 and 20 to 29 (UPC-A number system 2): within a region, by its rules. EAN-13 04 (number system 4) and EAN-8
    that begins with 0 or 2: within a company.
    """
    if len(digits) == EAN_8_LENGTH:
        return "company" if digits[0] in "02" else None
    ean13 = digits[-EAN_13_LENGTH:].zfill(EAN_13_LENGTH)
    if len(digits) == GTIN_14_LENGTH and digits[0] != "0":
        return None
    if _COMPANY.match(ean13):
        return "company"
    return "geographical" if _GEOGRAPHICAL.match(ean13) else None


def expand_upc_e(digits: str) -> str | None:
    """Return the UPC-A of a UPC-E; None if it is none.

    6 digits have number system 0 and no check digit, 7 no check digit, 8 both.
    """
    if not is_digits(digits) or len(digits) not in (_UPC_E_BARE, _UPC_E_UNCHECKED, _UPC_E_LENGTH):
        return None
    system, body, check = ("0", digits, "") if len(digits) == _UPC_E_BARE else (digits[0], digits[1:7], digits[7:])
    if system not in "01":
        return None
    match body[5]:
        case "0" | "1" | "2":
            payload = system + body[:2] + body[5] + "0000" + body[2:5]
        case "3":
            payload = system + body[:3] + "00000" + body[3:5]
        case "4":
            payload = system + body[:4] + "00000" + body[4]
        case _:
            payload = system + body[:5] + "0000" + body[5]
    expanded = payload + mod10(payload)
    return expanded if check in ("", expanded[-1]) else None
