"""Taking money, and finding out what became of it.

A crash or a lost connection after any line leaves an entry in the book from which the outcome is found out later, and
nothing is ever sent for the same intent twice.
"""

from controller.devices.terminal import messages, readings
from controller.devices.terminal.book import Entry
from controller.devices.terminal.desk import Desk
from controller.devices.terminal.dialogue import Dialogue, Ending
from controller.devices.terminal.flight import Ear, Flight
from controller.devices.terminal.status import StatusInformation
from controller.devices.terminal.talk import Talk
from controller.devices.transport.stream import TransportLost
from controller.ports import (
    PaymentApproved,
    PaymentDeclined,
    PaymentKept,
    PaymentReversed,
    PaymentUnknown,
    ResolvePayment,
    StartPayment,
)


class Payments:
    """One task's, except `confirm` and `abort`, which only leave a word. `accepted` is the payment accepted last."""

    accepted: StatusInformation | None
    unconfirmed: PaymentApproved | None

    def __init__(self, desk: Desk) -> None:
        self.accepted = None
        self.unconfirmed = None
        self._desk = desk
        self._flight: Flight | None = None
        self._landed: Flight | None = None

    def confirm(self, intent_id: str) -> None:
        """Leave word that an approval is on disk; one that the terminal itself has stored is answered at once."""
        if self.unconfirmed is not None and self.unconfirmed.intent_id == intent_id:
            self.unconfirmed = None
        entry = self._desk.book.find(intent_id)
        if entry is not None and entry.approved is not None:
            self._desk.reporter.post(PaymentKept(intent_id=intent_id))
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
            self._desk.reporter.post(self.unconfirmed)

    async def pay(self, talk: Talk, wish: StartPayment) -> None:
        """Take an amount. Raises `TransportLost`; what was sent by then is in the book."""
        flight = self._flight = Flight(intent_id=wish.intent_id)
        try:
            entry = await self._prepare(talk, wish, flight)
            if entry is not None:
                await self._charge(talk, entry, flight)
        finally:
            self._flight, self._landed = None, flight

    async def _prepare(self, talk: Talk, wish: StartPayment, flight: Flight) -> Entry | None:
        """Put the payment into the book; None if it is declined, and nothing was sent."""
        try:
            before = await talk.last_transaction()
        except TransportLost:
            self._desk.decline(wish.intent_id, "terminal_offline")
            raise
        if flight.aborted:
            self._desk.decline(wish.intent_id, "aborted")
            return None
        entry = self._desk.entry(talk, wish.intent_id, "payment", wish.amount_minor, before)
        try:
            await self._desk.book.add(entry)
        except OSError:
            self._desk.decline(wish.intent_id, "not_recorded")
            return None
        if flight.aborted:
            await self._desk.end(entry, PaymentDeclined(intent_id=wish.intent_id, reason="aborted"))
            return None
        return entry

    async def _charge(self, talk: Talk, entry: Entry, flight: Flight) -> None:
        command = messages.authorisation(
            entry.amount_minor,
            self._desk.currency,
            max_status_infos=self._desk.profile.max_status_infos,
            payment_type=self._desk.profile.payment_type,
        )
        dialogue = Dialogue(command, self._desk.profile, payment_minor=entry.amount_minor, currency=self._desk.currency)
        try:
            ending = await talk.settled(dialogue, Ear(self._desk.reporter, self._desk.book, entry, flight))
            await self._conclude(talk, entry, flight, ending)
        except TransportLost as lost:
            if not entry.done:
                self._desk.doubt(entry, lost.reason)
            raise
        finally:
            self.accepted = dialogue.accepted or self.accepted

    async def _conclude(self, talk: Talk, entry: Entry, flight: Flight, ending: Ending) -> None:
        approved = ending.result is not None and ending.result.approved
        if ending.accepted and approved and ending.how == "completed":
            assert flight.told is not None
            talk.accepted = ending.result
            await self._desk.book.settle(entry, flight.told)
            self._desk.reporter.post(PaymentKept(intent_id=entry.intent_id))
        elif ending.accepted or ending.refused or approved or flight.told is not None:
            self._landed = flight
            await self.settle(talk, entry)
        else:
            await self._desk.end(entry, readings.declined(entry.intent_id, ending))

    def answer_from_book(self, intent_id: str) -> bool:
        """Report an outcome that is known; return whether it is."""
        reversal, entry = self._desk.book.find(intent_id, "reversal"), self._desk.book.find(intent_id)
        outcome = (reversal.reversed if reversal is not None else None) or (entry.outcome if entry else None)
        if outcome is None:
            return False
        self._desk.reporter.post(outcome)
        if isinstance(outcome, PaymentApproved):
            self.unconfirmed = outcome
        return True

    async def resolve(self, talk: Talk, wish: ResolvePayment) -> None:
        """Report what became of an intent. Raises `TransportLost`."""
        if self.answer_from_book(wish.intent_id):
            return
        entry = self._desk.book.find(wish.intent_id)
        if entry is None:
            await self._resolve_unheard_of(talk, wish)
        else:
            await self.settle(talk, entry)

    async def _resolve_unheard_of(self, talk: Talk, wish: ResolvePayment) -> None:
        """Judge an intent that is not in the book: it was never sent, unless the book is younger than it."""
        if self._desk.book.knows_all:
            self._desk.decline(wish.intent_id, "not_charged", "not_sent")
            return
        last = await talk.last_transaction()
        if self._desk.judge(talk, wish.amount_minor, talk.terminal_id, None, last) == "not_charged":
            self._desk.decline(wish.intent_id, "not_charged")
        else:
            self._desk.reporter.post(PaymentUnknown(intent_id=wish.intent_id, reason="not_comparable"))

    async def settle(self, talk: Talk, entry: Entry) -> None:
        """Find out what became of a payment that was sent, and report it."""
        verdict, last = await self._desk.look_up(talk, entry)
        flight = self._landed if self._landed is not None and self._landed.intent_id == entry.intent_id else None
        told = flight.told if flight is not None else None
        if verdict == "charged" and told is not None and last is not None and last.receipt != (told.reference or None):
            verdict = "unknown"  # the terminal has another payment than the one it told us of
        if verdict == "charged" and last is not None:
            reading = told or readings.approved(entry.intent_id, entry.amount_minor, entry.terminal_id, last)
            self.accepted = talk.accepted = last
            self.unconfirmed = None if flight is not None and flight.confirmed else reading
            await self._desk.end(entry, reading)
        elif verdict == "not_charged" and told is not None:
            await self._desk.end(entry, PaymentReversed(intent_id=entry.intent_id, reference=told.reference))
        elif verdict == "not_charged":
            reason = "aborted" if flight is not None and flight.aborted else "not_charged"
            await self._desk.end(entry, PaymentDeclined(intent_id=entry.intent_id, reason=reason))
        else:
            self._desk.doubt(entry, "not_comparable")
            if last is None:
                self._desk.ask_again.add(entry.intent_id)
