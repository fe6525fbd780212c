"""One scan, from the characters behind the AIM identifier to what they say.

The order, each step only if the one before found nothing:

1. While tendering: a payment code. In a sale never: an 18-digit scale label can look the same.
2. The AIM identifier decides: `]E.` a GTIN or an in-store number, `]C1 ]e0 ]d2 ]Q3 ]J1` an element string, `]X0` a UPC
   (UPC-E before EAN-8). Everything else, and what comes without identifier, goes on with 3.
3. A web address is a Digital Link.
4. The store's own: badges, layouts and rules, where their last digit is right or not asked for.
5. 8, 12, 13 or 14 digits with the right check digit are a GTIN; 8 that are right only as UPC-E, a UPC-E; 13 that begin
   with 977 to 979 and 2 or 5 more, a GTIN with add-on.
6. 20 digits from 00 are an SSCC; data with GS, or that begins with 01, 02, 00 or 8003, an element string. Only without
   AIM identifier, and only if every element is in order: nothing is guessed.
7. The number of a payment card is hidden. All else is `Other`.
"""

import re

from controller.barcode import aim, cards, digital_link, elements, in_store, payment
from controller.barcode.check_digit import is_digits, mod10_ok
from controller.barcode.decoded import Badge, CardNumber, Decoded, Gtin, Other, PaymentCode, Remark, Unreadable, show
from controller.barcode.elements import ElementFault, Elements
from controller.barcode.gs1_items import composite_above, element_string, link, of_elements, of_gtin, with_gs
from controller.barcode.gtin import EAN_8_LENGTH, EAN_13_LENGTH, UPC_A_LENGTH, expand_upc_e, is_gtin
from controller.barcode.settings import Settings

AROUND_A_CODE = " \t\r\n\0"
"""What scanners and people put around a code; GS is none of it."""
COMPOSITE = "|]e0"
"""Between a linear symbol and the 2D part above it, when they come as one message."""
_ADD_ON_LENGTHS = (2, 5)
_WITH_ADD_ON = re.compile(r"97[7-9][0-9]{10}(?:[0-9]{2}|[0-9]{5})")
_ELEMENT_LEADS = ("00", "01", "02", "8003")


def decode(data: str, symbology: str | None, settings: Settings, *, tendering: bool = False) -> Decoded:
    """Say what `data` is; `symbology` is the AIM identifier such as `]E0` if the scanner sent one."""
    data = data.strip(AROUND_A_CODE)
    kind = None if symbology is None else aim.symbology(symbology)
    if kind is None and symbology is not None:
        return Unreadable(reason="aim_unknown", shown=show(data), detail=show(symbology))
    if kind is None and settings.aim_required:
        return Unreadable(reason="aim_missing", shown=show(data))
    carries = "text" if kind is None else kind.carries
    if tendering and carries == "text":
        family = payment.family_of(data, settings.payment_families)
        if family is not None:
            return PaymentCode(family=family, code=data)
    match carries:
        case "ean":
            return _ean(data, str(symbology), settings)
        case "elements":
            return element_string(data, settings)
        case "add_on":
            return Unreadable(reason="add_on_alone", shown=show(data))
        case "upc":
            expanded = expand_upc_e(data)
            return _text(data, settings, marked=True) if expanded is None else Gtin(digits=expanded, upc_e=data)
        case _:
            return _text(data, settings, marked=kind is not None)


def _text(data: str, settings: Settings, *, marked: bool) -> Decoded:
    if digital_link.is_link(data):
        return link(data, settings)
    return (
        _store_own(data, settings)
        or _gtin(data, settings)
        or (None if marked else _unmarked_elements(data, settings))
        or _other(data)
    )


def _store_own(data: str, settings: Settings) -> in_store.Read | None:
    badge = next((badge for badge in settings.badges if badge.fits(data)), None)
    return in_store.read(data, settings) if badge is None else Badge(kind=badge.kind, number=data)


def _gtin(data: str, settings: Settings) -> Decoded | None:
    if is_gtin(data):
        return of_gtin(data)
    if _WITH_ADD_ON.fullmatch(data) and mod10_ok(data[:EAN_13_LENGTH]):
        return Gtin(digits=data[:EAN_13_LENGTH], add_on=data[EAN_13_LENGTH:])
    expanded = expand_upc_e(data) if settings.short_upc_e or len(data) == EAN_8_LENGTH else None
    return None if expanded is None else Gtin(digits=expanded, upc_e=data)


def _unmarked_elements(data: str, settings: Settings) -> Decoded | None:
    text = with_gs(data, settings)
    if elements.GS not in text and not text.startswith(_ELEMENT_LEADS):
        return None
    parsed = elements.parse(text)
    return None if isinstance(parsed, ElementFault) else of_elements(parsed, settings)


def _other(data: str) -> Decoded:
    masked = cards.masked(data)
    return Other(data=data, payment_family=payment.family_of(data)) if masked is None else CardNumber(masked=masked)


def _ean(data: str, symbology: str, settings: Settings) -> Decoded:
    linear, mark, above = data.partition(COMPOSITE)
    digits, add_on = _part_add_on(linear) if symbology == "]E3" else (linear, None)
    if digits and not is_digits(digits + (add_on or "")):
        return Unreadable(reason="not_digits", shown=show(data))
    without_zero = len(digits) == UPC_A_LENGTH and settings.upc_a_of_12 and symbology != "]E4"
    if len(digits) != (EAN_8_LENGTH if symbology == "]E4" else EAN_13_LENGTH) and not without_zero:
        return Unreadable(reason="length", shown=show(data))
    if not mod10_ok(digits):
        return Unreadable(reason="check_digit", shown=digits)
    composite: Elements | Unreadable = composite_above(digits, above, settings) if mark else ()
    if isinstance(composite, Unreadable):
        return composite
    remark: Remark | None = "upc_a_without_zero" if without_zero else None
    return _store_own(digits, settings) or of_gtin(digits, add_on=add_on, composite=composite, remark=remark)


def _part_add_on(data: str) -> tuple[str, str | None]:
    """Part 2 or 5 digits from the 13, or 12 of a UPC-A, before them."""
    for length in (EAN_13_LENGTH, UPC_A_LENGTH):
        if len(data) - length in _ADD_ON_LENGTHS:
            return data[:length], data[length:]
    return data, None
