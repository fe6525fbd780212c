"""What the parts of a value must fulfil beyond length and character set, by the names in `ai_table`.

Source: GS1 Barcode Syntax Tests that belong to the GS1 Barcode Syntax Dictionary, release 2026-01-27.
"""

import re
from collections.abc import Callable

from controller.barcode.check_digit import is_digits, mod10_ok
from controller.barcode.coupon import is_8110, is_8112
from controller.barcode.dates import is_day
from controller.barcode.iso_codes import ALL_COUNTRY_LETTERS, COUNTRY_LETTERS, CURRENCY_LETTERS
from controller.barcode.package_types import PACKAGE_TYPES

CSET_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
_CSET_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83)
_CHECK_PAIR_MODULUS = 1021
_IBAN_MODULUS = 97
_COMPANY_PREFIX_MIN_LENGTH = 4
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+(={0,2})")
_IBAN = re.compile(r"[A-Z]{2}[0-9A-Z]{9,32}")
_POSITION = re.compile(r"([1-9][0-9]*)/([1-9][0-9]*)")
_PERCENT = re.compile(r"(?:[^%]|%[0-9A-Fa-f]{2})*")
_MEDIA = re.compile(r"0[1-9]|10|[89][0-9]")
_CHARSETS = {"N": re.compile(r"[0-9]+"), "X": re.compile(f"[{re.escape(CSET_82)}]+"), "Y": re.compile(r"[#/0-9A-Z-]+")}


def in_charset(charset: str, text: str) -> bool:
    """Say whether all of `text`, one character or more, is of the set N, X, Y or Z."""
    if charset != "Z":
        return _CHARSETS[charset].fullmatch(text) is not None
    match = _BASE64URL.fullmatch(text)
    return match is not None and (not match[1] or len(text) % 3 == 0)


def _starts_with_company(text: str) -> bool:
    return is_digits(text[:_COMPANY_PREFIX_MIN_LENGTH]) and len(text) >= _COMPANY_PREFIX_MIN_LENGTH


def _check_pair(text: str) -> bool:
    data, pair = text[:-2], text[-2:]
    total = sum(CSET_82.index(char) * prime for char, prime in zip(reversed(data), _PRIMES, strict=False))
    high, low = divmod(total % _CHECK_PAIR_MODULUS, len(_CSET_32))
    return pair == _CSET_32[high] + _CSET_32[low]


def _iban(text: str) -> bool:
    if _IBAN.fullmatch(text) is None or text[:2] not in ALL_COUNTRY_LETTERS:
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % _IBAN_MODULUS == 1


def _clock(text: str) -> bool:
    return text[:2] < "24" and text[2:] < "60"


def _piece_of_total(text: str) -> bool:
    piece, total = int(text[:2]), int(text[2:])
    return 1 <= piece <= total


def _position(text: str) -> bool:
    match = _POSITION.fullmatch(text)
    return match is not None and int(match[1]) <= int(match[2])


LINTS: dict[str, Callable[[str], bool]] = {
    "check": mod10_ok,
    "check2": _check_pair,
    "gcp0": _starts_with_company,
    "gcp1": lambda text: _starts_with_company(text[1:]),
    "date6": is_day,
    "date8": is_day,
    "date0": lambda text: is_day(text, month_alone=True),
    "time": _clock,
    "time99": lambda text: text == "9999" or _clock(text),
    "hour": lambda text: text < "24",
    "minute": lambda text: text < "60",
    "second": lambda text: text < "60",
    "currency": CURRENCY_LETTERS.__contains__,
    "country": COUNTRY_LETTERS.__contains__,
    "country999": lambda text: text == "999" or text in COUNTRY_LETTERS,
    "country2": ALL_COUNTRY_LETTERS.__contains__,
    "percent": lambda text: _PERCENT.fullmatch(text) is not None,
    "latitude": lambda text: text <= "1800000000",
    "longitude": lambda text: text <= "3600000000",
    "yesno": "01".__contains__,
    "hyphen": lambda text: text == "-",
    "importer": lambda text: in_charset("Z", text),
    "package": PACKAGE_TYPES.__contains__,
    "media": lambda text: _MEDIA.fullmatch(text) is not None,
    "sex": "0129".__contains__,
    "position": _position,
    "nonzero": lambda text: text.strip("0") != "",
    "zero": lambda text: text.strip("0") == "",
    "winding": "019".__contains__,
    "piece": _piece_of_total,
    "iban": _iban,
    "no_zero_first": lambda text: not text.startswith("0"),
    "non_digit": lambda text: not is_digits(text),
    "coupon_8110": is_8110,
    "coupon_8112": is_8112,
}
"""Each says whether the text, already of its length and character set, is in order."""
