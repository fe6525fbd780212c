"""Codes that a customer's wallet shows to be charged: what they look like, and what may be shown of them."""

import re

WALLET_CODE = re.compile(
    r"1[0-5]\d{16}"  # WeChat Pay
    r"|(?:2[5-9]|30)\d{14,22}"  # Alipay
    r"|62\d{17}"  # UnionPay
)
"""Source: the wallets' merchant documentation. An 18-digit code of WeChat Pay is good for a minute."""
SHOWN_FIRST, SHOWN_LAST = 2, 4


def is_wallet_code(code: str) -> bool:
    """Say whether `code` charges somebody when it is scanned at the tender; anywhere else it is an item's."""
    return WALLET_CODE.fullmatch(code) is not None


def safe(code: str) -> str:
    """Return `code` as journal, log and screen may have it: of a wallet's code the first 2 and last 4 digits."""
    if not is_wallet_code(code):
        return code
    hidden = len(code) - SHOWN_FIRST - SHOWN_LAST
    return f"{code[:SHOWN_FIRST]}{'*' * hidden}{code[-SHOWN_LAST:]}"
