"""What a terminal is asked for, step by step: pay, find out, give back, close the day.

Every step is written so that a crash or a lost connection after any line leaves an entry in the book from which the
outcome is found out later, and that nothing is ever sent for the same intent twice.
"""

from dataclasses import dataclass, field

import trio

from controller.devices.reporter import Reporter
from controller.devices.terminal import match, messages, readings, words
from controller.devices.terminal.book import Book, Entry, Kind, Outcome
from controller.devices.terminal.dialogue import Dialogue, Ending, Out
from controller.devices.terminal.profile import TerminalProfile
from controller.devices.terminal.status import StatusInformation, Totals
from controller.devices.terminal.talk import Listener, Talk
from controller.devices.transport.stream import TransportLost
from controller.ports import (
    PaymentApproved,
    PaymentDeclined,
    PaymentProgress,
    PaymentReversed,
    PaymentUnknown,
    ResolvePayment,
    ReversePayment,
    StartPayment,
)

_RECEIPT_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosed:
    """An end of day: `done` or why not, the terminal's totals, and its report for paper."""

    done: bool
    reason: str = ""
    totals: Totals | None = None
    paper: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True, eq=False)
class CloseDay:
    """The wish to close the day. `closed` holds the answer once `answered` is set."""

    intent_id: str
    answered: trio.Event = field(default_factory=trio.Event)
    closed: DayClosed = DayClosed(done=False, reason="terminal_offline")


Wish = StartPayment | ResolvePayment | ReversePayment | CloseDay


@dataclass(slots=True, kw_only=True)
class Flight:
    """The payment in flight, as the lane's words reach it."""

    intent_id: str
    told: PaymentApproved | None = None
    confirmed: bool = False
    aborted: bool = False


class Jobs:
    """One task's, except `confirm` and `abort`, which only leave a word."""

    def __init__(self, reporter: Reporter, book: Book, profile: TerminalProfile, password: str, currency: int) -> None:
        self.accepted: StatusInformation | None = None
        self.unconfirmed: PaymentApproved | None = None
        self._reporter = reporter
        self._book = book
        self._profile = profile
        self._password = password
        self._currency = currency
        self._flight: Flight | None = None
        self._landed: Flight | None = None
        self._ask_again: set[str] = set()

    @property
    def in_doubt(self) -> bool:
        """Whether the terminal is to be asked again for an outcome."""
        return bool(self._ask_again)

    def confirm(self, intent_id: str) -> None:
        """Leave word that an approval is on disk."""
        if self.unconfirmed is not None and self.unconfirmed.intent_id == intent_id:
            self.unconfirmed = None
        for flight in (self._flight, self._landed):
            if flight is not None and flight.intent_id == intent_id and flight.told is not None:
                flight.confirmed = True

    def abort(self, intent_id: str) -> None:
        """Leave word that a payment is not wanted any more."""
        if self._flight is not None and self._flight.intent_id == intent_id:
            self._flight.aborted = True

    def repeat(self) -> None:
        """Report an approval again that nobody confirmed."""
        if self.unconfirmed is not None:
            self._reporter.post(self.unconfirmed)

    async def do(self, talk: Talk, wish: Wish) -> None:
        """Do one thing; raises `TransportLost`, after which all but a payment is to be asked for again."""
        match wish:
            case StartPayment():
                await self._pay(talk, wish)
            case ResolvePayment():
                await self._resolve(talk, wish)
            case ReversePayment():
                await self._reverse(talk, wish)
            case CloseDay():
                await self._close_day(talk, wish)

    async def catch_up(self, talk: Talk) -> None:
        """Find out, on a fresh connection, what became of everything that nobody knows the outcome of."""
        unsettled = self._book.open()
        if unsettled:
            await talk.stop_leftovers()
        for entry in unsettled:
            await self._find_out(talk, entry)

    async def ask_again(self, talk: Talk) -> None:
        """Ask again for outcomes that the terminal could not tell."""
        for entry in self._book.open():
            if entry.intent_id in self._ask_again:
                await self._find_out(talk, entry)

    async def _find_out(self, talk: Talk, entry: Entry) -> None:
        match entry.kind:
            case "payment":
                await self._settle(talk, entry)
            case "reversal":
                await self._give_back(talk, entry)
            case "end_of_day":
                await self._book.settle(entry, None)

    # A payment.

    async def _pay(self, talk: Talk, wish: StartPayment) -> None:
        flight = self._flight = Flight(intent_id=wish.intent_id)
        try:
            entry = await self._prepare(talk, wish, flight)
            if entry is not None:
                await self._charge(talk, entry, flight)
        finally:
            self._flight, self._landed = None, flight

    async def _prepare(self, talk: Talk, wish: StartPayment, flight: Flight) -> Entry | None:
        """Put the payment into the book; None if it is declined, and nothing was sent."""
        if self._book.full:
            self._decline(wish.intent_id, "too_many_unknown")
            return None
        try:
            before = await talk.last_transaction()
        except TransportLost:
            self._decline(wish.intent_id, "terminal_offline")
            raise
        if flight.aborted:
            self._decline(wish.intent_id, "aborted")
            return None
        entry = self._entry(talk, wish.intent_id, "payment", wish.amount_minor, before)
        try:
            await self._book.add(entry)
        except OSError:
            self._decline(wish.intent_id, "not_recorded")
            return None
        if flight.aborted:
            await self._end(entry, PaymentDeclined(intent_id=wish.intent_id, reason="aborted"))
            return None
        return entry

    async def _charge(self, talk: Talk, entry: Entry, flight: Flight) -> None:
        command = messages.authorisation(
            entry.amount_minor,
            self._currency,
            max_status_infos=self._profile.max_status_infos,
            payment_type=self._profile.payment_type,
        )
        dialogue = Dialogue(command, self._profile, payment_minor=entry.amount_minor)
        try:
            ending = await talk.converse(dialogue, _Ear(self._reporter, self._book, entry, flight))
        except TransportLost as lost:
            self._doubt(entry, lost.reason)
            raise
        if ending.how in {"unanswered", "silent"}:
            self._doubt(entry, "no_answer")
            raise TransportLost("no_answer")
        await self._conclude(talk, entry, flight, ending)

    async def _conclude(self, talk: Talk, entry: Entry, flight: Flight, ending: Ending) -> None:
        approved = ending.result is not None and ending.result.approved
        if ending.accepted and approved and ending.how == "completed":
            assert flight.told is not None
            self.accepted = talk.accepted = ending.result
            await self._book.settle(entry, flight.told)
        elif ending.accepted or ending.refused or approved or flight.told is not None:
            self._landed = flight
            await self._settle(talk, entry)
        else:
            await self._end(entry, readings.declined(entry.intent_id, ending))

    # Finding out.

    async def _resolve(self, talk: Talk, wish: ResolvePayment) -> None:
        reversal = self._book.find(wish.intent_id, "reversal")
        entry = self._book.find(wish.intent_id)
        if reversal is not None and reversal.reversed is not None:
            self._reporter.post(reversal.reversed)
        elif entry is None:
            await self._resolve_unheard_of(talk, wish)
        elif entry.outcome is None:
            await self._settle(talk, entry)
        else:
            self._reporter.post(entry.outcome)
            self.unconfirmed = entry.approved

    async def _resolve_unheard_of(self, talk: Talk, wish: ResolvePayment) -> None:
        """Judge an intent that is not in the book: it was never sent, unless the book is younger than it."""
        if not self._book.young:
            self._decline(wish.intent_id, "not_sent")
            return
        last = await talk.last_transaction()
        if self._judge(talk, wish.amount_minor, talk.terminal_id, None, last) == "not_charged":
            self._decline(wish.intent_id, "not_charged")
        else:
            self._reporter.post(PaymentUnknown(intent_id=wish.intent_id, reason="not_comparable"))

    async def _settle(self, talk: Talk, entry: Entry) -> None:
        """Find out what became of a payment that was sent, and report it."""
        verdict, last = await self._look_up(talk, entry)
        flight = self._landed if self._landed is not None and self._landed.intent_id == entry.intent_id else None
        told = flight.told if flight is not None else None
        if verdict == "charged" and told is not None and last is not None and last.receipt != (told.reference or None):
            verdict = "unknown"  # the terminal has another payment than the one it told us of
        if verdict == "charged" and last is not None:
            reading = told or readings.approved(entry.intent_id, entry.amount_minor, entry.terminal_id, last)
            self.accepted = talk.accepted = last
            self.unconfirmed = None if flight is not None and flight.confirmed else reading
            await self._end(entry, reading)
        elif verdict == "not_charged" and told is not None:
            await self._end(entry, PaymentReversed(intent_id=entry.intent_id, reference=told.reference))
        elif verdict == "not_charged":
            reason = "aborted" if flight is not None and flight.aborted else "not_charged"
            await self._end(entry, PaymentDeclined(intent_id=entry.intent_id, reason=reason))
        else:
            self._doubt(entry, "terminal_cannot_tell" if last is None else "not_comparable")
            if last is None:
                self._ask_again.add(entry.intent_id)

    async def _look_up(self, talk: Talk, entry: Entry) -> tuple[match.Verdict, StatusInformation | None]:
        self._ask_again.discard(entry.intent_id)
        later = self._book.after(entry)
        if later is not None:
            return self._judge(talk, entry.amount_minor, entry.terminal_id, entry.before, later.before), later.before
        last = await talk.last_transaction()
        verdict = self._judge(talk, entry.amount_minor, entry.terminal_id, entry.before, last)
        if verdict != "not_charged":
            return verdict, last
        # A terminal may still be busy with what the lost connection left behind: only the second answer counts.
        await talk.pause(self._profile.settle_s)
        last = await talk.last_transaction()
        return self._judge(talk, entry.amount_minor, entry.terminal_id, entry.before, last), last

    def _judge(
        self,
        talk: Talk,
        amount_minor: int,
        terminal_id: str,
        before: StatusInformation | None,
        last: StatusInformation | None,
    ) -> match.Verdict:
        if terminal_id and talk.terminal_id and terminal_id != talk.terminal_id:
            return "unknown"
        return match.judge(
            amount_minor=amount_minor, currency=self._currency, terminal_id=terminal_id, before=before, last=last
        )

    # Giving back.

    async def _reverse(self, talk: Talk, wish: ReversePayment) -> None:
        done = self._book.find(wish.intent_id, "reversal")
        if done is not None and not done.done:
            await self._give_back(talk, done)
            return
        if done is not None and done.reversed is not None:
            self._reporter.post(done.reversed)
            return
        reference = await self._reference(talk, wish)
        if reference is None:
            return
        if not (0 < len(reference) <= _RECEIPT_DIGITS and reference.isdecimal()):
            self._reporter.post(PaymentUnknown(intent_id=wish.intent_id, reason="no_reference"))
            return
        before = await talk.last_transaction()
        entry = self._entry(talk, wish.intent_id, "reversal", wish.amount_minor, before)
        entry.reference = reference
        try:
            await self._book.add(entry)
        except OSError:
            self._reporter.post(PaymentUnknown(intent_id=wish.intent_id, reason="not_recorded"))
            return
        await self._give_back(talk, entry)

    async def _reference(self, talk: Talk, wish: ReversePayment) -> str | None:
        """Return the receipt number to give back; None when there is nothing to, or nobody knows, which is reported."""
        entry = self._book.find(wish.intent_id)
        if entry is None:
            if not wish.reference and not self._book.young:
                self._decline(wish.intent_id, "not_sent")
                return None
            return wish.reference
        if entry.outcome is None:
            verdict, last = await self._look_up(talk, entry)
            if verdict != "charged" or last is None:
                await self._settle(talk, entry)
                return None
            await self._book.settle(
                entry, readings.approved(entry.intent_id, entry.amount_minor, entry.terminal_id, last)
            )
        if entry.approved is None:
            self._reporter.post(entry.outcome or PaymentDeclined(intent_id=wish.intent_id, reason="not_charged"))
            return None
        return entry.approved.reference or wish.reference

    async def _give_back(self, talk: Talk, entry: Entry) -> None:
        """Send a reversal, which may be sent again: a receipt is given back once, the next answer is B4."""
        if entry.terminal_id and talk.terminal_id and entry.terminal_id != talk.terminal_id:
            self._doubt(entry, "other_terminal")
            return
        command = messages.reversal(self._password, entry.reference, entry.amount_minor, self._currency)
        try:
            ending = await talk.converse(Dialogue(command, self._profile))
        except TransportLost as lost:
            self._doubt(entry, lost.reason)
            raise
        if ending.how in {"unanswered", "silent"}:
            self._doubt(entry, "no_answer")
            raise TransportLost("no_answer")
        if await self._is_back(talk, entry, ending):
            await self._end(entry, PaymentReversed(intent_id=entry.intent_id, reference=entry.reference))
        else:
            await self._book.settle(entry, None)
            self._doubt(entry, readings.declined(entry.intent_id, ending).reason)

    async def _is_back(self, talk: Talk, entry: Entry, ending: Ending) -> bool:
        result = ending.result
        if ending.how == "completed" and result is not None and result.approved:
            return True
        if words.ALREADY_REVERSED in {ending.code, result.result if result is not None else None}:
            return True
        last = await talk.last_transaction()
        return match.is_reversal_since(entry.before, last, entry.amount_minor)

    # The day's end.

    async def _close_day(self, talk: Talk, wish: CloseDay) -> None:
        if self._book.open():
            wish.closed = DayClosed(done=False, reason="unknown_payments")
            wish.answered.set()
            return
        entry = self._entry(talk, wish.intent_id, "end_of_day", 0, await talk.last_transaction())
        try:
            await self._book.add(entry)
        except OSError:
            wish.closed = DayClosed(done=False, reason="not_recorded")
            wish.answered.set()
            return
        command = messages.end_of_day(self._password)
        ending = await talk.settled(Dialogue(command, self._profile), _Printer(self._book, entry))
        await self._book.settle(entry, None)
        failed = ending.how != "completed" or (ending.result is not None and not ending.result.approved)
        wish.closed = DayClosed(
            done=not failed,
            reason=readings.declined(entry.intent_id, ending).reason if failed else "",
            totals=ending.result.totals if ending.result is not None else None,
            paper=entry.paper,
        )
        wish.answered.set()

    # What all of them need.

    def _entry(
        self, talk: Talk, intent_id: str, kind: Kind, amount_minor: int, before: StatusInformation | None
    ) -> Entry:
        return Entry(
            intent_id=intent_id,
            kind=kind,
            amount_minor=amount_minor,
            currency=self._currency,
            terminal_id=talk.terminal_id,
            before=before,
        )

    async def _end(self, entry: Entry, outcome: Outcome) -> None:
        await self._book.settle(entry, outcome)
        self._reporter.post(outcome)

    def _decline(self, intent_id: str, reason: str) -> None:
        self._reporter.post(PaymentDeclined(intent_id=intent_id, reason=reason))

    def _doubt(self, entry: Entry, reason: str) -> None:
        self._reporter.post(PaymentUnknown(intent_id=entry.intent_id, reason=reason))


class _Printer(Listener):
    """Keeps what a terminal wants printed."""

    def __init__(self, book: Book, entry: Entry) -> None:
        self._book = book
        self._entry = entry

    async def paper(self, lines: tuple[str, ...]) -> None:
        await self._book.print(self._entry, lines)


class _Ear(_Printer):
    """Carries words between the lane and a payment's dialogue."""

    def __init__(self, reporter: Reporter, book: Book, entry: Entry, flight: Flight) -> None:
        super().__init__(book, entry)
        self._reporter = reporter
        self._flight = flight

    def words(self, dialogue: Dialogue, now_s: float) -> list[Out]:
        if self._flight.confirmed:
            return dialogue.confirm(now_s)
        return dialogue.abort() if self._flight.aborted else []

    def waits(self, status: int) -> None:
        message = words.status_word(status)
        self._reporter.post(PaymentProgress(intent_id=self._flight.intent_id, message=message))

    def result(self, result: StatusInformation) -> None:
        flight, entry = self._flight, self._entry
        if flight.told is None:
            flight.told = readings.approved(entry.intent_id, entry.amount_minor, entry.terminal_id, result)
        self._reporter.post(flight.told)
