"""Numbers of payment cards: recognised so that they go no further.

    4111 1111 1111 1111              a number, bare or in groups
    ;4111111111111111=2512101...?    track 2
    %B4111111111111111^NAME^2512...? track 1

Source: ISO/IEC 7812-1 (number, Luhn), ISO/IEC 7813 (tracks), issuers' published number ranges.
"""

import re

from controller.barcode.check_digit import luhn_ok

_RANGES = (
    r"4[0-9]{12}(?:[0-9]{3}){0,2}",  # Visa 13, 16, 19
    r"5[1-5][0-9]{14}",  # Mastercard
    r"2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}",  # Mastercard
    r"220[0-4][0-9]{12,15}",  # Mir
    r"3[47][0-9]{13}",  # American Express
    r"3(?:0[0-5]|09|[689][0-9])[0-9]{11,16}",  # Diners Club 14 to 19
    r"35(?:2[89]|[3-8][0-9])[0-9]{12,15}",  # JCB
    r"6(?:[02357][0-9]|4[4-9])[0-9]{13,16}",  # Discover, UnionPay, Maestro, RuPay
    r"5[06-8][0-9]{14,17}",  # Maestro
    r"8[12][0-9]{14,17}",  # UnionPay, RuPay
    r"9792[0-9]{12}",  # Troy
)
_NUMBER = re.compile("|".join(_RANGES))
_RUN = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])")
_TRACK = re.compile(r"[%;]?[A-Z]?(?P<number>[0-9]{13,19})[=^D]")
_SHOWN_LAST = 4


def masked(text: str) -> str | None:
    """Return a card's number with all but its last four digits hidden; None if `text` is no card's."""
    track = _TRACK.match(text)
    digits = track["number"] if track else text.replace(" ", "").replace("-", "")
    return _hide(digits) if _is_number(digits) else None


def mask_all(text: str) -> str:
    """Return `text` with every card number in it hidden."""
    return _RUN.sub(_hidden_run, text)


def _hidden_run(run: re.Match[str]) -> str:
    digits = run.group().replace(" ", "").replace("-", "")
    return _hide(digits) if _is_number(digits) else run.group()


def _is_number(digits: str) -> bool:
    return _NUMBER.fullmatch(digits) is not None and luhn_ok(digits)


def _hide(digits: str) -> str:
    return "*" * (len(digits) - _SHOWN_LAST) + digits[-_SHOWN_LAST:]
