"""Where a device is, as a configuration says it.

One of `path` (serial), `address` (host:port), `lp` (USB printer), `evdev` (a scanner that types); line settings that
are not given are the model's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from controller.devices.transport.stream import (
    EvdevSettings,
    LpSettings,
    PortSettings,
    SerialSettings,
    TcpSettings,
)

Complaint = tuple[str, str]
"""The key a complaint is about, empty for the section itself, and what is wrong."""

DevicePath = Annotated[str, Meta(pattern="^/")]
Address = Annotated[str, Meta(pattern=r"^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\]):[0-9]{1,5}$")]
ALL_PLACES = ("path", "address", "lp", "evdev")
PORT_MAX = 65_535
LINE_KEYS = ("backend", "baudrate", "bytesize", "parity", "stopbits", "flow")


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of the file."""

    def complaints(self) -> Iterator[Complaint]:
        """Say what the types alone do not refuse."""
        yield from ()


class PortSection(Section, frozen=True):
    """Where a device is."""

    PLACES: ClassVar[tuple[str, ...]] = ("path", "address")

    path: DevicePath | None = None
    address: Address | None = None
    lp: DevicePath | None = None
    evdev: DevicePath | None = None
    backend: Literal["asyncio", "trio"] | None = None
    baudrate: Annotated[int, Meta(ge=300, le=921_600)] | None = None
    bytesize: Literal[7, 8] | None = None
    parity: Literal["N", "E", "O"] | None = None
    stopbits: Literal[1, 2] | None = None
    flow: Literal["none", "rts_cts", "xon_xoff"] | None = None
    layout: Literal["us", "gb", "de", "fr"] | None = None
    dead_after_s: Annotated[int, Meta(ge=2, le=60)] | None = None

    def complaints(self) -> Iterator[Complaint]:
        """Want one place, of a kind this device can have, and nothing that belongs to another."""
        places = [name for name in ALL_PLACES if getattr(self, name) is not None]
        if not places:
            yield "", f"one of {names(self.PLACES)} is missing"
            return
        for name in places[1:]:
            yield name, f"`{places[0]}` and `{name}` exclude each other"
        if places[0] not in self.PLACES:
            yield places[0], f"this device is found by {names(self.PLACES)}, not by `{places[0]}`"
        yield from self._misplaced(places)
        if self.address is not None and not 0 < int(self.address.rpartition(":")[2]) <= PORT_MAX:
            yield "address", f"no such port: {self.address}"

    def _misplaced(self, places: list[str]) -> Iterator[Complaint]:
        owners = {**dict.fromkeys(LINE_KEYS, "path"), "layout": "evdev", "dead_after_s": "address"}
        for name, owner in owners.items():
            if getattr(self, name) is not None and owner not in places:
                yield name, f"`{name}` is for a device with `{owner}`"

    def port(self, line: SerialSettings) -> PortSettings:
        """Return the place; `line` is what the model is delivered with."""
        if self.address is not None:
            host, _, number = self.address.rpartition(":")
            settings = TcpSettings(host=host.strip("[]"), port=int(number))
            return replace(settings, dead_after_s=self.dead_after_s) if self.dead_after_s else settings
        if self.lp is not None:
            return LpSettings(path=self.lp)
        if self.evdev is not None:
            return EvdevSettings(path=self.evdev, layout=self.layout or "us")
        assert self.path is not None, "checked when the file was read"
        given = {name: getattr(self, name) for name in LINE_KEYS if getattr(self, name) is not None}
        return replace(line, path=self.path, **given)


def names(values: Iterable[str]) -> str:
    """Return the values as a person lists them."""
    return ", ".join(f"`{value}`" for value in values)
