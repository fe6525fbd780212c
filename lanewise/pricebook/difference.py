"""What changed between two price books, line by line, in words."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from lanewise.pricebook.description import Description, Item, Promotion, moment
from lanewise.pricebook.words import Words, names, rates

_T = TypeVar("_T")
_IDS_SHOWN = 8


class Side:
    """One of the two books, by id: places of the one mean nothing in the other."""

    def __init__(self, book: Description) -> None:
        self.book = book
        self.words = Words(book, goods=False)
        self.items = {item.id: item for item in book.items}
        self.promotions = {promotion.id: promotion for promotion in book.promotions}
        self._codes: dict[str, list[str]] = {}
        for place, code in book.codes:
            self._codes.setdefault(book.items[place].id, []).append(code)

    def item(self, item: Item) -> dict[str, str]:
        """Return everything about an item as texts that can be compared."""
        book, words = self.book, self.words
        later = [f"{words.price(item, price.price_minor)} from {moment(price.from_)}" for price in item.dated_prices]
        return {
            "name": names(item.names),
            "codes": ", ".join(sorted(self._codes.get(item.id, ()))),
            "price": words.price(item, item.price_minor),
            "later prices": ", ".join(later),
            "floor price": words.price(item, item.floor_minor),
            "levy": words.money(item.levy_minor),
            "tax": book.taxes[item.tax].id,
            "department": "" if item.department is None else book.departments[item.department].id,
            "deposit": "" if item.deposit is None else book.items[item.deposit].id,
            "discountable": _yes(item.discountable),
            "tender exempt": _yes(item.tender_exempt),
            "least age": str(item.min_age),
            "sale hours": ", ".join(words.weekly(times) for times in item.sale_hours),
            "coupon family": f"{item.company_prefix} {item.family}".strip(),
        }

    def promotion(self, promotion: Promotion) -> dict[str, str]:
        """Return everything about a promotion but its scope as texts that can be compared."""
        return {
            "name": names(promotion.names),
            "version": str(promotion.version),
            "terms": self.words.terms(promotion),
            "when": "; ".join(self.words.conditions(promotion)),
            "layer": promotion.layer,
            "priority": str(promotion.priority),
            "includes tax": _yes(promotion.includes_tax),
            "allocation": promotion.allocation or "",
            "grouping": promotion.grouping or "",
        }

    def scopes(self, promotion: Promotion) -> dict[str, frozenset[str] | None]:
        """Return the ids of the items in every scope that a promotion names; None is everything."""
        ((kind, terms),) = promotion.kind.items()
        places = {"scope": promotion.scope}
        if kind == "bundle":
            places |= {f"slot {number}": slot["scope"] for number, slot in enumerate(terms["slots"], 1)}
        if kind == "multi":
            own = [(number, action["scope"]) for number, action in enumerate(terms, 1)]
            places |= {f"action {number}": scope for number, scope in own if scope is not None}
        required = promotion.conditions.requires
        places |= {f"requirement {number}": scope for number, (scope, _) in enumerate(required, 1)}
        return {name: self._ids(place) for name, place in places.items()}

    def _ids(self, place: int) -> frozenset[str] | None:
        items = self.book.scopes[place]
        return None if items is None else frozenset(self.book.items[item].id for item in items)


def difference(before: Description, after: Description) -> Iterator[str]:
    """Yield what changed, one text each; nothing if the books price every basket alike."""
    old, new = Side(before), Side(after)
    yield from _head(before, after)
    yield from _entries("item", old.items, new.items, old.item, new.item)
    yield from _entries("promotion", old.promotions, new.promotions, old.promotion, new.promotion, _scopes(old, new))
    order = [[one for one in side.promotions if one in other.promotions] for side, other in ((old, new), (new, old))]
    if order[0] != order[1]:
        yield "~ promotions stand in another order"


def _head(before: Description, after: Description) -> Iterator[str]:
    for field in ("id", "currency", "currency_exponent"):
        yield from _changed("price book", field, str(getattr(before, field)), str(getattr(after, field)))
    old, new = _flat(before.policy), _flat(after.policy)
    for field in old | new:
        yield from _changed("policy", field, old.get(field, ""), new.get(field, ""))
    for kind, field in (("tax", "taxes"), ("department", "departments"), ("stack group", "stack_groups")):
        old_entries, new_entries = ({entry.id: entry for entry in getattr(book, field)} for book in (before, after))
        yield from _entries(kind, old_entries, new_entries, _TEXTS[kind], _TEXTS[kind])


def _entries(
    kind: str,
    old: dict[str, _T],
    new: dict[str, _T],
    of_old: Callable[[_T], dict[str, str]],
    of_new: Callable[[_T], dict[str, str]],
    more: Callable[[str], Iterator[str]] = lambda _: iter(()),
) -> Iterator[str]:
    for entry_id in sorted(old.keys() - new.keys()):
        yield f"- {kind} {entry_id}"
    for entry_id in sorted(new.keys() - old.keys()):
        said = [f"{field} {text}" for field, text in of_new(new[entry_id]).items() if text]
        yield f"+ {kind} {entry_id}: {'; '.join(said)}"
    for entry_id, entry in new.items():
        if entry_id in old:
            others = of_new(entry)
            for field, text in of_old(old[entry_id]).items():
                yield from _changed(f"{kind} {entry_id}", field, text, others[field])
            yield from more(entry_id)


def _scopes(old: Side, new: Side) -> Callable[[str], Iterator[str]]:
    def changes(promotion_id: str) -> Iterator[str]:
        before, after = old.scopes(old.promotions[promotion_id]), new.scopes(new.promotions[promotion_id])
        for name, goods in before.items():
            if name in after:
                yield from _scope_change(f"promotion {promotion_id}: {name}", goods, after[name])

    return changes


def _scope_change(scope: str, before: frozenset[str] | None, after: frozenset[str] | None) -> Iterator[str]:
    if before is None or after is None:
        if before != after:
            yield f"~ {scope} {_everything(before)} -> {_everything(after)}"
        return
    for sign, ids in (("without", before - after), ("with", after - before)):
        if ids:
            yield f"~ {scope} {sign} {_some(sorted(ids))}"


def _changed(entry: str, field: str, before: str, after: str) -> Iterator[str]:
    if before != after:
        yield f"~ {entry}: {field} {before or 'none'} -> {after or 'none'}"


_TEXTS: dict[str, Callable[[Any], dict[str, str]]] = {
    "tax": lambda tax: {"name": names(tax.names), "rates": rates(tax)},
    "department": lambda department: {"name": names(department.names)},
    "stack group": lambda group: {"limit": str(group.limit)},
}


def _flat(values: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for field, value in values.items():
        flat |= _flat(value, f"{field} ") if isinstance(value, dict) else {prefix + field: _text(value)}
    return flat


def _text(value: Any) -> str:
    return "" if value is None else _yes(value) if isinstance(value, bool) else str(value)


def _everything(ids: frozenset[str] | None) -> str:
    return "everything" if ids is None else _some(sorted(ids))


def _some(ids: list[str]) -> str:
    shown = ", ".join(ids[:_IDS_SHOWN])
    return shown if len(ids) <= _IDS_SHOWN else f"{shown} and {len(ids) - _IDS_SHOWN} more"


def _yes(flag: bool) -> str:  # noqa: FBT001 - the value is the point
    return "yes" if flag else "no"
