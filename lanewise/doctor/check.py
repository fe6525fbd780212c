"""The devices in service for a moment, with the lane's own drivers: health checks and a test receipt."""

import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import trio

from controller.device_sections import DevicesSection
from controller.devices.health import HealthCheck
from controller.fleet import Fleet
from controller.ports import (
    Barcode,
    Columns,
    DeviceKind,
    OutputComplete,
    OutputSpoiled,
    PrintReceipt,
    Reading,
    Receipt,
    Rule,
    StatusUpdate,
    Text,
)

SETTLE_S = 4.0
PRINT_S = 20.0
TEST_ID = "doctor-0"


class Bench:
    """A fleet without a lane: it hears everything and decides nothing."""

    def __init__(self, devices: DevicesSection, folder: Path) -> None:
        self.fleet = Fleet(devices, self._report, 1, folder)
        self.readings: list[Reading] = []
        self._moved = trio.Event()

    def _report(self, reading: Reading) -> bool:
        self.readings.append(reading)
        self._moved.set()
        self._moved = trio.Event()
        return True

    async def settle(self) -> None:
        """Wait until every device is in service or in fault, at most SETTLE_S."""
        with trio.move_on_after(SETTLE_S):
            while any(driver.health.state in {"closed", "opening"} for driver in self.fleet.drivers().values()):
                await self._moved.wait()

    async def check(self, kind: DeviceKind) -> tuple[HealthCheck, HealthCheck]:
        """Run the health checks of one device."""
        return await self.fleet.check(kind, time.monotonic_ns)

    async def print_test(self) -> str:
        """Print a receipt; return what became of it."""
        self.fleet.perform(PrintReceipt(output_id=TEST_ID, receipt=test_receipt()))
        with trio.move_on_after(PRINT_S):
            while True:
                for reading in self.readings:
                    if isinstance(reading, OutputComplete):
                        return "printed, and the printer confirmed it"
                    if isinstance(reading, OutputSpoiled):
                        return "printed in part: the printer failed meanwhile"
                await self._moved.wait()
        faults = [reading.fault for reading in self.readings if isinstance(reading, StatusUpdate) and reading.fault]
        return f"not printed within {PRINT_S:.0f} s: {faults[-1] if faults else 'no answer'}"


@asynccontextmanager
async def in_service(devices: DevicesSection) -> AsyncGenerator[Bench, None]:
    """Run the drivers for the length of the block."""
    with TemporaryDirectory() as folder:
        bench = Bench(devices, Path(folder))
        async with trio.open_nursery() as nursery:
            for run in bench.fleet.tasks().values():
                nursery.start_soon(run)
            await bench.settle()
            yield bench
            nursery.cancel_scope.cancel()


def test_receipt() -> Receipt:
    """Return what shows at a glance whether width, characters, bar code and cut are right."""
    return Receipt(
        parts=(
            Text(text="Lanewise doctor", align="center", bold=True, double=True),
            Text(text="测试小票 · test receipt", align="center"),
            Rule(),
            Columns(left="left edge", right="right edge"),
            Columns(left="苹果 1.250 kg", right="12.50"),
            Text(text="ÄÖÜ äöü ß é ñ € £ ¥"),
            Rule(),
            Barcode(data="LANEWISE-TEST"),
        )
    )
