"""The one door to the pricing engine (rust/pricing_core): a compiled price book, and `price` for a whole basket.

Pure. Money is integers in minor units of the book's currency, tax included; weights are integer grams. The rules of
promotions stand in rust/pricing_core/src/promotion/mod.rs; the document's shape in contracts/price_book.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self, TypeVar

from controller import _pricing

_Entry = TypeVar("_Entry")


class PriceBookFault(ValueError):
    """A document or snapshot is no price book. `faults` lists everything wrong with it, each text naming its entry."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class PricingError(ValueError):
    """A basket cannot be priced.

    `code` is one of `unknown_item`, `quantity_out_of_range` (1..9999; 1 for a weighed pack), `mass_out_of_range`
    (1..999999 g), `mass_missing`, `mass_not_allowed`, `override_out_of_range`, `overflow` (an amount of 2^53 or more).
    `line_seq` names the line; it is None when only the basket as a whole overflows.
    """

    def __init__(self, code: str, line_seq: int | None) -> None:
        super().__init__(f"basket: {code}" if line_seq is None else f"line {line_seq}: {code}")
        self.code = code
        self.line_seq = line_seq


@dataclass(frozen=True, slots=True)
class Item:
    """Something sold. `code` is the first of its codes; the price is per piece (`each`) or per kilogram (`kg`).

    The price is that of the first day; `timed` says that it changes later or that the item is not sold at all hours:
    then `PriceBook.at` has the answer. A `levy_minor` is on each piece, outside the price.
    """

    item_id: str
    code: str
    names: dict[str, str]
    tax: str
    unit_price_minor: int
    sold_by: Literal["each", "kg"]
    department: str | None = None
    deposit: str | None = None
    levy_minor: int = 0
    min_age: int = 0
    discountable: bool = True
    tender_exempt: bool = False
    timed: bool = False


class PriceBook:
    """A compiled, immutable price book. An item crosses from the engine once and is kept, so lookups are cheap."""

    __slots__ = ("_engine", "_items")

    def __init__(self, engine: _pricing.PriceBook) -> None:
        self._engine = engine
        self._items: dict[str, Item] = {}  # bounded by the book's items

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """Compile a price book document (JSON, UTF-8).

        Raises:
            PriceBookFault: with every fault in the document.

        """
        try:
            return cls(_pricing.PriceBook.from_json(data))
        except _pricing.PriceBookRefused as refused:
            raise PriceBookFault(refused.args) from None

    @classmethod
    def from_snapshot(cls, data: bytes) -> Self:
        """Load a compiled book.

        Raises:
            PriceBookFault: the bytes are no snapshot, of another format, or damaged.

        """
        try:
            return cls(_pricing.PriceBook.from_snapshot(data))
        except _pricing.PriceBookRefused as refused:
            raise PriceBookFault(refused.args) from None

    def to_snapshot(self) -> bytes:
        """Return the compiled book: the same document always gives the same bytes."""
        return self._engine.to_snapshot()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is legal in the document, but perhaps not meant; each text names its entry."""
        return self._engine.warnings

    @property
    def size(self) -> tuple[int, int, int]:
        """Numbers of items, promotions and postings (a promotion in an item's list)."""
        return self._engine.size

    def snapshot_bytes(self) -> tuple[int, int]:
        """Return the bytes that all items, and all promotions with their index, take in a snapshot."""
        return self._engine.snapshot_bytes()

    def describe(self) -> str:
        """Return the whole book in JSON, for tools; rust/pricing_core/src/describe.rs says its shape."""
        return self._engine.describe()

    @property
    def content_hash(self) -> str:
        """SHA-256 of the document's bytes, 64 lower-case hexadecimal digits."""
        return self._engine.content_hash

    @property
    def id(self) -> str:
        """The document's own id."""
        return self._engine.id

    @property
    def currency(self) -> str:
        """ISO 4217 code of every amount."""
        return self._engine.currency

    @property
    def currency_exponent(self) -> int:
        """Number of minor digits: 2 for CNY, 0 for JPY."""
        return self._engine.currency_exponent

    def find(self, code: str) -> Item | None:
        """Return the item sold under `code`; a UPC-A also finds its EAN-13 (leading 0) and the other way round."""
        item_id = self._engine.find(code)
        return None if item_id is None else self.item(item_id)

    def item(self, item_id: str) -> Item:
        """Return an item by id; KeyError if the book has none such."""
        item = self._items.get(item_id)
        if item is None:
            (code, names, tax, price_minor, sold_by), rare = _known(self._engine.item(item_id), item_id)
            item = self._items[item_id] = Item(item_id, code, dict(names), tax, price_minor, sold_by, *rare)
        return item

    def at(self, item_id: str, moment: str) -> tuple[int, bool]:
        """Return an item's unit price and whether it may be sold, at `YYYY-MM-DDTHH:MM:SS` in the store.

        Raises:
            KeyError: the book has no such item.
            ValueError: that is no moment.

        """
        return _known(self._engine.item_at(item_id, moment), item_id)

    def promotions_of(self, item_id: str) -> tuple[str, ...]:
        """Return the ids of the promotions that may touch an item, in document order; KeyError for an unknown item."""
        return _known(self._engine.promotions_of(item_id), item_id)

    def promotion_names(self, promotion_id: str) -> dict[str, str]:
        """Return a promotion's name per language; KeyError if the book has none such."""
        return dict(_known(self._engine.promotion_names(promotion_id), promotion_id))

    def tax_names(self, tax_id: str) -> dict[str, str]:
        """Return a tax class's name per language, maybe none; KeyError if the book has no such class."""
        return dict(_known(self._engine.tax_names(tax_id), tax_id))


@dataclass(frozen=True, slots=True)
class BasketLine:
    """A line to price. A weighed pack has `mass_g` and quantity 1.

    `override_amount_minor` is the whole line's amount, given by somebody: no promotion touches such a line.
    """

    line_seq: int
    item_id: str
    quantity: int
    mass_g: int | None = None
    override_amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class AppliedPromotion:
    """What a promotion saves, on a line or on the basket. Always above zero."""

    promotion_id: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """A tax class of the receipt: `tax_minor` is contained in `gross_minor`, its lines after discounts."""

    tax: str
    rate_bp: int
    gross_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class PricedLine:
    """`gross_minor - discount_minor = amount_minor`; the promotions sum up to the discount."""

    line_seq: int
    unit_price_minor: int
    gross_minor: int
    discount_minor: int
    amount_minor: int
    promotions: tuple[AppliedPromotion, ...]


@dataclass(frozen=True, slots=True)
class PricedBasket:
    """Every figure is the sum of the lines; promotions and taxes stand in the price book's order."""

    lines: tuple[PricedLine, ...]
    subtotal_minor: int
    discount_minor: int
    total_minor: int
    promotions: tuple[AppliedPromotion, ...]
    taxes: tuple[TaxAmount, ...]


def price(book: PriceBook, lines: Sequence[BasketLine]) -> PricedBasket:
    """Price a whole basket: one call into the engine. The totals do not depend on the order of the lines.

    Raises:
        PricingError: naming the first line that cannot be priced.

    """
    stated = [(line.line_seq, line.item_id, line.quantity, line.mass_g, line.override_amount_minor) for line in lines]
    try:
        priced, subtotal_minor, discount_minor, total_minor, promotions, taxes = book._engine.price(stated)  # noqa: SLF001 - this module's own
    except _pricing.PricingRefused as refused:
        raise PricingError(*refused.args) from None
    return PricedBasket(
        lines=tuple([PricedLine(*line[:5], promotions=_applied(line[5])) for line in priced]),
        subtotal_minor=subtotal_minor,
        discount_minor=discount_minor,
        total_minor=total_minor,
        promotions=_applied(promotions),
        taxes=tuple([TaxAmount(*tax) for tax in taxes]),
    )


def _applied(promotions: tuple[tuple[str, int], ...]) -> tuple[AppliedPromotion, ...]:
    return tuple([AppliedPromotion(*promotion) for promotion in promotions]) if promotions else ()


def _known(entry: _Entry | None, entry_id: str) -> _Entry:
    if entry is None:
        raise KeyError(entry_id)
    return entry


def run_cases(data: bytes) -> str:
    """Price a file of cases (JSON, docs/pricing/case-format.md) and return the report as JSON.

    Never raises: what is wrong with the file stands in the report's `fault`, what is wrong with a case in its `reason`.
    """
    return _pricing.run_cases(data)
