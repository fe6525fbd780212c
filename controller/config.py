"""The lane's configuration: one TOML file -> frozen Structs, checked before any port opens.

A wrong type, an unknown key or a value out of bounds is refused with its line.
"""

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Meta

from controller.barcode_section import BarcodeSection
from controller.device_place import Section
from controller.device_sections import DevicesSection
from runtime import toml_file

Id = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,16}$")]
Port = Annotated[int, Meta(ge=0, le=65535)]


class LaneSection(Section, frozen=True):
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


class GatewaySection(Section, frozen=True):
    """Where browsers attach. `hosts` are names beside loopback under which the page may be opened."""

    host: str = "127.0.0.1"
    port: Port = 8080
    hosts: tuple[str, ...] = ()
    bench_url: str | None = None


class BusSection(Section, frozen=True):
    """The broker."""

    url: Annotated[str, Meta(pattern=r"^(nats|tls)://")] = "nats://127.0.0.1:4222"


class Config(Section, frozen=True):
    """The whole file."""

    lane: LaneSection
    gateway: GatewaySection = GatewaySection()
    bus: BusSection = BusSection()
    devices: DevicesSection = DevicesSection()
    barcode: BarcodeSection = BarcodeSection()
    log_level: Literal["debug", "info", "warning", "error"] = "info"


def load(path: Path) -> Config:
    """Read and check `path`; raises `ConfigFault`."""
    return parse(toml_file.read(path), str(path))


def parse(text: str, name: str) -> Config:
    """Check a configuration given as text; `name` stands in the errors."""
    config = toml_file.parse(text, Config, name)
    try:
        ZoneInfo(config.lane.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        complaint = f"unknown timezone {config.lane.timezone!r} - at `$.lane.timezone`"
        raise toml_file.fault(text, name, complaint) from error
    for key, said in config.devices.complaints():
        raise toml_file.fault(text, name, f"{said} - at `$.devices.{key}`")
    for key, said in config.barcode.complaints():
        raise toml_file.fault(text, name, f"{said} - at `$.barcode.{key}`")
    return config
