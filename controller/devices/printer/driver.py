"""The printer's driver: one receipt after the other, each confirmed by the printer, or called spoiled."""

from collections import deque

import structlog
import trio

from controller.devices.driver import run_device
from controller.devices.escpos import commands
from controller.devices.health import Health
from controller.devices.printer.codec import encode, process_id
from controller.devices.printer.link import PrinterLink
from controller.devices.printer.profile import PrinterSettings
from controller.devices.reporter import DeviceReport, Reporter
from controller.devices.transport import opening
from controller.devices.transport.stream import DeviceStream, OpenStream
from controller.ports import OutputComplete, OutputSpoiled, PrintReceipt

JOBS_MAX = 64
PRINT_DEADLINE_S = 10.0
PRINT_DEADLINE_PIECE_S = 0.05  # a long receipt takes the printer longer
STATUS_ITEMS = 0x0F

log = structlog.get_logger()


class PrinterDriver:
    """`run` until cancelled; `submit` at any time, it never waits.

    Every submitted receipt that is not left out ends once, in order: `OutputComplete` when the printer confirmed all of
    it (GS ( H), or `OutputSpoiled` when part of it may be on paper and the rest will never be. A receipt waits while
    the printer has a fault, and is never sent twice by the driver itself.
    """

    def __init__(
        self, settings: PrinterSettings, report: DeviceReport, *, open_stream: OpenStream = opening.open_stream
    ) -> None:
        self._settings = settings
        self._reporter = Reporter("printer", report)
        self._open_stream = open_stream
        self._jobs: deque[PrintReceipt] = deque(maxlen=JOBS_MAX)
        self._submitted = trio.Event()
        self._sending: PrintReceipt | None = None
        self._slip_hangs = True  # at the start nobody knows what an earlier process left unfinished

    @property
    def health(self) -> Health:
        """The device's statistics."""
        return self._reporter.health

    def submit(self, job: PrintReceipt) -> None:
        """Queue a receipt. Of more than JOBS_MAX the oldest are left out: those customers have long gone."""
        if len(self._jobs) == JOBS_MAX:
            log.warning("receipt_left_out", output_id=self._jobs[0].output_id)
        self._jobs.append(job)
        self._submitted.set()

    def waiting(self) -> list[str]:
        """Return the `output_id`s that wait, oldest first."""
        return [job.output_id for job in self._jobs]

    async def run(self) -> None:
        """Serve the printer until cancelled."""
        await run_device(self._open_stream, self._settings.port, self._session, self._reporter)

    async def _session(self, stream: DeviceStream) -> None:
        link = PrinterLink(stream, self._reporter)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(link.listen)
            nursery.start_soon(link.watch)
            await self._recover(link)
            while True:
                await self._print_next(link)

    async def _print_next(self, link: PrinterLink) -> None:
        while not self._jobs:
            self._submitted = trio.Event()
            await self._submitted.wait()
        await link.check()
        await link.until_ready()
        self._sending = self._jobs.popleft()
        self._slip_hangs = True
        link.set_busy(busy=True)
        if await self._print(link, self._sending):
            self._reporter.post(OutputComplete(output_id=self._sending.output_id))
            self.health.good_reads += 1
            self._sending = None
            self._slip_hangs = False
        else:
            await self._recover(link)
        link.set_busy(busy=False)

    async def _print(self, link: PrinterLink, job: PrintReceipt) -> bool:
        pieces = encode(job.receipt, self._settings.profile)
        # The first piece initialises, which also switches automatic status off: switch it on again at once.
        pieces.insert(1, commands.automatic_status(STATUS_ITEMS))
        pieces.append(commands.report_printed(process_id(job.output_id)))
        for piece in pieces:
            if link.fault is not None or not await link.send(piece):
                return False
        deadline_s = PRINT_DEADLINE_S + len(pieces) * PRINT_DEADLINE_PIECE_S
        return await link.until_printed(process_id(job.output_id), deadline_s)

    async def _recover(self, link: PrinterLink) -> None:
        """Bring the printer to a clean sheet; what was being printed is spoiled, as nobody knows how much came out."""
        await link.send(commands.CLEAR_BUFFERS)  # before the paper returns, or the rest would come out
        recovery = commands.RESUME_CLEARED + commands.INITIALIZE + commands.automatic_status(STATUS_ITEMS)
        if self._slip_hangs:
            recovery += commands.cut(self._settings.profile.cut_feed)
        recovered = False
        while not recovered:
            await link.check()
            await link.until_ready()
            recovered = await link.send(recovery)
        self._slip_hangs = False
        if self._sending is not None:
            self._reporter.post(OutputSpoiled(output_id=self._sending.output_id))
            self._sending = None
