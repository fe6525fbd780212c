"""The payment in flight: words between the lane and the dialogue that runs."""

from dataclasses import dataclass

from controller.devices.reporter import Reporter
from controller.devices.terminal import readings, words
from controller.devices.terminal.book import Book, Entry
from controller.devices.terminal.dialogue import Dialogue, Out
from controller.devices.terminal.status import StatusInformation
from controller.devices.terminal.talk import Listener
from controller.ports import PaymentApproved, PaymentProgress


@dataclass(slots=True, kw_only=True)
class Flight:
    """The payment in flight, as the lane's words reach it."""

    intent_id: str
    told: PaymentApproved | None = None
    confirmed: bool = False
    aborted: bool = False


class Printer(Listener):
    """Keeps what a terminal wants printed."""

    def __init__(self, book: Book, entry: Entry) -> None:
        self._book = book
        self._entry = entry

    async def paper(self, lines: tuple[str, ...]) -> None:
        """Put lines on disk."""
        await self._book.print(self._entry, lines)


class Ear(Printer):
    """Carries words between the lane and a payment's dialogue."""

    def __init__(self, reporter: Reporter, book: Book, entry: Entry, flight: Flight) -> None:
        super().__init__(book, entry)
        self._reporter = reporter
        self._flight = flight

    def words(self, dialogue: Dialogue, now_s: float) -> list[Out]:
        """Pass on what the lane said meanwhile; the dialogue takes each word once."""
        if self._flight.confirmed:
            return dialogue.confirm(now_s)
        return dialogue.abort() if self._flight.aborted else []

    def waits(self, status: int) -> None:
        """Tell the cashier."""
        message = words.status_word(status)
        self._reporter.post(PaymentProgress(intent_id=self._flight.intent_id, message=message))

    def result(self, result: StatusInformation) -> None:
        """Tell the lane, each time the terminal says it, in the same words."""
        flight, entry = self._flight, self._entry
        if flight.told is None:
            flight.told = readings.approved(entry.intent_id, entry.amount_minor, entry.terminal_id, result)
        self._reporter.post(flight.told)
