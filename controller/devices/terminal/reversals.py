"""Giving money back. A reversal may be sent again: a receipt is given back once, the next answer is B4."""

from controller.devices.terminal import match, messages, readings, words
from controller.devices.terminal.book import Entry
from controller.devices.terminal.desk import Desk
from controller.devices.terminal.dialogue import Dialogue, Ending
from controller.devices.terminal.payments import Payments
from controller.devices.terminal.talk import Talk
from controller.devices.transport.stream import TransportLost
from controller.ports import PaymentDeclined, PaymentReversed, PaymentUnknown, ReversePayment

_RECEIPT_DIGITS = 4


class Reversals:
    """One task's."""

    def __init__(self, desk: Desk, payments: Payments) -> None:
        self._desk = desk
        self._payments = payments

    async def reverse(self, talk: Talk, wish: ReversePayment) -> None:
        """Give the money of an intent back. Raises `TransportLost`."""
        done = self._desk.book.find(wish.intent_id, "reversal")
        if done is not None and not done.done:
            await self.give_back(talk, done)
            return
        if done is not None and done.reversed is not None:
            self._desk.reporter.post(done.reversed)
            return
        reference = await self._reference(talk, wish)
        if reference is None:
            return
        if not (0 < len(reference) <= _RECEIPT_DIGITS and reference.isdecimal()):
            self._desk.reporter.post(PaymentUnknown(intent_id=wish.intent_id, reason="no_reference"))
            return
        before = await talk.last_transaction()
        entry = self._desk.entry(talk, wish.intent_id, "reversal", wish.amount_minor, before)
        entry.reference = reference
        try:
            await self._desk.book.add(entry)
        except OSError:
            self._desk.reporter.post(PaymentUnknown(intent_id=wish.intent_id, reason="not_recorded"))
            return
        await self.give_back(talk, entry)

    async def _reference(self, talk: Talk, wish: ReversePayment) -> str | None:
        """Return the receipt number to give back; None when there is nothing to, or nobody knows, which is reported."""
        entry = self._desk.book.find(wish.intent_id)
        if entry is None:
            if not wish.reference and self._desk.book.knows_all:
                self._desk.decline(wish.intent_id, "not_charged", "not_sent")
                return None
            return wish.reference
        if entry.outcome is None:
            verdict, last = await self._desk.look_up(talk, entry)
            if verdict != "charged" or last is None:
                await self._payments.settle(talk, entry)
                return None
            await self._desk.book.settle(
                entry, readings.approved(entry.intent_id, entry.amount_minor, entry.terminal_id, last)
            )
        if entry.approved is None:
            self._desk.reporter.post(entry.outcome or PaymentDeclined(intent_id=wish.intent_id, reason="not_charged"))
            return None
        return entry.approved.reference or wish.reference

    async def give_back(self, talk: Talk, entry: Entry) -> None:
        """Send a reversal, which may be sent again: a receipt is given back once, the next answer is B4."""
        if entry.terminal_id and talk.terminal_id and entry.terminal_id != talk.terminal_id:
            self._desk.doubt(entry, "not_comparable")
            return
        command = messages.reversal(self._desk.password, entry.reference, entry.amount_minor, self._desk.currency)
        try:
            ending = await talk.settled(Dialogue(command, self._desk.profile))
            back = await self._is_back(talk, entry, ending)
        except TransportLost as lost:
            self._desk.doubt(entry, lost.reason)
            raise
        if back:
            await self._desk.end(entry, PaymentReversed(intent_id=entry.intent_id, reference=entry.reference))
        else:
            await self._desk.book.settle(entry, None)
            self._desk.doubt(entry, readings.declined(entry.intent_id, ending).reason)

    async def _is_back(self, talk: Talk, entry: Entry, ending: Ending) -> bool:
        result = ending.result
        if ending.how == "completed" and result is not None and result.approved:
            return True
        if words.ALREADY_REVERSED in {ending.code, result.result if result is not None else None}:
            return True
        last = await talk.last_transaction()
        return match.is_reversal_since(entry.before, last, entry.amount_minor)
