"""What a label says of the pack it is on: its price, weight or pieces, and how the pack is found again.

A scale of the store printed it (docs/devices/barcodes.md), or it holds application identifiers of GS1.
"""

import msgspec


class Label(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`amount_minor` is the price of the whole pack; it wins over weight times price. What is not stated is None."""

    amount_minor: int | None = None
    mass_g: int | None = None
    quantity: int | None = None
    lot: str = ""
    serial: str = ""

    @property
    def measures(self) -> bool:
        """Say whether it states how much is in the pack, or for how much money."""
        return (self.amount_minor, self.mass_g, self.quantity) != (None, None, None)
