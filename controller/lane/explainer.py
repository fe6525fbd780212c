"""Asks the engine why: for a page that wants to know, and, when the basket is calm, what one more would save.

It runs beside the lane's loop and works in a thread without Python's lock, so no scan waits for it. An answer about a
basket that is no more is dropped.
"""

from collections.abc import Awaitable, Callable

import trio

from contracts import view as v
from contracts import why as w
from controller.domain.desk import Desk
from controller.domain.transaction import LaneState, Transaction
from controller.lane.explained import explained, hint_views
from controller.lane.explanation import Explanation, explanation
from controller.pricing import BasketLine, Context, PriceBook

CALM_S = 0.3
"""A basket that has not changed for so long is worth a hint."""
THREADS = trio.CapacityLimiter(1)

Advise = Callable[[Transaction, tuple[w.HintView, ...]], None]
Ask = Callable[[PriceBook, tuple[BasketLine, ...], Context], Awaitable[Explanation]]


async def in_thread(book: PriceBook, basket: tuple[BasketLine, ...], context: Context) -> Explanation:
    """Ask the engine without stopping anything else."""
    return await trio.to_thread.run_sync(explanation, book, basket, context, limiter=THREADS)


class Explainer:
    """`answer` is for pages, `run` is the task that gives hints; `basket_changed` must be called when it did."""

    def __init__(self, desk: Desk, state: Callable[[], LaneState], advise: Advise, ask: Ask = in_thread) -> None:
        self._desk = desk
        self._state = state
        self._advise = advise
        self._ask = ask
        self._changed = trio.Event()
        self._changed.set()  # a basket that a restart brought back wants its hints, too
        self._known: tuple[Transaction, Explanation] | None = None

    def basket_changed(self) -> None:
        """Begin to wait for calm again. Never waits."""
        self._changed.set()

    async def answer(self, question: v.Explain) -> w.Explained | v.Ack:
        """Explain a line of the open sale; a line that is not there or voided is refused."""
        sale = self._state().transaction
        line = sale.line(question.line_seq) if sale is not None else None
        if sale is None or line is None or line.voided:
            code = "no_sale" if sale is None else "line_unknown" if line is None else "line_voided"
            return v.Ack(seq=question.seq, ok=False, code=code)
        found = await self._explanation(sale)
        tax_added = self._desk.priced(sale).added_tax_minor > 0
        book = self._desk.pricer(sale).book
        return explained(question.seq, question.line_seq, found, sale, book, tax_added=tax_added)

    async def run(self) -> None:
        """Give hints for baskets at rest until cancelled."""
        while True:
            await self._changed.wait()
            while self._changed.is_set():
                self._changed = trio.Event()
                await trio.sleep(CALM_S)
            state = self._state()
            if state.phase == "basket":
                sale = state.open_sale
                found = await self._explanation(sale)
                self._advise(sale, hint_views(found.hints, self._desk.pricer(sale).book))

    async def _explanation(self, sale: Transaction) -> Explanation:
        """Return the explanation of a sale as it stands; states never change, so the same one has the same answer."""
        if self._known is not None and self._known[0] is sale:
            return self._known[1]
        found = await self._ask(self._desk.pricer(sale).book, sale.basket(), sale.context())
        self._known = (sale, found)
        return found
