"""The devices that can be emulated by hand: what each understands, and what it has seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from controller.devices.sim import scanner_sim
from controller.devices.sim.cable import Cable
from controller.devices.sim.display_sim import DisplaySim
from controller.devices.sim.drawer_sim import DrawerSim
from controller.devices.sim.magellan_sim import MagellanSim
from controller.devices.sim.printer_sim import PrinterSim
from controller.devices.sim.scale_sim import TALKS, Parity, ScaleSim
from controller.devices.sim.scanner_sim import ScannerSim
from controller.devices.sim.tcp_port import TcpPort
from lanewise.simulate.cables import cable_words
from lanewise.simulate.listening import TerminalAtPort, WalletAtPort
from lanewise.simulate.words import NotUnderstood, Word, Words, one_of, plainly, switch

Ledger = Callable[[], list[str]]
GRAMS_MAX = 30_000
DEMO_KEY = b"lanewise simulate wallet"
OPEN = {"open": True, "closed": False}


@dataclass(frozen=True)
class Emulated:
    """A device, its commands and what it saw."""

    device: Any
    words: Words
    ledger: Ledger


def _on_cable(device: Any, words: Words, ledger: Ledger) -> Emulated:
    return Emulated(device, {**words, **cable_words(device)}, ledger)


def scanner(cable: Cable, profile: str) -> Emulated:
    """Line mode, AIM identifiers on."""
    commands = {
        "datalogic": scanner_sim.DATALOGIC,
        "honeywell": scanner_sim.HONEYWELL,
        "cipherlab": scanner_sim.CIPHERLAB,
        "line": {},
    }
    device = ScannerSim(cable, commands=_known(profile, commands))

    def scan(arguments: Sequence[str]) -> None:
        code, aim = (*arguments, scanner_sim.USUAL_AIM)[:2] if arguments else ("", "")
        if not code:
            raise ValueError(code)
        device.scan(code.replace("<GS>", "\x1d"), aim=None if aim == "-" else aim)

    words = {
        "scan": Word("CODE [AIM|-]", "read a code; <GS> stands for the separator", scan),
        "bytes": Word("HEX", "send any bytes", lambda arguments: _ignore(device.send_bytes(_hex(arguments)))),
    }
    return _on_cable(
        device, words, lambda: [f"{device.sent_count} sent, {device.unheard_count} unheard", *device.ledger]
    )


def scale(cable: Cable, profile: str) -> Emulated:
    """Any protocol; the pan moves for a moment after each change."""
    parities: dict[str, Parity] = {"toledo8217": "even", "nci": "even", "sasi": "even", "dialog06": "odd"}
    _known(profile, TALKS)
    device = ScaleSim(cable, protocol=profile, parity=parities.get(profile, "none"))

    def set_silent(arguments: Sequence[str]) -> None:
        device.silent = switch(arguments)

    def set_busy(arguments: Sequence[str]) -> None:
        device.busy = switch(arguments)

    words = {
        "weight": Word("GRAMS", "put a load on; it moves, then settles", lambda arguments: _load(device, arguments)),
        "silent": Word("[on|off]", "answer nothing", set_silent),
        "busy": Word("[on|off]", "say that it is not ready", set_busy),
    }
    return _on_cable(
        device, words, lambda: [f"{device.question_count} questions, {device.mass_g} g on the pan", *device.ledger]
    )


def magellan(cable: Cable, profile: str) -> Emulated:
    """Scanner and scale on one cable."""
    _known(profile, ["magellan"])
    device = MagellanSim(cable)

    def scan(arguments: Sequence[str]) -> None:
        label, code = arguments
        device.read(label, code)

    words = {
        "scan": Word("LABEL CODE", "read a code as A, F, E, FF, R, B1, B2 or B3", scan),
        "weight": Word("GRAMS", "put a load on", lambda arguments: _load(device.scale, arguments)),
    }
    return _on_cable(device, words, lambda: [*device.scanner.ledger, *device.scale.ledger])


def printer(cable: Cable, profile: str) -> Emulated:
    """ESC/POS, 80 mm or 58 mm, with a drawer connector."""
    device = PrinterSim(cable, has_drawer=True, column_count=_known(profile, {"80mm": 48, "58mm": 32}))

    def set_paper(arguments: Sequence[str]) -> None:
        match list(arguments):
            case ["out", "after", lines]:
                device.paper_out_after(int(lines))
            case ["low"]:
                device.set_paper_low(low=True)
            case _:
                device.set_paper(present=one_of(arguments, {"in": True, "out": False}))

    def set_cover(arguments: Sequence[str]) -> None:
        device.set_cover(is_open=one_of(arguments, OPEN))

    def set_drawer(arguments: Sequence[str]) -> None:
        device.set_drawer(is_open=one_of(arguments, OPEN))

    def set_confirms(arguments: Sequence[str]) -> None:
        device.confirms = switch(arguments)

    words = {
        "paper": Word("in|low|out|out after LINES", "load or take the roll", set_paper),
        "cover": Word("open|closed", "open or close it", set_cover),
        "drawer": Word("open|closed", "by hand, with the key", set_drawer),
        "jam": Word("[on|off]", "the cutter", lambda a: device.jam_cutter() if switch(a) else device.free_cutter()),
        "broken": Word(
            "[on|off]", "an error that only a power cycle ends", lambda a: device.break_down(broken=switch(a))
        ),
        "reboot": Word("", "off and on again", plainly(device.reboot)),
        "confirms": Word("on|off", "whether it knows GS ( H", set_confirms),
    }

    def ledger() -> list[str]:
        papers = [
            f"--- paper {number}, {'confirmed' if paper.complete else 'not confirmed'}\n{paper.text}"
            for number, paper in enumerate(device.papers, 1)
        ]
        return [f"{len(device.papers)} papers, {len(device.kicks)} kicks, {len(device.unknown)} unknown", *papers]

    return _on_cable(device, words, ledger)


def drawer(cable: Cable, profile: str) -> Emulated:
    """Behind an ESC/POS interface."""
    device = DrawerSim(cable, open_when_high=_known(profile, {"open_when_high": True, "open_when_low": False}))
    words = {
        "drawer": Word(
            "open|closed",
            "by hand, with the key",
            lambda arguments: one_of(arguments, {"open": device.open, "closed": device.close})(),
        )
    }
    return _on_cable(device, words, lambda: [f"opened {len(device.pulses)} times by the lane"])


def display(cable: Cable, profile: str) -> Emulated:
    """Two lines of twenty characters."""
    dialects = {"epson_dm_d": "epson", "cd5220": "cd5220"}
    device = DisplaySim(cable, dialect=_known(profile, dialects))
    return _on_cable(device, {}, lambda: [f"{upper}|{lower}" for upper, lower in device.ledger])


def terminal(cable: Cable, profile: str) -> Emulated:
    """Cards, over ZVT on the network."""
    _known(profile, ["zvt"])
    if not isinstance(cable, TcpPort):
        raise NotUnderstood("a terminal is on the network: --tcp 127.0.0.1:20007")
    device = TerminalAtPort(cable)
    return Emulated(device, device.words(), device.ledger)


def wallet(cable: Cable, profile: str) -> Emulated:
    """Payment codes, through a gateway that signs with DEMO_KEY."""
    _known(profile, ["micropay"])
    if not isinstance(cable, TcpPort):
        raise NotUnderstood("a wallet's gateway is on the network: --tcp 127.0.0.1:8443")
    device = WalletAtPort(cable, DEMO_KEY)
    return Emulated(device, device.words(), device.ledger)


DEVICES: dict[str, tuple[Callable[[Cable, str], Emulated], str]] = {
    "scanner": (scanner, "datalogic"),
    "scale": (scale, "enq_dc1"),
    "magellan": (magellan, "magellan"),
    "printer": (printer, "80mm"),
    "drawer": (drawer, "open_when_high"),
    "display": (display, "epson_dm_d"),
    "terminal": (terminal, "zvt"),
    "wallet": (wallet, "micropay"),
}
"""By name: how it is made, and its profile when nobody says one."""


def _known(profile: str, profiles: Any) -> Any:
    if profile not in profiles:
        raise NotUnderstood(f"unknown profile {profile!r}; known are {', '.join(profiles)}")
    return profiles[profile] if isinstance(profiles, dict) else profile


def _load(device: ScaleSim, arguments: Sequence[str]) -> None:
    (grams,) = (int(argument) for argument in arguments)
    if not -GRAMS_MAX <= grams <= GRAMS_MAX:
        raise ValueError(grams)
    device.put(grams)


def _hex(arguments: Sequence[str]) -> bytes:
    return bytes.fromhex("".join(arguments))


def _ignore(_value: object) -> None:
    """Take a result nobody needs."""
