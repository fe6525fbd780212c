"""What lies on the pan, and whether it may be sold: tare, rest, and not the same item twice. Pure."""

from dataclasses import dataclass

from controller.devices.scale.reading import Weight
from controller.ports import ScaleState


@dataclass(frozen=True, slots=True)
class Shown:
    """The net weight to show. Only `stable` may be sold; its mass is then above zero."""

    state: ScaleState
    mass_g: int | None


class Pan:
    """Remembers the gross mass that was sold last, until the scale shows something else.

    With `zero_between` it is remembered until the scale was empty.
    """

    def __init__(self, *, zero_between: bool = False) -> None:
        self._zero_between = zero_between
        self._gross_g: int | None = None
        self._sold_g: int | None = None
        self._zero_seen = False

    @property
    def sold(self) -> bool:
        """Whether what was sold last may still lie there."""
        return self._sold_g is not None

    def look(self, weight: Weight, *, tare_g: int, scale_tare_g: int) -> Shown:
        """Take what the scale says. `scale_tare_g` of `tare_g` is on the scale; the rest is taken off here."""
        empty = weight.state in {"zero", "under"}
        self._zero_seen = self._zero_seen or empty
        self._gross_g = _gross_g(weight, scale_tare_g)
        if self._sold_g is not None and self._cleared(weight, empty=empty):
            self._sold_g = None
        shown = _net(weight, tare_g, scale_tare_g)
        if self._sold_g is not None and shown.state == "stable":
            return Shown("not_cleared", shown.mass_g)
        return shown

    def sell(self) -> bool:
        """Remember what lies there as sold; return whether the scale was empty since the last time."""
        self._sold_g = self._gross_g
        zero_seen, self._zero_seen = self._zero_seen, False
        return zero_seen

    def _cleared(self, weight: Weight, *, empty: bool) -> bool:
        if self._zero_between:
            return empty
        if weight.state in {"unknown", "not_cleared"}:
            return False
        return weight.state != "stable" or self._gross_g != self._sold_g


def _gross_g(weight: Weight, scale_tare_g: int) -> int | None:
    mass_g = weight.mass_g
    return mass_g + scale_tare_g if mass_g is not None and weight.net else mass_g


def _net(weight: Weight, tare_g: int, scale_tare_g: int) -> Shown:
    """Return the net weight. A tare that the scale did not take, or a second one of its own, leaves it unknown."""
    mass_g = weight.mass_g
    if mass_g is None:
        return Shown(weight.state if weight.state in {"over", "under", "not_cleared"} else _without_mass(weight), None)
    if tare_g == 0 or weight.state not in {"stable", "moving", "zero"}:
        return Shown(weight.state, mass_g)
    if scale_tare_g:
        return Shown(weight.state if weight.net else "unknown", mass_g if weight.net else None)
    if weight.net:
        return Shown("unknown", None)
    net_g = mass_g - tare_g
    if weight.state == "moving":
        return Shown("moving", net_g)
    return Shown("stable" if net_g > 0 else "zero" if net_g == 0 else "under", net_g)


def _without_mass(weight: Weight) -> ScaleState:
    """Return the state: a weight in pounds or parts of a gram is none for us; a status is what it says."""
    return "unknown" if weight.value is not None else weight.state
