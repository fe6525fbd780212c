"""A whole store in one process tree: broker, store server, lanes, and emulated devices on real ptys.

Broker, store and lanes are child processes that may be killed and come back; the emulators live here, so that a lane's
death is to them what it is to real devices: a port that goes quiet.
"""

import json
import secrets
import sys
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import trio

from contracts.status import StoreStatus
from controller.devices.sim.display_sim import DisplaySim
from controller.devices.sim.drawer_sim import DrawerSim
from controller.devices.sim.printer_sim import PrinterSim
from controller.devices.sim.scale_sim import ScaleSim
from controller.devices.sim.scanner_sim import ScannerSim
from controller.devices.sim.tcp_port import TcpPort
from controller.devices.terminal.currency import NUMBERS as CURRENCIES
from lanewise.child import Child
from lanewise.simulate.listening import TerminalAtPort, WalletAtPort
from runtime.broker import Broker, open_broker
from runtime.ports import free_port, is_free

STATUS_TIMEOUT_S = 5.0
WALLET_KEY_BYTES = 32
ON_PTYS = ("scanner", "scale", "printer", "drawer", "display")
STORE_NAMES = {"zh-CN": "滨江店", "en": "Riverside store"}


class PortTaken(Exception):
    """The port for the cashier's page is in use."""


class _Book(msgspec.Struct, frozen=True):
    currency: str


@dataclass(frozen=True, kw_only=True)
class EnvironmentSettings:
    """What to start. `first_port` is the first lane's page, the next lane's one above; 0 picks free ports."""

    data_dir: Path
    price_book: bytes
    store_id: str = "0001"
    lane_ids: tuple[str, ...] = ("1",)
    first_port: int = 0
    bench_url: str | None = None
    locale: str = "zh-CN"
    market: str = "CN"
    reserve_mb: int = 64
    on_change: Callable[[], None] = field(default=lambda: None)


class LaneHandle:
    """One lane: its process and its devices."""

    def __init__(self, settings: EnvironmentSettings, lane_id: str, port: int, broker_url: str) -> None:
        folder = settings.data_dir / f"lane-{lane_id}"
        ports = folder / "dev"
        ports.mkdir(parents=True, exist_ok=True)
        self.lane_id = lane_id
        self.url = f"http://127.0.0.1:{port}"
        self.ws_url = f"ws://127.0.0.1:{port}/lane/ws"
        self.scanner = ScannerSim(ports / "scanner", on_change=settings.on_change)
        self.scale = ScaleSim(ports / "scale", on_change=settings.on_change)
        self.printer = PrinterSim(ports / "printer", on_change=settings.on_change)
        self.drawer = DrawerSim(ports / "drawer", on_change=settings.on_change)
        self.display = DisplaySim(ports / "display", on_change=settings.on_change)
        self.terminal = TerminalAtPort(TcpPort(port=free_port()))
        self.wallet = WalletAtPort(TcpPort(port=free_port()), _wallet_key(folder / "wallet.key"))
        config = folder / "lane.toml"
        config.write_text(
            _lane_toml(settings, lane_id, port, broker_url, self._devices(settings, ports)), encoding="utf-8"
        )
        command = [sys.executable, "-m", "controller", "--config", str(config)]
        self.process = Child(f"lane {lane_id}", command, folder / "lane.log", settings.on_change)

    def _devices(self, settings: EnvironmentSettings, ports: Path) -> str:
        """Return the sections of the devices, as a lane's file has them."""
        wallet = (
            f"\n[devices.wallet]\nurl = {_toml(f'http://{self.wallet.port.host}:{self.wallet.port.port}')}\n"
            f'merchant = "m1"\nkey_id = "demo"\nkey_file = {_toml(str(ports.parent / "wallet.key"))}\n'
        )
        currency = msgspec.json.decode(settings.price_book, type=_Book).currency
        text = wallet + "".join(f"\n[devices.{kind}]\npath = {_toml(str(ports / kind))}\n" for kind in ON_PTYS)
        if currency not in CURRENCIES:  # no terminal could take it
            return text
        address = f"{self.terminal.port.host}:{self.terminal.port.port}"
        return text + f"\n[devices.terminal]\naddress = {_toml(address)}\ncurrency = {_toml(currency)}\n"

    async def kill(self) -> None:
        """`kill -9` of the lane; it is started again by itself."""
        await self.process.kill()

    async def wait_ready(self) -> None:
        """Return when the lane takes work."""
        await self.process.wait_ready()

    async def start(self, nursery: trio.Nursery) -> None:
        """Plug the devices in and start the lane."""
        for sim in (self.scanner, self.scale, self.printer, self.drawer, self.display, self.terminal, self.wallet):
            await nursery.start(sim.run)
        await nursery.start(self.process.run)


@dataclass(kw_only=True)
class Environment:
    """What was started."""

    data_dir: Path
    lanes: tuple[LaneHandle, ...]
    broker: Broker
    store: Child

    async def store_status(self) -> StoreStatus:
        """Ask the store what it has; raises `OSError` while it is away."""
        return await trio.to_thread.run_sync(_fetch_status, f"{self.store.url}/status")


@asynccontextmanager
async def open_environment(settings: EnvironmentSettings) -> AsyncIterator[Environment]:
    """Start everything, yield when every lane takes work, stop everything at the end."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    (settings.data_dir / "price_book.json").write_bytes(settings.price_book)
    ports = _lane_ports(settings)
    async with open_broker(settings.data_dir / "nats") as broker, trio.open_nursery() as nursery:
        store = _store(settings, broker.url)
        lanes = tuple(
            LaneHandle(settings, lane_id, port, broker.url)
            for lane_id, port in zip(settings.lane_ids, ports, strict=True)
        )
        async with trio.open_nursery() as starting:
            starting.start_soon(nursery.start, store.run)
            for lane in lanes:
                starting.start_soon(lane.start, nursery)
        yield Environment(data_dir=settings.data_dir, lanes=lanes, broker=broker, store=store)
        nursery.cancel_scope.cancel()


def _wallet_key(file: Path) -> bytes:
    """Make the key that lane and gateway sign with, and keep it."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(WALLET_KEY_BYTES), encoding="ascii")
    return file.read_bytes()


def _fetch_status(url: str) -> StoreStatus:
    with urllib.request.urlopen(url, timeout=STATUS_TIMEOUT_S) as response:  # noqa: S310 - our own loopback address
        return msgspec.json.decode(response.read(), type=StoreStatus)


def _lane_ports(settings: EnvironmentSettings) -> list[int]:
    """Return a port per lane that is free now; raises `PortTaken` for a wanted one that is not."""
    if not settings.first_port:
        return [free_port() for _ in settings.lane_ids]
    wanted = [settings.first_port + index for index in range(len(settings.lane_ids))]
    for port in wanted:
        if not is_free(port):
            raise PortTaken(f"port {port} is in use: stop the program that has it, or give another --port")
    return wanted


def _store(settings: EnvironmentSettings, broker_url: str) -> Child:
    folder = settings.data_dir / "store"
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "store.toml"
    config.write_text(_store_toml(settings, broker_url, folder, free_port()), encoding="utf-8")
    command = [sys.executable, "-m", "store", "--config", str(config)]
    return Child("store", command, folder / "store.log", settings.on_change)


def _store_toml(settings: EnvironmentSettings, broker_url: str, folder: Path, port: int) -> str:
    rows = {
        "store_id": settings.store_id,
        "data_dir": str(folder),
        "nats_url": broker_url,
    }
    return "".join(f"{key} = {_toml(value)}\n" for key, value in rows.items()) + f"\n[http]\nport = {port}\n"


def _lane_toml(settings: EnvironmentSettings, lane_id: str, port: int, broker_url: str, devices: str) -> str:
    names = ", ".join(f"{_toml(tag)} = {_toml(name)}" for tag, name in STORE_NAMES.items())
    bench = f"bench_url = {_toml(settings.bench_url)}\n" if settings.bench_url else ""
    return (
        f"[lane]\nstore_id = {_toml(settings.store_id)}\nlane_id = {_toml(lane_id)}\n"
        f'store_names = {{ {names} }}\ndata_dir = "data"\n'
        f"price_book = {_toml(str(settings.data_dir / 'price_book.json'))}\nlocale = {_toml(settings.locale)}\n"
        f"reserve_mb = {settings.reserve_mb}\n"
        f"\n[gateway]\nport = {port}\n{bench}\n[bus]\nurl = {_toml(broker_url)}\n"
        f"\n[barcode]\nmarket = {_toml(settings.market)}\n{devices}"
    )


def _toml(value: str | int) -> str:
    """Return a TOML value; TOML's basic strings are JSON's."""
    return json.dumps(value, ensure_ascii=False)
