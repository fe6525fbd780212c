"""The printer's driver: one receipt after the other, each confirmed by the printer, or called spoiled."""

from collections import deque

import structlog
import trio

from controller.devices.driver import run_device
from controller.devices.escpos import commands, font
from controller.devices.health import Health
from controller.devices.printer.codec import pieces_of, process_id
from controller.devices.printer.kick import KickPort
from controller.devices.printer.link import Ears, PrinterLink
from controller.devices.printer.profile import PrinterSettings
from controller.devices.printer.statistics import PrinterStatistics
from controller.devices.reporter import DeviceReport, Reporter
from controller.devices.transport import opening
from controller.devices.transport.stream import DeviceStream, OpenStream
from controller.ports import OutputComplete, OutputSpoiled, PrintReceipt, Receipt

JOBS_MAX = 64
PRINT_DEADLINE_S = 10.0
PRINT_DEADLINE_PIECE_S = 0.05  # a long receipt takes the printer longer
SETTLE_S = 1.0  # the last lines and the cut, for a printer that cannot say when they are out
LEARN_DEADLINE_S = 1.5
STATUS_ITEMS = 0x0F
PROBE_ID = b"    "  # no receipt's id holds a space
ASK_MODEL = commands.ask_identity(67)

log = structlog.get_logger()


class PrinterDriver:
    """`run` until cancelled; `submit` at any time, it never waits. `drawer` is the connector for a cash drawer.

    Every submitted receipt that is not left out ends once, in order: `OutputComplete` when the printer confirmed all of
    it, or `OutputSpoiled` when part of it may be on paper and the rest will never be. A receipt waits while the printer
    has a fault, and is never sent twice by the driver itself. A printer confirms with GS ( H; one that does not know
    it, by answering GS r in order and staying without a fault.
    """

    def __init__(
        self, settings: PrinterSettings, report: DeviceReport, *, open_stream: OpenStream = opening.open_stream
    ) -> None:
        self.statistics = PrinterStatistics()
        self.drawer = KickPort()
        self._settings = settings
        self._reporter = Reporter("printer", report)
        self._open_stream = open_stream
        self._jobs: deque[PrintReceipt] = deque(maxlen=JOBS_MAX)
        self._submitted = trio.Event()
        self._sending: PrintReceipt | None = None
        self._slip_hangs = True  # at the start nobody knows what an earlier process left unfinished
        self._confirms: bool | None = None

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

    @property
    def unfinished(self) -> bool:
        """Whether a receipt waits or is being printed."""
        return bool(self._jobs) or self._sending is not None

    def hand_over(self) -> list[PrintReceipt]:
        """Give the waiting receipts away; the one begun ends now as spoiled, its rest never gets on paper."""
        waiting = list(self._jobs)
        self._jobs.clear()
        self._spoil()
        return waiting

    async def run(self) -> None:
        """Serve the printer until cancelled."""
        await run_device(self._open_stream, self._settings.port, self._session, self._reporter)

    async def _session(self, stream: DeviceStream) -> None:
        link = PrinterLink(stream, Ears(self._reporter, self.statistics, self.drawer.see))
        self._confirms = {"ask": None, "process_id": True, "status": False}[self._settings.profile.completion]
        async with trio.open_nursery() as nursery:
            nursery.start_soon(link.listen)
            nursery.start_soon(link.watch)
            nursery.start_soon(self.drawer.serve, link, self._reporter)
            await self._recover(link)
            while True:
                await self._print_next(link)

    async def _print_next(self, link: PrinterLink) -> None:
        while not self._jobs:
            self._submitted = trio.Event()
            await self._submitted.wait()
        await link.check()
        await link.until_ready()
        if not self._jobs:
            return  # handed over meanwhile
        job = self._sending = self._jobs.popleft()
        self._slip_hangs = True
        link.set_busy(busy=True)
        pieces = await self._laid_out(job.receipt)
        if await self._print(link, job, pieces) and self._sending is job:
            self._reporter.post(OutputComplete(output_id=job.output_id))
            self.health.good_reads += 1
            self.health.paper_cuts += 1
            self.statistics.printed(pieces)
            self._sending = None
            self._slip_hangs = False
        else:
            await self._recover(link)
        link.set_busy(busy=False)

    async def _laid_out(self, receipt: Receipt) -> list[bytes]:
        """Return the receipt's pieces. A long one takes a while, and the next customer's first scan goes between."""
        pieces: list[bytes] = []
        for piece in pieces_of(receipt, self._settings.profile, font.load()):
            pieces.append(piece)
            await trio.lowlevel.checkpoint()
        return pieces

    async def _print(self, link: PrinterLink, job: PrintReceipt, pieces: list[bytes]) -> bool:
        # The first piece initialises, which also switches automatic status off: switch it on again at once.
        whole = [pieces[0] + self._automatic_status(), *pieces[1:]]
        deadline_s = PRINT_DEADLINE_S + len(whole) * PRINT_DEADLINE_PIECE_S
        if self._confirms:
            whole.append(commands.report_printed(process_id(job.output_id)))
            return await link.send_all(whole) and await link.until_printed(process_id(job.output_id), deadline_s)
        print_s = len(whole) * self._settings.profile.print_ms_per_line / 1000
        return await link.send_all(whole) and await link.until_worked_through(print_s + SETTLE_S, SETTLE_S)

    async def _recover(self, link: PrinterLink) -> None:
        """Bring the printer to a clean sheet; what was being printed is spoiled, as nobody knows how much came out."""
        await link.send(commands.CLEAR_BUFFERS)  # before the paper returns, or the rest would come out
        recovery = commands.RESUME_CLEARED + commands.INITIALIZE + self._automatic_status()
        if self._confirms is None:
            recovery += commands.report_printed(PROBE_ID)
        recovery += ASK_MODEL
        if self._slip_hangs:
            recovery += commands.cut(self._settings.profile.cut_feed, self._settings.profile.cut)
        recovered = False
        while not recovered:
            await link.check()
            await link.until_ready()
            recovered = await link.send(recovery)
        if self._confirms is None:
            self._confirms = await link.until_printed(PROBE_ID, LEARN_DEADLINE_S) or self._unknown(link)
        self._slip_hangs = False
        self._spoil()

    def _unknown(self, link: PrinterLink) -> bool | None:
        """Say that the printer confirms nothing, unless a fault kept it from answering: then ask again next time."""
        if link.fault is not None:
            return None
        log.info("printer_confirms_nothing", port=self.health.port)
        return False

    def _spoil(self) -> None:
        if self._sending is not None:
            self._reporter.post(OutputSpoiled(output_id=self._sending.output_id))
            self.statistics.spoiled += 1
            self._sending = None

    def _automatic_status(self) -> bytes:
        return commands.automatic_status(STATUS_ITEMS) if self._settings.profile.automatic_status else b""
