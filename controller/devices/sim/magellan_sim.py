"""A Magellan scanner-scale on a single cable: codes and weights leave by one port."""

from collections.abc import Callable
from pathlib import Path

import trio

from controller.devices.sim.cable import Cable
from controller.devices.sim.pty_port import cable_at
from controller.devices.sim.scale_sim import ScaleSim
from controller.devices.sim.scanner_sim import SINGLE_CABLE, ScannerSim


class MagellanSim:
    """`scanner.ledger` and `scale.put` as ever; `read` sends a label, also between a question and its weight."""

    def __init__(self, path: Path | Cable, *, on_change: Callable[[], None] = lambda: None) -> None:
        self.port = cable_at(path)
        self.scanner = ScannerSim(self.port, commands=SINGLE_CABLE, on_change=on_change)
        self.scale = ScaleSim(self.port, protocol="magellan", parity="odd", on_change=on_change)

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Emulate until cancelled."""
        await self.port.run(self._take, task_status)

    def read(self, label: str, data: str) -> int:
        """Read a code: `label` is A, F, E, FF, R, B1, B2 or B3. Returns as `ScannerSim.send` does."""
        frame = b"S08" + label.encode() + data.encode() + b"\r"
        return self.scanner.send_bytes(bytes(byte | 0x80 if byte.bit_count() % 2 == 0 else byte for byte in frame))

    def unplug(self) -> None:
        """Pull the one cable."""
        self.scanner.unplug()

    def replug(self) -> None:
        """Put it back."""
        self.scanner.replug()

    def _take(self, data: bytes) -> None:
        self.scale.hear(data)
        self.scanner.hear(data)
