"""What an emulated printer did to the world: papers and pulses."""

from dataclasses import dataclass, field

from controller.devices.escpos.bitmap import Bitmap
from controller.devices.escpos.font import load
from controller.devices.sim.drawing import draw
from controller.devices.sim.strips import Strip, as_dump


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper, a line of `text` a line. `complete`: the printer confirmed it (GS ( H or GS r right after the cut)."""

    text: str
    mono_ns: int
    complete: bool
    strips: tuple[Strip, ...] = field(default=(), repr=False)
    width_dots: int = 0

    @property
    def dump(self) -> list[str]:
        """The lines from their left edge, as emupos words them."""
        return as_dump(self.strips)

    @property
    def dots(self) -> Bitmap:
        """What it looks like."""
        return draw(self.strips, self.width_dots, load())


@dataclass(frozen=True, slots=True)
class Pulse:
    """One kick at the drawer connector. `real_time`: by DLE DC4, whatever waited in the buffer."""

    pin: int
    on_ms: int
    off_ms: int
    real_time: bool
    mono_ns: int
