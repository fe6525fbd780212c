"""A scanner in line mode: AIM identifier, payload, suffix; keeps a ledger of the commands the lane sent."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import trio

from controller.devices.sim.cable import Cable
from controller.devices.sim.pty_port import cable_at

GOOD_BEEPS = b"\x42\x01\x07"
BAD_BEEP = b"\x46"
HEARD_MAX_BYTES = 64
GS = "\x1d"

DATALOGIC = {b"E": "enable", b"D": "disable", b"R": "reset"} | {
    b"F": "bad",
    b"B": "good",
    b"\x01": "good",
    b"\x07": "good",
}
HONEYWELL = {b"\x1b7": "good", b"\x1b8": "bad", b"\x16T\r": "trigger on", b"\x16U\r": "trigger off"}
CIPHERLAB = {b"E": "enable", b"D": "disable", b"#@////\r": "good", b"#@----\r": "disable", b"#@....\r": "enable"}
SINGLE_CABLE = {b"S334\r": "good", b"S10\r": "reset"}

Framing = Literal["cr", "lf", "crlf", "tab", "stx_etx", "none"]
FRAMES: dict[Framing, tuple[bytes, bytes]] = {
    "cr": (b"", b"\r"),
    "lf": (b"", b"\n"),
    "crlf": (b"", b"\r\n"),
    "tab": (b"", b"\t"),
    "stx_etx": (b"\x02", b"\x03"),
    "none": (b"", b""),
}


USUAL_AIM = "usual"
"""The identifier of the symbol such a code is usually printed as."""


def usual_aim(code: str) -> str:
    """Return the AIM identifier that a scanner sends with a code: EAN, ITF-14, QR, GS1 DataMatrix, or Code 128."""
    if code.startswith(("http://", "https://")):
        return "]Q1"
    if not code.isdigit():
        return "]d2" if GS in code else "]C0"
    return {8: "]E4", 12: "]E0", 13: "]E0", 14: "]I1"}.get(len(code), "]C0")


class ScannerSim:
    """`send` a code; it goes out in one write. Sent while no lane listens it is lost and counted in `unheard_count`.

    `commands` are the bytes it understands and what they do; what they did is in `ledger`. Disabled, it reads nothing:
    `scan` returns False. `send` sends whatever is asked, as a code that was already in its buffer.
    """

    def __init__(
        self,
        path: Path | Cable,
        *,
        commands: Mapping[bytes, str] = DATALOGIC,
        framing: Framing = "cr",
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self.port = cable_at(path)
        self.ledger: list[str] = []
        self.enabled = True
        self.sent_count = 0
        self.unheard_count = 0
        self._commands = commands
        self._prefix, self._suffix = FRAMES[framing]
        self._heard = b""
        self._on_change = on_change

    @property
    def good_beep_count(self) -> int:
        """How often it beeped good."""
        return self.ledger.count("good")

    @property
    def bad_beep_count(self) -> int:
        """How often it beeped bad."""
        return self.ledger.count("bad")

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Emulate until cancelled."""
        await self.port.run(self.hear, task_status)

    def scan(self, code: str, *, aim: str | None = USUAL_AIM) -> bool:
        """Hold a code before the scanner; return whether it reads it, which it does not while disabled."""
        if self.enabled:
            self.send(code, aim=aim)
        return self.enabled

    def send(self, code: str, *, aim: str | None = USUAL_AIM, suffix: bytes | None = None) -> int:
        """Scan one code; return the monotonic nanosecond just before its bytes were handed to the kernel."""
        identifier = usual_aim(code) if aim == USUAL_AIM else aim
        payload = (identifier or "").encode() + code.encode()
        return self.send_bytes(self._prefix + payload + (self._suffix if suffix is None else suffix))

    def send_bytes(self, data: bytes) -> int:
        """Send anything: half frames, noise, two codes in one. Returns as `send` does."""
        self.sent_count += 1
        sent_mono_ns = time.monotonic_ns()
        if not self.port.write(data):
            self.unheard_count += 1
        self._on_change()
        return sent_mono_ns

    def unplug(self) -> None:
        """Pull the cable; without power the scanner forgets that it was disabled."""
        self.port.unplug()
        self.enabled = True
        self._heard = b""
        self._on_change()

    def replug(self) -> None:
        """Put it back."""
        self.port.plug()
        self._on_change()

    def hear(self, data: bytes) -> None:
        """Take what the lane sent."""
        for byte in data:
            self._heard = (self._heard + bytes((byte,)))[-HEARD_MAX_BYTES:]
            if self._heard in self._commands:
                self._obey(self._commands[self._heard])
                self._heard = b""
            elif not any(command.startswith(self._heard) for command in self._commands):
                self._heard = b""
        self._on_change()

    def _obey(self, effect: str) -> None:
        self.ledger.append(effect)
        if effect in {"enable", "reset"}:
            self.enabled = True
        elif effect == "disable":
            self.enabled = False
