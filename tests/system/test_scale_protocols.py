"""Real ptys: an emulated scale in every protocol, a scanner-scale on one cable, both kinds of customer displays."""

from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio

from controller.devices.display.driver import DisplayDriver
from controller.devices.display.profile import PROFILES as DISPLAYS
from controller.devices.display.profile import DisplaySettings
from controller.devices.scale.driver import ScaleDriver
from controller.devices.scale.profile import MAGELLAN as MAGELLAN_SCALE
from controller.devices.scale.profile import PROFILES, ScaleSettings
from controller.devices.scanner.driver import ScannerDriver
from controller.devices.scanner.profile import MAGELLAN as MAGELLAN_SCANNER
from controller.devices.scanner.profile import ScannerSettings
from controller.devices.shared_port import single_cable
from controller.devices.sim.display_sim import DisplaySim
from controller.devices.sim.magellan_sim import MagellanSim
from controller.devices.sim.scale_sim import TALKS, ScaleSim
from controller.ports import ScanData, SettledWeight, StatusUpdate

pytestmark = pytest.mark.system

PATIENCE_S = 30.0
POLL_S = 0.002
IDLE, UNPLUGGED = ("idle", None), ("fault", "unplugged")
PRICING = sorted(set(TALKS) - {"cn_continuous"})


class Lane:
    def __init__(self) -> None:
        self.readings: list[Any] = []

    def report(self, reading: Any) -> bool:
        self.readings.append(reading)
        return True

    def all(self, kind: type) -> list[Any]:
        return [reading for reading in self.readings if isinstance(reading, kind)]

    def state(self, device: str) -> tuple[str, str | None] | None:
        """Return the newest; a busy machine may put `opening` or `no_answer` before it."""
        updates = [update for update in self.all(StatusUpdate) if update.device == device]
        return (updates[-1].state, updates[-1].fault) if updates else None


async def until(condition: Callable[[], object]) -> None:
    for _ in range(int(PATIENCE_S / POLL_S)):
        if condition():
            return
        await trio.sleep(POLL_S)
    raise AssertionError("it never happened")


@asynccontextmanager
async def running(sim, *drivers):
    async with trio.open_nursery() as nursery:
        await nursery.start(sim.run)
        for driver in drivers:
            nursery.start_soon(driver.run)
        yield
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize("name", PRICING)
async def test_weights_settle_through_a_pty(name, tmp_path):
    profile, lane = PROFILES[name], Lane()
    path = tmp_path / "scale"
    sim = ScaleSim(path, protocol=name, parity="odd" if profile.bytesize == 7 else "none")
    driver = ScaleDriver(ScaleSettings(port=profile.port(str(path)), profile=profile), lane.report)
    async with running(sim, driver):
        await until(lambda: lane.state("scale") == IDLE)
        for n in range(5):
            driver.read_weight(n)
            sim.put(100 + 10 * n)
            await until(lambda n=n: len(lane.all(SettledWeight)) == n + 1)
            sim.put(0, settled=True)
            await trio.sleep(0.4)
        weights = [(weight.request, weight.mass_g) for weight in lane.all(SettledWeight)]
        assert weights == [(n, 100 + 10 * n) for n in range(5)]
        sim.unplug()
        await until(lambda: lane.state("scale") == UNPLUGGED)
        sim.replug()
        await until(lambda: lane.state("scale") == IDLE)


async def test_one_cable_for_scanner_and_scale(tmp_path):
    path, lane = tmp_path / "magellan", Lane()
    sim = MagellanSim(path)
    shared = single_cable(MAGELLAN_SCALE.port(str(path)))
    scanner = ScannerDriver(
        ScannerSettings(port=MAGELLAN_SCANNER.port(str(path)), profile=MAGELLAN_SCANNER),
        lane.report,
        first_scan_seq=1,
        open_stream=shared.side("scanner"),
    )
    scale = ScaleDriver(
        ScaleSettings(port=MAGELLAN_SCALE.port(str(path)), profile=MAGELLAN_SCALE),
        lane.report,
        open_stream=shared.side("scale"),
    )
    async with running(sim, shared, scanner, scale):
        await until(lambda: lane.state("scanner") == lane.state("scale") == IDLE)
        scale.read_weight(1)
        sim.scale.put(500)
        for n in range(100):
            sim.read("B3", f"CODE{n}")
            await trio.sleep(0.01)
        await until(lambda: len(lane.all(ScanData)) == 100 and lane.all(SettledWeight))
        assert [scan.data for scan in lane.all(ScanData)] == [f"CODE{n}" for n in range(100)]
        assert lane.all(SettledWeight)[0].mass_g == 500
        scanner.beep(good=True)
        await until(lambda: sim.scanner.ledger == ["good"])
        sim.unplug()
        await until(lambda: lane.state("scanner") == lane.state("scale") == UNPLUGGED)
        sim.replug()
        await until(lambda: lane.state("scanner") == lane.state("scale") == IDLE)


@pytest.mark.parametrize(("name", "dialect"), [("epson_dm_d", "epson"), ("cd5220", "cd5220")])
async def test_a_display_shows_the_newest_lines_and_again_after_its_return(name, dialect, tmp_path):
    path, lane = tmp_path / "display", Lane()
    sim = DisplaySim(path, dialect=dialect)
    driver = DisplayDriver(DisplaySettings(port=DISPLAYS[name].port(str(path)), profile=DISPLAYS[name]), lane.report)
    async with running(sim, driver):
        await until(lambda: lane.state("display") == IDLE)
        for n in range(200):
            driver.show(f"Item {n}", f"{n}.00")
        await until(lambda: sim.lines == ("Item 199".ljust(20), "199.00".ljust(20)))
        sim.unplug()
        await until(lambda: lane.state("display") == UNPLUGGED)
        sim.replug()
        await until(lambda: sim.lines == ("Item 199".ljust(20), "199.00".ljust(20)))
        assert sim.unknown_count == 0
