"""The printer's driver and the drawer behind it against the emulated printer, on a real pty."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import trio

from controller.devices.drawer.behind_printer import PrinterDrawer, PrinterDrawerSettings
from controller.devices.escpos.bitmap import Bitmap
from controller.devices.printer.driver import PrinterDriver
from controller.devices.printer.profile import (
    EPSON_80MM,
    NO_CUTTER_58MM,
    PAPER_58MM,
    PAPER_80MM,
    PrinterProfile,
    PrinterSettings,
)
from controller.devices.sim.printer_sim import PrinterSim
from controller.devices.transport.stream import SerialSettings
from controller.ports import (
    Barcode,
    Columns,
    DrawerAlarm,
    DrawerStatus,
    Image,
    OutputComplete,
    OutputSpoiled,
    PrintReceipt,
    QrCode,
    Reading,
    Receipt,
    StatusUpdate,
    Text,
)

pytestmark = pytest.mark.system

PATIENCE_S = 30.0
POLL_S = 0.005


class Lane:
    """An inbox that takes everything."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []

    def report(self, reading: Reading) -> bool:
        self.readings.append(reading)
        return True

    def outputs(self) -> list[Reading]:
        return [reading for reading in self.readings if isinstance(reading, OutputComplete | OutputSpoiled)]

    def state(self) -> tuple[str, str | None] | None:
        updates = [reading for reading in self.readings if isinstance(reading, StatusUpdate)]
        return (updates[-1].state, updates[-1].fault) if updates else None


async def until(condition: Callable[[], object]) -> None:
    """Wait for `condition`."""
    for _ in range(int(PATIENCE_S / POLL_S)):
        if condition():
            return
        await trio.sleep(POLL_S)
    raise AssertionError("it never happened")


@asynccontextmanager
async def printer(
    folder: Path, profile: PrinterProfile = PAPER_80MM, *, has_drawer: bool = False
) -> AsyncIterator[tuple[PrinterSim, PrinterDriver, Lane]]:
    lane = Lane()
    sim = PrinterSim(folder / "printer", column_count=profile.column_count, has_drawer=has_drawer)
    settings = PrinterSettings(port=SerialSettings(path=str(sim.port.path)), profile=profile)
    driver = PrinterDriver(settings, lane.report)
    async with trio.open_nursery() as nursery:
        await nursery.start(sim.run)
        nursery.start_soon(driver.run)
        await until(lambda: lane.state() == ("idle", None))
        yield sim, driver, lane
        nursery.cancel_scope.cancel()


def job(output_id: str, line_count: int = 5) -> PrintReceipt:
    lines = tuple(Columns(left=f"{output_id} 苹果 {n}", right=f"{n}.00") for n in range(line_count))
    return PrintReceipt(output_id=output_id, receipt=Receipt(parts=lines))


def complete(number: int) -> OutputComplete:
    return OutputComplete(output_id=f"{number}-0")


async def test_everything_a_receipt_can_hold(tmp_path: Path) -> None:
    parts = (
        Text(text="联华超市", align="center", double=True),
        Text(text="العربية ขนม"),
        Columns(left="Crème", right="3,50 €", bold=True),
        Barcode(data="690123456789", symbology="ean13"),
        QrCode(data="https://example.com/苹果"),
        Image(width_dots=64, data=b"\xaa" * 8 * 10),
    )
    for number, profile in enumerate((PAPER_80MM, PAPER_58MM, EPSON_80MM, replace(EPSON_80MM, native_qr=False))):
        folder = tmp_path / str(number)
        folder.mkdir()
        async with printer(folder, profile) as (sim, driver, lane):
            driver.submit(PrintReceipt(output_id="1-0", receipt=Receipt(parts=parts)))
            await until(lambda lane=lane: lane.outputs() == [complete(1)])
            (paper,) = sim.papers
            assert sim.unknown == []
            lines = paper.dump
            if profile.chinese:
                assert lines[0] == "联华超市"
            assert [line for line in lines if "barcode" in line] == ["[barcode EAN-13 6901234567892]"]
            assert ("[qr https://example.com/苹果]" in lines) == profile.native_qr
            assert lines[-1] == f"[image {profile.paper_dots}x10]"
            assert isinstance(paper.dots, Bitmap)
            assert paper.dots.width_dots == profile.paper_dots


async def test_a_slow_printer_with_a_small_buffer_loses_nothing(tmp_path: Path) -> None:
    async with printer(tmp_path) as (sim, driver, lane):
        sim.line_s = 0.02
        driver.submit(job("1-0", line_count=150))
        await until(lambda: sim.hanging_text.count("苹果") > 20)
        assert lane.outputs() == []
        await until(lambda: lane.outputs() == [complete(1)])
        (paper,) = sim.papers
        assert paper.complete
        assert [line.split()[2] for line in paper.text.split("\n")] == [str(n) for n in range(150)]


async def test_an_old_printer_confirms_its_receipts_too(tmp_path: Path) -> None:
    async with printer(tmp_path, NO_CUTTER_58MM) as (sim, driver, lane):
        sim.confirms = sim.reports = False
        driver.submit(job("1-0"))
        await until(lambda: lane.outputs() == [complete(1)])
        assert "1-0 苹果 4" in sim.hanging_text
        sim.set_cover(is_open=True)
        await until(lambda: lane.state() == ("fault", "cover_open"))


async def test_one_that_lacks_the_command_is_found_out(tmp_path: Path) -> None:
    async with printer(tmp_path) as (sim, driver, lane):
        sim.confirms = False
        sim.unplug()
        await until(lambda: lane.state() == ("fault", "unplugged"))
        sim.replug()
        await until(lambda: lane.state() == ("idle", None))
        driver.submit(job("1-0"))
        await until(lambda: lane.outputs() == [complete(1)])
        assert [paper.complete for paper in sim.papers] == [True], "by GS r"


async def test_a_jam_spoils_one_receipt_and_is_over_when_the_paper_is_out(tmp_path: Path) -> None:
    async with printer(tmp_path) as (sim, driver, lane):
        driver.submit(job("0-0"))
        await until(lambda: lane.outputs() == [complete(0)])
        sim.jam_cutter()
        driver.submit(job("1-0"))
        driver.submit(job("2-0"))
        await until(lambda: lane.state() == ("fault", "error"))
        await trio.sleep(1.0)
        assert lane.outputs() == [complete(0)]
        sim.free_cutter()
        await until(lambda: lane.outputs() == [complete(0), OutputSpoiled(output_id="1-0"), complete(2)])
        assert [paper.complete for paper in sim.papers] == [True, False, True]


@pytest.mark.parametrize("trouble", ["hang", "garble", "babble"])
async def test_no_trouble_on_the_line_prints_a_receipt_twice(trouble: str, tmp_path: Path) -> None:
    async with printer(tmp_path) as (sim, driver, lane):
        driver.submit(job("1-0", line_count=40))
        await until(lambda: sim.papers or sim.hanging_text)
        match trouble:
            case "hang":
                sim.port.trouble.hang(hanging=True)
            case "garble":
                sim.port.trouble.garbled = True
            case _:
                sim.port.trouble.babbling = True
        await trio.sleep(1.0)
        sim.port.trouble.hang(hanging=False)
        sim.port.trouble.garbled = sim.port.trouble.babbling = False
        await until(lane.outputs)
        driver.submit(job("2-0"))
        await until(lambda: len(lane.outputs()) == 2)
        assert sum(paper.text.count("1-0 苹果 7 ") for paper in sim.papers) <= 1
        assert lane.outputs()[1] == complete(2)


async def test_the_drawer_behind_the_printer(tmp_path: Path) -> None:
    async with printer(tmp_path, has_drawer=True) as (sim, driver, lane), trio.open_nursery() as nursery:
        box = Lane()
        drawer = PrinterDrawer(PrinterDrawerSettings(alarm_after_s=0.5), driver, box.report)
        nursery.start_soon(drawer.run)
        shut, is_open = DrawerStatus(open=False), DrawerStatus(open=True)
        await until(lambda: shut in box.readings)
        assert drawer.open()
        await until(lambda: is_open in box.readings)
        assert [(kick.pin, kick.on_ms, kick.real_time) for kick in sim.kicks] == [(2, 50, False)]
        await until(lambda: DrawerAlarm(reason="open_too_long", open_s=0) in box.readings)
        sim.set_drawer(is_open=False)
        await until(lambda: box.readings[-1] == shut)
        # Without paper the buffer stands still: the pulse must not wait in it, nor come twice with the new roll.
        sim.set_paper(present=False)
        await until(lambda: lane.state() == ("fault", "no_paper"))
        driver.submit(job("1-0"))
        assert drawer.open()
        await until(lambda: len(sim.kicks) == 2)
        assert sim.kicks[1].real_time
        sim.set_drawer(is_open=False)
        sim.set_paper(present=True)
        await until(lambda: lane.outputs() == [complete(1)])
        assert len(sim.kicks) == 2
        # With its key.
        await trio.sleep(3.2)
        sim.set_drawer(is_open=True)
        await until(lambda: DrawerAlarm(reason="unexpected") in box.readings)
        sim.unplug()
        await until(lambda: box.state() == ("fault", "unplugged"))
        assert not drawer.open()
        sim.replug()
        await until(lambda: box.state() == ("idle", None))
        assert len(sim.kicks) == 2
        nursery.cancel_scope.cancel()
