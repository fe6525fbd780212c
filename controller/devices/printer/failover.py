"""Two printers as one: when the first has been out of order for a while, the second prints what waits.

A receipt the first has not begun goes to the second as it is: it is printed once. One the first has begun ends as
spoiled, so the lane prints it again, marked as a copy; the first clears its buffer before it prints anything else.
"""

from functools import partial

import structlog
import trio

from controller.devices.health import Health
from controller.devices.printer.driver import PrinterDriver
from controller.devices.printer.kick import KickPort
from controller.devices.printer.profile import PrinterSettings
from controller.devices.reporter import DeviceReport
from controller.devices.transport import opening
from controller.devices.transport.stream import OpenStream
from controller.ports import PrintReceipt, Reading, StatusUpdate

FAILOVER_AFTER_S = 8.0
POLL_S = 0.05

log = structlog.get_logger()


class FailoverPrinter:
    """Speaks like a `PrinterDriver`. New receipts go to the first printer unless only the second is in order.

    The lane sees one printer: the state of the one that prints. `after_s`: how long a fault may last before receipts
    move. The drawer stays at the first printer.
    """

    def __init__(
        self,
        first: PrinterSettings,
        second: PrinterSettings,
        report: DeviceReport,
        *,
        open_stream: OpenStream = opening.open_stream,
        after_s: float = FAILOVER_AFTER_S,
    ) -> None:
        self.printers = tuple(
            PrinterDriver(settings, partial(self._report, number), open_stream=open_stream)
            for number, settings in enumerate((first, second))
        )
        self.moved = 0
        self._lane = report
        self._after_s = after_s
        self._states: list[StatusUpdate | None] = [None, None]
        self._shown: StatusUpdate | None = None
        self._fault_since_s: list[float | None] = [0.0, 0.0]

    @property
    def health(self) -> Health:
        """The statistics of the printer in use; `printers` have their own."""
        return self.printers[self._active].health

    @property
    def drawer(self) -> KickPort:
        """The first printer's drawer connector."""
        return self.printers[0].drawer

    def submit(self, job: PrintReceipt) -> None:
        """Queue a receipt at the printer in use."""
        self.printers[self._active].submit(job)

    def waiting(self) -> list[str]:
        """Return the `output_id`s that wait."""
        return [output_id for printer in self.printers for output_id in printer.waiting()]

    async def run(self) -> None:
        """Serve both printers until cancelled."""
        async with trio.open_nursery() as nursery:
            for number, printer in enumerate(self.printers):
                self._fault_since_s[number] = trio.current_time()
                nursery.start_soon(printer.run)
            while True:
                self._move()
                await trio.sleep(POLL_S)

    @property
    def _active(self) -> int:
        """Return the printer for the next receipt: the first, unless it is long out of order and the second is not."""
        return 1 if self._long_in_fault(0) and self._fault_since_s[1] is None else 0

    def _long_in_fault(self, number: int) -> bool:
        since_s = self._fault_since_s[number]
        return since_s is not None and trio.current_time() - since_s >= self._after_s

    def _move(self) -> None:
        """Hand receipts from a printer that is long out of order to one that is in order; show who prints."""
        for number, other in ((0, 1), (1, 0)):
            printer = self.printers[number]
            if printer.unfinished and self._long_in_fault(number) and self._fault_since_s[other] is None:
                jobs = printer.hand_over()
                log.warning("receipts_moved", to_printer=other + 1, receipts=len(jobs))
                self.moved += len(jobs)
                for job in jobs:
                    self.printers[other].submit(job)
        self._show()

    def _report(self, number: int, reading: Reading, /) -> bool:
        if not isinstance(reading, StatusUpdate):
            return self._lane(reading)
        self._states[number] = reading
        if reading.state in {"idle", "busy"}:
            self._fault_since_s[number] = None
        elif self._fault_since_s[number] is None:
            self._fault_since_s[number] = trio.current_time()
        self._show()
        return True

    def _show(self) -> None:
        """Tell the lane the state of the printer in use; a refused one is told again at the next poll."""
        state = self._states[self._active]
        if state is not None and state != self._shown and self._lane(state):
            self._shown = state
