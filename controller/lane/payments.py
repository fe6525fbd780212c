"""The lane's talk with payment devices: words are kept on disk before they are answered, and silence has an end."""

from collections.abc import Awaitable, Callable

import structlog
import trio

from controller.domain import commands as c
from controller.domain.transaction import LaneState
from controller.lane.payment_effects import doubts, repeated, resumed
from controller.lane.payment_watch import PaymentWatch, awaited
from controller.ports import Effect, PaymentKept, PaymentProgress, PaymentReading, PaymentUnknown

UNKEPT_BOUND = 100
"""Words that found the disk full and wait for room; the oldest goes first."""
UNKEPT_RETRY_S = 1.0

log = structlog.get_logger()


class Payments:
    """Belongs to a lane's loop, its only caller. `execute` decides and commits, `state` is what came of it."""

    def __init__(
        self,
        *,
        currency: str,
        state: Callable[[], LaneState],
        execute: Callable[[c.Command], Awaitable[c.Rejected | None]],
        perform: Callable[[Effect], None],
        push: Callable[[], None],
    ) -> None:
        self.watch = PaymentWatch()
        self._currency = currency
        self._state = state
        self._execute = execute
        self._perform = perform
        self._push = push
        self._unkept: dict[str, c.PaymentWord] = {}
        self._retry_at = 0.0

    @property
    def due_at(self) -> float:
        """When `attend` has something to do, infinite when nothing is awaited."""
        return min(self.watch.due_at, self._retry_at) if self._unkept else self.watch.due_at

    async def resume(self) -> None:
        """Ask what became of the payments of an earlier process; nothing is charged again."""
        self.watch.follow(self._state(), trio.current_time())
        for doubt in doubts(self._state()):
            await self._execute(c.HearPayment(word=doubt))
        if self._state().payment is not None:
            self.watch.checking()
            self._push()
        for effect in resumed(self._state(), self._currency):
            self._perform(effect)

    async def hear(self, reading: PaymentReading) -> None:
        """Take a device's word: on disk first, then the device is told; once it has heard that, the tender."""
        payment = self._state().payment
        if payment is not None and reading.intent_id == payment.intent_id:
            self.watch.heard(reading, trio.current_time())
        self._push()
        match reading:
            case PaymentProgress():
                pass
            case PaymentKept():
                await self._complete()
            case _:
                await self._keep(reading)

    async def attend(self) -> None:
        """Do what is due: try words again that the disk had no room for, end a silence that lasted too long."""
        if self._unkept and trio.current_time() >= self._retry_at:
            for word in list(self._unkept.values()):
                await self._keep(word)
        if trio.current_time() >= self.watch.due_at:
            await self._end_silence()

    async def _keep(self, word: c.PaymentWord) -> None:
        before = self._state()
        rejected = await self._execute(c.HearPayment(word=word))
        self._unkept.pop(word.intent_id, None)
        if rejected is not None:
            self._keep_later(word)
            return
        if self._state() is before and (answer := repeated(word, before, self._currency)) is not None:
            self._perform(answer)

    def _keep_later(self, word: c.PaymentWord) -> None:
        """Remember a word the disk had no room for; it was not answered either."""
        log.warning("payment_word_waits", intent_id=word.intent_id, word=type(word).__name__)
        self._unkept[word.intent_id] = word
        self._retry_at = trio.current_time() + UNKEPT_RETRY_S
        if len(self._unkept) > UNKEPT_BOUND:
            dropped = self._unkept.pop(next(iter(self._unkept)))
            log.error("payment_word_dropped", intent_id=dropped.intent_id, word=type(dropped).__name__)

    async def _complete(self) -> None:
        """Make an approved payment a tender, once its device cannot take the money back any more."""
        payment = self._state().payment
        if payment is not None and payment.status == "approved" and self.watch.kept == payment.intent_id:
            await self._execute(c.CompletePayment())

    async def _end_silence(self) -> None:
        payment = awaited(self._state())
        assert payment is not None, "only what is awaited is overdue"
        self.watch.waited(trio.current_time())
        if payment.intent_id in self._unkept:
            return  # it was not silent: its word waits for room on the disk
        log.warning("payment_overdue", intent_id=payment.intent_id, status=payment.status)
        if self.watch.kept == payment.intent_id:
            await self._complete()
        else:
            await self._keep(PaymentUnknown(intent_id=payment.intent_id, reason="no_answer"))
