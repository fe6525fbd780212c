"""What a decision may look at besides the state: price books and how receipts are numbered. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from controller.domain.transaction import SaleLine, Transaction, basket_of
from controller.pricing import BasketLine, Item, PriceBook, PricedBasket, price


class Pricer:
    """One price book with the last basket it priced: deciding and showing price the same basket twice."""

    def __init__(self, book: PriceBook) -> None:
        self.book = book
        self._basket: tuple[BasketLine, ...] | None = None
        self._priced: PricedBasket | None = None

    def price(self, basket: tuple[BasketLine, ...]) -> PricedBasket:
        """Return the priced basket; raises `PricingError` for a line the engine refuses."""
        if self._priced is None or basket != self._basket:
            self._priced = price(self.book, basket)
            self._basket = basket
        return self._priced

    def find(self, code: str) -> Item | None:
        """Return the item with this code."""
        return self.book.find(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """`books` by content hash: the current one and the one an open sale began with. `now` is RFC 3339 UTC."""

    books: Mapping[str, Pricer]
    current: str
    receipt_no: Callable[[int], str]
    now: Callable[[], str]

    def pricer(self, transaction: Transaction | None) -> Pricer:
        """Return the book of the sale: a basket keeps its snapshot to the end."""
        return self.books[self.current if transaction is None else transaction.price_book]

    def priced(self, transaction: Transaction, lines: tuple[SaleLine, ...] | None = None) -> PricedBasket:
        """Price the transaction, or the transaction as it would be with `lines`."""
        basket = transaction.basket() if lines is None else basket_of(lines)
        return self.pricer(transaction).price(basket)
