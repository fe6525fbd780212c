"""The one door to the pricing engine (rust/pricing_core): a compiled price book, and `price` for a whole basket.

Pure. Money is integers in minor units of the book's currency; weights are integer grams; times are the store's wall
clock as `YYYY-MM-DDTHH:MM:SS`. What promotions do stands in docs/pricing/promotions.md, the document's shape in
contracts/price_book.py. Whatever crosses to the engine and back is a tuple with names; a priced basket's lines cross
when they are asked for: making objects of 300 lines takes longer than pricing them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, Self, TypeVar

from controller import _pricing

_Entry = TypeVar("_Entry")


class PriceBookFault(ValueError):
    """A document or snapshot is no price book. `faults` lists everything wrong with it, each text naming its entry."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class PricingError(ValueError):
    """A basket cannot be priced, or goods not returned like this.

    `code` is one of `unknown_item`, `quantity_out_of_range` (1..9999; 1 for a weighed pack or a markdown label),
    `mass_out_of_range` (1..999999 g), `mass_missing`, `mass_not_allowed`, `override_out_of_range` (an override or a
    markdown), `overflow` (a line or basket beyond 10^13), `too_many_lines` (10,000); of a return also `unknown_line`,
    `line_twice`, `units_out_of_range`, `part_of_group`. `line_seq` names the line; it is None when only the basket as
    a whole is too much.
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

    def cash_minor(self, amount_minor: int) -> int:
        """Return what is paid for `amount_minor` in cash: a multiple of the smallest coin where the policy has one.

        Raises:
            OverflowError: the amount is beyond what a basket may cost (10^13).

        """
        return self._engine.cash_minor(amount_minor)


class Override(NamedTuple):
    """A price somebody gave a line, with authority.

    `amount`: the whole line costs so many minor units, and no promotion touches it. `unit_price`: a new price per piece
    or kilogram, before promotions. `percent_after` (1/100 %) and `amount_after` come off after promotions.
    """

    kind: Literal["amount", "unit_price", "percent_after", "amount_after"]
    value: int


class Markdown(NamedTuple):
    """A label on one unit (best before): its new `price` in minor units, or `percent` (1/100 %) off."""

    kind: Literal["price", "percent"]
    value: int


class BasketLine(NamedTuple):
    """A line to price. A weighed pack has `mass_g` and quantity 1; `scanned_at` is the sale's own time if not said."""

    line_seq: int
    item_id: str
    quantity: int
    mass_g: int | None = None
    override: Override | None = None
    markdown: Markdown | None = None
    scanned_at: str | None = None


class Used(NamedTuple):
    """How often a limited promotion was used before this sale, as far as the lane may promise."""

    promotion_id: str
    by_member: int = 0
    by_member_today: int = 0
    campaign: int = 0
    campaign_minor: int = 0


class Context(NamedTuple):
    """Everything a price may depend on besides lines and book.

    `at` is the time of the sale, or of payment once it is known. `identities` are what the customer is (`member`),
    `coupons` the codes presented, `tender` the means of payment once chosen, `exempting_minor` what is paid by a means
    that frees goods from tax, `points_e4` the member's points in 1/10,000 (None spends none), `used` earlier uses of
    limited promotions.
    """

    at: str = "2000-01-01"
    identities: tuple[str, ...] = ()
    coupons: tuple[str, ...] = ()
    tender: str | None = None
    exempting_minor: int = 0
    points_e4: int | None = None
    used: tuple[Used, ...] = ()


NOTHING_AROUND = Context()


class AppliedPromotion(NamedTuple):
    """What a promotion saves, on a line or on the basket. Always above zero."""

    promotion_id: str
    amount_minor: int


class UnitsPaid(NamedTuple):
    """Equal units of a line, and what each of them costs."""

    units: int
    amount_minor: int


class TaxAmount(NamedTuple):
    """A rate of a tax class on the receipt, in 1/1,000 %.

    `tax_minor` is contained in `base_minor` or, where prices do not contain tax, added to it. `rate` is the rate's own
    name (`state`), empty if it has none.
    """

    tax: str
    rate: str
    rate_mpct: int
    base_minor: int
    tax_minor: int


class Rewards(NamedTuple):
    """What a sale gives besides money: `(promotion_id, units)` of each gift, and points in 1/10,000."""

    gifts: tuple[tuple[str, int], ...]
    points_earned_e4: int
    points_spent_e4: int


class _LineAnswer(NamedTuple):
    """A line as the engine answers it."""

    line_seq: int
    unit_price_minor: int
    gross_minor: int
    discount_minor: int
    amount_minor: int
    levy_minor: int
    markdown_minor: int
    staff_minor: int
    answered_promotions: tuple[tuple[str, int], ...]
    answered_units: tuple[tuple[int, int], ...]


class PricedLine(_LineAnswer):
    """`gross_minor - discount_minor = amount_minor`; levies and deposits hang on the line beside it, in `levy_minor`.

    The discount is the markdown label's, the promotions' and, in `staff_minor`, what staff took off afterwards.
    """

    __slots__ = ()

    @property
    def promotions(self) -> tuple[AppliedPromotion, ...]:
        """What each promotion saves on the line, in the price book's order."""
        return tuple(map(AppliedPromotion._make, self.answered_promotions))

    @property
    def units(self) -> tuple[UnitsPaid, ...]:
        """What each unit costs, the dearest first; they sum up to `amount_minor`."""
        return tuple(map(UnitsPaid._make, self.answered_units))


class _BasketAnswer(NamedTuple):
    """A basket as the engine answers it; the rest stays in the engine until it is asked for."""

    answer: _pricing.Priced
    subtotal_minor: int
    discount_minor: int
    levy_minor: int
    tax_minor: int
    total_minor: int
    cash_total_minor: int
    optimal: bool
    gap_minor: int


class PricedBasket(_BasketAnswer):
    """`subtotal_minor - discount_minor + levy_minor + added_tax_minor = total_minor`, each the sum of the lines.

    `tax_minor` is contained in prices or added to them; `cash_total_minor` is paid if all of it is paid in cash.
    `optimal`: nothing takes more off; else `gap_minor` is the most a better answer could still take off.
    """

    @property
    def added_tax_minor(self) -> int:
        """The tax that comes on top of prices; 0 where prices contain it."""
        return self.total_minor - self.levy_minor + self.discount_minor - self.subtotal_minor

    @cached_property
    def lines(self) -> tuple[PricedLine, ...]:
        """The lines, in the order given."""
        return tuple(map(PricedLine._make, self.answer.lines()))

    @cached_property
    def promotions(self) -> tuple[AppliedPromotion, ...]:
        """What each promotion saves, in the price book's order."""
        return tuple(map(AppliedPromotion._make, self.answer.promotions()))

    @cached_property
    def taxes(self) -> tuple[TaxAmount, ...]:
        """The taxes by class and rate, in the price book's order."""
        return tuple(map(TaxAmount._make, self.answer.taxes()))

    @property
    def rewards(self) -> Rewards:
        """Gifts and points."""
        return Rewards._make(self.answer.rewards())


def price(book: PriceBook, lines: Sequence[BasketLine], context: Context = NOTHING_AROUND) -> PricedBasket:
    """Price a whole basket: one call into the engine. The totals do not depend on the order of the lines.

    Raises:
        PricingError: naming the first line that cannot be priced.
        ValueError: a time that is none.

    """
    try:
        return PricedBasket._make(book._engine.price(tuple(lines), context))  # noqa: SLF001 - this module's own
    except _pricing.PricingRefused as refused:
        raise PricingError(*refused.args) from None


def explain(book: PriceBook, lines: Sequence[BasketLine], context: Context = NOTHING_AROUND) -> str:
    """Say in JSON why a basket costs what it costs, why promotions did not fire, and what one more item would save.

    The shape is that of `Explanation` in rust/pricing_core/src/explain/mod.rs. The basket is priced again for it.

    Raises:
        PricingError: as `price`.

    """
    try:
        return book._engine.explain(tuple(lines), context)  # noqa: SLF001 - this module's own
    except _pricing.PricingRefused as refused:
        raise PricingError(*refused.args) from None


class Return(NamedTuple):
    """Units of a line that come back; 1 for a weighed pack."""

    line_seq: int
    units: int


class ReturnedLine(NamedTuple):
    """What was paid for the units of a line that come back; `tax_minor` is contained or added as in the sale."""

    line_seq: int
    units: int
    amount_minor: int
    levy_minor: int
    tax_minor: int


class GivenBack(NamedTuple):
    """Applications of a promotion that came back as a whole: their coupon and limits are free again."""

    promotion_id: str
    applications: int
    saving_minor: int


class Refund(NamedTuple):
    """What a return gives back: `total_minor`, which is goods, levies and, where it was added, tax.

    Under a policy that prices kept goods again, `clawed_back_minor` is how much less that is than what was paid, and
    `shortfall_minor` what the kept goods cost more than everything did, waived until a later return covers it.
    """

    lines: tuple[ReturnedLine, ...]
    amount_minor: int
    levy_minor: int
    total_minor: int
    taxes: tuple[TaxAmount, ...]
    clawed_back_minor: int
    shortfall_minor: int
    given_back: tuple[GivenBack, ...]
    points_earned_e4: int
    points_spent_e4: int


def refund(
    book: PriceBook,
    lines: Sequence[BasketLine],
    context: Context,
    now: Sequence[Return],
    before: Sequence[Sequence[Return]] = (),
) -> Refund:
    """Return what `now` gives back of a sale, priced again under its own book, after the returns `before` in order.

    Raises:
        PricingError: nothing is refunded then.

    """
    try:
        answer = book._engine.refund(tuple(lines), context, before, now)  # noqa: SLF001 - this module's own
    except _pricing.PricingRefused as refused:
        raise PricingError(*refused.args) from None
    returned, amount_minor, levy_minor, total_minor, taxes, clawed_back_minor, shortfall_minor, given_back, *points = (
        answer
    )
    return Refund(
        lines=tuple(map(ReturnedLine._make, returned)),
        amount_minor=amount_minor,
        levy_minor=levy_minor,
        total_minor=total_minor,
        taxes=tuple(map(TaxAmount._make, taxes)),
        clawed_back_minor=clawed_back_minor,
        shortfall_minor=shortfall_minor,
        given_back=tuple(map(GivenBack._make, given_back)),
        points_earned_e4=points[0],
        points_spent_e4=points[1],
    )


def _known(entry: _Entry | None, entry_id: str) -> _Entry:
    if entry is None:
        raise KeyError(entry_id)
    return entry


def run_cases(data: bytes) -> str:
    """Price a file of cases (JSON, docs/pricing/case-format.md) and return the report as JSON.

    Never raises: what is wrong with the file stands in the report's `fault`, what is wrong with a case in its `reason`.
    """
    return _pricing.run_cases(data)
