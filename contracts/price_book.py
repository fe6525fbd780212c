"""The price book as a document: what the store publishes and a lane compiles.

JSON, UTF-8. Money is integers in minor units of `currency`; prices include tax. `lanewise` refuses a book whose
codes repeat, whose references dangle or whose amounts are out of bounds; every fault names its entry.
"""

from typing import Literal

import msgspec


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class TaxClass(_Entry, frozen=True):
    """A tax rate contained in the shelf price. `rate_bp` is 1/100 % (1300 = 13 %)."""

    id: str
    rate_bp: int
    names: dict[str, str] = {}


class Department(_Entry, frozen=True):
    """A group of items a manager thinks in."""

    id: str
    names: dict[str, str]


class Item(_Entry, frozen=True):
    """Something sold. `codes` are GTINs, in-store numbers and PLUs as scanned or keyed, digits only.

    `price_minor` is per piece when `sold_by` is `each`, per kilogram when it is `kg`.
    """

    id: str
    codes: tuple[str, ...]
    names: dict[str, str]
    tax: str
    price_minor: int
    department: str = ""
    sold_by: Literal["each", "kg"] = "each"


class PercentOff(_Entry, tag="percent_off", tag_field="kind", frozen=True):
    """Every unit in scope costs `percent_bp` / 100 % less; rounded half up per line."""

    id: str
    names: dict[str, str]
    percent_bp: int
    items: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


class MultiPrice(_Entry, tag="multi_price", tag_field="kind", frozen=True):
    """`n` pieces from the scope cost `price_minor` together; repeats; never dearer than before."""

    id: str
    names: dict[str, str]
    n: int
    price_minor: int
    items: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


Promotion = PercentOff | MultiPrice


class PriceBook(_Entry, frozen=True):
    """Everything a lane needs to price a basket. `currency_exponent` is the number of minor digits (CNY 2, JPY 0)."""

    id: str
    currency: str
    currency_exponent: int
    taxes: tuple[TaxClass, ...]
    items: tuple[Item, ...]
    departments: tuple[Department, ...] = ()
    promotions: tuple[Promotion, ...] = ()
