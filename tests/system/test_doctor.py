"""`lanewise doctor` and `lanewise simulate` against each other's world: emulators on ptys and on the network."""

import io
from contextlib import asynccontextmanager

import pytest
import trio
from rich.console import Console

from controller.device_settings import scale as scale_settings
from controller.devices.sim.display_sim import DisplaySim
from controller.devices.sim.drawer_sim import DrawerSim
from controller.devices.sim.printer_sim import PrinterSim
from controller.devices.sim.scale_sim import ScaleSim
from controller.devices.sim.scanner_sim import ScannerSim
from controller.devices.sim.tcp_port import TcpPort
from controller.devices.sim.wedge_port import WedgePort
from lanewise.doctor.command import DoctorOptions, run_doctor
from lanewise.doctor.places import Place, find
from lanewise.doctor.probes import identify
from lanewise.doctor.toml import read_back
from lanewise.simulate.command import SimulateOptions, run_simulate
from lanewise.simulate.listening import TerminalAtPort

pytestmark = pytest.mark.system


def console():
    return Console(file=io.StringIO(), width=200)


@asynccontextmanager
async def running(*sims):
    async with trio.open_nursery() as nursery:
        for sim in sims:
            await nursery.start(sim.run)
        yield
        nursery.cancel_scope.cancel()


def path(folder, name):
    return Place("path", str(folder / name))


async def identified(folder, *names):
    found = {}

    async def ask(name):
        found[name] = await identify(path(folder, name))

    async with trio.open_nursery() as nursery:
        for name in names:
            nursery.start_soon(ask, name)
    return found


SCALES = {
    "enq_dc1": "none",
    "toledo8217": "even",
    "nci": "even",
    "sma": "none",
    "magellan": "odd",
    "sasi": "even",
    "dialog06": "odd",
    "ascii_line": "none",
    "ascii_line_continuous": "none",
    "cn_continuous": "none",
    "toledo_continuous": "even",
}


async def test_every_scale_is_known_by_its_answers(tmp_path):
    sims = {name: ScaleSim(tmp_path / name, protocol=name, parity=parity) for name, parity in SCALES.items()}
    for sim in sims.values():
        sim.put(1250, settled=True)
    async with running(*sims.values()):
        found = await identified(tmp_path, *sims)
    assert {each.kind for each in found.values()} == {"scale"}
    assert {name: each.profile for name, each in found.items() if each.profile != name} == {"sasi": "toledo8217"}
    assert "sasi" in found["sasi"].said
    assert all(sim.ledger == [] for sim in sims.values())


async def test_printer_drawer_and_silent_devices(tmp_path):
    printer, drawer = PrinterSim(tmp_path / "printer"), DrawerSim(tmp_path / "drawer")
    scanner, display = ScannerSim(tmp_path / "scanner"), DisplaySim(tmp_path / "display")
    async with running(printer, drawer, scanner, display):
        found = await identified(tmp_path, "printer", "drawer", "scanner", "display", "none")
    kinds = {name: each.kind for name, each in found.items() if each.kind is not None}
    assert kinds == {"printer": "printer", "drawer": "drawer"}
    assert printer.papers == []
    assert printer.hanging_text == ""
    assert drawer.pulses == []
    assert scanner.enabled
    assert "disable" not in scanner.ledger
    assert "nothing answers" in found["scanner"].said
    assert "nothing there" in found["none"].said


async def test_a_printer_on_the_network(tmp_path):
    cable = TcpPort()
    async with running(PrinterSim(cable)):
        found = await identify(Place("address", f"127.0.0.1:{cable.port}"))
    assert found.kind == "printer"


async def test_a_card_terminal_is_asked_and_left_as_it_is(tmp_path):
    terminal = TerminalAtPort(TcpPort())
    out = console()
    async with running(terminal):
        options = DoctorOptions(tcp=(f"127.0.0.1:{terminal.port.port}",), only_given=True, write=tmp_path / "t.toml")
        assert await run_doctor(options, out, lambda _question: False) == 0
    assert "a card terminal (ZVT)" in out.file.getvalue()
    assert read_back(options.write.read_text()).terminal.address == options.tcp[0]
    assert terminal.sim.orders == 0


async def test_the_whole_visit(tmp_path):
    printer, scale = PrinterSim(tmp_path / "printer"), ScaleSim(tmp_path / "scale", protocol="sma")
    scanner = ScannerSim(WedgePort(tmp_path / "event-scanner"))
    out = console()
    options = DoctorOptions(
        ports=tuple(str(tmp_path / name) for name in ("printer", "scale", "event-scanner")),
        only_given=True,
        scan_wait_s=30.0,
        print_test=True,
        write=tmp_path / "devices.toml",
    )
    code = None

    async def visit():
        nonlocal code
        code = await run_doctor(options, out, lambda _question: False)

    async with running(printer, scale, scanner), trio.open_nursery() as nursery:
        nursery.start_soon(visit)
        with trio.fail_after(60):
            while not scanner.port.listened:  # noqa: ASYNC110 - a kernel's lock
                await trio.sleep(0.05)
        scanner.send("6901234567892")
    said = out.file.getvalue()
    assert code == 0, said
    assert "a scanner; it read 6901234567892" in said
    assert "test receipt: printed, and the printer confirmed it" in said
    assert "测试小票" in printer.papers[-1].text
    devices = read_back(options.write.read_text())
    assert scale_settings(devices.scale, devices).profile.name == "sma"
    assert devices.scanner.evdev == str(tmp_path / "event-scanner")
    assert devices.printer.path == str(tmp_path / "printer")


async def test_a_sick_device_is_told_and_nothing_is_overwritten(tmp_path):
    printer = PrinterSim(tmp_path / "printer")
    out = console()
    async with running(printer):
        printer.set_paper(present=False)
        ports = (str(tmp_path / "printer"),)
        code = await run_doctor(DoctorOptions(ports=ports, only_given=True), out, lambda _question: False)
        assert code == 1
        assert "no_paper" in out.file.getvalue()
        mine = tmp_path / "mine.toml"
        mine.write_text("precious")
        code = await run_doctor(DoctorOptions(ports=ports, only_given=True, write=mine), out, lambda _question: False)
        assert code == 2
        assert mine.read_text() == "precious"


def test_places_have_one_stable_name_each(tmp_path):
    dev, sys = tmp_path / "dev", tmp_path / "sys"
    for name in ("ttyUSB0", "ttyUSB1", "ttyS0", "ttyS1", "usb/lp0", "input/event3"):
        (dev / name).parent.mkdir(parents=True, exist_ok=True)
        (dev / name).touch()
    for name, kind in (("ttyS0", "4"), ("ttyS1", "0")):
        (sys / "class/tty" / name).mkdir(parents=True)
        (sys / "class/tty" / name / "type").write_text(f"{kind}\n")
    for link, target in {
        "serial/by-id/usb-FTDI_A1": "ttyUSB0",
        "serial/by-path/pci-1": "ttyUSB0",
        "serial/by-path/pci-2": "ttyUSB1",
        "input/by-id/usb-Scanner-event-kbd": "input/event3",
    }.items():
        (dev / link).parent.mkdir(parents=True, exist_ok=True)
        (dev / link).symlink_to(dev / target)
    assert [(place.key, place.value.removeprefix(f"{dev}/")) for place in find(dev, sys)] == [
        ("path", "serial/by-id/usb-FTDI_A1"),
        ("path", "serial/by-path/pci-2"),
        ("path", "ttyS0"),
        ("lp", "usb/lp0"),
        ("evdev", "input/by-id/usb-Scanner-event-kbd"),
    ]


PRINTER_WORDS = [
    *("paper out", "paper in", "paper out after 3", "paper low", "cover open", "cover closed", "drawer open"),
    *("jam", "jam off", "broken", "reboot", "confirms off"),
]


async def simulate(tmp_path, device, lines, **given):
    said = []
    options = SimulateOptions(
        **{"device": device, "profile": None, "path": tmp_path / device, "tcp": None, "wedge": False, "faults": ()}
        | given
    )
    script = iter([*(f"{line}\n" for line in lines), ""])
    code = await run_simulate(options, lambda: next(script), said.append)
    return code, said


@pytest.mark.parametrize(
    ("device", "lines", "told"),
    [
        ("scale", ["weight 1250", "busy on", "silent off"], "0 questions, 1250 g on the pan"),
        ("scanner", ["scan 6901234567892", "bytes 41 0d"], "2 sent, 2 unheard"),
        ("magellan", ["scan F 6901234567892", "weight 5"], "ledger:"),
        ("printer", PRINTER_WORDS, "0 papers, 0 kicks"),
        ("drawer", ["drawer open", "drawer closed"], "opened 0 times by the lane"),
        ("display", ["unplug", "plug"], "ledger:"),
    ],
)
async def test_each_device_by_hand(device, lines, told, tmp_path):
    code, said = await simulate(tmp_path, device, lines)
    assert code == 0
    assert said[0].startswith(f'{device} at path = "{tmp_path / device}"')
    assert said[1] == "ledger:"
    assert any(told in line for line in said)


async def test_a_terminal_by_hand(tmp_path):
    lines = ["fail late", "fail drop told", "fail reboot kept 3", "unplug", "plug", "fail sideways"]
    code, said = await simulate(tmp_path, "terminal", lines, tcp="127.0.0.1:0")
    assert code == 0
    assert said[0].startswith('terminal at address = "127.0.0.1:')
    assert said[1].startswith("usage: fail")
    assert "0 orders, 0 aborts" in said[-1]
    lines = [
        "customer pays 3",
        "customer never",
        "customer refuses",
        "requests lost",
        "requests well",
        "unplug",
        "plug",
    ]
    code, said = await simulate(tmp_path, "wallet", lines, tcp="127.0.0.1:0")
    assert (code, said[1:]) == (0, ["ledger:", "  0 requests"])
    assert await simulate(tmp_path, "terminal", []) == (
        2,
        ["lanewise: a terminal is on the network: --tcp 127.0.0.1:20007"],
    )


async def test_faults_of_the_cable_by_hand(tmp_path):
    faults = ("hang", "babble off", "garble", "late 0.1", "slow 960", "cut 2", "corrupt", "stall off", "vanish")
    code, said = await simulate(tmp_path, "scale", ["reappear", "after 0 unplug"], tcp="127.0.0.1:0", faults=faults)
    assert code == 0
    assert said[1] == "ledger:"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"device": "toaster"}, "known are scanner, scale"),
        ({"device": "scale", "profile": "cas"}, "known are enq_dc1"),
        ({"device": "scale", "tcp": "here"}, "--tcp wants host:port"),
        ({"device": "scale", "wedge": True}, "only a scanner types"),
        ({"device": "scale", "faults": ("late",)}, "usage: late SECONDS"),
    ],
)
async def test_wrong_options_are_told(given, told, tmp_path):
    code, said = await simulate(tmp_path, lines=[], **given)
    assert code == 2
    assert told in said[-1]


@pytest.mark.parametrize("line", ["fly", "weight", "weight a lot", "weight 99999999", "late -1", "plug now", "after 1"])
async def test_a_wrong_line_is_told_and_nothing_happens(line, tmp_path):
    code, said = await simulate(tmp_path, "scale", [line])
    assert code == 0
    assert said[1].startswith(("unknown command", "usage: "))
