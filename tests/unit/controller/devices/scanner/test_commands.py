"""What the lane says to a scanner, on a clock of its own."""

from contextlib import asynccontextmanager

import pytest
import trio

from controller.devices.scanner import ssi
from controller.devices.scanner.commands import effect, newland
from controller.devices.scanner.driver import ScannerDriver
from controller.devices.scanner.profile import (
    CIPHERLAB,
    DATALOGIC,
    DATALOGIC_800I,
    HONEYWELL,
    LINE,
    PROFILES,
    ZEBRA_SSI,
    ScannerSettings,
    newland_profile,
    without_terminator,
)
from controller.devices.sim.memory_cable import MemoryCable
from controller.devices.sim.scanner_sim import CIPHERLAB as CIPHERLAB_WORDS
from controller.devices.sim.scanner_sim import DATALOGIC as DATALOGIC_WORDS
from controller.devices.sim.scanner_sim import HONEYWELL as HONEYWELL_WORDS
from controller.devices.sim.scanner_sim import ScannerSim
from controller.devices.sim.ssi_sim import SsiSim
from controller.ports import ScanData

COMMANDS = ("enable", "disable", "good_beep", "bad_beep", "trigger_on", "trigger_off", "reset")


@asynccontextmanager
async def bench(profile, sim_of, **settings):
    readings = []
    cable = MemoryCable()
    sim = sim_of(cable)
    driver = ScannerDriver(
        ScannerSettings(port=profile.port("memory"), profile=profile, **settings),
        lambda reading: readings.append(reading) or True,
        first_scan_seq=1,
        open_stream=cable.lane.open,
    )
    async with trio.open_nursery() as nursery:
        await nursery.start(sim.run)
        nursery.start_soon(driver.run)
        await trio.sleep(0.5)
        yield sim, driver, lambda: [reading.data for reading in readings if isinstance(reading, ScanData)]
        nursery.cancel_scope.cancel()


def speaking(words):
    return lambda cable: ScannerSim(cable, commands=words)


@pytest.mark.parametrize("name", PROFILES)
def test_every_command_of_every_profile_is_in_the_table(name):
    for command in COMMANDS:
        told = getattr(PROFILES[name], command)
        assert not told or effect(told), (name, command)


def test_what_is_no_command_has_no_effect():
    assert effect(b"") is None
    assert effect(b"Q") is None
    assert effect(b"\x04\xe9\x04\x00\xff\x0e") is None
    assert effect(ssi.frame(ssi.DISABLE)) == "disable"
    assert effect(newland(b"SCNTRG1")) == "temporary setting SCNTRG1"
    assert newland(b"X1") == b"~\x010000#X1;\x03"


async def test_disabled_it_reads_nothing_and_what_was_read_before_still_comes(autojump_clock):
    async with bench(DATALOGIC, speaking(DATALOGIC_WORDS)) as (sim, driver, scans):
        assert driver.disable() == "asked"
        await trio.sleep(0.1)
        assert not sim.scan("A", aim=None)
        sim.send("BUFFERED", aim=None)
        assert driver.enable() == "asked"
        await trio.sleep(0.1)
        assert sim.scan("B", aim=None)
        await trio.sleep(0.1)
        assert scans() == ["BUFFERED", "B"]
        assert sim.ledger == ["disable", "enable"]


async def test_a_scanner_that_comes_back_is_told_again(autojump_clock):
    async with bench(DATALOGIC, speaking(DATALOGIC_WORDS)) as (sim, driver, _):
        driver.disable()
        await trio.sleep(0.1)
        sim.unplug()
        await trio.sleep(1)
        assert sim.enabled
        sim.replug()
        await trio.sleep(2)
        assert not sim.enabled
        assert sim.ledger == ["disable", "disable"]


async def test_the_bad_beep_of_an_800i_does_not_leave_it_disabled(autojump_clock):
    async with bench(DATALOGIC_800I, speaking(DATALOGIC_WORDS)) as (sim, driver, _):
        driver.beep(good=False)
        await trio.sleep(0.1)
        assert sim.ledger == ["bad", "enable"]
        driver.disable()
        driver.beep(good=False)
        await trio.sleep(0.1)
        assert sim.ledger[2:] == ["disable", "bad"]


async def test_reset_is_followed_by_silence_and_then_the_state_again(autojump_clock):
    async with bench(DATALOGIC, speaking(DATALOGIC_WORDS)) as (sim, driver, _):
        driver.disable()
        await trio.sleep(0.1)
        assert driver.reset() == "asked"
        driver.beep(good=True)
        await trio.sleep(29)
        assert sim.ledger == ["disable", "reset"]
        await trio.sleep(2)
        assert sim.ledger == ["disable", "reset", "disable", "good"]


async def test_trigger(autojump_clock):
    async with bench(HONEYWELL, speaking(HONEYWELL_WORDS)) as (sim, driver, _):
        assert driver.trigger(on=True) == "asked"
        await trio.sleep(0.1)
        assert driver.trigger(on=False) == "asked"
        driver.beep(good=False)
        await trio.sleep(0.1)
        assert sim.ledger == ["trigger on", "trigger off", "bad"]
        assert driver.enable() == driver.reset() == "not_supported"


async def test_a_beep_that_a_model_lacks_is_left_out(autojump_clock):
    async with bench(CIPHERLAB, speaking(CIPHERLAB_WORDS)) as (sim, driver, _):
        driver.beep(good=False)
        driver.beep(good=True)
        await trio.sleep(0.1)
        assert sim.ledger == ["good"]


async def test_a_newland_speaks_the_tags_it_was_given(autojump_clock):
    profile = newland_profile(enable=b"A1", disable=b"A0")
    words = {b"~\x010000#A1;\x03": "enable", b"~\x010000#A0;\x03": "disable"}
    async with bench(profile, speaking(words)) as (sim, driver, _):
        driver.disable()
        await trio.sleep(0.1)
        assert sim.ledger == ["disable"]


async def test_without_a_terminator_silence_ends_each_code(autojump_clock):
    profile = without_terminator(LINE)
    async with bench(profile, lambda cable: ScannerSim(cable, framing="none", commands={})) as (sim, driver, scans):
        sim.port.trouble.bytes_per_s = 960
        for code in ("6901234567892", "A", "B" * 300):
            sim.send(code)
            await trio.sleep(0.5)
        assert scans() == ["6901234567892", "A", "B" * 300]
        assert driver.health.noise_bytes == 0


@pytest.mark.parametrize("framing", ["cr", "lf", "crlf", "tab", "stx_etx"])
async def test_every_terminator_through_the_driver(framing, autojump_clock):
    async with bench(LINE, lambda cable: ScannerSim(cable, framing=framing)) as (sim, driver, scans):
        for n in range(20):
            sim.send(f"CODE{n}")
        await trio.sleep(0.5)
        assert scans() == [f"CODE{n}" for n in range(20)]
        assert driver.health.noise_bytes == 0


async def test_a_zebra_is_acknowledged_and_sends_nothing_twice(autojump_clock):
    async with bench(ZEBRA_SSI, SsiSim) as (sim, driver, scans):
        sim.deaf_count = 1
        for n in range(3):
            sim.send("code128", f"CODE{n}")
        driver.disable()
        driver.beep(good=True)
        await trio.sleep(2)
        assert scans() == ["CODE0", "CODE1", "CODE2"]
        assert sim.ledger == ["disable", "beep"]


async def test_a_zebra_sends_again_what_arrived_damaged(autojump_clock):
    async with bench(ZEBRA_SSI, SsiSim) as (sim, _, scans):
        sim.port.trouble.corrupt_count = 1
        sim.send("ean13", "4006381333931")
        await trio.sleep(2)
        assert scans() == ["4006381333931"]


async def test_a_stuck_scanner_does_not_stop_the_scans(autojump_clock):
    async with bench(DATALOGIC, speaking(DATALOGIC_WORDS)) as (sim, driver, scans):
        sim.port.stall(stalled=True)
        for _ in range(40):
            driver.beep(good=True)
        driver.disable()
        sim.send("A", aim=None)
        await trio.sleep(3)
        assert scans() == ["A"]
