# The pricing engine's Python face (rust/pricing_py). `controller/pricing.py` is its one door: import that.

from typing import Literal, TypeAlias, final

__all__ = ["PriceBook", "PriceBookRefused", "PricingRefused"]

_Names: TypeAlias = tuple[tuple[str, str], ...]
_Promotions: TypeAlias = tuple[tuple[str, int], ...]  # promotion_id, amount_minor
_Taxes: TypeAlias = tuple[tuple[str, int, int, int], ...]  # tax, rate_bp, gross_minor, tax_minor
# line_seq, item_id, quantity, mass_g, override_amount_minor
_Line: TypeAlias = tuple[int, str, int, int | None, int | None]
# line_seq, unit_price_minor, gross_minor, discount_minor, amount_minor, promotions
_PricedLine: TypeAlias = tuple[int, int, int, int, int, _Promotions]

# `args`: one text per fault.
class PriceBookRefused(ValueError): ...

# `args`: code, line_seq or None.
class PricingRefused(ValueError): ...

@final
class PriceBook:
    @staticmethod
    def from_json(data: bytes) -> PriceBook: ...
    @property
    def content_hash(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def currency_exponent(self) -> int: ...
    # The item's id.
    def find(self, code: str) -> str | None: ...
    # code, names, tax, unit_price_minor, sold_by
    def item(self, item_id: str) -> tuple[str, _Names, str, int, Literal["each", "kg"]] | None: ...
    def promotion_names(self, promotion_id: str) -> _Names | None: ...
    def tax_names(self, tax_id: str) -> _Names | None: ...
    # lines, subtotal_minor, discount_minor, total_minor, promotions, taxes
    def price(self, lines: list[_Line]) -> tuple[tuple[_PricedLine, ...], int, int, int, _Promotions, _Taxes]: ...
