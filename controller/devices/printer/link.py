"""One connection to a printer: what it says about itself, and bytes to it by a deadline."""

import trio

from controller.devices.escpos import codec
from controller.devices.escpos.commands import ask_status
from controller.devices.escpos.question import Questions
from controller.devices.noise import Noise
from controller.devices.reporter import Reporter
from controller.devices.transport.stream import DeviceStream, FaultCode

SEND_DEADLINE_S = 2.0
WATCH_S = 2.0
WATCH_FAULT_S = 0.5
ASK_PRINTER = ask_status(1)
ASK_OFFLINE_CAUSE = ask_status(2)
ASK_PAPER = ask_status(4)


class PrinterLink:
    """Made for one connection; `listen` and `watch` run beside whoever prints."""

    def __init__(self, stream: DeviceStream, reporter: Reporter) -> None:
        self.fault: FaultCode | None = "no_answer"  # until it answered
        self._stream = stream
        self._reporter = reporter
        self._questions = Questions(self._send_whole, reporter.health)
        self._writing = trio.Lock()
        self._changed = trio.Event()
        self._busy = False
        self._printed: bytes | None = None
        self._status_seq = 0

    async def listen(self) -> None:
        """Take in what the printer sends, until cancelled."""
        escpos = codec.EscPosCodec()
        while True:
            for reading in escpos.feed(await self._stream.receive_some()):
                match reading:
                    case codec.RealTimeStatus():
                        self._questions.answer(reading.value)
                    case codec.DeviceStatus():
                        self._status_seq += 1
                        self._see(_fault_of(reading))
                    case codec.Printed():
                        self._printed = reading.process_id
                        self._wake()
                    case Noise():
                        self._reporter.health.noise_bytes += reading.byte_count
                    case codec.Block():
                        pass  # answers to what nobody waits for, such as cleared buffers

    async def watch(self) -> None:
        """Ask for the state now and then: automatic status says nothing of a dead printer."""
        while True:
            await self.check()
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
        if status_seq == self._status_seq:
            self._see(_fault_of(codec.from_answers(*answers)))

    async def send(self, data: bytes) -> bool:
        """Return whether the printer took `data` within SEND_DEADLINE_S; if not, part of it may be there."""
        with trio.move_on_after(SEND_DEADLINE_S):
            await self._send_whole(data)
            return True
        self._reporter.health.timeouts += 1
        return False

    async def until_ready(self) -> None:
        """Wait for a printer that can print."""
        while self.fault is not None:
            await self._changed.wait()

    async def until_printed(self, process_id: bytes, deadline_s: float) -> bool:
        """Return whether the printer confirmed `process_id` before a fault and within the deadline."""
        with trio.move_on_after(deadline_s):
            while self._printed != process_id:
                if self.fault is not None:
                    return False
                await self._changed.wait()
            return True
        self._reporter.health.timeouts += 1
        return False

    def set_busy(self, *, busy: bool) -> None:
        """Say that a job is on, or not."""
        self._busy = busy
        if busy:
            self._printed = None
        self._show()

    async def _send_whole(self, data: bytes) -> None:
        async with self._writing:
            await self._stream.send_all(data)

    def _see(self, fault: FaultCode | None) -> None:
        self.fault = fault
        self._show()
        self._wake()

    def _show(self) -> None:
        if self.fault is not None:
            self._reporter.status("fault", self.fault)
        else:
            self._reporter.status("busy" if self._busy else "idle")

    def _wake(self) -> None:
        self._changed.set()
        self._changed = trio.Event()


def _fault_of(status: codec.DeviceStatus) -> FaultCode | None:
    """Name the state; an open cover explains missing paper, and both explain offline."""
    if status.cover_open:
        return "cover_open"
    if status.paper_end:
        return "no_paper"
    if status.failed:
        return "error"
    return "offline" if status.offline else None
