"""A receipt printer on the wire: takes ESC/POS bytes, answers status, and keeps every paper it cut.

Commands wait in the receive buffer while the printer is offline (no paper, open cover); real-time commands (10 04,
10 05, 10 14) act when their bytes arrive, before everything in that buffer.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import trio

from controller.devices.sim.cable import Cable
from controller.devices.sim.paper import PaperRoll
from controller.devices.sim.pty_port import cable_at

CLEAR_BUFFERS = bytes.fromhex("10140801031401060208")
HEAD_MAX_BYTES = 260
BUFFER_MAX_BYTES = 128 * 1024
REAL_TIME_LENGTHS = {b"\x10\x04": 3, b"\x10\x05": 3, b"\x10\x14": 10}


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. `complete`: the printer confirmed it (GS ( H right after the cut). `text` has one line a line."""

    text: str
    mono_ns: int
    complete: bool


class PrinterSim:
    """`papers` is the ledger. Make trouble with `set_paper`, `set_cover`, `paper_out_after`, `confirms`, `unplug`."""

    def __init__(
        self, path: Path | Cable, *, column_count: int = 48, on_change: Callable[[], None] = lambda: None
    ) -> None:
        self.port = cable_at(path)
        self.papers: list[Paper] = []
        self.has_paper = True
        self.cover_open = False
        self.confirms = True
        self._roll = PaperRoll(column_count)
        self._arriving = bytearray()
        self._buffer = bytearray()
        self._automatic_items = 0
        self._lines_left: int | None = None
        self._cut_just_now = False
        self._on_change = on_change

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Emulate until cancelled."""
        await self.port.run(self._take, task_status)

    @property
    def hanging_text(self) -> str:
        """What is printed and not cut yet."""
        return self._roll.text

    def set_paper(self, *, present: bool) -> None:
        """Take the roll out, or put a new one in: what hung from the old one was torn off."""
        self._lines_left = None
        if present and not self.has_paper:
            self._end_paper()
        self.has_paper = present
        self._status_changed()

    def paper_out_after(self, line_count: int) -> None:
        """Let the roll end after so many more lines."""
        self._lines_left = line_count

    def set_cover(self, *, is_open: bool) -> None:
        """Open or close the cover."""
        self.cover_open = is_open
        self._status_changed()

    def unplug(self) -> None:
        """Pull the data cable; the printer keeps its buffer and goes on printing it."""
        self.port.unplug()
        self._on_change()

    def replug(self) -> None:
        """Put it back; half a real-time command does not survive."""
        self._arriving.clear()
        self.port.plug()
        self._on_change()

    def _take(self, data: bytes) -> None:
        """Sort what arrives: real-time commands act now, the rest queues."""
        self._arriving += data
        while self._arriving:
            if self._arriving == b"\x10":
                break
            length = REAL_TIME_LENGTHS.get(bytes(self._arriving[:2]))
            if length is None:
                self._queue(self._arriving.pop(0))
                continue
            if len(self._arriving) < length:
                break
            self._real_time(bytes(self._arriving[:length]))
            del self._arriving[:length]
        self._print()
        self._on_change()

    def _queue(self, byte: int) -> None:
        """Take a byte into the receive buffer; a full one loses it, as there is no flow control on a pty."""
        if len(self._buffer) < BUFFER_MAX_BYTES:
            self._buffer.append(byte)

    def _real_time(self, command: bytes) -> None:
        if command[:2] == b"\x10\x04":
            self.port.write(self._status(command[2]))
        elif command == CLEAR_BUFFERS:
            self._clear()
            self.port.write(b"\x37\x25\x00")
        elif command == b"\x10\x05\x02" and not self._offline:
            self._clear()

    def _clear(self) -> None:
        self._buffer.clear()
        self._roll.forget_line()

    @property
    def _offline(self) -> bool:
        return self.cover_open or not self.has_paper

    def _status(self, number: int) -> bytes:
        bits = {
            1: 0x08 if self._offline else 0,
            2: (0x04 if self.cover_open else 0) | (0 if self.has_paper else 0x20),
            4: 0 if self.has_paper else 0x6C,
        }
        return bytes((0x12 | bits.get(number, 0),))

    def _status_changed(self) -> None:
        if self._automatic_items:
            self.port.write(self._automatic_status())
        self._print()
        self._on_change()

    def _automatic_status(self) -> bytes:
        first = 0x10 | (0x08 if self._offline else 0) | (0x20 if self.cover_open else 0)
        return bytes((first, 0, 0 if self.has_paper else 0x0F, 0))

    def _print(self) -> None:
        """Work through the buffer as far as it goes."""
        while self._buffer and not self._offline:
            used = self._command()
            if used == 0:
                break
            del self._buffer[:used]

    def _command(self) -> int:
        """Do the first command in the buffer; return its length, 0 to wait for the rest of it."""
        length = _command_length(bytes(self._buffer[:HEAD_MAX_BYTES]))
        if length == 0 or len(self._buffer) < length:
            return 0
        command = bytes(self._buffer[:length])
        head = command[:2]
        if head == b"\x1b@":
            self._automatic_items = 0
            self._cut_just_now = False
            self._roll.reset()
        elif head == b"\x1da":
            self._automatic_items = command[2]
            self.port.write(self._automatic_status())
        elif head == b"\x1dV":
            self._end_paper()
        elif command.startswith(b"\x1d\x28\x48\x06\x00\x30\x30"):
            self._confirm(command[7:11])
        elif command == b"\n":
            self._line_feed()
        else:
            self._roll.take(command)
        return length

    def _line_feed(self) -> None:
        self._roll.line_feed()
        if self._lines_left is not None:
            self._lines_left -= 1
            if self._lines_left <= 0:
                self._lines_left = None
                self.has_paper = False
                self._status_changed()

    def _end_paper(self) -> None:
        text = self._roll.tear()
        if text:
            self.papers.append(Paper(text, time.monotonic_ns(), complete=False))
            self._cut_just_now = True

    def _confirm(self, process_id: bytes) -> None:
        if not self.confirms:
            return
        if self._cut_just_now:
            last = self.papers[-1]
            self.papers[-1] = Paper(last.text, last.mono_ns, complete=True)
            self._cut_just_now = False
        self.port.write(b"\x37\x22" + process_id + b"\x00")


FIXED_LENGTHS = {
    b"\x1b@": 2, b"\x1ba": 3, b"\x1bE": 3, b"\x1b-": 3, b"\x1b!": 3, b"\x1bM": 3, b"\x1bt": 3, b"\x1bd": 3,
    b"\x1bp": 5, b"\x1b{": 3, b"\x1c&": 2, b"\x1c.": 2, b"\x1d!": 3, b"\x1dB": 3, b"\x1dH": 3, b"\x1dh": 3,
    b"\x1dw": 3, b"\x1da": 3, b"\x1db": 3, b"\x1dr": 3,
}  # fmt: skip
COUNTED_BARCODES = range(65, 80)


def _command_length(data: bytes) -> int:
    """Return the length of the first command; 0 when too little of it is there to say."""
    head, arguments = data[:2], data[2:]
    if data[0] not in b"\x1b\x1c\x1d":
        return 1
    if len(data) == 1 or (head in {b"\x1dV", b"\x1dk"} and not arguments):
        return 0
    if head == b"\x1dV":
        return 4 if arguments[0] in b"AB" else 3
    if head == b"\x1dk" and arguments[0] in COUNTED_BARCODES:
        return 4 + arguments[1] if len(arguments) > 1 else 0
    if head == b"\x1dk":
        end = data.find(b"\x00", 3)
        return end + 1 if end > 0 or len(data) < HEAD_MAX_BYTES else 2
    if head in {b"\x1d(", b"\x1c("}:
        return 5 + int.from_bytes(arguments[1:3], "little") if len(data) >= 5 else 0  # noqa: PLR2004 - the head is 5
    return FIXED_LENGTHS.get(head, 2)
