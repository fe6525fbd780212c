"""The engine's explanation of a basket as values: what `controller.pricing.explain` says in JSON. Pure.

Fields and units are those of rust/pricing_core/src/explain; what the lane does not show is left out.
"""

import msgspec

from controller.pricing import BasketLine, Context, PriceBook, explain


class _Part(msgspec.Struct, frozen=True):
    pass


class Step(_Part, frozen=True):
    """A promotion on a unit's way; `application` is its place in `Explanation.applications`."""

    application: int
    saving_minor: int


class Tax(_Part, frozen=True):
    """The tax of some units together."""

    tax: str = msgspec.field(name="class")
    rate_mpct: int
    amount_minor: int


class Units(_Part, frozen=True):
    """Equal units; amounts are of one of them, taxes of all."""

    units: int
    shelf_minor: int
    markdown_minor: int
    steps: tuple[Step, ...]
    staff_minor: int
    paid_minor: int
    taxes: tuple[Tax, ...]


class Line(_Part, frozen=True):
    """A line's units, the dearest first."""

    line_seq: int
    levy_minor: int
    units: tuple[Units, ...]


class Member(_Part, frozen=True):
    """Units of a line that a promotion took."""

    line_seq: int
    units: int


class Application(_Part, frozen=True):
    """A promotion at work."""

    promotion: str
    saving_minor: int
    members: tuple[Member, ...]


class Unused(_Part, frozen=True):
    """A promotion that did not fire, and why not."""

    promotion: str
    reason: str
    have: int | None = None
    need: int | None = None
    against: str | None = None
    by_minor: int | None = None


class Hint(_Part, frozen=True):
    """Goods that would make a promotion save more."""

    promotion: str
    item: str
    units: int
    saving_minor: int


class Explanation(_Part, frozen=True):
    """Everything the lane tells about a priced basket."""

    lines: tuple[Line, ...]
    applications: tuple[Application, ...]
    unused: tuple[Unused, ...]
    hints: tuple[Hint, ...]


_decoder: msgspec.json.Decoder[Explanation] = msgspec.json.Decoder(Explanation)


def explanation(book: PriceBook, basket: tuple[BasketLine, ...], context: Context) -> Explanation:
    """Ask the engine; raises `PricingError` as pricing does."""
    return _decoder.decode(explain(book, basket, context))
