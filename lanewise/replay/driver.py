"""Baskets dealt to the lanes of an environment, and the wait until the store has booked what they sold."""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import islice

import structlog
import trio

from lanewise.environment import Environment, LaneHandle
from lanewise.lane_client import LaneClient, LaneTimeout, open_lane_client
from lanewise.replay.basket_row import BasketRow
from lanewise.replay.baskets import BasketFile
from lanewise.replay.cashier import Cashier
from lanewise.replay.hands import PIPELINED_SCANS, RESTART_TIMEOUT_S, Hands
from lanewise.replay.pace import Speed
from lanewise.replay.progress import Progress
from lanewise.replay.report import NOTHING_BOOKED, Booked
from lanewise.replay.tally import Latency

SETTLE_INTERVAL_S = 0.2
SETTLE_STALL_S = 60.0
"""A store that has booked nothing more for so long will not book the rest."""

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Sold:
    """What the cashiers of all lanes noted, and how long they took."""

    duration_s: float
    scans: int
    latencies: list[Latency] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def scans_per_s(self) -> float:
        """Scans accepted a second, all lanes together."""
        return self.scans / self.duration_s if self.duration_s else 0.0


async def sell_all(
    environment: Environment,
    file: BasketFile,
    progress: Progress,
    speed: Speed,
    on_basket: Callable[[], None] = lambda: None,
) -> Sold:
    """Sell every basket that `progress` does not have yet; raises `ReplayFault`, in a group."""
    began_s = trio.current_time()
    before = sum(tally.scans_accepted for tally in progress.lanes)
    latencies: list[Latency] = []
    problems: list[str] = []

    async def serve(index: int) -> None:
        counter = _Counter(file, speed, index, len(environment.lanes))
        cashier = await counter.serve(environment.lanes[index], progress, on_basket)
        latencies.extend(cashier.latencies)
        problems.extend(cashier.problems)

    async with trio.open_nursery() as nursery:
        for index in range(len(environment.lanes)):
            nursery.start_soon(serve, index)
    scans = sum(tally.scans_accepted for tally in progress.lanes) - before
    return Sold(duration_s=trio.current_time() - began_s, scans=scans, latencies=latencies, problems=problems)


class _Counter:
    """One lane's share of the file, at its pace."""

    def __init__(self, file: BasketFile, speed: Speed, lane_index: int, lanes: int) -> None:
        self._file = file
        self._speed = speed
        self._lane_index = lane_index
        self._lanes = lanes
        self._first = file.first_time
        self._began_s = trio.current_time()

    async def serve(self, lane: LaneHandle, progress: Progress, on_basket: Callable[[], None]) -> Cashier:
        tally = progress.lanes[self._lane_index]
        if tally.attempted:
            self._first = None
        async with open_lane_client(lane.ws_url) as client:
            pipelined_scans = PIPELINED_SCANS if self._speed.factor is None else 1
            hands = Hands(client, lane.scanner, lane.scale, tally, pipelined_scans=pipelined_scans)
            cashier = Cashier(client, hands, tally)
            for basket in islice(self._file.read(self._lane_index, self._lanes), tally.attempted, None):
                await cashier.sell(basket, self._until_due)
                tally.attempted += 1
                progress.save()
                on_basket()
        return cashier

    async def _until_due(self, row: BasketRow) -> None:
        if self._speed.factor is None:
            return
        self._first = self._first or row.time  # a resumed replay goes on at once, at the file's pace from there
        await trio.sleep_until(self._began_s + self._speed.due_s(row.time, self._first))


async def settle(environment: Environment, progress: Progress, stall_s: float = SETTLE_STALL_S) -> Booked:
    """Wait until the store has booked what the lanes hold, or nothing has moved for `stall_s`; return what it has."""
    wanted = sum(tally.baskets for tally in progress.lanes)
    last: Booked | None = None
    moved_s = trio.current_time()
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(open_lane_client(lane.ws_url)) for lane in environment.lanes]
        while True:
            booked = await _booked(environment, clients) or last
            if booked != last:
                last, moved_s = booked, trio.current_time()
            if booked is not None and booked.complete and booked.sales >= wanted:
                return booked
            if trio.current_time() - moved_s > stall_s:
                return booked or NOTHING_BOOKED
            await trio.sleep(SETTLE_INTERVAL_S)


async def _booked(environment: Environment, clients: Sequence[LaneClient]) -> Booked | None:
    """Ask the store and the lanes; None while one of them is away."""
    try:
        views = [await client.attached(RESTART_TIMEOUT_S) for client in clients]
        status = await environment.store_status()
    except (LaneTimeout, OSError) as error:
        log.warning("replay_cannot_ask", reason=str(error))
        return None
    return Booked(
        sales=sum(lane.sales for lane in status.lanes),
        total_minor=sum(lane.total_minor for lane in status.lanes),
        gaps_open=sum(lane.gaps_open for lane in status.lanes),
        quarantined=status.quarantined,
        queued=sum(view.store_link.queued for view in views),
    )
