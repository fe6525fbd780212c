"""A replay goes on whatever is killed, stopped or unplugged: no sale lost, none doubled, no effect without a cause.

LANEWISE_KILLS sets how often the lane is killed (default 12), LANEWISE_SEED what is drawn.
"""

import json
import os
import random
import sqlite3
import time
from bisect import bisect_right
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
import trio

from lanewise.environment import Environment, EnvironmentSettings, open_environment
from lanewise.lane_client import LaneLost, open_lane_client
from lanewise.replay.baskets import BasketFile, check_file
from lanewise.replay.driver import Sold, sell_all, settle
from lanewise.replay.pace import Speed
from lanewise.replay.progress import Progress, begin
from lanewise.replay.report import ReplayReport, build_report
from lanewise.sample import price_book_json

pytestmark = pytest.mark.faults

KILLS = int(os.environ.get("LANEWISE_KILLS", "12"))
SEED = int(os.environ.get("LANEWISE_SEED", str(time.time_ns() % 1_000_000)))
BASKETS_PER_KILL = 8
SECONDS_PER_KILL = 20
LAMP_BACK_S = 2.0
NS_PER_MS = 1_000_000


@dataclass
class Replay:
    environment: Environment
    file: BasketFile
    progress: Progress
    rng: random.Random
    _basket_sold: trio.Event = field(default_factory=trio.Event)

    async def sell(self) -> Sold:
        return await sell_all(self.environment, self.file, self.progress, Speed(None), self._one_more)

    async def until_sold(self, at_least: int) -> None:
        while self.sold < at_least:
            await self._basket_sold.wait()

    def _one_more(self) -> None:
        self._basket_sold.set()
        self._basket_sold = trio.Event()

    async def report(self, sold: Sold) -> ReplayReport:
        booked = await settle(self.environment, self.progress)
        return build_report(
            self.file,
            self.progress.lanes,
            booked,
            sold.latencies,
            scans_per_s=sold.scans_per_s,
            problems=len(sold.problems),
        )

    @property
    def sold(self) -> int:
        return self.progress.lanes[0].baskets


@asynccontextmanager
async def replay_of(folder: Path, baskets: int):
    rng = random.Random(SEED)
    path = folder / "baskets.csv"
    path.write_text("".join(basket_lines(rng, baskets)), encoding="utf-8")
    book = price_book_json()
    progress = begin(folder / "data", path, book, lanes=1)
    settings = EnvironmentSettings(data_dir=folder / "data", price_book=book, locale="en")
    async with open_environment(settings) as environment:
        yield Replay(environment, check_file(path), progress, rng)


def basket_lines(rng: random.Random, baskets: int):
    """Mostly single pieces at the shelf price, some counts, some other prices, a weighed one now and then."""
    items = json.loads(price_book_json())["items"]
    pieces = [item for item in items if item.get("sold_by", "each") == "each"]
    weighed = [item for item in items if item.get("sold_by") == "kg"]
    yield "basket_id,gtin,quantity,line_total_minor,mass_g\n"
    for number in range(baskets):
        for _ in range(rng.randint(1, 8)):
            item = rng.choice(pieces)
            quantity = rng.choice([1, 1, 1, 1, 1, 3])
            total_minor = item["price_minor"] * quantity - rng.choice([0, 0, 0, 1])
            yield f"{number},{item['codes'][0]},{quantity},{total_minor},\n"
        if number % 10 == 5:
            item, mass_g = rng.choice(weighed), rng.randint(50, 3000)
            yield f"{number},{item['codes'][0]},1,{item['price_minor'] * mass_g // 1000},{mass_g}\n"


def told(replay: Replay, sold: Sold, report: ReplayReport) -> str:
    return f"seed {SEED}: {report} {sold.problems} {replay.progress.lanes}"


async def papers_printed(replay: Replay) -> None:
    """Wait until every receipt is out."""
    async with open_lane_client(replay.environment.lanes[0].ws_url) as client:
        await client.attached(30)
        await client.wait_for(lambda view: view.receipts_pending == 0, 60)


def closed_sales(folder: Path) -> dict[str, float]:
    """Receipt number -> the moment of its record in the lane's journal, Unix seconds."""
    journal = folder / "data" / "lane-1" / "data" / "journal" / "journal.db"
    with sqlite3.connect(f"file:{journal}?mode=ro", uri=True) as database:
        rows = database.execute(
            "SELECT body, occurred_at FROM record WHERE type = 'sale_closed' ORDER BY lane_seq"
        ).fetchall()
    database.close()
    return {json.loads(body)["receipt_no"]: datetime.fromisoformat(at).timestamp() for body, at in rows}


def check_effects(replay: Replay, sales: dict[str, float]) -> None:
    """Every pulse and every paper has an earlier closed sale; none has two pulses or two originals."""
    wall_minus_mono_s = time.time() - time.monotonic()
    closed_s = sorted(sales.values())
    lane = replay.environment.lanes[0]
    for count, pulse_ns in enumerate(lane.drawer.pulses, start=1):
        earlier = bisect_right(closed_s, pulse_ns / 1e9 + wall_minus_mono_s)
        assert count <= earlier, f"seed {SEED}: pulse {count} after {earlier} closed sales"
    originals: dict[str, int] = dict.fromkeys(sales, 0)
    complete: set[str] = set()
    for paper in lane.printer.papers:
        numbers = [number for number in sales if number in paper.text]
        assert len(numbers) <= 1, f"seed {SEED}: one paper with {numbers}"
        for number in numbers:
            assert sales[number] <= paper.mono_ns / 1e9 + wall_minus_mono_s, f"seed {SEED}: {number} printed too early"
            originals[number] += "COPY" not in paper.text
            complete |= {number} if paper.complete else set()
    assert max(originals.values()) <= 1, f"seed {SEED}: two originals {originals}"
    assert complete == set(sales), f"seed {SEED}: never printed {set(sales) - complete}"


async def test_a_lane_killed_at_any_moment(tmp_path: Path) -> None:
    """`kill -9` again and again: same totals, the basket is back, nothing in the world without its record."""
    with trio.fail_after(60 + KILLS * SECONDS_PER_KILL):
        async with replay_of(tmp_path, KILLS * BASKETS_PER_KILL) as replay:
            kills = 0

            async def kill() -> None:
                nonlocal kills
                lane = replay.environment.lanes[0]
                async with open_lane_client(lane.ws_url) as observer:
                    while kills < KILLS:
                        await observer.attached(30)
                        await trio.sleep(replay.rng.uniform(0.0, 0.5))
                        await kill_and_compare(observer, lane)
                        kills += 1

            async with trio.open_nursery() as nursery:
                nursery.start_soon(kill)
                sold = await replay.sell()
                nursery.cancel_scope.cancel()
            report = await replay.report(sold)
            await papers_printed(replay)
            assert report.ok, told(replay, sold, report)
            assert kills == KILLS, f"seed {SEED}: the replay ended after {kills} kills"
            sales = closed_sales(tmp_path)
            assert len(sales) == replay.file.baskets, f"seed {SEED}"
            check_effects(replay, sales)


async def kill_and_compare(observer, lane) -> None:
    """What was on the page before the kill is on it after: committed lines never go."""
    before = observer.view
    await lane.kill()
    try:
        await observer.wait_for(lambda _: False, 10)
    except LaneLost:
        after = await observer.attached(30)
    if before is None or before.transaction_seq is None:
        return
    if after.transaction_seq == before.transaction_seq:
        codes = [line.code for line in after.lines]
        assert codes[: len(before.lines)] == [line.code for line in before.lines], f"seed {SEED}"
        return
    # By the time the observer is back the cashier may have finished that sale, and opened or keyed into the next one.
    newest_closed = int(after.receipt_no.rpartition("-")[2]) if after.receipt_no else 0
    assert newest_closed >= before.transaction_seq, f"seed {SEED}: sale {before.transaction_seq} is gone"


async def test_a_broker_stopped_for_a_whole_replay(tmp_path: Path) -> None:
    with trio.fail_after(120):
        async with replay_of(tmp_path, 20) as replay:
            await replay.environment.broker.stop()
            sold = await replay.sell()
            assert replay.sold == 20, f"seed {SEED}: {sold.problems}"
            await replay.environment.broker.start()
            report = await replay.report(sold)
            assert report.ok, told(replay, sold, report)


async def test_a_store_killed_twice(tmp_path: Path) -> None:
    with trio.fail_after(120):
        async with replay_of(tmp_path, 40) as replay:
            kills = 0

            async def kill() -> None:
                nonlocal kills
                for at_least in (5, 20):
                    await replay.until_sold(at_least)
                    await replay.environment.store.kill()
                    kills += 1
                    await replay.environment.store.wait_ready()

            async with trio.open_nursery() as nursery:
                nursery.start_soon(kill)
                sold = await replay.sell()
            assert kills == 2
            report = await replay.report(sold)
            assert report.ok, told(replay, sold, report)


@pytest.mark.parametrize("kind", ["scanner", "scale", "printer", "drawer"])
async def test_a_device_unplugged(tmp_path: Path, kind: str) -> None:
    """The sale goes on, the lamp shows it, and the device is back within 2 s of its return."""
    with trio.fail_after(180):
        async with replay_of(tmp_path, 60) as replay:
            lane = replay.environment.lanes[0]
            device = getattr(lane, kind)
            back_s = []

            async def pull() -> None:
                async with open_lane_client(lane.ws_url) as observer:
                    await observer.attached(30)
                    for at_least in (5, 15):
                        await replay.until_sold(at_least)
                        device.unplug()
                        await observer.wait_for(lambda view: lamp(view, kind) in {"fault", "opening", "closed"}, 2)
                        sold_before = replay.sold
                        await trio.sleep(0.5)
                        device.replug()
                        began_s = trio.current_time()
                        if kind in {"printer", "drawer"}:
                            assert replay.sold > sold_before, f"seed {SEED}: nothing sold without the {kind}"
                        await observer.wait_for(lambda view: lamp(view, kind) in {"idle", "busy"}, 10)
                        back_s.append(trio.current_time() - began_s)

            async with trio.open_nursery() as nursery:
                nursery.start_soon(pull)
                sold = await replay.sell()
            report = await replay.report(sold)
            assert report.ok, told(replay, sold, report)
            assert len(back_s) == 2
            assert max(back_s) <= LAMP_BACK_S, f"seed {SEED}: {kind} was back after {back_s} s"


def lamp(view, kind: str) -> str:
    return next(device.state for device in view.devices if device.kind == kind)
