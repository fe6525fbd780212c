"""What a terminal is asked for, one thing at a time."""

from controller.devices.terminal import messages, readings
from controller.devices.terminal.book import Entry
from controller.devices.terminal.desk import Desk
from controller.devices.terminal.dialogue import Dialogue
from controller.devices.terminal.flight import Printer
from controller.devices.terminal.payments import Payments
from controller.devices.terminal.reversals import Reversals
from controller.devices.terminal.talk import Talk
from controller.devices.terminal.wishes import CloseDay, DayClosed, Wish
from controller.ports import ResolvePayment, ReversePayment, StartPayment


class Jobs:
    """One task's."""

    def __init__(self, desk: Desk) -> None:
        self.payments = Payments(desk)
        self._desk = desk
        self._reversals = Reversals(desk, self.payments)

    @property
    def in_doubt(self) -> bool:
        """Whether the terminal is to be asked again for an outcome."""
        return bool(self._desk.ask_again)

    async def do(self, talk: Talk, wish: Wish) -> None:
        """Do one thing; raises `TransportLost`, after which all but a payment is to be asked for again."""
        match wish:
            case StartPayment():
                await self.payments.pay(talk, wish)
            case ResolvePayment():
                await self.payments.resolve(talk, wish)
            case ReversePayment():
                await self._reversals.reverse(talk, wish)
            case CloseDay():
                await self._close_day(talk, wish)

    async def catch_up(self, talk: Talk) -> None:
        """Find out, on a fresh connection, what became of everything that nobody knows the outcome of."""
        unsettled = self._desk.book.open()
        if unsettled:
            await talk.stop_leftovers()
        for entry in unsettled:
            await self._find_out(talk, entry)

    async def ask_again(self, talk: Talk) -> None:
        """Ask again for outcomes that the terminal could not tell."""
        for entry in self._desk.book.open():
            if entry.intent_id in self._desk.ask_again:
                await self._find_out(talk, entry)

    async def _find_out(self, talk: Talk, entry: Entry) -> None:
        match entry.kind:
            case "payment":
                await self.payments.settle(talk, entry)
            case "reversal":
                await self._reversals.give_back(talk, entry)
            case "end_of_day":
                await self._desk.book.settle(entry, None)

    async def _close_day(self, talk: Talk, wish: CloseDay) -> None:
        if self.in_doubt:
            wish.closed = DayClosed(done=False, reason="unknown_payments")
            wish.answered.set()
            return
        entry = self._desk.entry(talk, wish.intent_id, "end_of_day", 0, await talk.last_transaction())
        try:
            await self._desk.book.add(entry)
        except OSError:
            wish.closed = DayClosed(done=False, reason="not_recorded")
            wish.answered.set()
            return
        command = messages.end_of_day(self._desk.password)
        ending = await talk.settled(Dialogue(command, self._desk.profile), Printer(self._desk.book, entry))
        await self._desk.book.settle(entry, None)
        failed = ending.how != "completed" or (ending.result is not None and not ending.result.approved)
        wish.closed = DayClosed(
            done=not failed,
            reason=readings.declined(entry.intent_id, ending).reason if failed else "",
            totals=ending.result.totals if ending.result is not None else None,
            paper=entry.paper,
        )
        wish.answered.set()
