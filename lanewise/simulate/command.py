"""`lanewise simulate DEVICE`: one emulated device on a pty, a network port or a keyboard's pipe, steered by hand."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import trio

from controller.devices.sim.cable import Cable
from controller.devices.sim.pty_port import PtyPort
from controller.devices.sim.tcp_port import TcpPort
from controller.devices.sim.wedge_port import WedgePort
from lanewise.simulate.devices import DEVICES, Emulated
from lanewise.simulate.words import NotUnderstood, Word, Words, obey, told
from runtime import signals

DELAY_MAX_S = 86_400.0

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class SimulateOptions:
    """At most one of `tcp` ("host:port") and `wedge`; without them a pty. `path` is where pty or pipe appear."""

    device: str
    profile: str | None
    path: Path
    tcp: str | None
    wedge: bool
    faults: tuple[str, ...]


async def run_simulate(options: SimulateOptions, read_line: Callable[[], str], say: Say) -> int:
    """Emulate until `quit`, the end of the input or a signal, then tell the ledger; 2 for options that are none."""
    try:
        make, usual = _device(options.device)
        emulated = make(_cable(options), options.profile or usual)
    except NotUnderstood as fault:
        say(f"lanewise: {fault}")
        return 2
    async with trio.open_nursery() as nursery:
        session = _Session(emulated, nursery, say)
        await nursery.start(signals.cancel_on_signals, nursery.cancel_scope)
        await nursery.start(emulated.device.run)
        try:
            for line in options.faults:
                session.obey(line)
        except NotUnderstood as wrong:
            say(f"lanewise: --fault: {wrong}")
            nursery.cancel_scope.cancel()
            return 2
        say(_place(options, emulated.device.port))
        await session.listen(read_line)
        nursery.cancel_scope.cancel()
    say("ledger:")
    for line in emulated.ledger():
        say(f"  {line}")
    return 0


class _Session:
    def __init__(self, emulated: Emulated, nursery: trio.Nursery, say: Say) -> None:
        self._nursery = nursery
        self._say = say
        self._quit = False
        self._words: Words = {
            **emulated.words,
            "after": Word("SECONDS COMMAND", "do it later", self._after),
            "ledger": Word("", "what the device has seen", lambda _: say("\n".join(emulated.ledger()))),
            "help": Word("", "this list", lambda _: say(told(self._words))),
            "quit": Word("", "end, and tell the ledger", self._end),
        }

    def obey(self, line: str) -> None:
        obey(self._words, line)

    async def listen(self, read_line: Callable[[], str]) -> None:
        while not self._quit:
            line = await trio.to_thread.run_sync(read_line, abandon_on_cancel=True)
            if not line:
                return
            try:
                if line.strip():
                    self.obey(line)
            except NotUnderstood as fault:
                self._say(str(fault))

    def _after(self, arguments: Sequence[str]) -> None:
        delay_s = float(arguments[0])
        if not 0 <= delay_s <= DELAY_MAX_S or not arguments[1:]:
            raise ValueError(arguments)
        self._nursery.start_soon(self._later, delay_s, " ".join(arguments[1:]))

    async def _later(self, delay_s: float, line: str) -> None:
        await trio.sleep(delay_s)
        try:
            self.obey(line)
        except NotUnderstood as fault:
            self._say(str(fault))

    def _end(self, _arguments: Sequence[str]) -> None:
        self._quit = True


def standard_input() -> str:
    """Return the next line, empty at the end."""
    return sys.stdin.readline()


def _device(name: str) -> tuple[Callable[[Cable, str], Emulated], str]:
    if name not in DEVICES:
        raise NotUnderstood(f"unknown device {name!r}; known are {', '.join(DEVICES)}")
    return DEVICES[name]


def _cable(options: SimulateOptions) -> Cable:
    if options.tcp is not None and options.wedge:
        raise NotUnderstood("--tcp and --wedge exclude each other")
    if options.wedge and options.device != "scanner":
        raise NotUnderstood("only a scanner types")
    if options.wedge:
        return WedgePort(options.path)
    if options.tcp is None:
        return PtyPort(options.path)
    host, _, port = options.tcp.rpartition(":")
    if not host or not port.isdecimal():
        raise NotUnderstood(f"--tcp wants host:port, not {options.tcp!r}")
    return TcpPort(host, int(port))


def _place(options: SimulateOptions, cable: Cable) -> str:
    key, where = "evdev" if options.wedge else "path", str(options.path)
    if isinstance(cable, TcpPort):
        key, where = "address", f"{cable.host}:{cable.port}"
    return f'{options.device} at {key} = "{where}"; `help` lists the commands'
