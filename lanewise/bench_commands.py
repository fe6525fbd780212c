"""What a person may do on the demo's device bench: to the emulated devices of the first lane, and to the processes."""

import secrets
from collections.abc import Callable
from typing import Any, Protocol

from contracts import bench as b
from controller.devices.sim.cable import Cable
from controller.devices.sim.display_sim import DisplaySim
from controller.devices.sim.drawer_sim import DrawerSim
from controller.devices.sim.printer_sim import PrinterSim
from controller.devices.sim.scale_sim import ScaleSim
from controller.devices.sim.scanner_sim import ScannerSim
from controller.devices.sim.wallet_sim import Customer, Handled
from controller.devices.sim.zvt_sim import Fault
from lanewise.simulate.listening import AtPort, TerminalAtPort, WalletAtPort

MAX_MASS_G = 30_000
"""What the emulated scale can carry."""
LATE_S = 25.0
DEAD_LINE_S = 6.0
REBOOT_S = 8.0
CARD_ANSWERS = {
    "pays": Fault(),
    "refuses": Fault(kind="decline", code=0x6C),
    "late": Fault(kind="late", seconds=LATE_S),
    "drop": Fault(kind="reboot", moment="charged", seconds=DEAD_LINE_S),
}
WALLET_ANSWERS = {
    "confirms": Customer(),
    "refuses": Customer(refusal="declined"),
    "late": Customer(pays_s=None, races=True),
}
CODE_STARTS = {"wechat": "13", "alipay": "28"}
CODE_DIGITS = 18
AIM_CODE_128 = "]C0"


class OnCable(Protocol):
    """A device at a cable."""

    port: Cable

    def unplug(self) -> None:
        """Pull the cable."""

    def replug(self) -> None:
        """Put it back."""


class Lane(Protocol):
    """A lane: its devices and its process."""

    scanner: ScannerSim
    scale: ScaleSim
    printer: PrinterSim
    drawer: DrawerSim
    display: DisplaySim
    terminal: TerminalAtPort
    wallet: WalletAtPort
    process: Any


class Place(Protocol):
    """What was started."""

    @property
    def lanes(self) -> "tuple[Lane, ...]":
        """The lanes; the bench is the first one's."""

    @property
    def broker(self) -> Any:
        """The broker."""

    @property
    def store(self) -> Any:
        """The store's process."""


def random_digits(count: int) -> str:
    """Return so many digits that nobody had before."""
    return f"{secrets.randbelow(10**count):0{count}d}"


def attend(lane: Lane) -> None:
    """Let payments wait for the bench: a person is the customer."""
    lane.terminal.sim.attended = True
    lane.wallet.sim.customer = lane.wallet.sim.usual = Customer(pays_s=None)


def is_plugged(device: OnCable | AtPort) -> bool:
    """Return whether a device's cable is in."""
    return device.plugged if isinstance(device, AtPort) else device.port.plugged


async def do(command: b.BenchCommand, place: Place, digits: Callable[[int], str] = random_digits) -> str | None:
    """Do it; return a code when it cannot be done."""
    match command:
        case b.KillProcess():
            await (place.lanes[0].process if command.process == "lane" else place.store).kill()
            return None
        case b.RunBroker():
            await (place.broker.start() if command.running else place.broker.stop())
            return None
        case b.AnswerCard() | b.RebootTerminal() | b.ShowCode() | b.AnswerWallet() | b.SetGateway():
            return _pay(command, place.lanes[0], digits)
        case _:
            return _handle(command, place.lanes[0])


def _handle(command: b.BenchCommand, lane: Lane) -> str | None:  # noqa: C901 - one flat match
    match command:
        case b.Scan():
            return _scan(lane, (command.code,))
        case b.ScanBurst():
            return _scan(lane, command.codes)
        case b.PutWeight():
            if not 0 <= command.mass_g <= MAX_MASS_G:
                return "mass_limit"
            lane.scale.put(command.mass_g)
        case b.ShakeScale():
            lane.scale.shaking = command.shaking
        case b.SetDrawer():
            (lane.drawer.open if command.open else lane.drawer.close)()
        case b.SetPaper():
            lane.printer.set_paper(present=command.present)
        case b.SetCover():
            lane.printer.set_cover(is_open=command.open)
        case b.Plug():
            _plug(getattr(lane, command.device), plugged=command.plugged)
        case b.MakeTrouble():
            _trouble(getattr(lane, command.device).port, command)
    return None


def _pay(command: b.BenchCommand, lane: Lane, digits: Callable[[int], str]) -> str | None:
    match command:
        case b.AnswerCard():
            return None if lane.terminal.sim.answer(CARD_ANSWERS[command.answer]) else "nobody_asked"
        case b.RebootTerminal():
            lane.terminal.sim.reboot(REBOOT_S)
        case b.ShowCode():
            start = CODE_STARTS[command.wallet]
            return _scan(lane, (start + digits(CODE_DIGITS - len(start)),), aim=AIM_CODE_128)
        case b.AnswerWallet():
            return None if lane.wallet.sim.answer(WALLET_ANSWERS[command.answer]) else "nobody_asked"
        case b.SetGateway():
            lane.wallet.sim.trouble = _refused if command.down else _well
    return None


def _scan(lane: Lane, codes: tuple[str, ...], aim: str = "]E0") -> str | None:
    if not lane.scanner.port.plugged:
        return "unplugged"
    for code in codes:
        lane.scanner.send(code, aim=aim)
    return None


def _refused(_action: str) -> Handled:
    return "refused"


def _well(_action: str) -> Handled:
    return "well"


def _plug(device: OnCable | AtPort, *, plugged: bool) -> None:
    if is_plugged(device) and not plugged:
        device.unplug()
    elif plugged and not is_plugged(device):
        device.replug()


def _trouble(cable: Cable, command: b.MakeTrouble) -> None:
    if command.trouble == "hang":
        cable.trouble.hang(hanging=command.on)
    else:
        cable.trouble.babbling = command.on
