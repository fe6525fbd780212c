"""One connection to a printer: what it says about itself, and bytes to it by a deadline."""

from collections.abc import Callable
from dataclasses import dataclass

import trio

from controller.devices.escpos import codec, status
from controller.devices.escpos.commands import ASK_PAPER_IN_ORDER, RESUME_CLEARED, ask_status
from controller.devices.escpos.question import REPLY_DEADLINE_S, Questions
from controller.devices.escpos.status import DeviceStatus
from controller.devices.noise import Noise
from controller.devices.printer.statistics import PrinterStatistics
from controller.devices.reporter import Reporter
from controller.devices.transport.stream import DeviceStream, FaultCode

SEND_DEADLINE_S = 2.0
XOFF_MAX_S = 5.0
WINDOW_BYTES = 512  # so much is sent before the printer must say that it arrived
SLOWEST_BYTES_PER_S = 900  # 9600 baud
WATCH_S = 2.0
WATCH_FAULT_S = 0.5
COOLING_MAX = 6  # deadlines a printer with a hot head gets
ASK_PRINTER = ask_status(1)
ASK_OFFLINE_CAUSE = ask_status(2)
ASK_ERROR = ask_status(3)
ASK_PAPER = ask_status(4)


@dataclass(frozen=True, slots=True)
class Ears:
    """Who hears of what a printer says: the lane, the statistics, the drawer behind it (None: no answer)."""

    reporter: Reporter
    statistics: PrinterStatistics
    on_pin3: Callable[[bool | None], None]


class PrinterLink:
    """Made for one connection; `listen` and `watch` run beside whoever prints."""

    def __init__(self, stream: DeviceStream, ears: Ears) -> None:
        self.fault: FaultCode | None = "no_answer"  # until it answered
        self.status = DeviceStatus()
        self._stream = stream
        self._ears = ears
        self._questions = Questions(self._send_whole, ears.reporter.health)
        self._writing = trio.Lock()
        self._changed = trio.Event()
        self._busy = False
        self._sending = False
        self._stopped = False
        self._unasked_bytes = 0
        self._printed: bytes | None = None
        self._worked_through = False
        self._status_seq = 0

    @property
    def busy(self) -> bool:
        """Whether a receipt is being printed."""
        return self._busy

    async def listen(self) -> None:
        """Take in what the printer sends, until cancelled."""
        escpos = codec.EscPosCodec()
        while True:
            for reading in escpos.feed(await self._stream.receive_some()):
                self._hear(reading)

    def _hear(self, reading: codec.EscPosReading) -> None:
        match reading:
            case codec.RealTimeStatus():
                self._questions.answer(reading.value)
            case DeviceStatus():
                self._status_seq += 1
                self._see_status(reading)
            case codec.Printed():
                self._printed = reading.process_id
            case codec.BufferedStatus():
                self._worked_through = True
            case codec.Flow():
                self._stopped = reading.stopped
            case codec.Information():
                self._ears.statistics.model = reading.text
            case Noise():
                self._ears.reporter.health.noise_bytes += reading.byte_count
            case codec.Refused() | codec.Cleared() | codec.Block():
                pass  # what follows from these shows in the status
        self._wake()

    async def watch(self) -> None:
        """Ask for the state now and then: automatic status says nothing of a dead printer.

        While a receipt is being sent its own questions do that. An error that a person has put right stays until the
        printer is told to go on; asking it too early does no harm.
        """
        while True:
            if not self._sending:
                await self.check()
                if self.status.cutter_error or self.status.recoverable_error:
                    await self._put(RESUME_CLEARED)
            await trio.sleep(WATCH_S if self.fault is None else WATCH_FAULT_S)

    async def check(self) -> None:
        """Ask for the state now. Newer automatic status wins over the answers."""
        status_seq = self._status_seq
        answers: list[int] = []
        for question in (ASK_PRINTER, ASK_OFFLINE_CAUSE, ASK_PAPER):
            answer = await self._questions.ask(question)
            if answer is None:
                self._see("no_answer")
                return
            answers.append(answer)
        printer, cause, paper = answers
        error = await self._questions.ask(ASK_ERROR) if status.offline_cause(cause).error else 0
        if status_seq == self._status_seq:
            self._see_status(status.from_answers(printer, cause, paper, error or 0))

    async def send(self, data: bytes) -> bool:
        """Return whether the printer took `data`, without a fault; if not, part of it may be there.

        After WINDOW_BYTES the printer has to answer before more is sent, so that never much lies on the way.
        """
        if not await self._put(data):
            return False
        self._unasked_bytes += len(data)
        return self._unasked_bytes < WINDOW_BYTES or await self.arrived()

    async def send_all(self, pieces: list[bytes]) -> bool:
        """Return whether all pieces arrived before any fault."""
        self._sending = True
        try:
            for piece in pieces:
                if self.fault is not None or not await self.send(piece):
                    return False
            return await self.arrived()
        finally:
            self._sending = False

    async def arrived(self) -> bool:
        """Return whether the printer answers a question sent after everything else, and has no fault."""
        deadline_s = REPLY_DEADLINE_S + self._unasked_bytes / SLOWEST_BYTES_PER_S
        self._unasked_bytes = 0
        answer = await self._questions.ask(ASK_PRINTER, deadline_s)
        if answer is None:
            self._see("no_answer")
            return False
        if status.printer(answer).offline:
            await self.check()
        return self.fault is None

    async def until_ready(self) -> None:
        """Wait for a printer that can print."""
        while self.fault is not None:
            await self._changed.wait()

    async def until_printed(self, process_id: bytes, deadline_s: float) -> bool:
        """Return whether the printer confirmed `process_id` before a fault and within the deadline."""
        for _ in range(COOLING_MAX):
            with trio.move_on_after(deadline_s):
                while self._printed != process_id:
                    if self.fault is not None:
                        return False
                    await self._changed.wait()
                return True
            self._ears.reporter.health.timeouts += 1
            if not self.status.auto_recoverable:
                break
        return False

    async def until_worked_through(self, deadline_s: float, settle_s: float) -> bool:
        """Return whether the printer, which knows no process ids, printed everything as far as anybody can say.

        It answers GS r in the order of printing, and has no fault while the last lines come out. One that does not
        answer has its time: then its status decides.
        """
        self._worked_through = False
        if not await self.send(ASK_PAPER_IN_ORDER):
            return False
        with trio.move_on_after(deadline_s):
            while not self._worked_through:
                if self.fault is not None:
                    return False
                await self._changed.wait()
        with trio.move_on_after(settle_s):
            while self.fault is None:
                await self._changed.wait()
        await self.check()
        return self.fault is None

    def set_busy(self, *, busy: bool) -> None:
        """Say that a job is on, or not."""
        self._busy = busy
        if busy:
            self._printed = None
        self._show()

    async def _put(self, data: bytes) -> bool:
        """Return whether the port took `data` by its deadline."""
        with trio.move_on_after(XOFF_MAX_S):
            while self._stopped:
                await self._changed.wait()
        self._stopped = False  # an XON got lost, or the question after this tells that the printer is dead
        with trio.move_on_after(SEND_DEADLINE_S + len(data) / SLOWEST_BYTES_PER_S):
            await self._send_whole(data)
            return True
        self._ears.reporter.health.timeouts += 1
        return False

    async def put_now(self, data: bytes) -> None:
        """Send a few bytes between two pieces; for a caller with a deadline of its own."""
        await self._send_whole(data)

    async def _send_whole(self, data: bytes) -> None:
        async with self._writing:
            await self._stream.send_all(data)

    def _see_status(self, seen: DeviceStatus) -> None:
        self.status = seen
        self._ears.statistics.paper_low = seen.paper_near_end
        self._ears.on_pin3(seen.drawer_pin3_high)
        self._see(_fault_of(seen))

    def _see(self, fault: FaultCode | None) -> None:
        self.fault = fault
        self._ears.statistics.see(fault)
        if fault == "no_answer":
            self._ears.on_pin3(None)
        self._show()
        self._wake()

    def _show(self) -> None:
        if self.fault is not None:
            self._ears.reporter.status("fault", self.fault)
        else:
            self._ears.reporter.status("busy" if self._busy else "idle")

    def _wake(self) -> None:
        self._changed.set()
        self._changed = trio.Event()


def _fault_of(seen: DeviceStatus) -> FaultCode | None:
    """Name the state; an open cover explains missing paper, and both explain offline. A hot head cools by itself."""
    if seen.cover_open:
        return "cover_open"
    if seen.paper_end:
        return "no_paper"
    if seen.failed:
        return "error"
    return "offline" if seen.offline and not seen.auto_recoverable else None
