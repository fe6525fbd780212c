"""What a code says: the results of `controller/barcode/decode.py`.

Each has `shown`, its text fit for a screen, a log and the journal: numbers of cards and payment codes are hidden there.
What can be sold has `codes`: the keys under which a price book may list it, the most exact first.
"""

from dataclasses import dataclass, field
from typing import Literal

from controller.barcode import cards, gtin, payment
from controller.barcode.elements import Element, Elements
from controller.barcode.gtin import GtinFormat, Restriction

MAX_SHOWN_LENGTH = 64

UnreadableReason = Literal[
    "aim_missing",
    "aim_unknown",
    "length",
    "not_digits",
    "check_digit",
    "inner_check_digit",
    "element_string",
    "digital_link",
    "associations",
    "add_on_alone",
    "amount_not_in_currency",
    "foreign_currency",
    "quantity_not_whole",
]
CouponKind = Literal["8110", "8112", "255", "upc", "ean_99", "ean_98", "store"]
Remark = Literal["upc_a_without_zero"]
BadgeKind = Literal["member", "staff", "gift_card"]


def show(text: str) -> str:
    """Return `text` bounded, printable, with card numbers hidden."""
    clear = "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text[: 2 * MAX_SHOWN_LENGTH]
    )
    return cards.mask_all(clear)[:MAX_SHOWN_LENGTH]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gtin:
    """An item's number, rightly checked; a UPC-E is expanded to its UPC-A and stands in `upc_e` as it was read.

    `add_on` are the 2 or 5 digits beside it (the issue of a periodical), `composite` what a 2D part above it says.
    `remark` names what was let pass: `upc_a_without_zero` is a UPC-A of 12 digits where 13 are due.
    """

    digits: str
    upc_e: str | None = None
    add_on: str | None = None
    composite: Elements = ()
    remark: Remark | None = None

    @property
    def gtin14(self) -> str:
        """The number as 14 digits, the same for every way it is written."""
        return self.digits.zfill(gtin.GTIN_14_LENGTH)

    @property
    def format(self) -> GtinFormat:
        """The shortest member of the family that holds the number."""
        return gtin.format_of(self.digits)

    @property
    def restriction(self) -> Restriction | None:
        """Where an in-store number means something; None for a number unique in the world."""
        return gtin.restriction(self.digits)

    @property
    def codes(self) -> tuple[str, ...]:
        """As read, then every other way to write it."""
        return (() if self.upc_e is None else (self.upc_e,)) + gtin.equivalents(self.digits)

    @property
    def shown(self) -> str:
        """The digits."""
        return self.digits


@dataclass(frozen=True, slots=True, kw_only=True)
class InStore:
    """A label printed in the store: an item and what of it is in the pack.

    `amount_minor` is the price of the pack: it wins over mass times price per kilogram, from which it may differ by
    rounding. `percent` is a markdown. `check_ok` says whether the last digit is the right one, asked for or not.
    """

    digits: str
    item: str
    codes: tuple[str, ...]
    amount_minor: int | None = None
    mass_g: int | None = None
    quantity: int | None = None
    percent: str | None = None
    check_ok: bool = True

    @property
    def shown(self) -> str:
        """The digits."""
        return self.digits


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementString:
    """Application identifiers and their values, each checked. `in_store` is what a GTIN of the store's own says."""

    elements: Elements
    amount_minor: int | None = None
    mass_g: int | None = None
    quantity: int | None = None
    in_store: InStore | None = None

    def value(self, ai: str) -> str | None:
        """Return the value of an identifier."""
        return next((element.value for element in self.elements if element.ai == ai), None)

    @property
    def gtin14(self) -> str | None:
        """The item: AI 01."""
        return self.value("01")

    @property
    def codes(self) -> tuple[str, ...]:
        """Those of the item; empty without one."""
        if self.in_store is not None:
            return self.in_store.codes
        return gtin.equivalents(self.gtin14.removeprefix("0")) if self.gtin14 else ()

    @property
    def shown(self) -> str:
        """The elements as people write them."""
        return show("".join(f"({element.ai}){element.value}" for element in self.elements))


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitalLink(ElementString):
    """An element string in a web address."""

    uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """A coupon. `symbol` is all of it, `code` what a price book lists (AI 8112: without the serial number).

    `8110`, `8112` and `upc` (number system 5) are North American; `255` is a GS1 coupon number; `ean_99` and `ean_98`
    begin so: coupons of the store's own, and of a currency area (981 to 984) or a refund receipt (980). `store` is one
    that a rule of the store's names.
    """

    kind: CouponKind
    symbol: str
    code: str
    elements: tuple[Element, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """As a GTIN, if it is one: ask the book first, goods are numbered like coupons now and then."""
        return gtin.equivalents(self.symbol) if gtin.is_gtin(self.symbol) else ()

    @property
    def shown(self) -> str:
        """The symbol."""
        return show(self.symbol)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCode:
    """A wallet code, good for about a minute. Keep `code` out of every record."""

    family: payment.PaymentFamily
    code: str = field(repr=False)

    @property
    def shown(self) -> str:
        """The code without its middle."""
        return payment.shown(self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A number that the store gave out: a member's, a staff member's, a gift card's."""

    kind: BadgeKind
    number: str

    @property
    def shown(self) -> str:
        """The number."""
        return show(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardNumber:
    """A payment card's number where none belongs. The number itself is nowhere kept."""

    masked: str

    @property
    def shown(self) -> str:
        """All but the last four digits hidden."""
        return self.masked


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """None of the others: words, a PLU, a number with a wrong check digit that a price book may still list.

    `payment_family` is set if it looks like a payment code, which it cannot be outside of tendering.
    """

    data: str = field(repr=False)
    payment_family: payment.PaymentFamily | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """As read."""
        return (self.data,)

    @property
    def shown(self) -> str:
        """The data; without its middle if it looks like a payment code."""
        return show(self.data) if self.payment_family is None else payment.shown(self.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Data that breaks the rules of its own kind. `detail` is for the log: which identifier, which lint."""

    reason: UnreadableReason
    shown: str
    detail: str = ""


Decoded = Gtin | InStore | ElementString | DigitalLink | Coupon | PaymentCode | Badge | CardNumber | Other | Unreadable
