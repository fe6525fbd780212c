"""What a decision may look at besides the state: price books and how receipts are numbered. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from controller.domain.transaction import SaleLine, Transaction, around, basket_of
from controller.pricing import BasketLine, Context, Item, PriceBook, PricedBasket, price


class Pricer:
    """One price book with the last basket it priced: deciding and showing price the same basket twice."""

    def __init__(self, book: PriceBook) -> None:
        self.book = book
        self._asked: tuple[tuple[BasketLine, ...], Context] | None = None
        self._priced: PricedBasket | None = None

    def price(self, basket: tuple[BasketLine, ...], context: Context) -> PricedBasket:
        """Return the priced basket; raises `PricingError` for a line the engine refuses."""
        if self._priced is None or self._asked != (basket, context):
            self._priced = price(self.book, basket, context)
            self._asked = (basket, context)
        return self._priced

    def find(self, code: str) -> Item | None:
        """Return the item with this code."""
        return self.book.find(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """`books` by content hash: the current one and the one an open sale began with.

    `receipt_no` names a transaction, `intent_id` a transaction's payment by its attempt: no other payment of this
    store was ever called that, also not before a restart. `now` is RFC 3339 UTC, `local_now` the store's wall clock as
    `YYYY-MM-DDTHH:MM:SS`.
    """

    books: Mapping[str, Pricer]
    current: str
    receipt_no: Callable[[int], str]
    intent_id: Callable[[int, int], str]
    now: Callable[[], str]
    local_now: Callable[[], str]

    def pricer(self, transaction: Transaction | None) -> Pricer:
        """Return the book of the sale: a basket keeps its snapshot to the end."""
        return self.books[self.current if transaction is None else transaction.price_book]

    def priced(self, transaction: Transaction) -> PricedBasket:
        """Price the transaction as of its last change."""
        return self.pricer(transaction).price(transaction.basket(), transaction.context())

    def cash_rounding_minor(self, transaction: Transaction) -> int:
        """Return what rounding adds to the sale, or takes off it below 0, if cash covers the rest.

        The whole cash part is rounded, by the sale's own book: parts come to the same sum however they are cut.
        """
        part_minor = transaction.cash_part_minor
        return self.pricer(transaction).book.cash_minor(part_minor) - part_minor

    def cash_remaining_minor(self, transaction: Transaction) -> int:
        """Return the cash that covers the rest of the sale; 0 when the rest is less than the smallest coin can say."""
        return max(0, transaction.remaining_minor + self.cash_rounding_minor(transaction))

    def priced_with(self, transaction: Transaction, lines: tuple[SaleLine, ...], at: str) -> PricedBasket:
        """Price the transaction as it would be with `lines` at a moment."""
        return self.pricer(transaction).price(basket_of(lines), around(at))
