"""Why a sale costs what it costs, and what one more would save: the engine's explanation as a page shows it.

Codes and numbers, no sentences; amounts in minor units. The derivation of a unit reads
`shelf - markdown - savings of the steps - staff = paid`.
"""

import msgspec


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    pass


class WhyMate(_Part, frozen=True):
    """Goods of another line that serve a promotion together with this one."""

    names: dict[str, str]
    units: int


class WhyStep(_Part, frozen=True):
    """A promotion on a unit's way: what the unit saves, and what the promotion saves on all it took."""

    promotion_id: str
    names: dict[str, str]
    saving_minor: int
    group_saving_minor: int
    mates: tuple[WhyMate, ...] = ()


class WhyUnits(_Part, frozen=True):
    """Units of a line that went the same way; every amount is of one unit."""

    units: int
    shelf_minor: int
    markdown_minor: int
    steps: tuple[WhyStep, ...]
    staff_minor: int
    paid_minor: int


class WhyTax(_Part, frozen=True):
    """A tax of the line, in 1/1,000 %: contained in what it costs, or `added` to it."""

    names: dict[str, str]
    rate_mpct: int
    amount_minor: int
    added: bool


class WhyNot(_Part, frozen=True):
    """A promotion that touches the line's item and that not all its units got.

    `reason` is a code of rust/pricing_core/src/explain/reason.rs, or `elsewhere`: it fired on other goods. `have` and
    `need` are units, or minor units with `missing_spend`; `lost_against` names who has the goods instead and what that
    saves more.
    """

    promotion_id: str
    names: dict[str, str]
    reason: str
    have: int | None = None
    need: int | None = None
    against: dict[str, str] | None = None
    by_minor: int | None = None


class HintView(_Part, frozen=True):
    """One more and you save: so many units of the item take `saving_minor` off the sale, proven by pricing it."""

    promotion_id: str
    item_names: dict[str, str]
    units: int
    saving_minor: int


class Explained(_Part, tag="explained", frozen=True):
    """Answer to the question `seq`: how the line got its price, and which offers it did not get."""

    seq: int
    line_seq: int
    units: tuple[WhyUnits, ...]
    levy_minor: int
    taxes: tuple[WhyTax, ...]
    unused: tuple[WhyNot, ...]
