"""The plate of an emulated scale."""

from dataclasses import dataclass, field

ZERO_RANGE_G = 400


@dataclass
class Plate:
    """The plate as the scale's electronics see it, and what the lane did to it (`ledger`)."""

    load_g: int = 0
    moving: bool = False
    busy: bool = False
    decimal_comma: bool = False
    capacity_g: int = 15_000
    zero_g: int = 0
    tare_g: int = 0
    question_count: int = 0
    ledger: list[str] = field(default_factory=list)

    @property
    def gross_g(self) -> int:
        """Mass on the plate since it was zeroed."""
        return self.load_g - self.zero_g

    @property
    def net_g(self) -> int:
        """What the display shows."""
        return self.gross_g - self.tare_g

    @property
    def over(self) -> bool:
        """Whether it is more than the scale weighs."""
        return self.gross_g > self.capacity_g

    @property
    def under(self) -> bool:
        """Whether the display would be negative."""
        return self.net_g < 0

    def zero(self) -> bool:
        """Call the present load zero, near the old one and at rest."""
        done = not self.moving and abs(self.gross_g) <= ZERO_RANGE_G
        self.ledger.append("zero" if done else "zero refused")
        if done:
            self.zero_g = self.load_g
        return done

    def tare(self, mass_g: int | None = None) -> None:
        """Take off this mass, or what lies there."""
        self.tare_g = self.gross_g if mass_g is None else mass_g
        self.ledger.append(f"tare {self.tare_g} g" if self.tare_g else "tare cleared")
