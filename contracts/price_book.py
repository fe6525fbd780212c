"""The price book as a document: what the store publishes and a lane compiles.

JSON, UTF-8. Money is integers in minor units of `currency`, percentages 1/100 % (`_bp`), tax rates 1/1,000 %
(`_mpct`), points 1/10,000 point (`_e4`). Moments are store-local civil time, `YYYY-MM-DD` (midnight) or
`YYYY-MM-DDTHH:MM` with optional `:SS`; times of day are `HH:MM`, up to `24:00`.

A field that may be left out is left out, never null. The compiler (rust/pricing_core) refuses a book whose codes
repeat, whose references dangle, whose amounts are out of bounds or whose promotions could never fire; every fault
names its entry.
"""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
RoundingMode = Literal["half_up", "half_even", "half_down", "down", "up"]
Allocation = Literal["largest_remainder", "last_line", "first_line", "equal_per_unit", "largest_remainder_with_tax"]
Grouping = Literal["customer", "retailer", "basket_order"]

Percent = Annotated[int, Meta(ge=1, le=10_000)]
Price = Annotated[int, Meta(ge=0, le=1_000_000_000_000)]
Amount = Annotated[int, Meta(ge=1, le=10_000_000_000_000)]
Units = Annotated[int, Meta(ge=1, le=9_999)]
GroupSize = Annotated[int, Meta(ge=2, le=9_999)]
Times = Annotated[int, Meta(ge=1, le=4_294_967_295)]
Points = Annotated[int, Meta(ge=0, le=100_000_000)]


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    # Exactly one of these is needed; contracts/codegen.py writes it into the schema.
    one_of: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        given = [field for field in self.one_of if getattr(self, field) is not UNSET]
        if self.one_of and len(given) != 1:
            msg = f"exactly one of {', '.join(self.one_of)} is needed"
            raise ValueError(msg)


class Rounding(_Entry, frozen=True, kw_only=True):
    """Where percentages become whole minor units: by unit, line or promotion; of the saving or of the price."""

    mode: RoundingMode = "half_up"
    level: Literal["unit", "line", "basket"] = "line"
    of: Literal["discount", "price"] = "discount"


class TaxPolicy(_Entry, frozen=True, kw_only=True):
    """Whether prices contain tax, and where it is rounded. `round_net` rounds the net price (inclusive only)."""

    mode: Literal["none", "inclusive", "exclusive"] = "inclusive"
    level: Literal["unit", "line", "rate", "receipt"] = "rate"
    rounding: RoundingMode = "half_up"
    round_net: bool = False


class CashRounding(_Entry, frozen=True, kw_only=True):
    """What is paid in cash is a multiple of `step_minor`; amounts below one step may stay as they are."""

    step_minor: Amount
    mode: RoundingMode = "half_up"
    below_step_exact: bool = False


class Policy(_Entry, frozen=True, kw_only=True):
    """How promotions compete and where amounts are rounded."""

    choose: Literal[
        "best_for_customer",
        "priority",
        "first_come",
        "one_application",
        "best_single_per_line",
        "favour_retailer",
        "compound_on_remaining",
        "compound_on_original",
    ] = "best_for_customer"
    one_promotion_per_unit: bool = True
    rounding: Rounding = Rounding()
    allocation: Allocation = "largest_remainder"
    grouping: Grouping = "customer"
    tax: TaxPolicy = TaxPolicy()
    cash: CashRounding | UnsetType = UNSET
    returns: Literal["paid_price", "reevaluate", "whole_group"] = "paid_price"
    clock: Literal["scan", "payment"] = "scan"
    node_budget: Annotated[int, Meta(ge=1, le=10_000_000)] = 4_000


class Rate(_Entry, frozen=True, kw_only=True):
    """One of several rates on the same goods (state and city). 8.875 % is 8875."""

    id: str
    rate_mpct: Annotated[int, Meta(ge=0, le=100_000)]


class TaxClass(_Entry, frozen=True, kw_only=True):
    """A class of goods and its tax: `rate_bp` in 1/100 % (1300 = 13 %), or several `rates`, or none (`"rates": []`)."""

    one_of: ClassVar[tuple[str, ...]] = ("rate_bp", "rates")
    id: str
    rate_bp: Annotated[int, Meta(ge=0, le=10_000)] | UnsetType = UNSET
    rates: Annotated[tuple[Rate, ...], Meta(max_length=8)] | UnsetType = UNSET
    names: dict[str, str] = {}


class Department(_Entry, frozen=True, kw_only=True):
    """A group of items a manager thinks in."""

    id: str
    names: dict[str, str]


class StackGroup(_Entry, frozen=True, kw_only=True):
    """At most `limit` promotions of the group fire in a basket."""

    id: str
    limit: Times


class Weekly(_Entry, frozen=True, kw_only=True):
    """Times of the week: on these weekdays (every day if none) `from` inclusive to `until` exclusive.

    An `until` before `from` runs over midnight and belongs to the day it began.
    """

    weekdays: tuple[Weekday, ...] = ()
    from_: str | UnsetType = msgspec.field(name="from", default=UNSET)
    until: str | UnsetType = UNSET


class Window(_Entry, frozen=True, kw_only=True):
    """From a moment, inclusive, until another, exclusive; inside them only at the `weekly` times, if there are any."""

    from_: str | UnsetType = msgspec.field(name="from", default=UNSET)
    until: str | UnsetType = UNSET
    weekly: tuple[Weekly, ...] = ()


class DatedPrice(_Entry, frozen=True, kw_only=True):
    """The item's price from a moment on."""

    from_: str = msgspec.field(name="from")
    price_minor: Price


class Item(_Entry, frozen=True, kw_only=True):
    """Something sold. `codes` are GTINs, in-store numbers and PLUs as scanned or keyed, digits only.

    `price_minor`, `floor_price_minor` and later `prices` are per piece when `sold_by` is `each`, per kilogram when it
    is `kg`. Promotions never go below the floor price and leave alone what is not `discountable`: deposits never are.
    A levy is on each piece, outside the price, untouchable, and negative on a returned empty.
    """

    id: str
    codes: tuple[str, ...]
    names: dict[str, str]
    tax: str
    price_minor: Price
    department: str = ""
    sold_by: Literal["each", "kg"] = "each"
    brand: str = ""
    supplier: str = ""
    tags: tuple[str, ...] = ()
    floor_price_minor: Price = 0
    levy_minor: Annotated[int, Meta(ge=-1_000_000_000_000, le=1_000_000_000_000)] = 0
    deposit: str | UnsetType = UNSET
    discountable: bool = True
    tender_exempt: bool = False
    min_age: Annotated[int, Meta(ge=0, le=150)] = 0
    sale_hours: tuple[Weekly, ...] = ()
    prices: tuple[DatedPrice, ...] = ()
    company_prefix: str = ""
    family: str = ""


class Except(_Entry, frozen=True, kw_only=True):
    """What is taken out of a scope: the union of the lists. `tags` are any of them, `all_tags` all of them at once."""

    items: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    all_tags: tuple[str, ...] = ()


class Scope(Except, frozen=True, kw_only=True):
    """A set of items: everything, or the union of the lists; less `except`."""

    all: bool = False
    except_: Except | UnsetType = msgspec.field(name="except", default=UNSET)


class Requirement(_Entry, frozen=True, kw_only=True):
    """Goods that must be in the basket; the promotion uses none of them up."""

    scope: Scope
    units: Units = 1


class Limits(_Entry, frozen=True, kw_only=True):
    """How much of a promotion there is.

    `per_basket`, `per_member`, `per_member_day` and `campaign` count applications (groups), `max_units` units,
    `cap_minor` and `campaign_minor` money. `unit_order` says which units when not all are; `group_size` that only
    complete groups are touched.
    """

    per_basket: Times | UnsetType = UNSET
    max_units: Times | UnsetType = UNSET
    unit_order: Literal["dearest_first", "cheapest_first", "cheapest_net_first", "basket_order"] | UnsetType = UNSET
    group_size: Annotated[int, Meta(ge=0, le=9_999)] | UnsetType = UNSET
    cap_minor: Amount | UnsetType = UNSET
    cap_includes_tax: bool = False
    per_member: Times | UnsetType = UNSET
    per_member_day: Times | UnsetType = UNSET
    campaign: Times | UnsetType = UNSET
    campaign_minor: Amount | UnsetType = UNSET


class _Promotion(_Entry, frozen=True, kw_only=True, tag_field="kind"):
    """What every kind of promotion may say. `items` and `departments` are the short form of `scope`.

    `includes_tax`: its amounts and prices contain tax although those of the items do not; thresholds never do.
    """

    id: str
    version: Times = 1
    names: dict[str, str]
    scope: Scope | UnsetType = UNSET
    items: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    priority: Annotated[int, Meta(ge=-1_000_000, le=1_000_000)] = 0
    layer: Literal["price", "item", "basket", "coupon", "tender"] | UnsetType = UNSET
    stacking: Literal["default", "exclusive_unit", "exclusive_line", "exclusive_basket", "stacks"] = "default"
    stack_group: str | UnsetType = UNSET
    min_spend_minor: Annotated[int, Meta(ge=0, le=10_000_000_000_000)] | UnsetType = UNSET
    strictly_over: bool = False
    base: Literal["before_offers", "after_earlier"] | UnsetType = UNSET
    min_units: Annotated[int, Meta(ge=0, le=9_999)] = 0
    min_line_units: Annotated[int, Meta(ge=0, le=9_999)] = 0
    requires: Annotated[tuple[Requirement, ...], Meta(max_length=32)] = ()
    window: Window | UnsetType = UNSET
    identity: str | UnsetType = UNSET
    coupon: str | UnsetType = UNSET
    tender: str | UnsetType = UNSET
    limits: Limits = Limits()
    funding: Literal["store", "manufacturer"] = "store"
    includes_tax: bool = False
    allocation: Allocation | UnsetType = UNSET
    grouping: Grouping | UnsetType = UNSET

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.scope is not UNSET and (self.items or self.departments):
            msg = "scope beside items or departments: one of them is enough"
            raise ValueError(msg)


class PercentOff(_Promotion, tag="percent_off", frozen=True, kw_only=True):
    """Every unit in scope costs `percent_bp` / 100 % less."""

    percent_bp: Percent


class AmountOffUnit(_Promotion, tag="amount_off_unit", frozen=True, kw_only=True):
    """Every unit in scope costs `amount_minor` less; a weighed one by the kilogram."""

    amount_minor: Amount


class FixedUnitPrice(_Promotion, tag="fixed_unit_price", frozen=True, kw_only=True):
    """Every unit in scope costs `price_minor`, by the kilogram if weighed; never dearer than before."""

    price_minor: Price


class MultiPrice(_Promotion, tag="multi_price", frozen=True, kw_only=True):
    """`n` units from the scope cost `price_minor` together; repeats; never dearer than before."""

    n: GroupSize
    price_minor: Price


class NPayM(_Promotion, tag="n_pay_m", frozen=True, kw_only=True):
    """In each group of `n` units the cheapest are free, `pay` are paid."""

    n: GroupSize
    pay: Units


class CheapestFree(_Promotion, tag="cheapest_free", frozen=True, kw_only=True):
    """In each group of `n` units the `free` cheapest are free."""

    n: GroupSize
    free: Units = 1


class NthItem(_Promotion, tag="nth_item", frozen=True, kw_only=True):
    """In each group of `n` the `units` cheapest (or dearest) get a percentage or an amount off, or cost a price."""

    one_of: ClassVar[tuple[str, ...]] = ("percent_bp", "amount_minor", "price_minor")
    n: GroupSize
    units: Units = 1
    which: Literal["cheapest", "dearest"] = "cheapest"
    percent_bp: Percent | UnsetType = UNSET
    amount_minor: Amount | UnsetType = UNSET
    price_minor: Price | UnsetType = UNSET


class GroupPercent(_Promotion, tag="group_percent", frozen=True, kw_only=True):
    """Each group of `n` units costs `percent_bp` / 100 % less, rounded once a group."""

    n: GroupSize
    percent_bp: Percent


class GroupAmount(_Promotion, tag="group_amount", frozen=True, kw_only=True):
    """Each group of `n` units costs `amount_minor` less."""

    n: GroupSize
    amount_minor: Amount


class Slot(_Entry, frozen=True, kw_only=True):
    """`units` units out of a scope."""

    scope: Scope
    units: Units = 1


class Bundle(_Promotion, tag="bundle", frozen=True, kw_only=True):
    """What fills every slot costs a price together, a percentage or an amount less, or the cheapest is free."""

    one_of: ClassVar[tuple[str, ...]] = ("price_minor", "percent_bp", "amount_minor", "cheapest_free")
    slots: Annotated[tuple[Slot, ...], Meta(min_length=1, max_length=32)]
    price_minor: Price | UnsetType = UNSET
    percent_bp: Percent | UnsetType = UNSET
    amount_minor: Amount | UnsetType = UNSET
    cheapest_free: Units | UnsetType = UNSET


class Get(_Entry, frozen=True, kw_only=True):
    """`units` units out of a scope each get a percentage or an amount off, or cost a price."""

    one_of: ClassVar[tuple[str, ...]] = ("percent_bp", "amount_minor", "price_minor")
    scope: Scope
    units: Units = 1
    percent_bp: Percent | UnsetType = UNSET
    amount_minor: Amount | UnsetType = UNSET
    price_minor: Price | UnsetType = UNSET


class BuyGet(_Promotion, tag="buy_get", frozen=True, kw_only=True):
    """Units bought in full bring others a reward; both may be of the same scope, but a unit is one or the other."""

    buy: Slot
    get: Get


class ItemsTier(_Entry, frozen=True, kw_only=True):
    """So many different items: `percent_bp` / 100 % off them."""

    items: GroupSize
    percent_bp: Percent


class DistinctSet(_Promotion, tag="distinct_set", frozen=True, kw_only=True):
    """Sets of different items, by size; every unit in one set only; formed so that the customer saves most."""

    tiers: Annotated[tuple[ItemsTier, ...], Meta(min_length=1, max_length=64)]


class SpendGroup(_Promotion, tag="spend_group", frozen=True, kw_only=True):
    """Units in scope worth `min_spend_minor` together share `amount_minor` off, once, and serve nothing else."""

    min_spend_minor: Amount
    amount_minor: Amount


class BasketPercent(_Promotion, tag="basket_percent", frozen=True, kw_only=True):
    """The whole set (everything without a scope) costs `percent_bp` / 100 % less."""

    percent_bp: Percent


class BasketAmount(_Promotion, tag="basket_amount", frozen=True, kw_only=True):
    """The whole set (everything without a scope) costs `amount_minor` less, once."""

    amount_minor: Amount


class UnitsFree(_Promotion, tag="units_free", frozen=True, kw_only=True):
    """`units` units of the scope are free; `limits.unit_order` says which."""

    units: Units


class Step(_Entry, frozen=True, kw_only=True):
    """The next `units` units get `amount_minor` off each."""

    units: Units
    amount_minor: Price


class Stepped(_Promotion, tag="stepped", frozen=True, kw_only=True):
    """The first units get the first step's amount off, the next ones the next step's."""

    steps: Annotated[tuple[Step, ...], Meta(min_length=1, max_length=64)]


class Tier(_Entry, frozen=True, kw_only=True):
    """From this spend on a percentage or an amount off, instead of what the tiers below give."""

    one_of: ClassVar[tuple[str, ...]] = ("percent_bp", "amount_minor")
    min_spend_minor: Annotated[int, Meta(ge=0, le=10_000_000_000_000)]
    percent_bp: Percent | UnsetType = UNSET
    amount_minor: Amount | UnsetType = UNSET


class Tiered(_Promotion, tag="tiered", frozen=True, kw_only=True):
    """The highest tier reached covers everything. No tier may be worth less than the one below where it begins."""

    tiers: Annotated[tuple[Tier, ...], Meta(min_length=1, max_length=64)]


class Action(_Entry, frozen=True, kw_only=True):
    """One effect, on its own scope or on the promotion's: off the whole set, or off each unit."""

    one_of: ClassVar[tuple[str, ...]] = ("percent_bp", "amount_minor", "amount_off_unit_minor", "price_minor")
    scope: Scope | UnsetType = UNSET
    percent_bp: Percent | UnsetType = UNSET
    amount_minor: Amount | UnsetType = UNSET
    amount_off_unit_minor: Amount | UnsetType = UNSET
    price_minor: Price | UnsetType = UNSET


class Multi(_Promotion, tag="multi", frozen=True, kw_only=True):
    """Several effects under one condition, each on what the one before left."""

    actions: Annotated[tuple[Action, ...], Meta(min_length=1, max_length=32)]


class Gift(_Promotion, tag="gift", frozen=True, kw_only=True):
    """A gift, ticket or stamp, by name."""

    gift: str
    units: Units = 1


class PointsEarn(_Promotion, tag="points_earn", frozen=True, kw_only=True):
    """Points for money (`rate_e4` for a major unit of the currency) and for units in scope."""

    rate_e4: Points = 0
    per_unit_e4: Points = 0
    base: Literal["before_discounts", "after_discounts"] | UnsetType = UNSET  # type: ignore[assignment]


class PointsBurn(_Promotion, tag="points_burn", frozen=True, kw_only=True):
    """Points, in blocks of `block_e4`, become money off; what this receipt earns may be spent on it at once."""

    value_per_point_minor: Annotated[int, Meta(ge=1, le=100_000_000)]
    earn_rate_e4: Points = 0
    block_e4: Annotated[int, Meta(ge=1, le=1_000_000_000_000)] = 1


Promotion: TypeAlias = (
    PercentOff
    | AmountOffUnit
    | FixedUnitPrice
    | MultiPrice
    | NPayM
    | CheapestFree
    | NthItem
    | GroupPercent
    | GroupAmount
    | Bundle
    | BuyGet
    | DistinctSet
    | SpendGroup
    | BasketPercent
    | BasketAmount
    | UnitsFree
    | Stepped
    | Tiered
    | Multi
    | Gift
    | PointsEarn
    | PointsBurn
)


class PriceBook(_Entry, frozen=True, kw_only=True):
    """Everything a lane needs to price a basket. `currency_exponent` is the number of minor digits (CNY 2, JPY 0)."""

    id: str
    currency: str
    currency_exponent: Annotated[int, Meta(ge=0, le=3)]
    policy: Policy = Policy()
    taxes: tuple[TaxClass, ...]
    departments: tuple[Department, ...] = ()
    items: tuple[Item, ...]
    stack_groups: tuple[StackGroup, ...] = ()
    promotions: tuple[Promotion, ...] = ()


# Entries that need exactly one of several fields, for the schema: msgspec has no word for it.
CHOICES = {entry.__name__: entry.one_of for entry in (TaxClass, NthItem, Bundle, Get, Tier, Action)}
