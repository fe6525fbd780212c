"""The lane's configuration: one TOML file -> frozen Structs, checked before any port opens.

A wrong type, an unknown key or a value out of bounds is refused with its line.
"""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,16}$")]
Port = Annotated[int, Meta(ge=0, le=65535)]


class ConfigFault(ValueError):
    """The file cannot be used; the text names file, line and reason."""


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class LaneSection(_Section, frozen=True):
    """Who this lane is. `price_book` and `data_dir` are relative to the file."""

    store_id: Id
    lane_id: Id
    store_names: dict[str, str]
    data_dir: str
    price_book: str
    locale: Literal["zh-CN", "en"] = "zh-CN"
    timezone: str = "Asia/Shanghai"
    reserve_mb: Annotated[int, Meta(ge=1, le=4096)] = 64
    min_free_mb: Annotated[int, Meta(ge=0, le=1_048_576)] = 256


class GatewaySection(_Section, frozen=True):
    """Where browsers attach. `hosts` are names beside loopback under which the page may be opened."""

    host: str = "127.0.0.1"
    port: Port = 8080
    hosts: tuple[str, ...] = ()
    bench_url: str | None = None


class BusSection(_Section, frozen=True):
    """The broker."""

    url: Annotated[str, Meta(pattern=r"^(nats|tls)://")] = "nats://127.0.0.1:4222"


class SerialSection(_Section, frozen=True):
    """A serial device at a stable path such as `/dev/serial/by-id/...`."""

    path: str
    baudrate: Annotated[int, Meta(ge=300, le=921_600)] = 9600


class ScannerSection(SerialSection, frozen=True):
    """A scanner in line mode. `duplicate_window_s` drops the same code read twice within it; 0 keeps all."""

    duplicate_window_s: Annotated[float, Meta(ge=0, le=5)] = 0.0


class DrawerSection(SerialSection, frozen=True):
    """A drawer; `open_when_high` is how its sensor is wired."""

    open_when_high: bool = True


class DevicesSection(_Section, frozen=True):
    """The devices this lane has; an absent one has no lamp in use."""

    scanner: ScannerSection | None = None
    scale: SerialSection | None = None
    printer: SerialSection | None = None
    drawer: DrawerSection | None = None


class Config(_Section, frozen=True):
    """The whole file."""

    lane: LaneSection
    gateway: GatewaySection = GatewaySection()
    bus: BusSection = BusSection()
    devices: DevicesSection = DevicesSection()
    log_level: Literal["debug", "info", "warning", "error"] = "info"


def load(path: Path) -> Config:
    """Read and check `path`; raises `ConfigFault`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigFault(f"{path}: {error}") from error
    return parse(text, str(path))


def parse(text: str, name: str) -> Config:
    """Check a configuration given as text; `name` stands in the errors."""
    try:
        config = msgspec.convert(tomllib.loads(text), Config)
    except tomllib.TOMLDecodeError as error:
        raise ConfigFault(f"{name}: {error}") from error
    except msgspec.ValidationError as error:
        raise ConfigFault(f"{name}{_place(text, str(error))}: {error}") from error
    try:
        ZoneInfo(config.lane.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        place = _place(text, "`$.lane.timezone`")
        raise ConfigFault(f"{name}{place}: unknown timezone {config.lane.timezone!r}") from error
    return config


def _place(text: str, message: str) -> str:
    """Return `:<line>` of the key that msgspec's message names, or nothing when the key is not in the file."""
    path = re.search(r"`\$\.?([^`]*)`", message)
    parts = path.group(1).split(".") if path and path.group(1) else []
    unknown = re.search(r"unknown field `([^`]+)`", message)
    if unknown:
        parts.append(unknown.group(1))
    section = ""
    best = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[([^\[\]]+)\]", line)
        section = header.group(1).replace(" ", "") if header else section
        key = re.match(r"\s*([A-Za-z0-9_-]+)\s*=", line)
        here = [part for part in section.split(".") if part] + ([key.group(1)] if key else [])
        if here == parts:
            return f":{number}"
        if header and here and parts[: len(here)] == here:
            best = f":{number}"
    return best
