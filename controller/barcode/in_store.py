"""In-store numbers, read by the store's layouts and rules."""

from dataclasses import replace

from controller.barcode.check_digit import is_digits, measure_digit, mod10_ok
from controller.barcode.decoded import Badge, Coupon, InStore, Unreadable
from controller.barcode.layouts import Layout
from controller.barcode.nomenclature import Rule, RuleMatch
from controller.barcode.quantities import amount_minor, mass_g
from controller.barcode.settings import Settings

Read = InStore | Badge | Coupon | Unreadable


def read(code: str, settings: Settings) -> Read | None:
    """Return what the first layout or rule that fits makes of a code; None if none fits.

    A layout that wants a right last digit does not fit a code without it.
    """
    if not is_digits(code):
        return _by_rules(code, settings)
    check_ok = mod10_ok(code)
    for layout in settings.layouts:
        fields = layout.fields(code) if check_ok or not layout.check else None
        if fields is not None:
            return _by_layout(code, layout, fields, settings)
    return _by_rules(code, settings)


def _by_layout(code: str, layout: Layout, fields: dict[str, str], settings: Settings) -> InStore | Unreadable:
    if layout.check_inner and not _inner_ok(fields):
        return Unreadable(reason="inner_check_digit", shown=code)
    amount = None
    if "P" in fields:
        amount = amount_minor(fields["P"], layout.amount_decimals, settings.currency_exponent)
        if amount is None:
            return Unreadable(reason="amount_not_in_currency", shown=code)
    mass, pieces = fields.get("W"), fields.get("N")
    if mass is not None and layout.one_means_piece and int(mass) == 1:
        mass, pieces = None, mass
    return InStore(
        digits=code,
        item=fields["I"],
        codes=_codes(code, layout, fields["I"]),
        amount_minor=amount,
        mass_g=None if mass is None else mass_g(mass, layout.mass_decimals, layout.mass_unit),
        quantity=None if pieces is None else int(pieces),
        check_ok=mod10_ok(code),
    )


def _inner_ok(fields: dict[str, str]) -> bool:
    if "c" not in fields:
        return True
    measured = next(fields[letter] for letter in "PWN" if letter in fields)
    return measure_digit(measured) == fields["c"]


def _codes(code: str, layout: Layout, item: str) -> tuple[str, ...]:
    """Return the label without its measure, the digits up to the item's last, and the item alone."""
    bare = layout.without_measure(code)
    return (bare, bare[: layout.pattern.rindex("I") + 1], item)


def _by_rules(code: str, settings: Settings) -> Read | None:
    for rule in settings.rules:
        match = rule.match(code)
        if match is not None:
            return _by_rule(code, rule, match, settings)
    return None


def _by_rule(code: str, rule: Rule, match: RuleMatch, settings: Settings) -> Read:
    if rule.kind in ("staff", "member", "gift_card"):
        return Badge(kind=rule.kind, number=code)
    if rule.kind == "coupon":
        return Coupon(kind="store", symbol=code, code=match.base_code)
    whole = InStore(
        digits=code,
        item=match.base_code,
        codes=tuple(dict.fromkeys((match.base_code, code))),
        check_ok=is_digits(code) and mod10_ok(code),
    )
    if not match.digits:  # the rule says what it is, the code not how much of it
        return whole
    amount = amount_minor(match.digits, match.decimals, settings.currency_exponent)
    if rule.kind == "price" and amount is None:
        return Unreadable(reason="amount_not_in_currency", shown=code)
    if rule.kind == "quantity" and match.decimals:
        return Unreadable(reason="quantity_not_whole", shown=code)
    return replace(
        whole,
        amount_minor=amount if rule.kind == "price" else None,
        mass_g=mass_g(match.digits, match.decimals) if rule.kind == "weight" else None,
        quantity=int(match.digits) if rule.kind == "quantity" else None,
        percent=match.value if rule.kind == "discount" else None,
    )
