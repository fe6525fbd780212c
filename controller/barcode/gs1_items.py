"""From GTINs and elements, taken apart, to what they say at a lane."""

import re

from controller.barcode import digital_link, elements, in_store
from controller.barcode.coupon import offer_8112
from controller.barcode.decoded import (
    Coupon,
    CouponKind,
    DigitalLink,
    ElementString,
    Gtin,
    InStore,
    Remark,
    Unreadable,
    UnreadableReason,
    show,
)
from controller.barcode.elements import GS, Element, ElementFault, Elements
from controller.barcode.gtin import EAN_13_LENGTH, GTIN_14_LENGTH
from controller.barcode.iso_codes import CURRENCY_LETTERS
from controller.barcode.quantities import amount_minor, mass_g
from controller.barcode.settings import Settings

_COUPON_LEADS: tuple[tuple[CouponKind, re.Pattern[str]], ...] = (
    ("ean_99", re.compile(r"99")),
    ("ean_98", re.compile(r"98[0-4]")),
    ("upc", re.compile(r"05")),
)
_COUPON_AIS: tuple[CouponKind, ...] = ("8110", "8112", "255")
_MASS_UNITS = {"310": "kg", "320": "lb", "356": "troy oz"}
_PRICE_AIS = ("392", "393")
_CURRENCY_LENGTH = 3


def of_gtin(
    digits: str, *, add_on: str | None = None, composite: Elements = (), remark: Remark | None = None
) -> Gtin | Coupon:
    """Return what a rightly checked GTIN is: an item, or by its first digits a coupon."""
    ean13 = digits.zfill(EAN_13_LENGTH)
    kind = next((kind for kind, lead in _COUPON_LEADS if len(ean13) == EAN_13_LENGTH and lead.match(ean13)), None)
    if kind is None:
        return Gtin(digits=digits, add_on=add_on, composite=composite, remark=remark)
    symbol = ean13[1:] if kind == "upc" else ean13
    return Coupon(kind=kind, symbol=symbol, code=symbol, elements=composite)


def composite_above(digits: str, data: str, settings: Settings) -> Elements | Unreadable:
    """Return the elements above a linear symbol; they and its GTIN are one item's."""
    above = _parse(data, settings)
    if isinstance(above, ElementFault):
        return fault("element_string", above, data or digits)
    together = (Element("01", digits.zfill(GTIN_14_LENGTH)), *above)
    clash = elements.check_together(together) if settings.associations_checked else None
    return above if clash is None else fault("associations", clash, data)


def element_string(data: str, settings: Settings) -> ElementString | Coupon | Unreadable:
    """Read the data of a symbol that says it holds an element string."""
    parsed = _parse(data, settings)
    return fault("element_string", parsed, data) if isinstance(parsed, ElementFault) else of_elements(parsed, settings)


def link(uri: str, settings: Settings) -> DigitalLink | Coupon | Unreadable:
    """Read a web address."""
    parsed = digital_link.parse(uri)
    if isinstance(parsed, ElementFault):
        return fault("digital_link", parsed, uri)
    found = of_elements(parsed, settings)
    if not isinstance(found, ElementString):
        return found
    return DigitalLink(
        elements=parsed,
        amount_minor=found.amount_minor,
        mass_g=found.mass_g,
        quantity=found.quantity,
        in_store=found.in_store,
        uri=uri,
    )


def of_elements(parsed: Elements, settings: Settings) -> ElementString | Coupon | Unreadable:
    """Return what elements say of one item, or that they are a coupon."""
    clash = elements.check_together(parsed) if settings.associations_checked else None
    if clash is not None:
        return fault("associations", clash, _bracketed(parsed))
    values = {element.ai: element.value for element in parsed}
    for kind in _COUPON_AIS:
        if kind in values:
            symbol = kind + values[kind]
            return Coupon(kind=kind, symbol=symbol, code=offer_8112(values[kind]) or symbol, elements=parsed)
    amount = _amount(values, settings)
    own = _in_store(values.get("01", ""), settings)
    for found in (amount, own):
        if isinstance(found, Unreadable):
            return found
    assert not isinstance(amount, Unreadable)
    assert not isinstance(own, Unreadable)
    label = own or InStore(digits="", item="", codes=())
    count = values.get("30")
    return ElementString(
        elements=parsed,
        amount_minor=label.amount_minor if amount is None else amount,
        mass_g=label.mass_g if (mass := _mass(values)) is None else mass,
        quantity=label.quantity if count is None else int(count),
        in_store=own,
    )


def _parse(data: str, settings: Settings) -> Elements | ElementFault:
    return elements.parse(with_gs(data, settings), check_digits=settings.element_check_digits)


def with_gs(data: str, settings: Settings) -> str:
    """Put GS where the scanner sends something else for it."""
    return data if not settings.gs_substitute else data.replace(settings.gs_substitute, GS)


def fault(reason: UnreadableReason, why: ElementFault, data: str) -> Unreadable:
    """Return the refusal for data that is not in order."""
    detail = " ".join(word for word in (why.code, why.ai, why.detail) if word)
    return Unreadable(reason=reason, shown=show(data), detail=show(detail))


def _amount(values: dict[str, str], settings: Settings) -> int | Unreadable | None:
    ai = next((ai for ai in values if ai[:3] in _PRICE_AIS), None)
    if ai is None:
        return None
    digits = values[ai]
    if ai.startswith("393"):
        currency, digits = CURRENCY_LETTERS[digits[:_CURRENCY_LENGTH]], digits[_CURRENCY_LENGTH:]
        if currency != settings.currency:
            return Unreadable(reason="foreign_currency", shown=f"({ai}){values[ai]}", detail=currency)
    amount = amount_minor(digits, int(ai[3]), settings.currency_exponent)
    return Unreadable(reason="amount_not_in_currency", shown=f"({ai}){values[ai]}") if amount is None else amount


def _mass(values: dict[str, str]) -> int | None:
    ai = next((ai for ai in values if ai[:3] in _MASS_UNITS), None)
    return None if ai is None else mass_g(values[ai], int(ai[3]), _MASS_UNITS[ai[:3]])


def _in_store(gtin14: str, settings: Settings) -> InStore | Unreadable | None:
    own = in_store.read(gtin14[1:], settings) if gtin14.startswith("0") else None
    return own if isinstance(own, InStore | Unreadable) else None


def _bracketed(parsed: Elements) -> str:
    return "".join(f"({element.ai}){element.value}" for element in parsed)
