"""Payment codes that customers show: told apart by length and first digits.

They mean money only while a lane is tendering; an 18-digit scale label can look the same. Held as text: 18 digits do
not fit a float. Never logged in full.

Source: WeChat Pay and Alipay merchant documentation; yabandpay documentation (Alipay+); payqrcode (UnionPay).
"""

import re
from typing import Literal

PaymentFamily = Literal["wechat", "alipayplus", "alipay", "unionpay"]

FAMILIES: dict[PaymentFamily, re.Pattern[str]] = {
    "wechat": re.compile(r"1[0-5][0-9]{16}"),
    "alipayplus": re.compile(r"289[0-9]{10}6[0-9]{5}"),
    "alipay": re.compile(r"(?:2[5-9]|30)[0-9]{14,22}"),
    "unionpay": re.compile(r"62[0-9]{17}"),
}
"""In the order they are tried: every Alipay+ code is of Alipay's form too."""
_SHOWN_FIRST, _SHOWN_LAST = 2, 4


def family_of(code: str, accepted: frozenset[str] = frozenset(FAMILIES)) -> PaymentFamily | None:
    """Return whose form a code has, among those accepted."""
    return next((name for name, form in FAMILIES.items() if name in accepted and form.fullmatch(code)), None)


def safe(code: str) -> str:
    """Return any code fit for a screen, a log and the journal: one of a wallet's form without its middle."""
    return code if family_of(code) is None else shown(code)


def shown(code: str) -> str:
    """Return a code fit for a screen, a log and the journal."""
    return code[:_SHOWN_FIRST] + "*" * (len(code) - _SHOWN_FIRST - _SHOWN_LAST) + code[-_SHOWN_LAST:]
