"""What a store tells the decoder."""

from dataclasses import dataclass

from controller.barcode.decoded import BadgeKind
from controller.barcode.layouts import Layout
from controller.barcode.nomenclature import Rule
from controller.barcode.payment import FAMILIES


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgePrefix:
    """Codes that begin with `prefix`, and have `length` characters if that is given, are badges."""

    kind: BadgeKind
    prefix: str
    length: int | None = None

    def fits(self, code: str) -> bool:
        """Say whether a code is such a badge."""
        return code.startswith(self.prefix) and self.length in (None, len(code))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of it; the defaults fit a store without labels of its own.

    `layouts` and then `rules` are tried in order on in-store numbers. `currency` is the store's, of `currency_exponent`
    minor digits. `aim_required` refuses what comes without an AIM identifier. `gs_substitute` is what the scanner sends
    for GS, if anything. `associations_checked` refuses identifiers that may not stand together or lack one they need,
    `element_check_digits` a wrong check digit inside an element string of a GS1 symbol.
    `short_upc_e` takes 6 and 7 digits without AIM identifier for UPC-E, not for PLU. `upc_a_of_12` takes a UPC-A
    without its leading 0 under `]E0`. `payment_families` are the wallets the store takes.
    """

    layouts: tuple[Layout, ...] = ()
    rules: tuple[Rule, ...] = ()
    badges: tuple[BadgePrefix, ...] = ()
    currency: str = "CNY"
    currency_exponent: int = 2
    aim_required: bool = False
    gs_substitute: str | None = None
    associations_checked: bool = True
    element_check_digits: bool = True
    short_upc_e: bool = False
    upc_a_of_12: bool = True
    payment_families: frozenset[str] = frozenset(FAMILIES)
