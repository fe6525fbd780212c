"""The terminal's driver: what the lane asks, one thing at a time, and the connection it is done over.

start ──> wishes ──> job (jobs.py) ──> talk ──> terminal
confirm, abort ──────> flight ──nudge──> the dialogue that runs
"""

from collections import deque
from dataclasses import dataclass

import trio

from controller.devices.driver import run_device
from controller.devices.health import Health
from controller.devices.reporter import DeviceReport, Reporter
from controller.devices.terminal.book import Book, BookStore
from controller.devices.terminal.currency import NUMBERS
from controller.devices.terminal.desk import Desk
from controller.devices.terminal.jobs import Jobs
from controller.devices.terminal.link import Link
from controller.devices.terminal.profile import ZVT_TCP, TerminalProfile
from controller.devices.terminal.talk import Talk
from controller.devices.terminal.wishes import CloseDay, DayClosed, Wish
from controller.devices.transport import opening
from controller.devices.transport.stream import DeviceStream, FaultCode, OpenStream, PortSettings, TransportLost
from controller.ports import (
    AbortPayment,
    ConfirmPayment,
    PaymentDeclined,
    PaymentUnknown,
    ResolvePayment,
    ReversePayment,
    StartPayment,
)

FACTORY_PASSWORD = "0" * 6
WISHES_MAX = 8
REACH_S = 5.0
"""A payment that could not begin by then never does; of other wishes the lane hears that nobody knows yet."""
REPEAT_S = 5.0
"""Between two reports of an approval that nobody confirmed."""
ASK_AGAIN_S = 10.0
"""Between two questions for an outcome that the terminal could not tell."""

_READY = frozenset({None, 0x00, 0xDC})
_FAULTS: dict[int, FaultCode] = {0xCC: "no_paper"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalSettings:
    """One terminal. `password` is its six digits, `currency` the ISO 4217 letters it is registered with."""

    port: PortSettings
    profile: TerminalProfile = ZVT_TCP
    password: str = FACTORY_PASSWORD
    currency: str = "EUR"

    def __post_init__(self) -> None:
        """Refuse what no terminal could be registered with."""
        if self.currency not in NUMBERS:
            raise ValueError(f"unknown currency {self.currency!r}")
        if len(self.password) != len(FACTORY_PASSWORD) or not self.password.isdecimal():
            raise ValueError("a terminal's password has six digits")


class TerminalDriver:
    """A `PaymentTerminal` for cards. `run` until cancelled; nothing else waits."""

    def __init__(
        self,
        settings: TerminalSettings,
        report: DeviceReport,
        *,
        store: BookStore,
        open_stream: OpenStream = opening.open_stream,
    ) -> None:
        self._settings = settings
        self._profile = settings.profile
        self._reporter = Reporter("terminal", report)
        self._open_stream = open_stream
        self._book = Book(store)
        self._jobs = Jobs(
            Desk(self._reporter, self._book, settings.profile, settings.password, NUMBERS[settings.currency])
        )
        self._wishes: deque[Wish] = deque()
        self._running: Wish | None = None
        self._talk: Talk | None = None
        self._knocked = False
        self._nursery: trio.Nursery | None = None

    @property
    def health(self) -> Health:
        """The device's statistics."""
        return self._reporter.health

    def paper(self, intent_id: str) -> tuple[str, ...]:
        """Return the lines the terminal itself wanted printed for a payment."""
        entry = self._book.find(intent_id)
        return entry.paper if entry else ()

    def start(self, wish: StartPayment) -> None:
        """Take an amount once: an intent that is in the book is looked up instead."""
        assert wish.method == "card", "a terminal takes cards"
        if any(known.intent_id == wish.intent_id for known in self._known()):
            return
        if self._book.find(wish.intent_id) is not None:
            self.resolve(
                ResolvePayment(
                    intent_id=wish.intent_id,
                    amount_minor=wish.amount_minor,
                    currency=wish.currency,
                    method=wish.method,
                )
            )
        elif any(isinstance(known, StartPayment) for known in self._known()):
            self._decline(wish, "terminal_busy")
        elif wish.currency != self._settings.currency:
            self._decline(wish, "wrong_currency")
        else:
            self._want(wish)

    def confirm(self, wish: ConfirmPayment) -> None:
        """Take note that an approval is on disk; the terminal is told, if it still waits."""
        self._jobs.payments.confirm(wish.intent_id)
        self._nudge()

    def abort(self, wish: AbortPayment) -> None:
        """Stop a payment: one that waits for the terminal never begins."""
        for waiting in list(self._wishes):
            if isinstance(waiting, StartPayment) and waiting.intent_id == wish.intent_id:
                self._wishes.remove(waiting)
                self._decline(waiting, "aborted")
                return
        self._jobs.payments.abort(wish.intent_id)
        self._nudge()

    def resolve(self, wish: ResolvePayment) -> None:
        """Find out what became of an intent; one that runs ends in a result anyway."""
        running = isinstance(self._running, StartPayment) and self._running.intent_id == wish.intent_id
        if not running and wish not in self._wishes and not self._jobs.payments.answer_from_book(wish.intent_id):
            self._want(wish)

    def reverse(self, wish: ReversePayment) -> None:
        """Give the money back."""
        if wish not in self._known():
            self._want(wish)

    async def end_of_day(self, intent_id: str) -> DayClosed:
        """Hand the day's turnover to the host; refused while the outcome of a payment is unknown. Takes minutes."""
        wish = CloseDay(intent_id=intent_id)
        self._want(wish)
        await wish.answered.wait()
        return wish.closed

    async def run(self) -> None:
        """Serve the terminal until cancelled."""
        async with trio.open_nursery() as nursery:
            self._nursery = nursery
            try:
                for wish in self._wishes:
                    nursery.start_soon(self._expire, wish)
                await run_device(self._open_stream, self._settings.port, self._session, self._reporter)
            finally:
                self._nursery = None

    def _known(self) -> list[Wish]:
        return [*self._wishes, *([self._running] if self._running is not None else [])]

    def _want(self, wish: Wish) -> None:
        if len(self._wishes) >= WISHES_MAX:
            self._refuse(wish, "terminal_busy")
            return
        self._wishes.append(wish)
        if self._nursery is not None:
            self._nursery.start_soon(self._expire, wish)
        self._nudge()

    async def _expire(self, wish: Wish) -> None:
        await trio.sleep(REACH_S)
        if wish not in self._wishes:
            return
        if isinstance(wish, StartPayment | CloseDay):
            self._wishes.remove(wish)
        self._refuse(wish, "terminal_offline")

    def _refuse(self, wish: Wish, reason: str) -> None:
        match wish:
            case StartPayment():
                self._decline(wish, reason)
            case CloseDay():
                wish.closed = DayClosed(done=False, reason=reason)
                wish.answered.set()
            case _:
                self._reporter.post(PaymentUnknown(intent_id=wish.intent_id, reason=reason))

    def _decline(self, wish: StartPayment, reason: str) -> None:
        self._reporter.post(PaymentDeclined(intent_id=wish.intent_id, reason=reason))

    def _nudge(self) -> None:
        if self._talk is not None:
            self._talk.nudge()

    async def _session(self, stream: DeviceStream) -> None:
        link = Link(stream, self._profile, self.health)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(link.run)
            self._talk = Talk(link, self._profile, self._settings.password)
            self._talk.accepted = self._jobs.payments.accepted
            try:
                await self._serve(self._talk)
            finally:
                self._talk = None

    async def _serve(self, talk: Talk) -> None:
        await self._register(talk)
        self._reporter.status("idle")
        await self._jobs.catch_up(talk)
        checked_s = asked_s = repeated_s = trio.current_time()
        while True:
            now_s = trio.current_time()
            if self._wishes:
                await self._do(talk, self._wishes.popleft())
            elif self._jobs.payments.unconfirmed is not None and now_s >= repeated_s + REPEAT_S:
                self._jobs.payments.repeat()
                repeated_s = now_s
            elif self._jobs.in_doubt and now_s >= asked_s + ASK_AGAIN_S:
                await self._jobs.ask_again(talk)
                asked_s = trio.current_time()
            elif now_s >= checked_s + self._profile.idle_check_s:
                self._show(await talk.condition())
                checked_s = trio.current_time()
            else:
                pauses_s = [checked_s + self._profile.idle_check_s]
                pauses_s += [repeated_s + REPEAT_S] if self._jobs.payments.unconfirmed is not None else []
                pauses_s += [asked_s + ASK_AGAIN_S] if self._jobs.in_doubt else []
                await talk.rest(min(pauses_s))

    async def _register(self, talk: Talk) -> None:
        """Register; after a try that was not answered at once, the next waits as long as a terminal may take."""
        knocks = self._profile.framing == "tcp" and not self._knocked
        self._knocked = knocks
        await talk.register(
            NUMBERS[self._settings.currency], self._profile.knock_s if knocks else self._profile.answer_s
        )
        self._knocked = False

    async def _do(self, talk: Talk, wish: Wish) -> None:
        self._running = wish
        self._reporter.status("busy")
        try:
            await self._jobs.do(talk, wish)
        except TransportLost:
            if isinstance(wish, ResolvePayment | ReversePayment):
                self._wishes.appendleft(wish)
                self._refuse(wish, "terminal_offline")
            raise
        finally:
            self._running = None
            if isinstance(wish, CloseDay):
                wish.answered.set()
        self._reporter.status("idle")

    def _show(self, condition: int | None) -> None:
        if condition in _READY:
            self._reporter.status("idle")
        else:
            self._reporter.status("fault", _FAULTS.get(condition or 0, "error"))
