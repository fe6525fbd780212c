# The pricing engine's Python face (rust/pricing_py). `controller/pricing.py` is its one door: import that.

from collections.abc import Sequence
from typing import ClassVar, Literal, TypeAlias, final

__all__ = ["PriceBook", "PriceBookRefused", "Priced", "PricingRefused", "run_cases"]

_Names: TypeAlias = tuple[tuple[str, str], ...]
# code, names, tax, price_minor, sold_by
_Item: TypeAlias = tuple[str, _Names, str, int, Literal["each", "kg"]]
# department, deposit, levy_minor, min_age, discountable, tender_exempt, whether `item_at` depends on the time
_Rare: TypeAlias = tuple[str | None, str | None, int, int, bool, bool, bool]
# line_seq, item_id, quantity, mass_g, override and markdown (kind, value), scanned_at
_Line: TypeAlias = tuple[
    int, str, int, int | None, tuple[str, int] | None, tuple[str, int] | None, str | None
]
# promotion_id, by_member, by_member_today, campaign, campaign_minor
_Used: TypeAlias = tuple[str, int, int, int, int]
# at, identities, coupons, tender, exempting_minor, points_e4, used
_Context: TypeAlias = tuple[
    str, tuple[str, ...], tuple[str, ...], str | None, int, int | None, tuple[_Used, ...]
]
_Promotions: TypeAlias = tuple[tuple[str, int], ...]  # promotion_id, amount_minor
_Units: TypeAlias = tuple[tuple[int, int], ...]  # units, amount_minor of each
_Taxes: TypeAlias = tuple[tuple[str, str, int, int, int], ...]  # tax, rate, rate_mpct, base_minor, tax_minor
# line_seq, unit_price, gross, discount, amount, levy, markdown, staff (all minor units), promotions, units
_PricedLine: TypeAlias = tuple[int, int, int, int, int, int, int, int, _Promotions, _Units]
_Rewards: TypeAlias = tuple[tuple[tuple[str, int], ...], int, int]  # gifts, points earned and spent in 1/10,000
# priced, subtotal, discount, levy, tax, total, cash_total (all minor units), optimal, gap_minor
_Basket: TypeAlias = tuple[Priced, int, int, int, int, int, int, bool, int]
_Return: TypeAlias = tuple[int, int]  # line_seq, units
_ReturnedLine: TypeAlias = tuple[int, int, int, int, int]  # line_seq, units, amount, levy, tax
_GivenBack: TypeAlias = tuple[str, int, int]  # promotion_id, applications, saving_minor
# lines, amount, levy, total, taxes, clawed_back, shortfall, given_back, points earned and spent in 1/10,000
_Refund: TypeAlias = tuple[
    tuple[_ReturnedLine, ...], int, int, int, _Taxes, int, int, tuple[_GivenBack, ...], int, int
]

# `args`: one text per fault.
class PriceBookRefused(ValueError): ...

# `args`: code, line_seq or None.
class PricingRefused(ValueError): ...

# A priced basket that stays in the engine: its lines cross when somebody asks for them.
@final
class Priced:
    def lines(self) -> tuple[_PricedLine, ...]: ...
    def promotions(self) -> _Promotions: ...
    def taxes(self) -> _Taxes: ...
    def rewards(self) -> _Rewards: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class PriceBook:
    @staticmethod
    def from_json(data: bytes) -> PriceBook: ...
    @staticmethod
    def from_snapshot(data: bytes) -> PriceBook: ...
    def to_snapshot(self) -> bytes: ...
    @property
    def content_hash(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def currency_exponent(self) -> int: ...
    # What is legal in the document, but perhaps not meant: one text each.
    @property
    def warnings(self) -> tuple[str, ...]: ...
    # items, promotions, postings (a promotion in an item's list)
    @property
    def size(self) -> tuple[int, int, int]: ...
    # What items (with codes) and promotions (with scopes and index) take in a snapshot.
    def snapshot_bytes(self) -> tuple[int, int]: ...
    # The whole book in JSON; rust/pricing_core/src/describe.rs says its shape.
    def describe(self) -> str: ...
    # The item's id.
    def find(self, code: str) -> str | None: ...
    def item(self, item_id: str) -> tuple[_Item, _Rare] | None: ...
    # unit_price_minor and whether it may be sold, at YYYY-MM-DDTHH:MM:SS in the store; ValueError if that is no time
    def item_at(self, item_id: str, at: str) -> tuple[int, bool] | None: ...
    def promotions_of(self, item_id: str) -> tuple[str, ...] | None: ...
    def promotion_names(self, promotion_id: str) -> _Names | None: ...
    def tax_names(self, tax_id: str) -> _Names | None: ...
    def price(self, lines: tuple[_Line, ...], context: _Context) -> _Basket: ...
    # JSON; rust/pricing_core/src/explain/mod.rs says its shape.
    def explain(self, lines: tuple[_Line, ...], context: _Context) -> str: ...
    def refund(
        self, lines: tuple[_Line, ...], context: _Context, before: Sequence[Sequence[_Return]], now: Sequence[_Return]
    ) -> _Refund: ...

# A file of cases in, the report as JSON out; rust/pricing_core/src/cases/report.rs says its shape.
def run_cases(data: bytes) -> str: ...
