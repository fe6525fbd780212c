"""Promotions and items in words: what a person who wrote the book reads back to see that it says what was meant."""

from collections.abc import Iterable
from typing import Any

from lanewise.pricebook.description import Conditions, Description, Item, Named, Promotion, Weekly, moment

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EVERY_DAY = 0b111_1111
_ITEMS_SHOWN = 8


class Words:
    """Sentences about one book: it knows the currency and the scopes.

    Without `goods` sentences do not list what is in a scope: two books may then say the same of different goods.
    """

    def __init__(self, book: Description, *, goods: bool = True) -> None:
        self._book = book
        self._goods = goods

    def money(self, minor: int) -> str:
        """Return an amount with its decimals: 12.50."""
        exponent = self._book.currency_exponent
        digits = f"{abs(minor):0{exponent + 1}d}"
        whole, cents = (digits[:-exponent], digits[-exponent:]) if exponent else (digits, "")
        return ("-" if minor < 0 else "") + whole + ("." + cents if cents else "")

    def price(self, item: Item, minor: int) -> str:
        """Return a price with what it is for."""
        return self.money(minor) + ("/kg" if item.sold_by == "kg" else "")

    def scope(self, place: int) -> str:
        """Return which items a scope holds; long lists are cut."""
        items = self._book.scopes[place]
        if not self._goods:
            return "its scope"
        if items is None:
            return "everything"
        shown = ", ".join(self._book.items[item].id for item in items[:_ITEMS_SHOWN])
        return shown if len(items) <= _ITEMS_SHOWN else f"{shown} and {len(items) - _ITEMS_SHOWN} more"

    def terms(self, promotion: Promotion) -> str:
        """Return what a promotion does."""
        ((kind, terms),) = promotion.kind.items()
        match kind:
            case "unit":
                return f"each {self._unit_off(terms)}"
            case "group":
                return self._group(terms["n"], terms["off"])
            case "bundle":
                return self._bundle(terms)
            case "distinct_set":
                sizes = [f"{items} different {_percent(percent_bp)} off" for items, percent_bp in terms]
                return f"sets: {', '.join(sizes)}"
            case "spend_group":
                spend, amount = self.money(terms["min_spend_minor"]), self.money(terms["amount_minor"])
                return f"units worth {spend} together {amount} off"
            case "set":
                return self._set_off(terms)
            case "tiered":
                tiers = [f"from {self.money(tier['min_spend_minor'])} {self._set_off(tier['off'])}" for tier in terms]
                return ", ".join(tiers)
            case "multi":
                return ", then ".join(self._action(action) for action in terms)
            case _:
                return self._reward(kind, terms)

    def conditions(self, promotion: Promotion) -> list[str]:
        """Return when a promotion fires and how often, one text for each thing that limits it."""
        wanted = promotion.conditions
        said = [*self._spend(wanted), *self._presence(wanted), *self._times(wanted)]
        said += [
            f"limit: {_plain(name.removesuffix('_minor'))} {self._limit(name, value)}"
            for name, value in _set_limits(promotion)
        ]
        if promotion.stack_group is not None:
            group = self._book.stack_groups[promotion.stack_group]
            said.append(f"at most {group.limit} of group {group.id}")
        if promotion.stacking != "default":
            said.append(promotion.stacking.replace("_", " "))
        if promotion.funding != "store":
            said.append("paid by a third party")
        return said

    def weekly(self, times: Weekly) -> str:
        """Return times of the week: Mon Fri 16:00-18:00."""
        days = " ".join(day for bit, day in enumerate(_DAYS) if times.weekdays >> bit & 1)
        return f"{'every day' if times.weekdays == _EVERY_DAY else days} {_clock(times.from_s)}-{_clock(times.until_s)}"

    def _group(self, n: int, off: dict[str, Any]) -> str:
        return f"each {self._units_off(off['some'])}" if n == 1 else f"{n}{self._group_off(off)}"

    def _bundle(self, terms: dict[str, Any]) -> str:
        slots, off = terms["slots"], terms["off"]
        slot = [f"{slot['units']} of {self.scope(slot['scope'])}" for slot in slots]
        if all(slot["rewarded"] for slot in slots):
            return f"{' + '.join(slot)}{self._group_off(off)}"
        bought = [text for text, one in zip(slot, slots, strict=True) if not one["rewarded"]]
        got = [text for text, one in zip(slot, slots, strict=True) if one["rewarded"]]
        return f"buy {' + '.join(bought)}, get {' + '.join(got)} {self._units_off(off['some'])}"

    def _group_off(self, off: dict[str, Any]) -> str:
        ((kind, value),) = off.items()
        if kind == "some":
            return f", the {value['which']} {value['units']} {self._units_off(value)}"
        return f" for {self.money(value)}" if kind == "price" else f" together {self._amount_off(kind, value)}"

    def _units_off(self, some: dict[str, Any]) -> str:
        return "free" if some["off"] == {"percent": 10_000} else self._unit_off(some["off"])

    def _unit_off(self, off: dict[str, Any]) -> str:
        ((kind, value),) = off.items()
        return f"at {self.money(value)}" if kind == "price" else self._amount_off(kind, value)

    def _amount_off(self, kind: str, value: int) -> str:
        return f"{_percent(value) if kind == 'percent' else self.money(value)} off"

    def _set_off(self, off: dict[str, Any]) -> str:
        ((kind, value),) = off.items()
        match kind:
            case "each_unit":
                return f"each {self._units_off({'off': value})}"
            case "stepped":
                steps = [f"{step['units']} at {self.money(step['amount_minor'])} off each" for step in value]
                return "first " + ", then ".join(steps)
            case _:
                return self._amount_off(kind, value)

    def _action(self, action: dict[str, Any]) -> str:
        where = "" if action["scope"] is None else f" on {self.scope(action['scope'])}"
        return self._set_off(action["off"]) + where

    def _reward(self, kind: str, terms: dict[str, Any]) -> str:
        match kind:
            case "gift":
                return f"{terms['units']} x {terms['gift']}"
            case "points_earn":
                money, unit = _points(terms["rate_e4"]), _points(terms["per_unit_e4"])
                return f"{money} points for 1 {self._book.currency}, {unit} for each unit, {_plain(terms['base'])}"
            case _:
                return f"points burned at {self.money(terms['value_per_point_minor'])} each"

    def _spend(self, wanted: Conditions) -> Iterable[str]:
        if wanted.min_spend_minor is not None:
            over = "more than" if wanted.strictly_over else "at least"
            yield f"{over} {self.money(wanted.min_spend_minor)} in scope, {_plain(wanted.base)}"
        if wanted.min_units > 1:
            yield f"at least {wanted.min_units} units in scope"
        if wanted.min_line_units > 1:
            yield f"lines of at least {wanted.min_line_units} units"

    def _presence(self, wanted: Conditions) -> Iterable[str]:
        for scope, units in wanted.requires:
            yield f"with {units} of {self.scope(scope)} in the basket"
        for what in ("identity", "coupon", "tender"):
            if (value := getattr(wanted, what)) is not None:
                yield f"{what} {value}"

    def _times(self, wanted: Conditions) -> Iterable[str]:
        windows = wanted.windows
        if windows.from_ is not None:
            yield f"from {moment(windows.from_)}"
        if windows.until is not None:
            yield f"until {moment(windows.until)}"
        for times in windows.weekly:
            yield self.weekly(times)

    def _limit(self, name: str, value: Any) -> str:
        return self.money(value) if name.endswith("_minor") else _plain(str(value))


def rates(tax: Named) -> str:
    """Return the rates of a tax class: 4 % + 4.875 %."""
    return " + ".join(f"{_thousandths(rate['rate_mpct'])} %" for rate in tax.rates) or "no tax"


def names(names: dict[str, str]) -> str:
    """Return a name in both languages."""
    return " / ".join(names[language] for language in sorted(names, reverse=True))


def _set_limits(promotion: Promotion) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in promotion.limits.items() if value not in (None, 0, False)]


def _percent(percent_bp: int) -> str:
    return f"{_thousandths(percent_bp * 10)} %"


def _thousandths(number: int) -> str:
    return f"{number // 1_000}.{number % 1_000:03d}".rstrip("0").rstrip(".")


def _points(points_e4: int) -> str:
    return f"{points_e4 // 10_000}.{points_e4 % 10_000:04d}".rstrip("0").rstrip(".")


def _plain(word: str) -> str:
    return word.replace("_", " ")


def _clock(second_of_day: int) -> str:
    minutes, seconds = divmod(second_of_day, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
