"""Vectors of the areas barcode.*, payment_code and scanner.aim."""

import re
from datetime import UTC, datetime

from controller.barcode import aim, check_digit, digital_link, elements, gtin
from controller.barcode.coupon import is_8110, is_8112
from controller.barcode.decode import COMPOSITE, decode
from controller.barcode.decoded import (
    Coupon,
    Decoded,
    ElementString,
    Gtin,
    Other,
    PaymentCode,
    Unreadable,
)
from controller.barcode.elements import GS, ElementFault, Elements
from controller.barcode.payment import FAMILIES
from controller.barcode.settings import Settings
from controller.barcode.values import meaning
from lanewise.vectors import barcode_labels
from lanewise.vectors.area import Areas, Given, Got, NotExpressible
from lanewise.vectors.given import bytes_of, text_of

STRICT = Settings(aim_required=True, upc_a_of_12=False)
"""As GS1's engine reads; the lane lets a UPC-A of 12 digits pass."""
LENIENT = Settings(associations_checked=False, short_upc_e=True)
"""As biip reads: one number or message by itself."""
SSCC_LENGTH = 18
FNC1 = "^"
COUPONS = {"8110": is_8110, "8112": is_8112}
_UPC_E_ABLE = re.compile(r"0[01](?:\d{2}[0-2]0000\d{3}|\d{2}[3-9]00000\d{2}|\d{4}00000\d|\d{5}0000[5-9])\d")


def _ais(parsed: Elements | ElementFault) -> list[list[str]]:
    return [] if isinstance(parsed, ElementFault) else [[element.ai, element.value] for element in parsed]


def _valid(parsed: Elements | ElementFault) -> Got:
    return {"valid": not isinstance(parsed, ElementFault), "ais": _ais(parsed)}


def _ai_value(given: Given) -> Got:
    parsed = elements.parse(_with_gs(text_of(given, "elements"), given))
    if isinstance(parsed, ElementFault):
        return {"valid": False}
    said = meaning(parsed[0], datetime.now(tz=UTC).year)
    return {
        "valid": True,
        "ai": parsed[0].ai,
        "value": said.text,
        "type": said.kind,
        "unit": said.unit,
        "currency": said.currency,
    }


def _check_digit(given: Given) -> Got:
    name = "price_field" if "price_field" in given else "without_check"
    digits = text_of(given, name)
    if not check_digit.is_digits(digits):
        raise NotExpressible(f"{name} is no digits: {digits!r}")
    if name == "without_check":
        return {"check_digit": check_digit.mod10(digits)}
    if len(digits) not in check_digit.MEASURE_LENGTHS:
        raise NotExpressible(f"no check digit of {len(digits)} digits inside a number")
    return {"price_check_digit": check_digit.measure_digit(digits)}


def _coupon(given: Given) -> Got:
    check = COUPONS.get(text_of(given, "ai"))
    if check is None:
        raise NotExpressible(f"({given['ai']}) is no coupon")
    return {"valid": check(text_of(given, "value"))}


def _digital_link(given: Given) -> Got:
    return _valid(digital_link.parse(text_of(given, "uri")))


def _elements(given: Given) -> Got:
    """As GS1's engine has it: FNC1 comes first, and never twice."""
    if "bracketed" in given:
        parsed = elements.parse_bracketed(text_of(given, "bracketed"))
        checked = given.get("associations_checked", True)
    else:
        data = text_of(given, "elements")
        in_order = ("fnc1" not in given or data.startswith(_fnc1(given))) and not _empty_element(_with_gs(data, given))
        parsed = elements.parse(_with_gs(data, given)) if in_order else ElementFault("syntax")
        checked = given.get("associations_checked", False)
    clash = elements.check_together(parsed) if checked and not isinstance(parsed, ElementFault) else None
    return _valid(parsed if clash is None else clash)


def _gtin(given: Given) -> Got:
    if "upc_e" in given:
        upc_a = gtin.expand_upc_e(text_of(given, "upc_e"))
        return {"valid": False} if upc_a is None else _number(upc_a)
    if "elements" in given:
        parsed = elements.parse(_with_gs(text_of(given, "elements"), given))
        if isinstance(parsed, ElementFault):
            return {"valid": False}
        found: Decoded = ElementString(elements=parsed)
    else:
        found = decode(*_parted(text_of(given, "scan")), LENIENT)
    match found:
        case Gtin():
            return _number(found.digits) | {"add_on": found.add_on}
        case ElementString():
            number = {} if found.gtin14 is None else _number(found.gtin14)
            return {"valid": True, "sscc": found.value("00"), "ais": _ais(found.elements)} | number
        case Coupon():
            return _number(found.symbol)
        case Other(data=data) if len(data) == SSCC_LENGTH and check_digit.is_digits(data):
            return {"valid": check_digit.mod10_ok(data), "sscc": data}
        case _:
            return {"valid": False}


def _number(digits: str) -> Got:
    number = digits.lstrip("0")
    forms = {f"gtin{length}": number.zfill(length) for length in sorted(gtin.LENGTHS) if len(number) <= length}
    return {"valid": True, "format": gtin.format_of(digits), "upc_a": forms.get("gtin12"), **forms}


def _message(given: Given) -> Got:
    """As biip has it, a message is in order though a number in it does not check."""
    _, data = aim.split(text_of(given, "scan"))
    for separator in given.get("separators", given.get("separator", ())):
        data = data.replace(separator, GS)
    if data.startswith("("):
        return _valid(elements.parse_bracketed(data))
    return _valid(elements.parse(data, check_digits=False))


def _scan(given: Given) -> Got:
    symbology, data = aim.split(text_of(given, "scan"))
    found = decode(data, symbology, STRICT)
    kind = None if symbology is None else aim.symbology(symbology)
    if isinstance(found, Unreadable) or kind is None or (kind.is_gs1 and _empty_element(data)):
        return {"valid": False}
    primary, _, above = data.partition(COMPOSITE) if symbology in ("]E0", "]E4") else (data, "", "")
    parsed = found.elements if isinstance(found, ElementString | Coupon) else elements.parse(above)
    return {
        "valid": True,
        "symbology": _named(str(symbology), kind, primary, above),
        "data": primary,
        "ais": _ais(parsed),
    }


def _named(identifier: str, kind: aim.Symbology, primary: str, above: str) -> str:
    """Name the symbol as it must have been."""
    if identifier == "]E0":
        upc = "UPC-E" if _UPC_E_ABLE.fullmatch(primary) else "UPC-A"
        name = f"{upc} sent as 13 digits" if primary.startswith("0") else "EAN-13"
    else:
        name = kind.name.removesuffix(" / composite")
    return f"{name} + composite" if above else name


def _payment_code(given: Given) -> Got:
    if "scan" in given:
        found = decode(*_parted(text_of(given, "scan")), Settings(), tendering=given.get("state") != "sale")
        return {"family": found.family if isinstance(found, PaymentCode) else None}
    try:
        rule = re.compile(text_of(given, "pattern"))
    except re.error as why:
        raise NotExpressible(f"pattern {given['pattern']!r}: {why}") from None
    families = [
        name for name, form in FAMILIES.items() if all(bool(rule.search(c)) == _is_of(form, c) for c in _probes())
    ]
    if len(families) != 1:
        raise NotExpressible(f"no wallet of ours has the rule {given['pattern']}")
    return {"family": families[0]}


def _is_of(form: re.Pattern[str], code: str) -> bool:
    return form.fullmatch(code) is not None


def _probes() -> list[str]:
    """Return codes that tell the rules apart: every lead of three digits, every length, two sixths from the end."""
    bodies = [("0" * (length - 9) + sixth + "00000") for length in range(14, 28) for sixth in "06"]
    return [f"{lead:03}{body}" for lead in range(1000) for body in bodies]


def _aim(given: Given) -> Got:
    kind = aim.symbology(_identifier(given))
    return {"symbology": None, "gs1": False} if kind is None else {"symbology": kind.name, "gs1": kind.is_gs1}


def _identifier(given: Given) -> str:
    return text_of(given, "prefix") if "prefix" in given else bytes_of(given, "hex").decode("latin-1")


def _with_gs(data: str, given: Given) -> str:
    """Return an element string as scanned: the first FNC1 is no part of it, any other is GS."""
    fnc1 = _fnc1(given)
    return data.removeprefix(fnc1).replace(fnc1, GS) if fnc1 else data


def _fnc1(given: Given) -> str:
    return text_of(given, "fnc1") if "fnc1" in given else FNC1


def _empty_element(data: str) -> bool:
    return data.startswith(GS) or GS + GS in data


def _parted(scan: str) -> tuple[str, str | None]:
    symbology, data = aim.split(scan)
    return data, symbology


AREAS: Areas = {
    "barcode.ai_value": _ai_value,
    "barcode.check_digit": _check_digit,
    "barcode.coupon": _coupon,
    "barcode.digital_link": _digital_link,
    "barcode.elements": _elements,
    "barcode.gtin": _gtin,
    "barcode.message": _message,
    "barcode.scan": _scan,
    "payment_code": _payment_code,
    "scanner.aim": _aim,
    **barcode_labels.AREAS,
}
