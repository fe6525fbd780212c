"""Account numbers as they may be kept: the first and last digits, the rest as `*`. Pure."""

SHOWN_DIGITS_MAX = 10
LAST_DIGITS = 4


def masked(account: str) -> str:
    """Return an account without most of its digits, also from a device that did not hide them."""
    if sum(character.isdecimal() for character in account) <= SHOWN_DIGITS_MAX:
        return account
    return "*" * (len(account) - LAST_DIGITS) + account[-LAST_DIGITS:]
