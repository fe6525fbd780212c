"""The cashier of a replay: sells one basket after another through one lane, and goes on after whatever happens to it.

After a lost connection or a scan without an answer nothing is assumed: the lane's own view says which lines it has.
"""

from collections.abc import Awaitable, Callable

import structlog

from contracts import view as v
from lanewise.lane_client import LaneClient, LaneLost, LaneTimeout
from lanewise.replay.basket_row import BasketRow
from lanewise.replay.baskets import Basket
from lanewise.replay.hands import ANSWER_TIMEOUT_S, RESTART_TIMEOUT_S, Hands, ReplayFault, Trouble
from lanewise.replay.scans import Scan
from lanewise.replay.standing import Standing, counted, is_row, standing
from lanewise.replay.tally import LaneTally, Latency

MAX_RECOVERIES = 100
"""Troubles within one basket before the replay gives up."""
MAX_PROBLEMS = 100
"""Problems kept to be told; all of them make the replay fail."""
NS_PER_MS = 1_000_000

log = structlog.get_logger()

BeforeRow = Callable[[BasketRow], Awaitable[None]]
"""Waits until the row is due."""


class Cashier:
    """One lane's. `tally`, `latencies` and `problems` say how the baskets went."""

    def __init__(self, client: LaneClient, hands: Hands, tally: LaneTally) -> None:
        self.tally = tally
        self.latencies: list[Latency] = []
        self.problems: list[str] = []
        self._client = client
        self._hands = hands
        self._refused_rows: set[int] = set()
        self._accepted = 0
        self._unanswered = 0
        self._excused = False

    async def sell(self, basket: Basket, before_row: BeforeRow) -> None:
        """Sell `basket` once, whatever happens to the lane meanwhile; raises `ReplayFault`."""
        self._refused_rows, self._accepted = set(), 0
        trouble: Exception | None = None
        for _ in range(MAX_RECOVERIES):
            try:
                if trouble is not None:
                    await self._recover(basket, trouble)
                await self._sell(basket, before_row)
            except (LaneLost, LaneTimeout, Trouble) as error:
                trouble = error
            else:
                return
        raise ReplayFault(f"basket {basket.basket_id}: {MAX_RECOVERIES} troubles, the last: {trouble}")

    async def _sell(self, basket: Basket, before_row: BeforeRow) -> None:
        view = await self._client.attached(RESTART_TIMEOUT_S)
        stand = self._standing(view, basket)
        if stand.state != "foreign":
            self._adopt(stand.lines)
        if stand.state == "closed":
            self._close(basket, view)
            return
        if stand.state == "foreign":
            await self._cancel(basket, view)
            stand = Standing("open")
        elif view.phase == "tendering":
            await self._hands.press(v.AbandonTender())
        if view.quantity != 1:
            await self._hands.press(v.KeyQuantity(quantity=1))
        for index, row in self._rows(basket)[stand.lines :]:
            await before_row(row)
            await self._hands.scan(index, row)
            await self._count_answers()
        await self._hands.answered()
        await self._count_answers()
        await self._check_out(basket)

    async def _check_out(self, basket: Basket) -> None:
        """Bring the prices to the file's, take the money, and wait for the paid sale."""
        view = await self._client.attached(RESTART_TIMEOUT_S)
        rows = [row for _, row in self._rows(basket)]
        lines = counted(view)
        if not rows or len(lines) != len(rows) or not all(map(is_row, lines, rows)):
            self._problem(basket, f"the lane has {[line.code for line in lines]}, not {[row.gtin for row in rows]}")
            await self._cancel(basket, view)
            return
        view = await self._override(view, rows)
        await self._hands.press(v.StartTender())
        view = await self._client.wait_for(lambda seen: seen.phase == "tendering", ANSWER_TIMEOUT_S)
        await self._hands.press(v.TenderCash(amount_minor=view.cash_remaining_minor))
        view = await self._client.wait_for(lambda seen: seen.phase == "change_due", ANSWER_TIMEOUT_S)
        self._close(basket, view)

    async def _override(self, view: v.LaneView, rows: list[BasketRow]) -> v.LaneView:
        """Override every line the file has at another price; an override may move an offer on to other lines."""
        for _ in range(len(rows)):
            wrong = [
                (line.line_seq, row.total_minor)
                for line, row in zip(counted(view), rows, strict=True)
                if line.amount_minor != row.total_minor
            ]
            if not wrong:
                break
            for line_seq, amount_minor in wrong:
                await self._hands.press(v.OverridePrice(line_seq=line_seq, amount_minor=amount_minor))
            view = await self._client.attached(RESTART_TIMEOUT_S)
        return view

    async def _cancel(self, basket: Basket, view: v.LaneView) -> None:
        """Put away a sale that is not this basket; a paid one cannot be."""
        if view.phase == "change_due":
            raise ReplayFault(f"basket {basket.basket_id}: the lane has closed another sale, {view.receipt_no}")
        log.warning("replay_cancels_sale", basket=basket.basket_id, lines=len(view.lines))
        self._accepted = 0
        if view.phase != "idle":
            await self._hands.press(v.CancelSale())

    def _adopt(self, lines: int) -> None:
        """Count lines of a basket that an earlier run of the replay began."""
        earlier = max(lines - self._accepted, 0)
        self.tally.scans_sent += earlier
        self.tally.scans_accepted += earlier
        self._accepted += earlier

    def _close(self, basket: Basket, view: v.LaneView) -> None:
        assert view.transaction_seq is not None, "a paid sale has its number"
        if view.total_minor != basket.total_minor:
            self._problem(basket, f"the lane charged {view.total_minor}, the file says {basket.total_minor}")
        self.tally.transaction_seq = view.transaction_seq
        self.tally.baskets += 1
        self.tally.lines += len(counted(view))
        self.tally.lane_total_minor += view.total_minor

    async def _recover(self, basket: Basket, trouble: Exception) -> None:
        """Find out what the lane has of the scans without an answer; the rest is scanned again."""
        log.warning("replay_recovers", basket=basket.basket_id, trouble=str(trouble))
        tracker = self._hands.tracker
        self._take_answers()
        self._unanswered += tracker.abandon()
        self._excused |= isinstance(trouble, LaneLost) or tracker.scanner_away
        self.tally.recoveries += 1
        view = await self._hands.clear_wire()
        stand = self._standing(view, basket)
        if stand.state != "foreign" and stand.lines < self._accepted:
            self._problem(basket, f"{self._accepted} lines were shown, {stand.lines} came back")
        landed = min(self._unanswered, max(stand.lines - self._accepted, 0))
        self._settle_unanswered(basket, self._unanswered - landed)
        self.tally.scans_accepted += landed
        self._accepted = stand.lines
        self._unanswered, self._excused, tracker.scanner_away = 0, False, False

    def _settle_unanswered(self, basket: Basket, lost: int) -> None:
        if self._excused:
            self.tally.scans_sent -= lost
            self.tally.rescans += lost
        elif lost:
            self._problem(basket, f"{lost} scans were never answered, though lane and scanner were there")

    async def _count_answers(self) -> None:
        """Count what was answered; a refused scan must not leave its count to the next one."""
        if self._take_answers():
            await self._hands.answered()
            view = await self._client.attached(RESTART_TIMEOUT_S)
            if view.quantity != 1:
                await self._hands.press(v.KeyQuantity(quantity=1))

    def _take_answers(self) -> int:
        """Count the answered scans; return how many of them were refused."""
        refused = 0
        for scan in self._hands.tracker.take_answered():
            if scan.outcome == "line":
                self.tally.scans_accepted += 1
                self._accepted += 1
                self._note_latency(scan)
            else:
                refused += 1
                self.tally.refuse(scan.code or "")
                self._refused_rows.add(scan.row_index)
        return refused

    def _note_latency(self, scan: Scan) -> None:
        if scan.alone and scan.sent_ns is not None and scan.committed_ns is not None and scan.viewed_ns is not None:
            commit_ms = (scan.committed_ns - scan.sent_ns) / NS_PER_MS
            self.latencies.append(Latency(commit_ms, (scan.viewed_ns - scan.sent_ns) / NS_PER_MS))

    def _rows(self, basket: Basket) -> list[tuple[int, BasketRow]]:
        """Return the rows the lane has not refused, with their index."""
        return [(index, row) for index, row in enumerate(basket.rows) if index not in self._refused_rows]

    def _standing(self, view: v.LaneView, basket: Basket) -> Standing:
        return standing(view, [row for _, row in self._rows(basket)], self.tally.transaction_seq)

    def _problem(self, basket: Basket, text: str) -> None:
        log.error("replay_problem", basket=basket.basket_id, problem=text)
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(f"basket {basket.basket_id}: {text}")
