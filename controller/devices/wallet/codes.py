"""Whose payment code a customer shows. Pure. Codes are text: 18 digits and more do not fit a float.

    WeChat Pay   18 digits, 10 to 15 first        valid 60 s
    Alipay       16 to 24 digits, 25 to 30 first
    Alipay+      19 digits, 28 first, a 9 third, a 6 sixth from the end
    UnionPay     19 digits, 62 first

Sources: WeChat Pay and yabandpay documentation, public gateways.
"""

import re
from typing import Literal

Wallet = Literal["wechat", "alipay", "alipay_plus", "unionpay"]

_RULES: tuple[tuple[Wallet, re.Pattern[str]], ...] = (
    ("wechat", re.compile(r"1[0-5][0-9]{16}")),
    ("unionpay", re.compile(r"62[0-9]{17}")),
    ("alipay_plus", re.compile(r"289[0-9]{10}6[0-9]{5}")),
    ("alipay", re.compile(r"(?:2[5-9]|30)[0-9]{14,22}")),
)


def wallet_of(code: str) -> Wallet | None:
    """Return whose code it is, None if it is no payment code."""
    return next((wallet for wallet, rule in _RULES if rule.fullmatch(code)), None)
