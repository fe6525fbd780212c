"""A lane process with all seven devices emulated in the test's process, on ptys or all on TCP."""

import json
import sys
from collections.abc import Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import trio

from controller.devices.sim.display_sim import DisplaySim
from controller.devices.sim.drawer_sim import DrawerSim
from controller.devices.sim.printer_sim import PrinterSim
from controller.devices.sim.scale_sim import ScaleSim
from controller.devices.sim.scanner_sim import ScannerSim
from controller.devices.sim.tcp_port import TcpPort
from lanewise.child import Child
from lanewise.lane_client import open_lane_client
from lanewise.sample import price_book_json
from lanewise.simulate.listening import TerminalAtPort, WalletAtPort
from runtime.ports import free_port
from tests.faults.matrix.till import Till

KEY = b"matrix-key-of-32-bytes-and-more!"
SIMS: dict[str, Callable[..., Any]] = {
    "scanner": ScannerSim,
    "scale": ScaleSim,
    "printer": PrinterSim,
    "drawer": DrawerSim,
    "display": DisplaySim,
}
DEAD_AFTER_S = 2
"""How long a TCP device may be silent before its connection is given up: the least a configuration takes."""
READY_S = 20.0
SLOW_BYTES_PER_S = 240
SLOW_LATE_S = 0.1
SLOW_LINE_S = 0.15


class MatrixLane:
    """`devices` by kind. `till` is the cashier; `name` tells lanes apart."""

    def __init__(self, folder: Path, wire: str) -> None:
        self.name = folder.name
        self.devices: dict[str, Any] = {}
        folder.mkdir(parents=True)
        self._config = folder / "lane.toml"
        text = _head(folder)
        for kind, sim in SIMS.items():
            place = TcpPort(port=free_port()) if wire == "tcp" else folder / kind
            self.devices[kind] = sim(place)
            text += f"\n[devices.{kind}]\n{_where(place)}"
        terminal, wallet = TerminalAtPort(TcpPort(port=free_port())), WalletAtPort(TcpPort(port=free_port()), KEY)
        self.devices |= {"terminal": terminal, "wallet": wallet}
        text += f'\n[devices.terminal]\n{_where(terminal.port)}currency = "CNY"\n'
        text += f'\n[devices.wallet]\nurl = "http://127.0.0.1:{wallet.port.port}"\nmerchant = "m1"\nkey_id = "k"\n'
        text += f"key_file = {json.dumps(str(folder / 'wallet.key'))}\n"
        self._config.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "controller", "--config", str(self._config)]
        self.log = folder / "lane.log"
        self._process = Child(f"lane {self.name}", command, self.log, lambda: None)

    @property
    def pid(self) -> int | None:
        return self._process.pid

    @asynccontextmanager
    async def opened(self):
        """Start devices and lane; yield the cashier's till when every lamp is good."""
        async with trio.open_nursery() as nursery:
            for device in self.devices.values():
                await nursery.start(device.run)
            await nursery.start(self._process.run)
            till = Till(self)
            url = self._process.url.replace("http", "ws") + "/lane/ws"
            async with open_lane_client(url, till.seen) as till.client:
                await till.client.attached(READY_S)
                await till.client.wait_for(lambda view: all(lamp.state == "idle" for lamp in view.devices), READY_S)
                yield till
            nursery.cancel_scope.cancel()

    def begin(self, kind: str, fault: str) -> None:
        """Make this fault now."""
        device = self.devices[kind]
        trouble = device.port.trouble
        match fault:
            case "unplug":
                device.unplug()
            case "hang":
                trouble.hang(hanging=True)
            case "babble":
                trouble.babbling = True
            case "half-open":
                (device if kind in {"terminal", "wallet"} else device.port).vanish()
            case "wrong baud":
                trouble.garbled = True
            case "paper out":
                device.set_paper(present=False)
            case "slow":
                trouble.bytes_per_s, trouble.late_s = SLOW_BYTES_PER_S, SLOW_LATE_S
                self._slow_down(kind, slow=True)

    def end(self, kind: str, fault: str) -> None:
        """Put it right."""
        device = self.devices[kind]
        trouble = device.port.trouble
        match fault:
            case "unplug":
                device.replug()
            case "hang":
                trouble.hang(hanging=False)
            case "babble":
                trouble.babbling = False
            case "half-open":
                (device if kind in {"terminal", "wallet"} else device.port).reappear()
            case "wrong baud":
                trouble.garbled = False
            case "paper out":
                device.set_paper(present=True)
            case "slow":
                trouble.bytes_per_s, trouble.late_s = 0, 0.0
                self._slow_down(kind, slow=False)

    def _slow_down(self, kind: str, *, slow: bool) -> None:
        """Be slow in taking, too: the printer prints slowly, the display takes nothing at all."""
        if kind == "printer":
            self.devices[kind].line_s = SLOW_LINE_S if slow else 0.0
        if kind == "display":
            self.devices[kind].port.stall(stalled=slow)


def _head(folder: Path) -> str:
    (folder / "book.json").write_bytes(price_book_json())
    key = folder / "wallet.key"
    key.touch(mode=0o600)
    key.write_bytes(KEY)
    return (
        '[lane]\nstore_id = "0001"\nlane_id = "1"\nstore_names = { en = "Store" }\nlocale = "en"\n'
        'data_dir = "data"\nprice_book = "book.json"\nreserve_mb = 4\nmin_free_mb = 16\n'
        '\n[gateway]\nport = 0\n\n[bus]\nurl = "nats://127.0.0.1:9"\n'
    )


def _where(place: TcpPort | Path) -> str:
    if isinstance(place, TcpPort):
        return f'address = "127.0.0.1:{place.port}"\ndead_after_s = {DEAD_AFTER_S}\n'
    return f"path = {json.dumps(str(place))}\n"
