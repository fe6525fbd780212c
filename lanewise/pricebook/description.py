"""A compiled price book as tools see it: what `controller.pricing.PriceBook.describe` writes, read into structs.

Entries name each other by place. The kinds of promotions stay as the engine writes them; lanewise/pricebook/words.py
turns them into sentences.
"""

from datetime import datetime, timedelta
from typing import Any, TypeAlias

import msgspec

from controller.pricing import PriceBook

Kind: TypeAlias = dict[str, Any]
# Moments are seconds since then on the store's wall clock.
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - civil time has no zone


class _Part(msgspec.Struct, frozen=True):
    pass


class Named(_Part, frozen=True):
    """A department or a tax class."""

    id: str
    names: dict[str, str]
    rates: tuple[dict[str, Any], ...] = ()


class DatedPrice(_Part, frozen=True):
    """A price from a moment on."""

    from_: int = msgspec.field(name="from")
    price_minor: int = 0


class Weekly(_Part, frozen=True):
    """Times of the week; bit 0 of `weekdays` is Monday."""

    weekdays: int
    from_s: int
    until_s: int


class Item(_Part, frozen=True):
    """Something sold."""

    id: str
    names: dict[str, str]
    tax: int
    price_minor: int
    dated_prices: tuple[DatedPrice, ...]
    sold_by: str
    floor_minor: int
    levy_minor: int
    deposit: int | None
    discountable: bool
    tender_exempt: bool
    min_age: int
    sale_hours: tuple[Weekly, ...]
    department: int | None
    company_prefix: str
    family: str


class Windows(_Part, frozen=True):
    """When a promotion is open."""

    from_: int | None = msgspec.field(name="from")
    until: int | None
    weekly: tuple[Weekly, ...]


class Conditions(_Part, frozen=True):
    """When a promotion fires."""

    min_spend_minor: int | None
    strictly_over: bool
    base: str
    min_units: int
    min_line_units: int
    requires: tuple[tuple[int, int], ...]
    windows: Windows
    identity: str | None
    coupon: str | None
    tender: str | None


class Promotion(_Part, frozen=True):
    """A promotion. `kind` has one key: what it is."""

    id: str
    version: int
    names: dict[str, str]
    kind: Kind
    scope: int
    layer: str
    stacking: str
    priority: int
    stack_group: int | None
    conditions: Conditions
    limits: dict[str, Any]
    funding: str
    includes_tax: bool
    allocation: str | None
    grouping: str | None


class StackGroup(_Part, frozen=True):
    """At most `limit` of its promotions fire."""

    id: str
    limit: int


class Description(_Part, frozen=True):
    """The whole book. A scope of None is everything that may be discounted."""

    content_hash: str
    id: str
    currency: str
    currency_exponent: int
    policy: dict[str, Any]
    taxes: tuple[Named, ...]
    departments: tuple[Named, ...]
    items: tuple[Item, ...]
    codes: tuple[tuple[int, str], ...]
    scopes: tuple[tuple[int, ...] | None, ...]
    stack_groups: tuple[StackGroup, ...]
    promotions: tuple[Promotion, ...]


def described(book: PriceBook) -> Description:
    """Return the book for tools."""
    return msgspec.json.decode(book.describe(), type=Description)


def moment(seconds: int) -> str:
    """Return a moment as a document would write it: the time only if it is not midnight."""
    at = EPOCH + timedelta(seconds=seconds)
    return at.strftime("%Y-%m-%d" if at.time() == EPOCH.time() else "%Y-%m-%dT%H:%M:%S").removesuffix(":00")
