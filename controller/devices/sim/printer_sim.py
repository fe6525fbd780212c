"""A receipt printer on the wire: takes ESC/POS bytes, answers status, and keeps every paper it cut.

Commands wait in the receive buffer while the printer is offline (no paper, open cover, jam, error); real-time commands
(10 04, 10 05, 10 14) act when their bytes arrive, before everything in that buffer, also within other data.
"""

import time
from collections.abc import Callable
from pathlib import Path

import trio

from controller.devices.sim import kicks
from controller.devices.sim.arrivals import CLEAR_BUFFERS, Arrivals
from controller.devices.sim.cable import Cable
from controller.devices.sim.escpos_table import Word, next_word
from controller.devices.sim.kicks import Kick
from controller.devices.sim.paper import PaperRoll
from controller.devices.sim.printer_ledger import Paper, Pulse
from controller.devices.sim.printer_status import PrinterState
from controller.devices.sim.pty_port import cable_at
from controller.devices.sim.strips import FONT_A_DOTS, as_placed

BUFFER_MAX_BYTES = 128 * 1024
RECEIVE_BUFFER_BYTES = 4096  # as a TM-T88's; a slow printer lets no more in
BUSY_BELOW_BYTES = 128
READY_AGAIN_BYTES = 256
HEAD_BYTES = 512
MOVING = {b"\n", b"\x1dv0", b"\x1dk", b"\x1d(k", b"\x1dV"}
MODEL = b"LANEWISE SIM"


class PrinterSim:
    """`papers`, `kicks`, `cuts` and `unknown` are the ledger.

    Make trouble with `set_paper`, `set_cover`, `paper_out_after`, `jam_cutter`, `break_down`, `reboot`, and with
    `port.trouble`. `line_s` is what a line takes; `confirms` False is a printer without GS ( H, `reports` False one
    without automatic status.
    """

    def __init__(
        self,
        path: Path | Cable,
        *,
        column_count: int = 48,
        has_drawer: bool = False,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self.port = cable_at(path)
        self.papers: list[Paper] = []
        self.kicks: list[Pulse] = []
        self.cuts = 0
        self.state = PrinterState()
        self.has_drawer = has_drawer
        self.line_s = 0.0
        self.confirms = True
        self.reports = True
        self._width_dots = column_count * FONT_A_DOTS
        self._roll = PaperRoll(column_count)
        self._arriving = Arrivals()
        self._buffer = bytearray()
        self._automatic_items = 0
        self._lines_left: int | None = None
        self._jam_at_cut = False
        self._cut_just_now = False
        self._more = trio.Event()
        self._full = False
        self._on_change = on_change

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Emulate until cancelled."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._print_slowly)
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

    def reboot(self) -> None:
        """Switch it off and on: the buffer is gone, what hangs from the cutter stays."""
        self._arriving = Arrivals()
        self._buffer.clear()
        self._automatic_items = 0
        self._roll.reset()
        self._on_change()

    def set_drawer(self, *, is_open: bool) -> None:
        """Open the drawer with its key, or push it shut."""
        self._change(drawer_open=is_open)

    def unplug(self) -> None:
        """Pull the data cable; the printer keeps its buffer and goes on printing it."""
        self.port.unplug()
        self._on_change()

    def replug(self) -> None:
        """Put it back; half a real-time command does not survive."""
        self._arriving = Arrivals()
        self.port.plug()
        self._on_change()

    def _take(self, data: bytes) -> None:
        """Take what arrives: real-time commands act now, the rest queues."""
        for real_time, piece in self._arriving.sort(data):
            if real_time:
                self._real_time(piece)
            elif len(self._buffer) < BUFFER_MAX_BYTES:  # a full one loses it: there is no flow control on a pty
                self._buffer += piece
        self._print()
        self._on_change()

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
            self._kick(kicks.at_once(command[3:5]))

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
        """Work through the buffer as far as it goes, or have it done slowly."""
        self._more.set()
        while not self.line_s and self._next_word() is not None:
            pass

    async def _print_slowly(self) -> None:
        """Print a line in `line_s`, if that is not 0; a full buffer takes no more bytes meanwhile."""
        while True:
            await self._more.wait()
            self._more = trio.Event()
            while self.line_s and (word := self._next_word()) is not None:
                self._throttle()
                if word.head in MOVING:
                    await trio.sleep(self.line_s)
                    self._on_change()
            self._throttle()

    def _next_word(self) -> Word | None:
        """Do the next command, and return it; None when there is none, or the printer is offline."""
        if not self._buffer or self.state.offline:
            return None
        word = next_word(bytes(self._buffer[:HEAD_BYTES])) or next_word(bytes(self._buffer))
        if word is not None:
            del self._buffer[: word.length]
            self._do(word)
        return word

    def _throttle(self) -> None:
        free_bytes = RECEIVE_BUFFER_BYTES - len(self._buffer)
        full = free_bytes < (READY_AGAIN_BYTES if self._full else BUSY_BELOW_BYTES)
        if full != self._full:
            self._full = full
            self.port.stall(stalled=full)

    def _do(self, word: Word) -> None:
        match word.head:
            case b"\x1b@":
                self._automatic_items = 0
                self._cut_just_now = False
                self._roll.reset()
            case b"\x1da":
                self._report_changes(word.arguments[0])
            case b"\x1dr":
                self._answer_in_order(word.arguments[0])
            case b"\x1dI":
                self._identify(word.arguments[0])
            case b"\x1dV" | b"\x1bi" | b"\x1bm":
                self._cut()
            case b"\x1bp":
                self._kick(kicks.in_order(word.arguments))
            case b"\x1d(H":
                self._report_printed(word.arguments)
            case _:
                self._print_word(word)

    def _report_changes(self, items: int) -> None:
        self._automatic_items = items
        if items and self.reports:
            self.port.write(self.state.automatic())

    def _report_printed(self, arguments: bytes) -> None:
        if arguments[2:4] == b"\x30\x30" and self.confirms:
            self._confirm()
            self.port.write(b"\x37\x22" + arguments[4:8] + b"\x00")

    def _answer_in_order(self, number: int) -> None:
        answer = self.state.in_order(number)
        if answer is not None:
            self._confirm()
            self.port.write(bytes((answer,)))

    def _identify(self, number: int) -> None:
        answers = {1: b"\x20", 49: b"\x20", 2: b"\x02", 50: b"\x02", 66: b"_LANEWISE\0", 67: b"_" + MODEL + b"\0"}
        if number in answers:
            self.port.write(answers[number])

    def _kick(self, kick: Kick | None) -> None:
        if kick is not None:
            self.kicks.append(Pulse(kick.pin, kick.on_ms, kick.off_ms, kick.real_time, time.monotonic_ns()))
            self._change(drawer_open=self.has_drawer)

    def _print_word(self, word: Word) -> None:
        self._roll.take(word)
        if word.head == b"\n" and self._lines_left is not None:
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
            self.papers.append(
                Paper(text, time.monotonic_ns(), complete=False, strips=strips, width_dots=self._width_dots)
            )
            self._cut_just_now = True

    def _confirm(self) -> None:
        """Mark the paper before this command as confirmed."""
        if self._cut_just_now:
            last = self.papers[-1]
            self.papers[-1] = Paper(last.text, last.mono_ns, True, last.strips, last.width_dots)
            self._cut_just_now = False
