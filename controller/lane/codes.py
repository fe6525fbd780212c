"""What a code asks the domain to do, once the decoder has said what it is. Pure; the price book is asked later.

A code that the price book lists as it stands is that item, whatever else it may be. Only numbers of payment cards are
never looked up: they go no further than here.
"""

from dataclasses import dataclass
from typing import assert_never

import msgspec

from controller.barcode import cards
from controller.barcode.check_digit import is_digits
from controller.barcode.decoded import (
    Badge,
    CardNumber,
    Coupon,
    Decoded,
    ElementString,
    Gtin,
    InStore,
    Other,
    PaymentCode,
    Unreadable,
    show,
)
from controller.barcode.elements import Elements
from controller.barcode.gtin import GTIN_14_LENGTH, equivalents
from controller.domain import commands as c
from controller.domain.label import Label

MAX_CODE_LENGTH = 64
"""Characters of a code kept in journal and view; the price book lists none so long."""
YYMMDD_LENGTH = 6
NOTHING_SAID = Label()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A code that is no item's. `shown` is fit for log, journal and screen."""

    shown: str
    reason: str
    detail: str = ""


def asked(data: str, decoded: Decoded) -> c.RegisterItem | Refusal:  # noqa: C901 - one exhaustive match
    """Return the item to register, as if it was keyed; `data` is what was read, cleaned."""
    match decoded:
        case Gtin():
            return _item(decoded.upc_e or short(decoded.digits), decoded.codes, facts=decoded.composite)
        case InStore(percent=None):
            return _item(short(data), decoded.codes, _measures(decoded))
        case ElementString():
            return _of_elements(decoded)
        case Coupon():
            return _unless_listed(data, decoded.shown, "coupon_later", keys=decoded.codes)
        case InStore():  # a label that takes something off another one
            return _unless_listed(data, decoded.shown, "coupon_later")
        case Badge():
            return _unless_listed(data, decoded.shown, f"{decoded.kind}_later")
        case Other():
            return _unless_listed(data, decoded.shown, _why_other(data, decoded))
        case Unreadable():
            return _unreadable(data, decoded)
        case CardNumber():
            return Refusal(decoded.shown, "card_number")
        case PaymentCode():
            return Refusal(decoded.shown, "payment_too_early")
        case _:
            assert_never(decoded)


def short(digits: str) -> str:
    """Return a GTIN-14 that only pads a GTIN-13 as the GTIN-13."""
    return digits[1:] if len(digits) == GTIN_14_LENGTH and digits.startswith("0") else digits


def _unless_listed(
    data: str, shown: str, reason: str, detail: str = "", keys: tuple[str, ...] = ()
) -> c.RegisterItem | Refusal:
    """Refuse a code, unless the price book lists it as it stands, or one of `keys`."""
    if not is_digits(data) or len(data) > MAX_CODE_LENGTH or show(data) != data:
        return Refusal(shown, reason, detail)
    return c.RegisterItem(code=short(data), entry_method="keyed", keys=keys, otherwise=reason, detail=detail)


def _why_other(data: str, decoded: Other) -> str:
    if decoded.payment_family is not None:
        return "payment_too_early"
    return "not_found" if is_digits(data) else "malformed_code"


def _unreadable(data: str, decoded: Unreadable) -> c.RegisterItem | Refusal:
    """Refuse what is against its own rules; digits are looked up all the same, as stores list any."""
    why = f"{decoded.reason} {decoded.detail}".rstrip()
    card = cards.masked(data)
    if card is not None:
        return Refusal(card, "card_number")
    match decoded.reason:
        case "amount_not_in_currency" | "foreign_currency":
            return Refusal(decoded.shown, "label_currency", decoded.detail)
        case "aim_missing":
            return Refusal(decoded.shown, "scanner_setup", why)
        case "aim_unknown":
            return _unless_listed(data, decoded.shown, "scanner_setup", why)
        case "check_digit" | "length":
            return _unless_listed(data, decoded.shown, "not_found", why)
        case _:
            return _unless_listed(data, decoded.shown, "misread", why)


def _of_elements(decoded: ElementString) -> c.RegisterItem | Refusal:
    """Return the item of AI 01; or, of a box, as many of the item in AI 02 as AI 37 says."""
    if decoded.codes:
        return _item(decoded.codes[0], decoded.codes, _measures(decoded), decoded.elements)
    inside, count = decoded.value("02"), decoded.value("37")
    if inside is None or count is None:
        return Refusal(decoded.shown, "no_item")
    keys = equivalents(short(inside))
    return _item(keys[0], keys, Label(quantity=int(count) or None), decoded.elements)


def _measures(pack: InStore | ElementString) -> Label:
    """Return how much is in a pack; a field of zeros states nothing."""
    return Label(amount_minor=pack.amount_minor or None, mass_g=pack.mass_g or None, quantity=pack.quantity or None)


def _item(code: str, keys: tuple[str, ...], label: Label = NOTHING_SAID, facts: Elements = ()) -> c.RegisterItem:
    said = {element.ai: element.value for element in facts}
    if "10" in said or "21" in said:
        label = msgspec.structs.replace(label, lot=said.get("10", ""), serial=said.get("21", ""))
    expires = said.get("17") or said.get("7003", "")[:YYMMDD_LENGTH]
    return c.RegisterItem(
        code=code,
        entry_method="keyed",
        keys=keys,
        label=None if label == NOTHING_SAID else label,
        expires=expires or None,
    )
