from contextlib import asynccontextmanager

import pytest
import trio

from controller.devices.display.driver import DisplayDriver
from controller.devices.display.profile import PROFILES, DisplaySettings
from controller.devices.sim.display_sim import DisplaySim
from controller.devices.sim.memory_cable import MemoryCable
from controller.ports import StatusUpdate

DIALECTS = {"epson_dm_d": "epson", "cd5220": "cd5220"}


@asynccontextmanager
async def bench(name):
    profile = PROFILES[name]
    cable = MemoryCable()
    sim = DisplaySim(cable, dialect=DIALECTS[name])
    states = []
    driver = DisplayDriver(
        DisplaySettings(port=profile.port("memory"), profile=profile),
        lambda reading: states.append(reading.fault if isinstance(reading, StatusUpdate) else reading) or True,
        open_stream=cable.lane.open,
    )
    async with trio.open_nursery() as nursery:
        await nursery.start(sim.run)
        nursery.start_soon(driver.run)
        await trio.sleep(1)
        yield sim, driver, states
        nursery.cancel_scope.cancel()


@pytest.fixture(params=PROFILES)
def name(request):
    return request.param


async def test_two_lines_are_shown_and_the_screen_begins_empty(name, autojump_clock):
    async with bench(name) as (sim, driver, states):
        assert sim.lines == (" " * 20, " " * 20)
        driver.show("Apples 1.236 kg", "EUR 2.46")
        await trio.sleep(0.1)
        assert sim.lines == ("Apples 1.236 kg".ljust(20), "EUR 2.46".ljust(20))
        assert states == [None]
        assert sim.unknown_count == 0


async def test_the_newest_wins(name, autojump_clock):
    async with bench(name) as (sim, driver, _):
        for n in range(100):
            driver.show(f"Item {n}", f"{n}.00")
        await trio.sleep(0.1)
        assert sim.lines[0].strip() == "Item 99"
        assert [upper.strip() for upper, _ in sim.ledger] == ["", "Item 99"]


async def test_after_its_return_it_shows_what_it_showed(name, autojump_clock):
    async with bench(name) as (sim, driver, states):
        driver.show("Total", "9.99")
        await trio.sleep(0.1)
        sim.unplug()
        await trio.sleep(1)
        driver.show("Total", "10.99")
        sim.replug()
        await trio.sleep(2)
        assert sim.lines == ("Total".ljust(20), "10.99".ljust(20))
        assert states == [None, "unplugged", None]


async def test_a_display_that_takes_nothing_is_a_fault_until_it_does(name, autojump_clock):
    async with bench(name) as (sim, driver, states):
        sim.port.stall(stalled=True)
        sim.port.lane.stream._capacity_bytes = 10
        driver.show("Total", "9.99")
        await trio.sleep(5)
        assert states == [None, "no_answer"]
        assert driver.health.timeouts >= 1
        sim.port.stall(stalled=False)
        await trio.sleep(2)
        assert states == [None, "no_answer", None]
        assert sim.lines == ("Total".ljust(20), "9.99".ljust(20))


async def test_an_ascii_text_stands_in_for_what_the_display_cannot_show(name, autojump_clock):
    async with bench(name) as (sim, driver, _):
        driver.show("苹果", "合计 2.46", ascii_upper="Apples")
        await trio.sleep(0.1)
        assert sim.lines == ("Apples".ljust(20), "?? 2.46".ljust(20))
