"""A customer display of two lines: draws what it is told, keeps what customers could read."""

from collections import deque
from collections.abc import Callable
from pathlib import Path

import trio

from controller.devices.display.interpreter import Dialect, Interpreter
from controller.devices.display.screen import DISPLAY, PRINTER, Screen
from controller.devices.sim.cable import Cable
from controller.devices.sim.pty_port import cable_at

LEDGER_MAX = 10_000
SELECT = b"\x1b="


class DisplaySim:
    """`lines` is what stands there now; `ledger` every picture that stood there after a message, without repeats.

    The interpreter is the manual's, and the driver has none: encoder and emulator share nothing. `behind` is who gets
    the bytes while the printer alone is selected: a printer behind a pass-through display.
    """

    def __init__(
        self,
        path: Path | Cable,
        *,
        dialect: Dialect = "epson",
        encoding: str = "cp437",
        behind: Callable[[bytes], None] | None = None,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self.port = cable_at(path)
        self.screen = Screen()
        self.ledger: deque[tuple[str, str]] = deque(maxlen=LEDGER_MAX)
        self.unknown_count = 0
        self._dialect: Dialect = dialect
        self._interpreter = Interpreter(dialect)
        self._encoding = encoding
        self._behind = behind
        self._device = PRINTER if behind is not None else DISPLAY
        self._held = b""
        self._on_change = on_change

    @property
    def lines(self) -> tuple[str, str]:
        """What stands there, with its spaces."""
        upper, lower = self.screen.lines
        return upper.decode(self._encoding, "replace"), lower.decode(self._encoding, "replace")

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Emulate until cancelled."""
        await self.port.run(self.hear, task_status)

    def unplug(self) -> None:
        """Pull the cable, and with it the power."""
        self.port.unplug()
        self.screen = Screen()
        self._interpreter = Interpreter(self._dialect)
        self._on_change()

    def replug(self) -> None:
        """Put it back: the screen is dark."""
        self.port.plug()
        self._on_change()

    def hear(self, data: bytes) -> None:
        """Take what the lane sent."""
        for_display, for_printer = self._split(data)
        if self._behind is not None and for_printer:
            self._behind(for_printer)
        for command in self._interpreter.feed(for_display):
            self.unknown_count += command.kind == "unknown"
            self.screen.apply(command)
        if not self.ledger or self.ledger[-1] != self.lines:
            self.ledger.append(self.lines)
        self._on_change()

    def _split(self, data: bytes) -> tuple[bytes, bytes]:
        """Return what is for the display and what is for the printer behind it; a selection is for neither."""
        display, printer = bytearray(), bytearray()
        for byte in data:
            self._held += bytes((byte,))
            if SELECT.startswith(self._held):
                continue
            if self._held[:2] == SELECT and not self.screen.string_mode:
                self._device = byte
            else:
                display += self._held if self._device & DISPLAY else b""
                printer += self._held if self._device & PRINTER else b""
            self._held = b""
        return bytes(display), bytes(printer)
