"""What a lane's configuration says of the store's own barcodes: labels, badges, how strictly codes are read."""

from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from controller.barcode.decoded import BadgeKind
from controller.barcode.layouts import Layout
from controller.barcode.presets import PRESETS
from controller.barcode.quantities import MassUnit
from controller.barcode.settings import BadgePrefix, Settings
from controller.device_place import Complaint, Section, names

MAX_ROWS = 64
"""Layouts, and badges, of one store: each may be tried on each scan."""
Decimals = Annotated[int, Meta(ge=0, le=6)]


class LayoutSection(Section, frozen=True):
    """A label of the store: docs/devices/barcodes.md has the letters of its `pattern`."""

    pattern: str
    amount_decimals: Decimals = 2
    mass_decimals: Decimals = 3
    mass_unit: MassUnit = "kg"
    check: bool = True
    check_inner: bool = True
    one_means_piece: bool = False

    def layout(self) -> Layout:
        """Return it as the decoder wants it; raises `ValueError` for a pattern that is none."""
        return Layout(**msgspec.structs.asdict(self))


class BadgeSection(Section, frozen=True):
    """Numbers that the store gave out: they begin with `prefix`, and have `length` characters if that is given."""

    kind: BadgeKind
    prefix: Annotated[str, Meta(min_length=1, max_length=32)]
    length: Annotated[int, Meta(ge=1, le=64)] | None = None


class BarcodeSection(Section, frozen=True):
    """`layouts` are tried in order, then those of the `market`; without either, in-store numbers are like any other."""

    market: str | None = None
    layouts: Annotated[tuple[LayoutSection, ...], Meta(max_length=MAX_ROWS)] = ()
    badges: Annotated[tuple[BadgeSection, ...], Meta(max_length=MAX_ROWS)] = ()
    element_check_digits: bool = True
    aim_required: bool = False

    def complaints(self) -> Iterator[Complaint]:
        """Want a market there is, and patterns that can be read."""
        if self.market is not None and self.market not in PRESETS:
            yield "market", f"unknown market {self.market!r}; known are {names(PRESETS)}"
        for index, row in enumerate(self.layouts):
            try:
                row.layout()
            except ValueError as error:
                yield f"layouts[{index}].pattern", str(error)

    def settings(self) -> Settings:
        """Return what the decoder is told; the currency is the price book's business."""
        market = () if self.market is None else PRESETS[self.market]
        return Settings(
            layouts=(*(row.layout() for row in self.layouts), *market),
            badges=tuple(BadgePrefix(kind=row.kind, prefix=row.prefix, length=row.length) for row in self.badges),
            element_check_digits=self.element_check_digits,
            aim_required=self.aim_required,
        )
