"""The cable of a scanner that types: a named pipe of key events, as /dev/input/event* gives them.

A US keyboard; control characters come as Alt codes on the number pad, the terminator as Enter or Tab. Written from
linux/input-event-codes.h and the Windows Alt codes, not from our decoder.
"""

import fcntl
import os
import struct
from pathlib import Path

from controller.devices.sim.cable import Cable, Take

INPUT_EVENT = struct.Struct("@llHHi")
EV_SYN, EV_KEY = 0, 1
LEFT_SHIFT, LEFT_ALT = 42, 56
ROWS = {
    2: ("1234567890-=", "!@#$%^&*()_+"),
    16: ("qwertyuiop[]", "QWERTYUIOP{}"),
    30: ("asdfghjkl;'`", 'ASDFGHJKL:"~'),
    43: ("\\zxcvbnm,./", "|ZXCVBNM<>?"),
    57: (" ", ""),
    28: ("\r", ""),
    15: ("\t", ""),
}
PAD = {"0": 82, "1": 79, "2": 80, "3": 81, "4": 75, "5": 76, "6": 77, "7": 71, "8": 72, "9": 73}
KEYS = {
    char: (first + index, bool(level))
    for first, levels in ROWS.items()
    for level, chars in enumerate(levels)
    for index, char in enumerate(chars)
}


class WedgePort(Cable):
    """The pipe at `path`; what a lane sends to it goes nowhere."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self._pipe: int | None = None

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._pipe is not None

    @property
    def listened(self) -> bool:
        """Whether somebody has the pipe open to read."""
        if self._pipe is None:
            return False
        try:
            fcntl.flock(self._pipe, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # whoever reads it has locked it
            return True
        fcntl.flock(self._pipe, fcntl.LOCK_UN)
        return False

    def plug(self) -> None:
        """Put the cable in."""
        if self._pipe is None:
            self.path.unlink(missing_ok=True)
            os.mkfifo(self.path)
            self._pipe = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)
            self._change()

    def unplug(self) -> None:
        """Pull the cable: the reader's pipe ends."""
        if self._pipe is not None:
            self.path.unlink(missing_ok=True)
            os.close(self._pipe)
            self._pipe = None
            self._change()

    def _send(self, data: bytes) -> bool:
        if self._pipe is None:
            return False
        for byte in data:
            os.write(self._pipe, _typed(chr(byte)))
        return True

    async def _serve(self, take: Take) -> None:  # noqa: ARG002 - nothing comes back
        await self._changed.wait()


def _typed(char: str) -> bytes:
    """Return the events of one character."""
    if char in KEYS:
        key, shifted = KEYS[char]
        return _stroke([LEFT_SHIFT, key] if shifted else [key])
    digits = b"".join(_stroke([PAD[digit]]) for digit in f"{ord(char):04}")
    return _move(LEFT_ALT, down=True) + digits + _move(LEFT_ALT, down=False)


def _stroke(keys: list[int]) -> bytes:
    down = b"".join(_move(key, down=True) for key in keys)
    return down + b"".join(_move(key, down=False) for key in reversed(keys))


def _move(key: int, *, down: bool) -> bytes:
    return INPUT_EVENT.pack(0, 0, EV_KEY, key, down) + INPUT_EVENT.pack(0, 0, EV_SYN, 0, 0)
