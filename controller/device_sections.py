"""What a lane's configuration says of each device: its place, its model, and what is special about it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from controller.device_place import ALL_PLACES, LINE_KEYS, Complaint, DevicePath, PortSection, Section, names
from controller.devices.display import profile as displays
from controller.devices.drawer import profile as drawers
from controller.devices.printer import profile as printers
from controller.devices.scale import profile as scales
from controller.devices.scanner import profile as scanners
from controller.devices.terminal.currency import NUMBERS as CURRENCIES
from controller.devices.terminal.driver import FACTORY_PASSWORD
from controller.devices.wallet.client import endpoint

KEY_MIN_BYTES = 16
OTHERS = 0o077


class ScannerSection(PortSection, frozen=True):
    """A scanner. `duplicate_window_s` drops the same code read twice within it; 0 keeps all.

    `gs_substitute` is what it sends for GS, `frame_gap_s` the silence that ends a code without a terminator.
    """

    PLACES: ClassVar[tuple[str, ...]] = ("path", "address", "evdev")

    profile: str = "datalogic"
    duplicate_window_s: Annotated[float, Meta(ge=0, le=5)] = 0.0
    gs_substitute: Annotated[str, Meta(max_length=8)] = ""
    frame_gap_s: Annotated[float, Meta(ge=scanners.GAP_MIN_S, le=1)] | None = None

    def complaints(self) -> Iterator[Complaint]:
        """Want a known profile too."""
        yield from super().complaints()
        yield from _unknown("profile", self.profile, scanners.PROFILES)


class ScaleSection(PortSection, frozen=True):
    """A scale. `via = "scanner"`: both share the scanner's cable (Magellan).

    `zero_between`: it must have been empty between two weighings. `handshake_key`: checksum and correction word of a
    Dialog 06 licence, four hexadecimal digits each.
    """

    profile: str = "enq_dc1"
    via: Literal["scanner"] | None = None
    zero_between: bool = False
    handshake_key: Annotated[str, Meta(pattern="^[0-9A-Fa-f]{8}$")] | None = None

    def complaints(self) -> Iterator[Complaint]:
        """Want a place or a shared cable, and a known profile."""
        yield from _shared_or(self, super().complaints())
        yield from _unknown("profile", self.profile, scales.PROFILES)
        if self.handshake_key is not None and self.profile != scales.DIALOG06.name:
            yield "handshake_key", f"only `{scales.DIALOG06.name}` has a handshake"


class SecondPrinterSection(PortSection, frozen=True):
    """A receipt printer; `profile` says paper, character sets and how it confirms."""

    PLACES: ClassVar[tuple[str, ...]] = ("path", "address", "lp")

    profile: str = "80mm"

    def complaints(self) -> Iterator[Complaint]:
        """Want a known profile too."""
        yield from super().complaints()
        yield from _unknown("profile", self.profile, printers.PROFILES)


class PrinterSection(SecondPrinterSection, frozen=True):
    """The lane's printer. `second` prints while this one is out of order for longer than `failover_after_s`."""

    second: SecondPrinterSection | None = None
    failover_after_s: Annotated[float, Meta(ge=1, le=600)] = 8.0

    def complaints(self) -> Iterator[Complaint]:
        """Want the second one to be right as well, and another one."""
        yield from super().complaints()
        if self.second is None:
            return
        for key, complaint in self.second.complaints():
            yield f"second.{key}" if key else "second", complaint
        for name in self.PLACES:
            if getattr(self.second, name) is not None and getattr(self.second, name) == getattr(self, name):
                yield f"second.{name}", "both printers are the same one"


class DrawerSection(PortSection, frozen=True):
    """A drawer with a port of its own (`via = "serial"`), or on the printer's connector (`via = "printer"`).

    `open_when_high` is how its sensor is wired. Open for longer than `alarm_after_s`, it is told once; 0 never.
    """

    PLACES: ClassVar[tuple[str, ...]] = ("path", "address", "lp")

    via: Literal["printer", "serial"] = "serial"
    profile: str = "kick"
    open_when_high: bool = True
    alarm_after_s: Annotated[float, Meta(ge=0, le=3600)] = 60.0

    def complaints(self) -> Iterator[Complaint]:
        """Want a place or the printer's connector, and a known profile."""
        yield from _shared_or(self, super().complaints())
        yield from _unknown("profile", self.profile, drawers.PROFILES)


class DisplaySection(PortSection, frozen=True):
    """A customer display of two lines. `via = "printer"`: it sits behind the printer, on the printer's port.

    `encoding` is its character set, `code_page` that set's number on this model, if it is not Epson's.
    """

    profile: str = "epson_dm_d"
    via: Literal["printer"] | None = None
    encoding: str = "cp437"
    code_page: Annotated[int, Meta(ge=0, le=255)] | None = None

    def complaints(self) -> Iterator[Complaint]:
        """Want a place or the printer's, a known profile and a known character set."""
        yield from _shared_or(self, super().complaints())
        yield from _unknown("profile", self.profile, displays.PROFILES)
        yield from _unknown("encoding", self.encoding, displays.CODE_PAGES)


class TerminalSection(PortSection, frozen=True):
    """A payment terminal. `password` is its six digits, `currency` what it is registered with."""

    profile: Literal["zvt", "zvt-printing"] = "zvt"
    password: Annotated[str, Meta(pattern="^[0-9]{6}$")] = FACTORY_PASSWORD
    currency: str = "EUR"

    def complaints(self) -> Iterator[Complaint]:
        """Want a currency that terminals know."""
        yield from super().complaints()
        if self.currency not in CURRENCIES:
            yield "currency", f"unknown currency {self.currency!r}"


class WalletSection(Section, frozen=True):
    """A gateway for payment codes that customers show. `key_file` holds what both sides sign with, for our eyes only.

    `url` is https, `ca_file` trusted instead of the system's authorities.
    """

    url: str
    merchant: Annotated[str, Meta(min_length=1, max_length=64)]
    key_id: Annotated[str, Meta(min_length=1, max_length=64)]
    key_file: DevicePath
    ca_file: DevicePath | None = None

    def complaints(self) -> Iterator[Complaint]:
        """Want a gateway that can be asked, and files that can be read."""
        try:
            endpoint(self.url)
        except ValueError as error:
            yield "url", str(error)
        yield from _unreadable("key_file", self.key_file, KEY_MIN_BYTES)
        if Path(self.key_file).is_file() and Path(self.key_file).stat().st_mode & OTHERS:
            yield "key_file", f"{self.key_file} can be read by others: chmod 600"
        if self.ca_file is not None:
            yield from _unreadable("ca_file", self.ca_file, 1)


class DevicesSection(Section, frozen=True):
    """The devices this lane has; an absent one has no lamp in use."""

    scanner: ScannerSection | None = None
    scale: ScaleSection | None = None
    printer: PrinterSection | None = None
    drawer: DrawerSection | None = None
    display: DisplaySection | None = None
    terminal: TerminalSection | None = None
    wallet: WalletSection | None = None

    def complaints(self) -> Iterator[Complaint]:
        """Return the complaints of every device, each with its whole key, and those about two devices at once."""
        seen: dict[object, str] = {}
        if self.display is not None and self.display.via and self.printer is not None and self.printer.second:
            yield (
                "display.via",
                "a display behind the printer would be lost with it: a lane with two printers needs another",
            )
        for kind in self.__struct_fields__:
            section: Section | None = getattr(self, kind)
            if section is None:
                continue
            for key, complaint in section.complaints():
                yield ".".join(part for part in (kind, key) if part), complaint
            via = shares(section)
            if via is not None and getattr(self, via) is None:
                yield f"{kind}.via", f"this lane has no {via}"
            yield from _twice(kind, section, seen)


def shares(section: Section) -> str | None:
    """Return the kind of device whose port this one uses, None if it has its own."""
    via: str | None = getattr(section, "via", None)
    return None if via == "serial" else via


def _twice(kind: str, section: Section, seen: dict[object, str]) -> Iterator[Complaint]:
    """Complain about a place that another device has."""
    for name in ALL_PLACES:
        place = getattr(section, name, None)
        if place is not None and place in seen:
            yield f"{kind}.{name}", f"`{place}` is the {seen[place]}'s already"
        seen.setdefault(place, kind)


def _shared_or(section: PortSection, complaints: Iterator[Complaint]) -> Iterator[Complaint]:
    """Want no place of its own for a device that shares one."""
    via = shares(section)
    if via is None:
        yield from complaints
        return
    for name in (*ALL_PLACES, *LINE_KEYS):
        if getattr(section, name) is not None:
            yield name, f"with `via` the {via}'s port is used: leave `{name}` out"


def _unreadable(key: str, path: str, least_bytes: int) -> Iterator[Complaint]:
    try:
        size = len(Path(path).read_bytes().rstrip(b"\r\n"))
    except OSError as error:
        yield key, str(error)
        return
    if size < least_bytes:
        yield key, f"{path} has {size} bytes, at least {least_bytes} are needed"


def _unknown(key: str, value: str, known: Iterable[str]) -> Iterator[Complaint]:
    if value not in known:
        yield key, f"unknown {key} {value!r}; known are {names(known)}"
