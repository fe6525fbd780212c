from contextlib import asynccontextmanager

import trio
from trio.testing import wait_all_tasks_blocked

from controller.devices.reporter import RETRY_S
from controller.devices.scanner.driver import BEEPS_MAX, ScannerDriver
from controller.devices.scanner.profile import ScannerSettings
from controller.devices.transport.memory import MemoryPort
from controller.devices.transport.stream import SerialSettings
from controller.ports import ScanData, ScansDropped, StatusUpdate

PORT = SerialSettings(path="memory")


class Lane:
    def __init__(self):
        self.full = False
        self.readings = []

    def report(self, reading):
        if not self.full:
            self.readings.append(reading)
        return not self.full

    def scans(self):
        return [r for r in self.readings if not isinstance(r, StatusUpdate)]


@asynccontextmanager
async def scanner(*, first_scan_seq=1, duplicate_window_s=0.0):
    lane, port = Lane(), MemoryPort()
    settings = ScannerSettings(port=PORT, duplicate_window_s=duplicate_window_s)
    driver = ScannerDriver(settings, lane.report, first_scan_seq=first_scan_seq, open_stream=port.open)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(driver.run)
        await wait_all_tasks_blocked()
        yield lane, port, driver
        nursery.cancel_scope.cancel()


def scan(seq, data, at=0):
    return ScanData(scan_seq=seq, data=data, symbology=None, received_mono_ns=at)


async def test_scans_are_numbered_from_the_first_and_stamped_with_their_arrival(autojump_clock):
    async with scanner(first_scan_seq=41) as (lane, port, _):
        port.send(b"A\rB\r", received_mono_ns=7)
        await wait_all_tasks_blocked()
        assert lane.scans() == [scan(41, "A", 7), scan(42, "B", 7)]


async def test_a_full_lane_gets_one_count_of_the_dropped_before_any_later_scan(autojump_clock):
    async with scanner() as (lane, port, _):
        port.send(b"A\r")
        await wait_all_tasks_blocked()
        lane.full = True
        port.send(b"B\rC\r")
        await wait_all_tasks_blocked()
        port.send(b"D\r")
        await wait_all_tasks_blocked()
        assert port.stream.sent == b"FFF"
        lane.full = False
        port.send(b"E\r")
        await wait_all_tasks_blocked()
        assert lane.scans() == [scan(1, "A"), ScansDropped(scan_seq=2, scan_count=3), scan(5, "E")]


async def test_dropped_scans_are_reported_without_a_later_scan(autojump_clock):
    async with scanner() as (lane, port, _):
        lane.full = True
        port.send(b"A\r")
        await wait_all_tasks_blocked()
        lane.full = False
        await trio.sleep(2 * RETRY_S)
        assert lane.scans() == [ScansDropped(scan_seq=1, scan_count=1)]


async def test_a_symbol_held_too_long_is_one_scan(autojump_clock):
    async with scanner(duplicate_window_s=0.4) as (lane, port, driver):
        for at_ms, code in [(0, b"A\r"), (300, b"A\r"), (600, b"A\r"), (700, b"B\r"), (1200, b"B\r")]:
            port.send(code, received_mono_ns=at_ms * 1_000_000)
            await wait_all_tasks_blocked()
        assert [(s.scan_seq, s.data) for s in lane.scans()] == [(1, "A"), (2, "B"), (3, "B")]
        assert driver.health.duplicates == 2


async def test_without_a_window_two_equal_cans_are_two_scans(autojump_clock):
    async with scanner() as (lane, port, _):
        port.send(b"A\rA\r")
        await wait_all_tasks_blocked()
        assert lane.scans() == [scan(1, "A"), scan(2, "A")]


async def test_noise_sounds_bad_and_takes_no_number(autojump_clock):
    async with scanner() as (lane, port, driver):
        port.send(b"\x00\rA\r")
        await wait_all_tasks_blocked()
        assert lane.scans() == [scan(1, "A")]
        assert port.stream.sent == b"F"
        assert driver.health.noise_bytes == 1


async def test_a_half_frame_from_long_ago_does_not_spoil_the_next_code(autojump_clock):
    async with scanner() as (lane, port, _):
        port.send(b"HALF", received_mono_ns=0)
        await wait_all_tasks_blocked()
        port.send(b"A\r", received_mono_ns=2_000_000_000)
        await wait_all_tasks_blocked()
        assert [s.data for s in lane.scans()] == ["A"]


async def test_of_too_many_beeps_the_oldest_are_left_out(autojump_clock):
    async with scanner() as (_, port, driver):
        driver.beep(good=False)
        for _ in range(BEEPS_MAX):
            driver.beep(good=True)
        await wait_all_tasks_blocked()
        assert port.stream.sent == b"B" * BEEPS_MAX


async def test_numbers_go_on_after_an_unplug(autojump_clock):
    async with scanner() as (lane, port, driver):
        port.send(b"A\rHALF")
        await wait_all_tasks_blocked()
        port.unplug()
        await trio.sleep(1)
        driver.beep(good=True)  # for nobody
        port.replug()
        await trio.sleep(1)
        port.send(b"B\r")
        await wait_all_tasks_blocked()
        assert lane.scans() == [scan(1, "A"), scan(2, "B")]
        assert port.stream.sent == b""
