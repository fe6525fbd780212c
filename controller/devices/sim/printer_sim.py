"""A receipt printer on the wire: takes ESC/POS bytes, answers status, and keeps every paper it cut.

Commands wait in the receive buffer while the printer is offline (no paper, open cover, jam, error); real-time commands
(10 04, 10 05, 10 14) act when their bytes arrive, before everything in that buffer, also within other data.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import trio

from controller.devices.escpos.bitmap import Bitmap
from controller.devices.escpos.font import load
from controller.devices.sim.drawing import draw
from controller.devices.sim.escpos_table import Word, next_word
from controller.devices.sim.paper import PaperRoll
from controller.devices.sim.printer_status import PrinterState
from controller.devices.sim.pty_port import PtyPort
from controller.devices.sim.strips import FONT_A_DOTS, Strip, as_dump, as_placed

CLEAR_BUFFERS = bytes.fromhex("10140801031401060208")
BUFFER_MAX_BYTES = 128 * 1024
HEAD_BYTES = 512
REAL_TIME_LENGTHS = {b"\x10\x04": 3, b"\x10\x05": 3, b"\x10\x14": 5}
MODEL = b"LANEWISE SIM"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. `complete`: the printer confirmed it (GS ( H or GS r right after the cut). `text` has a line a line."""

    text: str
    mono_ns: int
    complete: bool
    strips: tuple[Strip, ...] = field(default=(), repr=False)
    width_dots: int = 0

    @property
    def dump(self) -> list[str]:
        """The lines from their left edge, as emupos words them."""
        return as_dump(self.strips)

    @property
    def dots(self) -> Bitmap:
        """What it looks like."""
        return draw(self.strips, self.width_dots, load())


@dataclass(frozen=True, slots=True)
class Pulse:
    """One kick at the drawer connector. `real_time`: by DLE DC4, whatever waited in the buffer."""

    pin: int
    on_ms: int
    off_ms: int
    real_time: bool
    mono_ns: int


class PrinterSim:
    """`papers`, `kicks`, `cuts` and `unknown` are the ledger.

    Make trouble with `set_paper`, `set_cover`, `paper_out_after`, `jam_cutter`, `break_down`, `hang`, `babble`,
    `unplug`; `confirms` False is a printer without GS ( H, `reports` False one without automatic status.
    """

    def __init__(self, path: Path, *, column_count: int = 48, on_change: Callable[[], None] = lambda: None) -> None:
        self.port = PtyPort(path)
        self.papers: list[Paper] = []
        self.kicks: list[Pulse] = []
        self.cuts = 0
        self.state = PrinterState()
        self.confirms = True
        self.reports = True
        self.hangs = False
        self._width_dots = column_count * FONT_A_DOTS
        self._roll = PaperRoll(column_count)
        self._arriving = bytearray()
        self._buffer = bytearray()
        self._automatic_items = 0
        self._lines_left: int | None = None
        self._jam_at_cut = False
        self._cut_just_now = False
        self._on_change = on_change

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Emulate until cancelled."""
        await self.port.run(self._take, task_status)

    @property
    def has_paper(self) -> bool:
        """Whether there is a roll in."""
        return self.state.has_paper

    @property
    def cover_open(self) -> bool:
        """Whether the cover is open."""
        return self.state.cover_open

    @property
    def pulses(self) -> list[int]:
        """The monotonic nanosecond of every kick."""
        return [kick.mono_ns for kick in self.kicks]

    @property
    def unknown(self) -> list[bytes]:
        """Commands the emulator does not know, or whose data it refused."""
        return self._roll.unknown

    @property
    def hanging_text(self) -> str:
        """What is printed and not cut yet."""
        return self._roll.text

    def set_paper(self, *, present: bool) -> None:
        """Take the roll out, or put a new one in: what hung from the old one was torn off."""
        self._lines_left = None
        if present and not self.state.has_paper:
            self._end_paper()
        self._change(has_paper=present, paper_low=False)

    def set_paper_low(self, *, low: bool) -> None:
        """Let the near-end sensor see the end of the roll, or not."""
        self._change(paper_low=low)

    def paper_out_after(self, line_count: int) -> None:
        """Let the roll end after so many more lines."""
        self._lines_left = line_count

    def set_cover(self, *, is_open: bool) -> None:
        """Open or close the cover."""
        self._change(cover_open=is_open)

    def jam_cutter(self) -> None:
        """Let the next cut stick; `free_cutter` and then DLE ENQ bring the printer back."""
        self._jam_at_cut = True

    def free_cutter(self) -> None:
        """Take the paper out of the cutter; the error stays until DLE ENQ."""
        self._jam_at_cut = False

    def break_down(self, *, broken: bool) -> None:
        """Fail for good, or be repaired."""
        self._change(broken=broken)

    def hang(self, *, hanging: bool) -> None:
        """Swallow what arrives and say nothing, as firmware that crashed does; going on means a fresh start."""
        self.hangs = hanging
        if not hanging:
            self._arriving.clear()
            self._buffer.clear()
            self._automatic_items = 0
            self._roll.reset()

    def babble(self, data: bytes) -> None:
        """Send bytes nobody asked for."""
        self.port.write(data)

    def set_drawer(self, *, is_open: bool) -> None:
        """Open the drawer with its key, or push it shut."""
        self._change(drawer_open=is_open)

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
        if self.hangs:
            return
        self._arriving += data
        while self._arriving:
            if self._arriving == b"\x10":
                break
            length = self._real_time_length()
            if length is None:
                self._queue(self._arriving.pop(0))
                continue
            if len(self._arriving) < length:
                break
            self._real_time(bytes(self._arriving[:length]))
            del self._arriving[:length]
        self._print()
        self._on_change()

    def _real_time_length(self) -> int | None:
        length = REAL_TIME_LENGTHS.get(bytes(self._arriving[:2]))
        return len(CLEAR_BUFFERS) if self._arriving[:3] == CLEAR_BUFFERS[:3] else length

    def _queue(self, byte: int) -> None:
        """Take a byte into the receive buffer; a full one loses it, as there is no flow control on a pty."""
        if len(self._buffer) < BUFFER_MAX_BYTES:
            self._buffer.append(byte)

    def _real_time(self, command: bytes) -> None:
        if command[:2] == b"\x10\x04":
            answer = self.state.real_time(command[2])
            if answer is not None:
                self.port.write(bytes((answer,)))
        elif command == CLEAR_BUFFERS:
            self._clear()
            self.port.write(b"\x37\x25\x00")
        elif command[:2] == b"\x10\x05":
            self._recover(clear=command[2] == 2)  # noqa: PLR2004 - DLE ENQ 2
        elif command[:3] == b"\x10\x14\x01" and not self.state.broken:
            self._kick(command[3], command[4] * 100, command[4] * 100, real_time=True)

    def _recover(self, *, clear: bool) -> None:
        if clear and (self.state.cutter_jammed or not self.state.offline):
            self._clear()
        if self.state.cutter_jammed and not self._jam_at_cut:
            self._change(cutter_jammed=False)

    def _clear(self) -> None:
        self._buffer.clear()
        self._roll.forget_line()

    def _change(self, **values: bool) -> None:
        """Change the state, and tell it if somebody wants automatic status."""
        before = self.state.automatic()
        for name, value in values.items():
            setattr(self.state, name, value)
        if self._automatic_items and self.reports and before != self.state.automatic():
            self.port.write(self.state.automatic())
        self._print()
        self._on_change()

    def _print(self) -> None:
        """Work through the buffer as far as it goes."""
        while self._buffer and not self.state.offline:
            word = next_word(bytes(self._buffer[:HEAD_BYTES])) or next_word(bytes(self._buffer))
            if word is None:
                break
            del self._buffer[: word.length]
            self._do(word)

    def _do(self, word: Word) -> None:
        match word.head:
            case b"\x1b@":
                self._automatic_items = 0
                self._cut_just_now = False
                self._roll.reset()
            case b"\x1da":
                self._automatic_items = word.arguments[0]
                if self._automatic_items and self.reports:
                    self.port.write(self.state.automatic())
            case b"\x1dr":
                self._answer_in_order(word.arguments[0])
            case b"\x1dI":
                self._identify(word.arguments[0])
            case b"\x1dV" | b"\x1bi" | b"\x1bm":
                self._cut()
            case b"\x1bp":
                pin, on_2ms, off_2ms = word.arguments
                self._kick(pin % 48, on_2ms * 2, off_2ms * 2, real_time=False)
            case b"\x1d(H":
                if word.arguments[2:4] == b"\x30\x30" and self.confirms:
                    self._confirm()
                    self.port.write(b"\x37\x22" + word.arguments[4:8] + b"\x00")
            case b"\n":
                self._line_feed()
            case _:
                self._roll.take(word)

    def _answer_in_order(self, number: int) -> None:
        answer = self.state.in_order(number)
        if answer is not None:
            self._confirm()
            self.port.write(bytes((answer,)))

    def _identify(self, number: int) -> None:
        answers = {1: b"\x20", 49: b"\x20", 2: b"\x02", 50: b"\x02", 66: b"_LANEWISE\0", 67: b"_" + MODEL + b"\0"}
        if number in answers:
            self.port.write(answers[number])

    def _kick(self, pin: int, on_ms: int, off_ms: int, *, real_time: bool) -> None:
        self.kicks.append(Pulse((2, 5)[pin & 1], on_ms, off_ms, real_time, time.monotonic_ns()))
        self._change(drawer_open=True)

    def _line_feed(self) -> None:
        self._roll.line_feed()
        if self._lines_left is not None:
            self._lines_left -= 1
            if self._lines_left <= 0:
                self._lines_left = None
                self._change(has_paper=False)

    def _cut(self) -> None:
        self._roll.end_line()
        if self._jam_at_cut:
            self._change(cutter_jammed=True)
            return
        self.cuts += 1
        self._end_paper()

    def _end_paper(self) -> None:
        strips = self._roll.tear()
        text = as_placed(strips, self._width_dots).strip("\n")
        if text:
            self.papers.append(Paper(text, time.monotonic_ns(), complete=False, strips=strips, width_dots=self._width_dots))
            self._cut_just_now = True

    def _confirm(self) -> None:
        """Mark the paper before this command as confirmed."""
        if self._cut_just_now:
            last = self.papers[-1]
            self.papers[-1] = Paper(last.text, last.mono_ns, True, last.strips, last.width_dots)
            self._cut_just_now = False
