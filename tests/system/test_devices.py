"""Real ptys, real pyserial-asyncio: every driver against its emulator."""

import fcntl
import os
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trio

from controller.devices.drawer.driver import DrawerDriver
from controller.devices.drawer.profile import DrawerSettings
from controller.devices.printer.driver import PrinterDriver
from controller.devices.printer.profile import PrinterSettings
from controller.devices.scale.driver import ScaleDriver
from controller.devices.scale.profile import ScaleSettings
from controller.devices.scanner.driver import ScannerDriver
from controller.devices.scanner.profile import ScannerSettings
from controller.devices.sim.drawer_sim import DrawerSim
from controller.devices.sim.printer_sim import PrinterSim
from controller.devices.sim.scale_sim import ScaleSim
from controller.devices.sim.scanner_sim import ScannerSim
from controller.devices.transport.stream import SerialSettings
from controller.ports import (
    Barcode,
    Columns,
    DrawerStatus,
    LiveWeight,
    OutputComplete,
    OutputSpoiled,
    PrintReceipt,
    Reading,
    Receipt,
    Rule,
    ScanData,
    SettledWeight,
    StatusUpdate,
    Text,
)

pytestmark = pytest.mark.system

PATIENCE_S = 30.0
POLL_S = 0.005
SEEN_WITHIN_S = 1.0
BACK_WITHIN_S = 2.0


class Lane:
    """An inbox that takes everything."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []

    def report(self, reading: Reading) -> bool:
        self.readings.append(reading)
        return True

    def all(self, kind: type) -> list[Any]:
        return [reading for reading in self.readings if isinstance(reading, kind)]

    def state(self) -> tuple[str, str | None] | None:
        updates = self.all(StatusUpdate)
        return (updates[-1].state, updates[-1].fault) if updates else None


async def until(condition: Callable[[], object], patience_s: float = PATIENCE_S) -> float:
    """Wait for `condition`; return the seconds it took."""
    start = trio.current_time()
    for _ in range(int(patience_s / POLL_S)):
        if condition():
            return trio.current_time() - start
        await trio.sleep(POLL_S)
    raise AssertionError("it never happened")


DRIVERS: dict[str, Any] = {
    "scanner": lambda port, report: ScannerDriver(ScannerSettings(port=port), report, first_scan_seq=1),
    "scale": lambda port, report: ScaleDriver(ScaleSettings(port=port), report),
    "printer": lambda port, report: PrinterDriver(PrinterSettings(port=port), report),
    "drawer": lambda port, report: DrawerDriver(DrawerSettings(port=port), report),
}
SIMS: dict[str, Any] = {"scanner": ScannerSim, "scale": ScaleSim, "printer": PrinterSim, "drawer": DrawerSim}


@asynccontextmanager
async def bench(kind: str, folder: Path) -> AsyncGenerator[tuple[Any, Any, Lane], None]:
    """A device and its driver, in service."""
    path = folder / kind
    lane = Lane()
    sim = SIMS[kind](path)
    driver = DRIVERS[kind](SerialSettings(path=str(path)), lane.report)
    async with trio.open_nursery() as nursery:
        await nursery.start(sim.run)
        nursery.start_soon(driver.run)
        await until(lambda: lane.state() == ("idle", None))
        yield sim, driver, lane
        nursery.cancel_scope.cancel()


def receipt(output_id: str, line_count: int = 5) -> PrintReceipt:
    lines = tuple(Columns(left=f"苹果 {n}", right=f"{n}.00") for n in range(line_count))
    head = Text(text="联华超市 Lanewise", align="center", double=True)
    return PrintReceipt(
        output_id=output_id, receipt=Receipt(parts=(head, Rule(), *lines, Barcode(data=f"R-{output_id}")))
    )


async def test_200_codes_arrive_in_order_and_numbered(tmp_path):
    async with bench("scanner", tmp_path) as (sim, driver, lane):
        codes = [f"69012345{n:05}" for n in range(200)]
        sent = [sim.send(code) for code in codes]
        await until(lambda: len(lane.all(ScanData)) == 200)
        scans = lane.all(ScanData)
        assert [scan.data for scan in scans] == codes
        assert [scan.scan_seq for scan in scans] == list(range(1, 201))
        assert {scan.symbology for scan in scans} == {"]E0"}
        assert all(scan.received_mono_ns >= at for scan, at in zip(scans, sent, strict=True))
        assert driver.health.noise_bytes == 0


async def test_beeps_reach_the_scanner(tmp_path):
    async with bench("scanner", tmp_path) as (sim, driver, _):
        driver.beep(good=True)
        driver.beep(good=False)
        await until(lambda: (sim.good_beep_count, sim.bad_beep_count) == (1, 1))


async def test_halves_noise_and_two_frames_in_one_write(tmp_path):
    async with bench("scanner", tmp_path) as (sim, driver, lane):
        sim.send_bytes(b"]E0690")
        await trio.sleep(0.05)
        sim.send_bytes(b"1234567892\r\n")
        sim.send_bytes(b"\x00\xff\r")
        sim.send_bytes(b"A\rB\r")
        await until(lambda: len(lane.all(ScanData)) == 3)
        assert [scan.data for scan in lane.all(ScanData)] == ["6901234567892", "A", "B"]
        await until(lambda: sim.bad_beep_count == 1)
        assert driver.health.noise_bytes == 2


@pytest.mark.parametrize("kind", ["scanner", "scale", "printer", "drawer"])
async def test_unplugged_is_seen_and_replugged_is_back(kind, tmp_path):
    async with bench(kind, tmp_path) as (sim, driver, lane):
        seen_s, back_s = [], []
        for _ in range(3):
            sim.unplug()
            seen_s.append(await until(lambda: lane.state() == ("fault", "unplugged")))
            await trio.sleep(0.7)
            sim.replug()
            back_s.append(await until(lambda: lane.state() == ("idle", None)))
        assert [update.fault for update in lane.all(StatusUpdate)].count("unplugged") == 3
        assert driver.health.openings == 4
        # The machine is shared: the best of them tells, as a fault of the driver would be in each of them.
        assert min(seen_s) < SEEN_WITHIN_S
        assert min(back_s) < BACK_WITHIN_S


async def test_what_was_scanned_while_away_is_no_ghost(tmp_path):
    async with bench("scanner", tmp_path) as (sim, _, lane):
        sim.unplug()
        await until(lambda: lane.state() == ("fault", "unplugged"))
        sim.replug()
        sim.send("GHOST")
        await until(lambda: lane.state() == ("idle", None))
        sim.send("REAL")
        await until(lambda: lane.all(ScanData))
        assert [scan.data for scan in lane.all(ScanData)] == ["REAL"]


async def test_port_in_use(tmp_path):
    lane = Lane()
    sim = ScannerSim(tmp_path / "scanner")
    driver = DRIVERS["scanner"](SerialSettings(path=str(sim.port.path)), lane.report)
    async with trio.open_nursery() as nursery:
        await nursery.start(sim.run)
        other = os.open(sim.port.path, os.O_RDWR | os.O_NOCTTY)
        fcntl.flock(other, fcntl.LOCK_EX)
        nursery.start_soon(driver.run)
        await until(lambda: lane.state() == ("fault", "port_in_use"))
        os.close(other)
        await until(lambda: lane.state() == ("idle", None))
        nursery.cancel_scope.cancel()


async def test_the_scale_reports_the_weight_once_it_rests(tmp_path):
    async with bench("scale", tmp_path) as (sim, driver, lane):
        sim.put(1000, settled=True)
        driver.read_weight(1)
        await until(lambda: lane.all(SettledWeight))
        sim.shaking = True
        sim.put(1236)
        driver.read_weight(1)
        await until(lambda: lane.all(LiveWeight)[-1].scale == "moving")
        sim.shaking = False
        await until(lambda: len(lane.all(SettledWeight)) == 2)
        await trio.sleep(0.2)
        assert [weight.mass_g for weight in lane.all(SettledWeight)] == [1000, 1236]
        states = [(live.scale, live.mass_g) for live in lane.all(LiveWeight)]
        assert states[0] == ("stable", 1000)
        assert {state for state, _ in states[1:-1]} == {"moving"}
        assert states[-1] == ("stable", 1236)


async def test_zero_overload_and_stop_never_settle(tmp_path):
    async with bench("scale", tmp_path) as (sim, driver, lane):
        driver.read_weight(1)
        await until(lambda: LiveWeight(scale="zero", mass_g=0) in lane.readings)
        sim.put(20_000, settled=True)
        await until(lambda: LiveWeight(scale="over", mass_g=None) in lane.readings)
        driver.stop_weight()
        sim.put(500, settled=True)
        await trio.sleep(0.3)
        assert lane.all(SettledWeight) == []


async def test_a_silent_scale_is_a_fault_until_it_answers(tmp_path):
    async with bench("scale", tmp_path) as (sim, _, lane):
        sim.silent = True
        await until(lambda: lane.state() == ("fault", "no_answer"))
        sim.silent = False
        await until(lambda: lane.state() == ("idle", None))


async def test_a_receipt_is_confirmed_by_the_printer(tmp_path):
    async with bench("printer", tmp_path) as (sim, driver, lane):
        driver.submit(receipt("1-0"))
        await until(lambda: lane.all(OutputComplete))
        (paper,) = sim.papers
        assert paper.complete
        lines = paper.text.split("\n")
        assert lines[0].strip() == "联华超市 Lanewise"
        assert lines[1] == "-" * 48
        assert lines[2] == "苹果 0" + " " * (48 - 6 - 4) + "0.00"
        assert lines[-1].strip() == "[code128 R-1-0]"


async def test_paper_out_mid_receipt_spoils_it_and_the_copy_follows(tmp_path):
    async with bench("printer", tmp_path) as (sim, driver, lane):
        sim.paper_out_after(4)
        driver.submit(receipt("7-0", line_count=20))
        driver.submit(receipt("8-0"))
        await until(lambda: lane.state() == ("fault", "no_paper"))
        assert lane.all(OutputSpoiled) == []
        await trio.sleep(0.3)
        sim.set_paper(present=True)
        await until(lambda: lane.all(OutputSpoiled) == [OutputSpoiled(output_id="7-0")])
        driver.submit(receipt("7-1", line_count=20))
        await until(lambda: len(lane.all(OutputComplete)) == 2)
        assert [done.output_id for done in lane.all(OutputComplete)] == ["8-0", "7-1"]
        assert [(paper.complete, paper.text.count("苹果")) for paper in sim.papers] == [
            (False, 2),
            (True, 5),
            (True, 20),
        ]
        assert lane.state() == ("idle", None)


async def test_a_receipt_waits_for_the_cover(tmp_path):
    async with bench("printer", tmp_path) as (sim, driver, lane):
        sim.set_cover(is_open=True)
        await until(lambda: lane.state() == ("fault", "cover_open"))
        driver.submit(receipt("1-0"))
        await trio.sleep(0.5)
        assert sim.papers == []
        sim.set_cover(is_open=False)
        await until(lambda: lane.all(OutputComplete))
        assert [paper.complete for paper in sim.papers] == [True]
        assert lane.all(OutputSpoiled) == []


async def test_a_printer_unplugged_mid_job_spoils_it_after_its_return(tmp_path):
    async with bench("printer", tmp_path) as (sim, driver, lane):
        sim.confirms = False
        driver.submit(receipt("1-0"))
        await until(lambda: sim.papers)
        sim.unplug()
        await until(lambda: lane.state() == ("fault", "unplugged"))
        assert lane.all(OutputSpoiled) == []
        sim.confirms = True
        sim.replug()
        await until(lambda: lane.all(OutputSpoiled) == [OutputSpoiled(output_id="1-0")])
        driver.submit(receipt("1-1"))
        await until(lambda: lane.all(OutputComplete) == [OutputComplete(output_id="1-1")])


async def test_a_stalled_printer_blocks_nobody_and_is_a_fault(tmp_path):
    async with bench("printer", tmp_path) as (sim, driver, lane):
        sim.port.stall(stalled=True)
        driver.submit(receipt("1-0", line_count=300))
        await until(lambda: lane.state() == ("fault", "no_answer"))
        sim.port.stall(stalled=False)
        await until(lambda: lane.all(OutputComplete) + lane.all(OutputSpoiled))
        await until(lambda: lane.state() == ("idle", None))


async def test_one_pulse_opens_the_drawer_and_the_sensor_tells(tmp_path):
    async with bench("drawer", tmp_path) as (sim, driver, lane):
        await until(lambda: lane.all(DrawerStatus) == [DrawerStatus(open=False)])
        asked_ns = time.monotonic_ns()
        assert driver.open()
        await until(lambda: lane.all(DrawerStatus)[-1].open)
        sim.close()
        await until(lambda: not lane.all(DrawerStatus)[-1].open)
        assert len(sim.pulses) == 1
        assert sim.pulses[0] >= asked_ns
        assert [status.open for status in lane.all(DrawerStatus)] == [False, True, False]


async def test_a_pulse_for_an_absent_drawer_is_dropped_for_good(tmp_path):
    async with bench("drawer", tmp_path) as (sim, driver, lane):
        sim.unplug()
        await until(lambda: lane.state() == ("fault", "unplugged"))
        update_count = len(lane.all(StatusUpdate))
        assert not driver.open()
        assert len(lane.all(StatusUpdate)) == update_count + 1
        sim.replug()
        await until(lambda: lane.state() == ("idle", None))
        await trio.sleep(0.3)
        assert sim.pulses == []


async def test_a_lane_that_dies_and_comes_back_meets_its_devices_but_no_ghosts(tmp_path):
    path = tmp_path / "scanner"
    sim, lanes = ScannerSim(path), [Lane(), Lane()]
    async with trio.open_nursery() as nursery:
        await nursery.start(sim.run)
        for n, lane in enumerate(lanes):
            with trio.CancelScope() as life:
                async with trio.open_nursery() as lane_nursery:
                    lane_nursery.start_soon(DRIVERS["scanner"](SerialSettings(path=str(path)), lane.report).run)
                    await until(lambda lane=lane: lane.state() == ("idle", None))
                    sim.send(f"LIFE {n}")
                    await until(lambda lane=lane: lane.all(ScanData))
                    life.cancel()
            sim.send("GHOST")
        nursery.cancel_scope.cancel()
    assert [[scan.data for scan in lane.all(ScanData)] for lane in lanes] == [["LIFE 0"], ["LIFE 1"]]
    assert sim.unheard_count == 2


async def test_half_a_receipt_of_a_dead_lane_is_cut_off_before_the_next_one(tmp_path):
    path = tmp_path / "printer"
    sim, lane = PrinterSim(path), Lane()
    async with trio.open_nursery() as nursery:
        await nursery.start(sim.run)
        dead_lane = os.open(path, os.O_RDWR | os.O_NOCTTY)
        os.write(dead_lane, b"\x1b@half a rec\neipt")
        await until(lambda: sim.hanging_text)
        os.close(dead_lane)
        driver = DRIVERS["printer"](SerialSettings(path=str(path)), lane.report)
        driver.submit(receipt("1-1"))
        nursery.start_soon(driver.run)
        await until(lambda: lane.all(OutputComplete))
        nursery.cancel_scope.cancel()
    assert [(paper.text.split("\n")[0].strip(), paper.complete) for paper in sim.papers] == [
        ("half a rec", False),
        ("联华超市 Lanewise", True),
    ]
