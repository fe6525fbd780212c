"""What a lane's configuration says of each device: its place, its model, and what is special about it."""

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from controller.device_place import ALL_PLACES, LINE_KEYS, Complaint, PortSection, Section, names
from controller.devices.display import profile as displays
from controller.devices.scale import profile as scales
from controller.devices.scanner import profile as scanners


class ScannerSection(PortSection, frozen=True):
    """A scanner. `duplicate_window_s` drops the same code read twice within it; 0 keeps all.

    `gs_substitute` is what it sends for GS, `ends_by_gap_ms` the silence that ends a code without a terminator.
    """

    PLACES: ClassVar[tuple[str, ...]] = ("path", "address", "evdev")

    model: str = "datalogic"
    duplicate_window_s: Annotated[float, Meta(ge=0, le=5)] = 0.0
    gs_substitute: Annotated[str, Meta(max_length=8)] = ""
    ends_by_gap_ms: Annotated[int, Meta(ge=20, le=1000)] | None = None

    def complaints(self) -> Iterator[Complaint]:
        """Want a known model too."""
        yield from super().complaints()
        yield from _unknown("model", self.model, scanners.PROFILES)


class ScaleSection(PortSection, frozen=True):
    """A scale. `via = "scanner"`: both share the scanner's cable (Magellan).

    `zero_between`: it must have been empty between two weighings.
    """

    model: str = "enq_dc1"
    via: Literal["scanner"] | None = None
    zero_between: bool = False

    def complaints(self) -> Iterator[Complaint]:
        """Want a place or a shared cable, and a known model."""
        yield from _shared_or(self, super().complaints())
        yield from _unknown("model", self.model, scales.PROFILES)


class PrinterSection(PortSection, frozen=True):
    """A receipt printer."""

    PLACES: ClassVar[tuple[str, ...]] = ("path", "address", "lp")


class DrawerSection(PortSection, frozen=True):
    """A drawer; `open_when_high` is how its sensor is wired."""

    PLACES: ClassVar[tuple[str, ...]] = ("path", "address", "lp")

    open_when_high: bool = True


class DisplaySection(PortSection, frozen=True):
    """A customer display of two lines. `via = "printer"`: it sits behind the printer, on the printer's port."""

    model: str = "epson_dm_d"
    via: Literal["printer"] | None = None
    encoding: str = "cp437"

    def complaints(self) -> Iterator[Complaint]:
        """Want a place or the printer's, a known model and a known character set."""
        yield from _shared_or(self, super().complaints())
        yield from _unknown("model", self.model, displays.PROFILES)
        yield from _unknown("encoding", self.encoding, displays.CODE_PAGES)


class DevicesSection(Section, frozen=True):
    """The devices this lane has; an absent one has no lamp in use."""

    scanner: ScannerSection | None = None
    scale: ScaleSection | None = None
    printer: PrinterSection | None = None
    drawer: DrawerSection | None = None
    display: DisplaySection | None = None

    def complaints(self) -> Iterator[Complaint]:
        """Return the complaints of every device, each with its whole key, and those about two devices at once."""
        seen: dict[object, str] = {}
        for kind in self.__struct_fields__:
            section: Section | None = getattr(self, kind)
            if section is None:
                continue
            for key, complaint in section.complaints():
                yield ".".join(part for part in (kind, key) if part), complaint
            via = getattr(section, "via", None)
            if via is not None and getattr(self, via) is None:
                yield f"{kind}.via", f"this lane has no {via}"
            yield from _twice(kind, section, seen)


def _twice(kind: str, section: Section, seen: dict[object, str]) -> Iterator[Complaint]:
    """Complain about a place that another device has."""
    for name in ALL_PLACES:
        place = getattr(section, name, None)
        if place is not None and place in seen:
            yield f"{kind}.{name}", f"`{place}` is the {seen[place]}'s already"
        seen.setdefault(place, kind)


def _shared_or(section: PortSection, complaints: Iterator[Complaint]) -> Iterator[Complaint]:
    """Want no place of its own for a device that shares one."""
    via: str | None = getattr(section, "via", None)
    if via is None:
        yield from complaints
        return
    for name in (*ALL_PLACES, *LINE_KEYS):
        if getattr(section, name) is not None:
            yield name, f"with `via` the {via}'s port is used: leave `{name}` out"


def _unknown(key: str, value: str, known: Iterable[str]) -> Iterator[Complaint]:
    if value not in known:
        yield key, f"unknown {key} {value!r}; known are {names(known)}"
