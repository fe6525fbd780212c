"""What the emulated printer's sensors see, and the status bytes that say so (tables of DLE EOT, GS r and GS a)."""

from dataclasses import dataclass


@dataclass(slots=True)
class PrinterState:
    """Sensors and switches. `pin3_high_when_open` is how the drawer behind the printer is wired."""

    has_paper: bool = True
    paper_low: bool = False
    cover_open: bool = False
    cutter_jammed: bool = False
    broken: bool = False
    drawer_open: bool = False
    pin3_high_when_open: bool = True

    @property
    def offline(self) -> bool:
        """Whether printing stopped."""
        return self.cover_open or not self.has_paper or self.cutter_jammed or self.broken

    @property
    def pin3_high(self) -> bool:
        """The drawer connector's sensor pin."""
        return self.drawer_open == self.pin3_high_when_open

    def real_time(self, number: int) -> int | None:
        """Return the answer to DLE EOT `number`, None where there is none."""
        low, out = self.paper_low or not self.has_paper, not self.has_paper
        bits = {
            1: (0x04, self.pin3_high, 0x08, self.offline),
            2: (0x04, self.cover_open, 0x20, out, 0x40, self.cutter_jammed or self.broken),
            3: (0x08, self.cutter_jammed, 0x20, self.broken),
            4: (0x0C, low, 0x60, out),
        }.get(number)
        return None if bits is None else 0x12 | _sum(bits)

    def in_order(self, number: int) -> int | None:
        """Return the answer to GS r `number`, None where there is none."""
        match number:
            case 1 | 49:
                return _sum((0x03, self.paper_low or not self.has_paper, 0x0C, not self.has_paper))
            case 2 | 50:
                return int(self.pin3_high)
            case _:
                return None

    def automatic(self) -> bytes:
        """Return the four bytes of automatic status."""
        first = (0x04, self.pin3_high, 0x08, self.offline, 0x20, self.cover_open)
        second = (0x08, self.cutter_jammed, 0x20, self.broken)
        third = (0x03, self.paper_low or not self.has_paper, 0x0C, not self.has_paper)
        return bytes((0x10 | _sum(first), _sum(second), _sum(third), 0))


def _sum(bits: tuple[int, ...]) -> int:
    """Add up the values whose flag, which follows, is set."""
    return sum(value for value, flag in zip(bits[::2], bits[1::2], strict=True) if flag)
