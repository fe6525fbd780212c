"""Lane -> relay -> JetStream -> intake -> ledger, over a real nats-server: every record once, whatever dies."""

import random
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import msgspec
import pytest
import trio
from sqlalchemy import Connection, select

from contracts import chain, events, subjects
from contracts.envelope import Envelope, encode
from contracts.status import StoreStatus
from controller.bus.outbox import OutboxRow
from controller.bus.relay import Relay
from runtime.broker import Broker, open_broker
from runtime.messages import LinkDown, OutMessage
from runtime.nats_link import Link, open_link
from store.database import Database, open_database
from store.intake import Intake
from store.reports import totals_by_lane
from store.tables import lane_record

pytestmark = pytest.mark.system

STORE, LANE, EPOCH = "s1", "l1", 7
PATIENCE_S = 28.0
"""Less than 30 s, after which a link gives its broker up: nothing here may need that."""
ROOT = Path(__file__).parents[2]


def sale(transaction_seq: int) -> events.SaleClosed:
    line = events.ClosedLine(
        line_seq=1,
        item_id="milk",
        code="9521234567897",
        quantity=1,
        mass_g=None,
        unit_price_minor=transaction_seq,
        gross_minor=transaction_seq,
        discount_minor=0,
        amount_minor=transaction_seq,
        tax="A",
    )
    return events.SaleClosed(
        transaction_seq=transaction_seq,
        receipt_no=f"R{transaction_seq}",
        price_book="b",
        subtotal_minor=transaction_seq,
        discount_minor=0,
        total_minor=transaction_seq,
        change_minor=0,
        lines=(line,),
        taxes=(),
        tenders=(events.TenderLine(tender_seq=1, tender="cash", amount_minor=transaction_seq),),
    )


class MemoryJournal:
    """A journal in memory: every second record is a sale of as many minor units as its number."""

    def __init__(self) -> None:
        self.epoch = EPOCH
        self.published = 0
        self.applied = 0
        self.rows: list[OutboxRow] = []
        self._chains = [chain.genesis(STORE, LANE, EPOCH)]
        self._more = trio.Event()

    @property
    def head_seq(self) -> int:
        return len(self.rows)

    @property
    def total_minor(self) -> int:
        return sum(seq // 2 for seq in range(2, self.head_seq + 1, 2))

    def append(self, count: int) -> None:
        for lane_seq in range(self.head_seq + 1, self.head_seq + count + 1):
            is_sale = lane_seq % 2 == 0
            event = sale(lane_seq // 2) if is_sale else events.SaleOpened(transaction_seq=lane_seq, price_book="b")
            self._append(lane_seq, event)
        self._more.set()
        self._more = trio.Event()

    def _append(self, lane_seq: int, event: events.LaneEvent) -> None:
        body = msgspec.json.encode(event)
        payload_sha256 = chain.sha256(b"%d" % lane_seq)
        kind = event.__struct_config__.tag
        head = {
            "store": STORE,
            "lane": LANE,
            "epoch": EPOCH,
            "lane_seq": lane_seq,
            "type": kind,
            "version": 1,
            "occurred_at": "2026-01-01T00:00:00.000Z",
        }
        link = chain.link(
            previous=self._chains[-1], payload_sha256=payload_sha256, body_sha256=chain.sha256(body), **head
        )
        self._chains.append(link)
        envelope = Envelope(
            **head, currency="CNY", payload_sha256=payload_sha256.hex(), chain=link.hex(), body=msgspec.Raw(body)
        )
        subject = subjects.event(STORE, LANE, kind)
        identity = subjects.message_id(STORE, LANE, EPOCH, lane_seq)
        self.rows.append(OutboxRow(lane_seq, subject, identity, encode(envelope)))

    async def read(self, after_seq: int, limit: int) -> Sequence[OutboxRow]:
        await trio.lowlevel.checkpoint()
        return self.rows[after_seq : after_seq + limit]

    async def chain_at(self, lane_seq: int) -> str | None:
        await trio.lowlevel.checkpoint()
        return self._chains[lane_seq].hex()

    async def set_marks(self, *, published: int, applied: int) -> None:
        await trio.lowlevel.checkpoint()
        self.published, self.applied = published, applied

    async def wait_for_more(self, after_seq: int) -> None:
        while self.head_seq <= after_seq:
            await self._more.wait()


class Bench:
    """A broker, a lane's relay and a store, each to be stopped and started."""

    def __init__(self, broker: Broker, folder: Path, nursery: trio.Nursery) -> None:
        self.broker = broker
        self.journal = MemoryJournal()
        self.links: list[tuple[bool, int]] = []
        self._folder = folder
        self._nursery = nursery
        self._store: trio.CancelScope | None = None
        self._store_gone = trio.Event()
        self.intake: Intake | None = None

    def start_relay(self) -> None:
        relay = Relay(
            self.journal, self.broker.url, STORE, LANE, lambda *state: self.links.append(state), rng=random.Random(1)
        )
        self._nursery.start_soon(relay.run)

    async def start_store(self, wrap: Callable[[Database], Database] = lambda database: database) -> None:
        database = wrap(await open_database(self._folder / "store"))
        self.intake = Intake(database, self.broker.url, STORE, lambda: datetime.now(UTC), rng=random.Random(2))
        self._store, self._store_gone = trio.CancelScope(), trio.Event()
        self._nursery.start_soon(self._run_store, self._store, self.intake, database)

    async def _run_store(self, scope: trio.CancelScope, intake: Intake, database: Database) -> None:
        with scope:
            try:
                await intake.run()
            finally:
                database.close()
        self._store_gone.set()

    async def kill_store(self) -> None:
        assert self._store is not None
        self._store.cancel()
        await self._store_gone.wait()

    async def until(self, done: Callable[[], bool]) -> None:
        with trio.fail_after(PATIENCE_S):
            while not done():  # noqa: ASYNC110 - what is waited for is in another process or in a file
                await trio.sleep(0.02)

    async def settled(self) -> StoreStatus:
        """Wait until the lane knows that the store has everything; then the books must say the same."""
        await self.until(lambda: self.journal.head_seq == self.journal.applied)
        assert self.intake is not None
        status = await self.intake.status()
        found = status.lanes[0]
        assert (found.applied_seq, found.records, found.held) == (self.journal.head_seq, self.journal.head_seq, 0)
        assert (found.sales, found.total_minor) == (self.journal.head_seq // 2, self.journal.total_minor)
        assert (found.gaps_open, found.parked, found.quarantined, found.broken_seq) == (0, 0, 0, None)
        totals = await self.intake._database.run(lambda connection: totals_by_lane(connection, STORE))
        assert [(total.sales, total.total_minor) for total in totals] == [(found.sales, found.total_minor)]
        return status


@asynccontextmanager
async def open_bench(folder: Path) -> AsyncIterator[Bench]:
    async with open_broker(folder / "broker") as broker, trio.open_nursery() as nursery:
        yield Bench(broker, folder, nursery)
        nursery.cancel_scope.cancel()


async def test_two_thousand_records_once_and_in_order(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as bench:
        await bench.start_store()
        bench.start_relay()
        bench.journal.append(2_000)
        status = await bench.settled()
        assert status.lanes[0].duplicates == 0
        assert status.lanes[0].gaps_total == 0
        await bench.until(lambda: bench.links[-1] == (True, 0))


async def test_lane_drains_after_the_broker_was_away(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as bench:
        await bench.start_store()
        bench.start_relay()
        bench.journal.append(300)
        await bench.until(lambda: bench.journal.applied > 0)
        await bench.broker.kill()
        bench.journal.append(300)
        await bench.until(lambda: bench.links[-1] == (False, bench.journal.head_seq - bench.journal.applied))
        await bench.broker.start()
        await bench.until(lambda: bench.journal.applied > 300)
        await bench.broker.stop()
        bench.journal.append(300)
        await bench.broker.start()
        status = await bench.settled()
        assert (status.lanes[0].duplicates, status.lanes[0].gaps_total) == (0, 0)


async def test_stream_fills_while_the_store_is_away(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as bench:
        await bench.start_store()
        bench.start_relay()
        await bench.until(lambda: bool(bench.links) and bench.links[-1][0])
        await bench.kill_store()
        await bench.until(lambda: not bench.links[-1][0])
        bench.journal.append(500)
        await bench.until(lambda: bench.journal.published == 500)
        assert bench.journal.applied == 0
        await bench.start_store()
        status = await bench.settled()
        assert (status.lanes[0].duplicates, status.lanes[0].gaps_total) == (0, 0)


class DyingDatabase(Database):
    """Commits and then says that the link is gone, so that nothing is acknowledged: a kill -9 between the two."""

    deaths = 3

    async def run(self, work):
        result = await super().run(work)
        if work.__name__ == "work" and self.deaths:
            self.deaths -= 1
            raise LinkDown("killed between commit and ack")
        return result


async def test_killed_between_commit_and_ack_counts_once(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as bench:
        dying: list[DyingDatabase] = []

        def wrap(database: Database) -> Database:
            dying.append(DyingDatabase(database._engine))
            return dying[0]

        await bench.start_store(wrap)
        bench.start_relay()
        bench.journal.append(1_000)
        status = await bench.settled()
        assert dying[0].deaths == 0
        assert (status.lanes[0].duplicates, status.lanes[0].gaps_total) == (0, 0)


async def test_a_store_killed_at_random_moments_counts_once(tmp_path: Path) -> None:
    rng = random.Random(3)
    async with open_bench(tmp_path) as bench:
        await bench.start_store()
        bench.start_relay()
        for _ in range(5):
            bench.journal.append(200)
            await trio.sleep(rng.uniform(0, 0.2))
            await bench.kill_store()
            await bench.start_store()
        status = await bench.settled()
        assert status.lanes[0].duplicates == 0


async def test_a_record_the_stream_lost_is_sent_again(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as bench:
        await bench.start_store()
        bench.journal.append(100)
        await bench.until(lambda: bench.intake is not None and bench.intake.online)
        # The lane believes that all are published; the stream knows the ids of 41 and 70 to 72, but not what they said.
        bench.journal.published = 100
        lost = {41, 70, 71, 72}
        async with open_link(bench.broker.url, "test") as link:
            for row in bench.journal.rows:
                data = b"spoiled" if row.lane_seq in lost else row.data
                await link.publish_batch([OutMessage(row.subject, data, row.message_id)])
        bench.start_relay()
        await bench.until(lambda: bench.journal.applied == 100)
        assert bench.intake is not None
        found = (await bench.intake.status()).lanes[0]
        assert (found.sales, found.total_minor) == (50, bench.journal.total_minor)
        # One gap is open at a time: the resend for the first may fill the second before it is even seen.
        assert found.gaps_total in {1, 2}
        assert found.gaps_open == 0


async def test_a_tail_the_stream_lost_is_sent_again(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as bench:
        await bench.start_store()
        bench.journal.append(60)
        bench.journal.published = 60  # and nothing of it is in the stream
        await bench.until(lambda: bench.intake is not None and bench.intake.online)
        bench.start_relay()
        status = await bench.settled()
        assert status.lanes[0].gaps_total == 0


async def test_a_store_restored_from_nothing_gets_everything_again(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as bench:
        await bench.start_store()
        bench.start_relay()
        bench.journal.append(100)
        await bench.settled()
        await bench.kill_store()
        (tmp_path / "store" / "store.sqlite3").unlink()
        await bench.start_store()
        await bench.until(lambda: bench.intake is not None and bench.intake.online)
        bench.journal.append(100)
        await bench.settled()


async def test_poison_does_not_stop_the_lane_behind_it(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as bench:
        await bench.start_store()
        await bench.until(lambda: bench.intake is not None and bench.intake.online)
        subject = subjects.event(STORE, LANE, "sale_closed")
        async with open_link(bench.broker.url, "test") as link:
            poison = [b"", b"{}", b"\xff", b"[" * 100_000, b'{"v":1}', encode_other_store()]
            outcomes = await link.publish_batch([OutMessage(subject, data, str(i)) for i, data in enumerate(poison)])
            assert outcomes == ["stored"] * len(poison)
        bench.start_relay()
        bench.journal.append(50)
        status = await bench.settled()
        assert status.quarantined == len(poison)


def encode_other_store() -> bytes:
    journal = MemoryJournal()
    journal.append(1)
    return journal.rows[0].data.replace(b'"s1"', b'"s9"')


async def test_raw_records_are_the_bytes_the_lane_sent(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as bench:
        await bench.start_store()
        bench.start_relay()
        bench.journal.append(20)
        await bench.settled()

        def bodies(connection: Connection) -> list[bytes]:
            return list(connection.execute(select(lane_record.c.body).order_by(lane_record.c.lane_seq)).scalars())

        assert bench.intake is not None
        kept = await bench.intake._database.run(bodies)
        assert kept == [bytes(msgspec.json.decode(row.data, type=Envelope).body) for row in bench.journal.rows]


async def test_marks_of_another_journal_are_refused(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as bench:
        await bench.start_store()
        bench.start_relay()
        bench.journal.append(10)
        await bench.settled()
        impostor = MemoryJournal()
        impostor._chains[0] = chain.sha256(b"another beginning")
        impostor.append(10)
        bench.journal = impostor
        bench.links.clear()
        bench.start_relay()
        await bench.until(lambda: (True, 10) in bench.links)
        await trio.sleep(1.5)
        assert impostor.applied == 0


async def link_request(link: Link, lane: str) -> StoreStatus | None:
    answer = await link.request(subjects.status_request(STORE), lane.encode(), 2.0)
    return None if answer is None else msgspec.json.decode(answer, type=StoreStatus)


async def test_status_is_answered_over_the_bus(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as bench, open_link(bench.broker.url, "test") as link:
        assert await link_request(link, "") is None
        await bench.start_store()
        bench.start_relay()
        bench.journal.append(4)
        await bench.settled()
        status = await link_request(link, "")
        assert status is not None
        assert status.lanes[0].total_minor == 3
        nobody = await link_request(link, "nobody")
        assert nobody is not None
        assert nobody.lanes == ()


async def start_store_process(config: Path) -> tuple[trio.Process, str]:
    """Start `python -m store` and return it with the address of its pages."""
    command = [sys.executable, "-W", "error", "-m", "store", "--config", str(config)]
    process = await trio.lowlevel.open_process(command, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    line = b""
    with trio.fail_after(PATIENCE_S):
        while not line.endswith(b"\n"):
            line += await process.stdout.receive_some()
    word, url = line.split()
    assert word == b"ready"
    await process.stdout.aclose()
    return process, url.decode()


async def fetch(url: str) -> bytes:
    def read() -> bytes:
        with urlopen(url, timeout=PATIENCE_S) as answer:
            return answer.read()

    return await trio.to_thread.run_sync(read)


async def test_the_real_process_killed_and_killed_again(tmp_path: Path) -> None:
    rng = random.Random(4)
    config = tmp_path / "store.toml"
    async with open_bench(tmp_path) as bench:
        config.write_text(
            f'store_id = "{STORE}"\ndata_dir = "{tmp_path}/store"\nnats_url = "{bench.broker.url}"\n[http]\nport = 0\n'
        )
        bench.start_relay()
        for _ in range(3):
            process, url = await start_store_process(config)
            bench.journal.append(700)
            await trio.sleep(rng.uniform(0.05, 0.6))
            process.kill()
            await process.wait()
        process, url = await start_store_process(config)
        await bench.until(lambda: bench.journal.applied == bench.journal.head_seq)
        status = msgspec.json.decode(await fetch(f"{url}/status"), type=StoreStatus)
        found = status.lanes[0]
        assert (found.records, found.total_minor) == (bench.journal.head_seq, bench.journal.total_minor)
        assert (found.duplicates, found.gaps_total, status.quarantined) == (0, 0, 0)
        assert b"<table>" in await fetch(f"{url}/")
        with trio.fail_after(PATIENCE_S):
            while not msgspec.json.decode(await fetch(f"{url}/health"))["broker_online"]:  # noqa: ASYNC110 - a process's
                await trio.sleep(0.05)
        process.terminate()
        with trio.fail_after(PATIENCE_S):
            assert await process.wait() == 0
