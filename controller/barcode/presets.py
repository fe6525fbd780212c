"""In-store layouts by market, as shipped. A store's own table replaces or extends them.

Sources: the rules of national GS1 organisations as collected in biip 5.2.0; for China the manuals of point-of-sale
products (zuosheng, syxxfm, enjoyit). Norway publishes none; its goods follow Sweden's.
"""

from typing import Literal

from controller.barcode.layouts import Layout
from controller.barcode.quantities import MassUnit

CN_PREFIXES = ("20", "21", "22", "23", "24", "25", "26", "27", "28", "29")


def _layouts(rows: str) -> tuple[Layout, ...]:
    """Read rows of pattern and decimals."""
    pairs = (row.split() for row in rows.splitlines() if row.strip())
    return tuple(
        Layout(pattern=pattern, amount_decimals=int(decimals), mass_decimals=int(decimals))
        for pattern, decimals in pairs
    )


_DENMARK = """
    21IIIIPPPPPPC 2
    22IIIIPPPPPPC 2
    23IIIIPPPPPPC 2
    24IIIIPPPPPPC 2
    26IIIIWWWWWWC 3
    27IIIIIWWWWWC 3
    28IIIIWWWWWWC 3
"""
_GERMANY = """
    22IIIIcPPPPPC 2
    23IIIIcPPPPPC 2
    25IIIIcNNNNNC 0
    26IIIIcNNNNNC 0
    28IIIIcWWWWWC 3
    29IIIIcWWWWWC 3
"""
_BALTICS_AND_FINLAND = """
    23IIIIIIWWWWC 3
    24IIIIIIWWWWC 2
    25IIIIIIWWWWC 1
"""
_SWEDEN = f"""
    20IIIIIIPPPPC 2
    21IIIIIIPPPPC 1
    22IIIIIIPPPPC 0
    {_BALTICS_AND_FINLAND}
"""


def china_13(
    prefixes: tuple[str, ...] = CN_PREFIXES,
    *,
    field: Literal["amount", "mass"] = "amount",
    item_length: int = 5,
    decimals: int | None = None,
    mass_unit: MassUnit = "kg",
    check: bool = False,
) -> tuple[Layout, ...]:
    """Return the layouts prefix, item, amount or mass, last digit. An empty prefix is one: the item begins at once.

    Decimals are 2 of an amount and 3 of a mass unless given. The last digit is not checked unless wanted: scales exist
    that print anything there.
    """
    letter, usual = ("P", 2) if field == "amount" else ("W", 3)
    return tuple(
        Layout(
            pattern=f"{prefix}{'I' * item_length}{letter * (12 - len(prefix) - item_length)}C",
            amount_decimals=usual if decimals is None else decimals,
            mass_decimals=usual if decimals is None else decimals,
            mass_unit=mass_unit,
            check=check,
        )
        for prefix in prefixes
    )


def china_18(
    prefixes: tuple[str, ...] = CN_PREFIXES,
    *,
    order: Literal["amount_mass", "mass_amount"] = "amount_mass",
    amount_decimals: int = 2,
    mass_decimals: int = 3,
    mass_unit: MassUnit = "kg",
    check: bool = True,
    one_means_piece: bool = True,
) -> tuple[Layout, ...]:
    """Return the layouts prefix, item 5, amount 5 and mass 5 in one order or the other, check digit."""
    fields = "PPPPPWWWWW" if order == "amount_mass" else "WWWWWPPPPP"
    return tuple(
        Layout(
            pattern=f"{prefix}IIIII{fields}C",
            amount_decimals=amount_decimals,
            mass_decimals=mass_decimals,
            mass_unit=mass_unit,
            check=check,
            one_means_piece=one_means_piece,
        )
        for prefix in prefixes
    )


PRESETS: dict[str, tuple[Layout, ...]] = {
    "US": _layouts("02IIIIIcPPPPC 2"),
    "US_5": _layouts("02IIIIIPPPPPC 2"),
    "GB": _layouts("20IIIIIcPPPPC 2"),
    "DE": _layouts(_GERMANY),
    "DK": _layouts(_DENMARK),
    "SE": _layouts(_SWEDEN),
    "NO": _layouts(_SWEDEN),
    "FI": _layouts(_BALTICS_AND_FINLAND),
    "EE": _layouts(_BALTICS_AND_FINLAND),
    "LV": _layouts(_BALTICS_AND_FINLAND),
    "LT": _layouts(_BALTICS_AND_FINLAND),
    "CN": (*china_13(), *china_18()),
    "CN_mass": (*china_13(field="mass"), *china_18(order="mass_amount")),
}
"""By ISO 3166 country. `US_5` has five digits of price and none that checks them. `CN` labels say amounts, `CN_mass`
masses."""
