"""Vectors of the areas barcode.instore and barcode.rcn: labels of the store's own."""

import re
from decimal import Decimal

from controller.barcode.check_digit import mod10_ok
from controller.barcode.decode import decode
from controller.barcode.decoded import Decoded, Gtin, InStore
from controller.barcode.gtin import UPC_A_LENGTH
from controller.barcode.layouts import Layout
from controller.barcode.nomenclature import Encoding, Rule
from controller.barcode.presets import PRESETS
from controller.barcode.settings import Settings
from lanewise.vectors.area import Areas, Given, Got, NotExpressible
from lanewise.vectors.given import text_of

_ENCODINGS: dict[int, Encoding] = {8: "ean8", 12: "upca", 13: "ean13"}
CURRENCIES = {
    "CN": "CNY",
    "DE": "EUR",
    "DK": "DKK",
    "EE": "EUR",
    "FI": "EUR",
    "GB": "GBP",
    "LT": "EUR",
    "LV": "EUR",
    "NO": "NOK",
    "SE": "SEK",
    "US": "USD",
}
"""A store has its currency from its settings; a vector has a region only."""
_LAYOUT = re.compile(r"[0-9A-Zcx ]+")
_ANY_PREFIX = re.compile(r"(?:PP|FF)(?=I)")
_DECIMALS = re.compile(r"(\d) decimals?")
_SETTING = re.compile(r"(?:\d+ ?= ?)?(\d+), ?(\d+), ?(\d+), ?(\d+), ?(\d+)")


def _rcn(given: Given) -> Got:
    layouts = () if given.get("region") is None else _preset(text_of(given, "region"))
    found = decode(text_of(given, "scan"), None, Settings(layouts=layouts))
    if isinstance(found, Gtin):
        return {"valid": True, "weight_kg": None, "price": None, "count": None, "usage": found.restriction}
    currency = CURRENCIES.get(str(given.get("region")).upper())
    return {"valid": isinstance(found, InStore), "currency": currency} | _label(found)


def _in_store(given: Given) -> Got:
    if "rule" in given:
        return _by_rule(text_of(given, "scan"), text_of(given, "rule"), given.get("encoding"))
    if "layout" in given:
        layouts: tuple[Layout, ...] = (_layout(text_of(given, "layout")),)
    elif "region" in given or "market" in given:
        layouts = _preset(text_of(given, "region" if "region" in given else "market"))
    else:
        raise NotExpressible(f"no layout in {sorted(given)}")
    found = decode(text_of(given, "scan"), None, Settings(layouts=layouts))
    return {"valid": isinstance(found, InStore)} | _label(found)


def _preset(market: str) -> tuple[Layout, ...]:
    name = market if market in PRESETS else market.upper()
    if name not in PRESETS:
        raise NotExpressible(f"no layouts of {market!r}; there are {', '.join(sorted(PRESETS))}")
    return PRESETS[name]


def _by_rule(scan: str, pattern: str, encoding: Encoding | None) -> Got:
    try:
        rule = Rule(pattern, "product", encoding or _ENCODINGS.get(len(scan), "any"))
    except ValueError as why:
        raise NotExpressible(str(why)) from None
    match = rule.match(scan)
    if match is None:
        return {"valid": False, "value": "0", "base_code": scan, "type": "error"}
    return {"valid": True, "value": match.value, "base_code": match.base_code, "type": "product"}


def _label(found: Decoded) -> Got:
    if not isinstance(found, InStore):
        return {}
    mass = None if found.mass_g is None else str(Decimal(found.mass_g).scaleb(-3))
    amount = None if found.amount_minor is None else str(Decimal(found.amount_minor).scaleb(-2))
    return {
        "item": found.item,
        "weight": mass,
        "weight_kg": mass,
        "weight_g": found.mass_g,
        "price": amount,
        "amount": amount,
        "price_minor": found.amount_minor,
        "count": found.quantity,
        "quantity": found.quantity,
        "pieces": found.quantity,
        "ean_check_digit_valid": mod10_ok(found.digits),
    }


def _layout(words: str) -> Layout:
    """Read a layout as the sources write it: `PP IIIII VVVVV C (weight, 3 decimals)`, or `13, 21, 5, 5, 2`.

    The latter are length, prefix, digits of the item, digits of the amount, decimals. P is an amount, but the product
    where V is the amount: `2 PPPPP c VVVV C`.
    """
    try:
        return _read_layout(words)
    except ValueError as why:
        raise NotExpressible(str(why)) from None


def _read_layout(words: str) -> Layout:
    setting = _SETTING.search(words)
    if setting is not None:
        length, prefix, item, amount, decimals = setting.groups()
        fields = prefix + "I" * int(item) + "P" * int(amount)
        pattern = fields + "X" * (int(length) - 1 - len(fields)) + "C"
        return Layout(pattern=pattern, amount_decimals=int(decimals), check=False)
    written = _LAYOUT.match(words)
    if written is None:
        raise NotExpressible(f"layout {words!r}")
    remarks = words[written.end() :]
    measure = "W" if "weight" in remarks else "P"
    fields = written.group().replace(" ", "").replace("x", "X")
    fields = _ANY_PREFIX.sub("XX", fields, count=1) if "I" in fields else fields.replace("P", "I")
    pattern = fields.replace("V", measure).replace("A", "P")
    if len(pattern) == UPC_A_LENGTH:
        pattern = "0" + pattern
    decimals = _DECIMALS.search(remarks)
    count = None if decimals is None else int(decimals[1])
    return Layout(
        pattern=pattern,
        amount_decimals=2 if count is None else count,
        mass_decimals=3 if count is None else count,
        check=False,
        one_means_piece="piece" in remarks,
    )


AREAS: Areas = {"barcode.instore": _in_store, "barcode.rcn": _rcn}
