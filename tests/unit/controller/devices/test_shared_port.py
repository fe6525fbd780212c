"""One port for two drivers: Magellan's scanner and scale, and a display behind a printer."""

from contextlib import asynccontextmanager

import pytest
import trio

from controller.devices.display.driver import DisplayDriver
from controller.devices.display.profile import CD5220, EPSON_DM_D, DisplaySettings
from controller.devices.scale.driver import ScaleDriver
from controller.devices.scale.profile import MAGELLAN as MAGELLAN_SCALE
from controller.devices.scale.profile import ScaleSettings
from controller.devices.scanner.driver import ScannerDriver
from controller.devices.scanner.profile import MAGELLAN as MAGELLAN_SCANNER
from controller.devices.scanner.profile import ScannerSettings
from controller.devices.shared_port import PRINTER_AGAIN, pass_through, single_cable
from controller.devices.sim.display_sim import DisplaySim
from controller.devices.sim.magellan_sim import MagellanSim
from controller.devices.sim.memory_cable import MemoryCable
from controller.devices.transport.memory import MemoryPort
from controller.devices.transport.stream import SerialSettings, TransportLost, TransportUnavailable
from controller.ports import ScanData, SettledWeight, StatusUpdate

PORT = SerialSettings(path="memory")


@asynccontextmanager
async def magellan():
    readings = []
    cable = MemoryCable()
    sim = MagellanSim(cable)
    sim.scale._clock = trio.current_time
    sim.scale._moved_s = -10.0
    shared = single_cable(PORT, open_stream=cable.lane.open)

    def report(reading):
        readings.append(reading)
        return True

    scanner = ScannerDriver(
        ScannerSettings(port=PORT, profile=MAGELLAN_SCANNER),
        report,
        first_scan_seq=1,
        open_stream=shared.side("scanner"),
    )
    scale = ScaleDriver(ScaleSettings(port=PORT, profile=MAGELLAN_SCALE), report, open_stream=shared.side("scale"))
    async with trio.open_nursery() as nursery:
        await nursery.start(sim.run)
        for task in (shared.run, scanner.run, scale.run):
            nursery.start_soon(task)
        await trio.sleep(2)
        yield sim, scanner, scale, readings
        nursery.cancel_scope.cancel()


async def test_scans_between_question_and_weight_are_not_lost(autojump_clock):
    async with magellan() as (sim, scanner, scale, readings):
        sim.port.trouble.bytes_per_s = 960
        for n in range(30):
            scale.read_weight(n)
            sim.scale.put(100 + n)
            for m in range(3):
                sim.read("B3", f"CODE-{n}-{m}")
                await trio.sleep(0.25)
            await trio.sleep(0.5)
        scans = [reading for reading in readings if isinstance(reading, ScanData)]
        assert [scan.data for scan in scans] == [f"CODE-{n}-{m}" for n in range(30) for m in range(3)]
        assert {scan.symbology for scan in scans} == {"]C0"}
        weights = [(r.request, r.mass_g) for r in readings if isinstance(r, SettledWeight)]
        assert weights == [(n, 100 + n) for n in range(30)]
        scanner.beep(good=True)
        await trio.sleep(0.1)
        assert sim.scanner.ledger == ["good"]
        assert scanner.health.noise_bytes == scale.health.noise_bytes == 0


async def test_one_cable_pulled_is_two_faults_and_both_come_back(autojump_clock):
    async with magellan() as (sim, _, _, readings):
        sim.unplug()
        await trio.sleep(3)
        sim.replug()
        await trio.sleep(2)
        for device in ("scanner", "scale"):
            faults = [r.fault for r in readings if isinstance(r, StatusUpdate) and r.device == device]
            assert faults == [None, "unplugged", None]


async def test_a_side_is_opened_once_and_refused_while_the_port_is_away(autojump_clock):
    port = MemoryPort()
    port.refusal = "port_in_use"
    shared = single_cable(PORT, open_stream=port.open)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(shared.run)
        with pytest.raises(TransportUnavailable, match="port_in_use"):
            async with shared.side("scale")(PORT):
                pass
        port.refusal = None
        await trio.sleep(1)
        async with shared.side("scale")(PORT) as stream:
            with pytest.raises(TransportUnavailable, match="port_in_use"):
                async with shared.side("scale")(PORT):
                    pass
            port.unplug()
            with pytest.raises(TransportLost):
                await stream.receive_some()
            with pytest.raises(TransportLost):
                await stream.send_all(b"S14\r")
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize(("profile", "dialect"), [(EPSON_DM_D, "epson"), (CD5220, "cd5220")])
async def test_the_printer_gets_its_own_bytes_and_none_of_the_displays(profile, dialect, autojump_clock):
    cable = MemoryCable()
    printed = bytearray()
    sim = DisplaySim(cable, dialect=dialect, behind=printed.extend)
    shared = pass_through(PORT, open_stream=cable.lane.open)
    display = DisplayDriver(
        DisplaySettings(port=PORT, profile=profile, shared=True), lambda _: True, open_stream=shared.side("display")
    )
    async with trio.open_nursery() as nursery:
        await nursery.start(sim.run)
        nursery.start_soon(shared.run)
        nursery.start_soon(display.run)
        await trio.sleep(1)
        async with shared.side("printer")(PORT) as printer:
            for n in range(20):
                display.show(f"Item {n}", f"{n}.00")
                await printer.send_all(b"\x1b@line %d\n" % n)
                await trio.sleep(0.1)
        nursery.cancel_scope.cancel()
    assert bytes(printed) == b"".join(b"\x1b@line %d\n" % n for n in range(20))
    assert sim.lines == ("Item 19".ljust(20), "19.00".ljust(20))
    assert sim.unknown_count == 0


async def test_after_a_display_message_that_was_cut_off_the_printer_is_selected_first(autojump_clock):
    port = MemoryPort(capacity_bytes=10)
    shared = pass_through(PORT, open_stream=port.open)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(shared.run)
        async with shared.side("display")(PORT) as display, shared.side("printer")(PORT) as printer:
            with trio.move_on_after(1):
                await display.send_all(b"\x1b=\x02" + b"x" * 40 + b"\x1b=\x01")
            assert await port.stream.take() == b"\x1b=\x02" + b"x" * 7
            await printer.send_all(b"RECEIPT"[:2])
            assert await port.stream.take() == PRINTER_AGAIN + b"RE"
            await printer.send_all(b"CEIPT")
            assert await port.stream.take() == b"CEIPT"
        nursery.cancel_scope.cancel()
