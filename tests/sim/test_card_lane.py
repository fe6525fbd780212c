"""A whole lane with the terminal's real driver and an emulated terminal, on a mock clock: sales and money must agree.

A seed plays customers who pay by card while the terminal fails at one of its moments, the line babbles for a while, the
disk is full or slow, and the lane's process ends. The terminal's ledger is the oracle: a closed sale has its money and
keeps it, and money belongs to a closed sale. `LANEWISE_PAYMENTS` sets how many payments are played.
"""

import json
import os
import random
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import trio
import trio.testing

from contracts import view as v
from controller import ports
from controller.devices.sim.cable import BABBLE, BABBLE_INTERVAL_S, Trouble
from controller.devices.sim.memory_net import MemoryNet
from controller.devices.sim.troubled_stream import TroubledStream
from controller.devices.sim.zvt_sim import MOMENTS, Fault, ZvtSim
from controller.devices.terminal.driver import TerminalDriver, TerminalSettings
from controller.devices.transport.stream import SerialSettings
from controller.domain import events as e
from controller.lane.loop import Lane
from controller.lane.opening import open_lane
from controller.lane.record import event_of
from controller.ports import DiskFull
from controller.pricing import PriceBook
from tests.sim.order import draw_order
from tests.sim.test_payment_day import BOOK, MILK, NAMES, AnyText
from tests.sim.test_terminal_faults import FAULTS, Disk

PAYMENTS = int(os.environ.get("LANEWISE_PAYMENTS", "200"))
PAYMENTS_A_DAY = 10
KNOWN_WITHIN_S = 60.0
BACK_WITHIN_S = 1000


class Day:
    """One lane and its terminal. `begin` starts the lane's process, again whenever it was cancelled."""

    def __init__(self, seed: int, nursery: trio.Nursery) -> None:
        self.dice = random.Random(seed)
        self.nursery = nursery
        self.sim = ZvtSim(prints=self.dice.random() < 0.2, keeps=self.dice.random() < 0.3)
        self.sim.on_moment = self.pass_moment
        self.line: TroubledStream | None = None
        self.net = MemoryNet(nursery, self.serve, lambda: self.sim.away)
        self.book = PriceBook.from_json(json.dumps(BOOK | {"currency": "EUR"}, ensure_ascii=False).encode())
        self.disk = Disk()
        self.payloads: list[bytes] = []
        self.now = datetime(2026, 11, 22, 8, tzinfo=UTC)
        self.disk_s, self.full_rate = 0.0, 0.0
        self.crash_at: str | None = None
        self.begin()

    def begin(self) -> None:
        self.process = trio.CancelScope()
        self.lane = open_lane(
            payloads=list(self.payloads), book=self.book, older_book=lambda _: self.book, journal=self, store_id="S",
            store_names=NAMES, lane_id="1", epoch=7, locale="en", timezone="UTC", texts=AnyText(), clock=self,
            perform=self.perform, publish=lambda _view, _delta: None,
        )  # fmt: skip
        self.driver = TerminalDriver(
            TerminalSettings(port=SerialSettings(path="memory")),
            self.lane.report,
            store=self.disk,
            open_stream=self.net.open,
        )
        self.nursery.start_soon(self.run, self.lane, self.driver, self.process)

    async def serve(self, stream: trio.abc.Stream) -> None:
        self.line = TroubledStream(stream, Trouble())
        await self.sim.serve(self.line)

    async def run(self, lane: Lane, driver: TerminalDriver, process: trio.CancelScope) -> None:
        with process:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(driver.run)
                nursery.start_soon(lane.run)
        self.begin()

    def pass_moment(self, moment: str) -> None:
        if self.crash_at == moment:
            self.crash_at = None
            self.process.cancel()

    # What the lane needs of its surroundings.

    def wall(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def monotonic_ns(self) -> int:
        return len(self.payloads)

    def may_open_sale(self) -> bool:
        return True

    async def append(self, drafts, _occurred_at: str) -> int:
        """Take a while; a process that ends meanwhile may have written already."""
        if self.dice.random() < self.full_rate:
            raise DiskFull
        early = self.dice.random() < 0.5
        if not early:
            await trio.sleep(self.disk_s)
        self.payloads += [draft.payload for draft in drafts]
        if early:
            await trio.sleep(self.disk_s)
        return 1

    def perform(self, effect: ports.Effect) -> None:
        match effect:
            case ports.PrintReceipt():
                self.lane.report(ports.OutputComplete(output_id=effect.output_id))
            case ports.StartPayment():
                self.driver.start(effect)
            case ports.ConfirmPayment():
                self.driver.confirm(effect)
            case ports.AbortPayment():
                self.driver.abort(effect)
            case ports.ResolvePayment():
                self.driver.resolve(effect)
            case ports.ReversePayment():
                self.driver.reverse(effect)

    # The cashier.

    async def do(self, intent: v.Intent) -> bool:
        with trio.move_on_after(KNOWN_WITHIN_S):  # the answer of a process that ended never comes
            return (await self.lane.submit(v.IntentFrame(seq=1, command_id="x", intent=intent))).ok
        return False

    async def until(self, *phases: str) -> None:
        for _ in range(BACK_WITHIN_S):
            if self.lane.view.phase in phases:
                return
            await trio.sleep(1)
        raise AssertionError(f"{self.lane.view.phase} for ever: {self.lane.view.payment} {self.sim.ledger}")

    async def sell(self, fault: Fault) -> None:
        """Sell one thing for a card; whoever is declined pays cash."""
        scan_seq = self.lane.state.last_scan_seq + 1
        self.lane.report(ports.ScanData(scan_seq=scan_seq, data=MILK, symbology=None, received_mono_ns=0))
        await self.until("basket")
        assert await self.do(v.StartTender())
        await self.ready()
        self.sim.fault = fault
        self.spoil()
        await self.do(v.TenderCard())
        if self.dice.random() < 0.1:
            await trio.sleep(self.dice.choice([0.1, 0.9, 1.1, 3.0]))
            await self.do(v.AbortPayment())
        await trio.sleep(2)
        await self.until("tendering", "change_due")
        self.disk_s, self.full_rate, self.crash_at = 0.0, 0.0, None
        while self.lane.view.phase != "change_due":
            await self.do(v.TenderCash(amount_minor=self.lane.view.cash_remaining_minor))
            await trio.sleep(1)
        await trio.sleep(self.dice.choice([0.0, 0.0, 5.0, 300.0]))
        while self.lane.view.phase == "change_due":
            await self.do(v.DismissSale())
            await trio.sleep(1)

    def spoil(self) -> None:
        draw = self.dice
        self.disk_s = draw.choice([0.0, 0.0, 0.01, 1.4, 9.0])
        self.full_rate = draw.choice([0.0, 0.0, 0.3])
        self.crash_at = draw.choice(MOMENTS) if draw.random() < 0.3 else None
        if draw.random() < 0.4:
            self.nursery.start_soon(self.babble, draw.uniform(0.0, 2.0), draw.choice([0.06, 0.5, 4.0]))

    async def babble(self, after_s: float, for_s: float) -> None:
        await trio.sleep(after_s)
        ends_s = trio.current_time() + for_s
        while trio.current_time() < ends_s:
            with suppress(trio.BrokenResourceError, trio.ClosedResourceError):
                await self.line.send_all(BABBLE)
            await trio.sleep(BABBLE_INTERVAL_S)

    async def ready(self) -> None:
        self.lane.report(ports.StatusUpdate(device="terminal", state="idle"))
        await trio.sleep(0.5)

    def check(self, counts: Counter[str]) -> None:
        """Compare sales and money; a payment that came too late and cannot go back is on the store's list."""
        events = [event_of(payload) for payload in self.payloads]
        found = [event for event in events if isinstance(event, e.PaymentFound)]
        listed_minor = sum(event.approval.amount_minor for event in found if event.verdict == "unwanted")
        listed_minor -= 1280 * sum(event.verdict == "gone" for event in found)
        assert not any(event.verdict == "lost" for event in found), f"closed, and the money is gone: {found}"
        sold = [event for event in events if isinstance(event, e.SaleClosed)]
        booked_minor = sum(t.amount_minor for sale in sold for t in sale.tenders if t.tender == "card")
        net_minor = sum(self.sim.net_minor(order) for order in range(1, self.sim.orders + 1))
        assert net_minor == booked_minor + listed_minor, f"{net_minor} taken, {booked_minor} booked: {self.sim.ledger}"
        counts["sold"] += len(sold)
        counts["card"] += sum(t.tender == "card" for sale in sold for t in sale.tenders)
        counts.update(type(event).__name__ for event in events)


async def play(seed: int, faults: list[Fault], counts: Counter[str]) -> None:
    draw_order(seed)
    async with trio.open_nursery() as nursery:
        day = Day(seed, nursery)
        await trio.sleep(2)
        for fault in faults:
            await day.sell(fault)
        await trio.sleep(BACK_WITHIN_S)
        day.check(counts)
        nursery.cancel_scope.cancel()


def drawn(dice: random.Random) -> Fault:
    return Fault(kind=dice.choice(FAULTS), moment=dice.choice(MOMENTS), seconds=dice.choice([1.0, 20.0, 200.0]))


def test_a_closed_sale_has_its_money_and_money_has_its_sale() -> None:
    counts: Counter[str] = Counter()
    for seed in range(max(1, PAYMENTS // PAYMENTS_A_DAY)):
        dice = random.Random(seed)
        faults = [drawn(dice) for _ in range(PAYMENTS_A_DAY)]
        trio.run(play, seed, faults, counts, clock=trio.testing.MockClock(autojump_threshold=0))
    assert counts["sold"] == max(1, PAYMENTS // PAYMENTS_A_DAY) * PAYMENTS_A_DAY
    assert counts["card"] > 0.2 * counts["sold"], counts
    assert counts["PaymentReversed"] > 0, counts
