"""Lanes that take cards on a mock clock: a seed plays customers, a terminal with moods, and crashes around any commit.

The terminal outlives the lane and keeps a ledger of its own: the oracle. It holds money for a lane that has not told it
that the approval is on disk, and gives it back when that lane dies. `LANEWISE_SIM_SEEDS` sets how many days are played.
"""

import json
import os
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
import trio
import trio.testing

from contracts import view as v
from controller import ports
from controller.domain import events as e
from controller.lane.loop import Lane
from controller.lane.opening import open_lane
from controller.lane.record import Draft, event_of
from controller.ports import DiskFull, Effect, PaymentEffect, PaymentReading
from controller.pricing import PriceBook
from tests.sim.order import draw_order

SEEDS = int(os.environ.get("LANEWISE_SIM_SEEDS", "60"))
STEPS = 250
NAMES = {"zh-CN": "商品", "en": "Item"}
BOOK = {
    "id": "sim",
    "currency": "CNY",
    "currency_exponent": 2,
    "taxes": [{"id": "std", "rate_bp": 1300}],
    "items": [{"id": "a", "codes": ["9520000000011"], "names": NAMES, "tax": "std", "price_minor": 1280}],
    "promotions": [],
}
SLOW_S = 0.5
"""A slow driver tells its device so late; nobody sells a whole basket meanwhile."""
MILK, WECHAT = "9520000000011", "134567890123456789"


class AnyText(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return key


class Crash(Exception):
    pass


@dataclass
class Terminal:
    """The device and its bank: what was taken, what is held for a lane, what went back."""

    dice: random.Random
    charges: Counter[str] = field(default_factory=Counter)
    money: dict[str, Literal["held", "final", "back"]] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)

    def take(self, intent_id: str, amount_minor: int) -> None:
        self.charges[intent_id] += 1
        self.money[intent_id] = "held"
        self.amounts[intent_id] = amount_minor

    def lane_died(self) -> None:
        for intent_id, where in self.money.items():
            if where == "held":
                self.money[intent_id] = "back"


@dataclass
class Driver:
    """One process's driver. Effects are done in order, some time after they were handed over, or never."""

    terminal: Terminal
    dice: random.Random
    calm: bool
    slow: bool
    tell: "Lane | None" = None

    def __post_init__(self) -> None:
        self._send, self._receive = trio.open_memory_channel[PaymentEffect](1000)
        self._tell, self._told = trio.open_memory_channel[str](1000)
        self.unanswered: dict[str, int] = {}
        self.stopped: set[str] = set()

    def perform(self, effect: PaymentEffect) -> None:
        if isinstance(effect, ports.AbortPayment):
            self.stopped.add(effect.intent_id)
        if isinstance(effect, ports.ConfirmPayment):
            self._tell.send_nowait(effect.intent_id)
        else:
            self._send.send_nowait(effect)

    async def run(self) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._repeat)
            nursery.start_soon(self._confirm)
            async for effect in self._receive:
                await self._do(effect)

    async def _confirm(self) -> None:
        async for intent_id in self._told:
            if self.slow:
                await trio.sleep(self.dice.choice([0, 0.1, SLOW_S]))
            self.unanswered.pop(intent_id, None)
            if self.terminal.money.get(intent_id) == "held":
                unheard = not self.calm and self.dice.random() < 0.1
                self.terminal.money[intent_id] = "back" if unheard else "final"
            if self.terminal.money.get(intent_id) == "final":
                self._say(ports.PaymentKept(intent_id=intent_id))
            elif intent_id in self.terminal.money:
                self._say(ports.PaymentReversed(intent_id=intent_id, reference="r"))

    async def _repeat(self) -> None:
        while True:
            await trio.sleep(3)
            for intent_id in list(self.unanswered):
                self._approved(intent_id)

    async def _do(self, effect: PaymentEffect) -> None:
        match effect:
            case ports.StartPayment():
                await self._start(effect)
            case ports.ConfirmPayment() | ports.AbortPayment():
                pass  # done already
            case ports.ResolvePayment():
                await trio.sleep(self.dice.choice([0, 0.1, 5]))
                await self._resolve(effect.intent_id)
            case ports.ReversePayment():
                await trio.sleep(self.dice.choice([0, 0.1, 5]))
                self._reverse(effect.intent_id)

    async def _start(self, effect: ports.StartPayment) -> None:
        intent_id = effect.intent_id
        for message in ["insert_card", "enter_pin"]:
            await trio.sleep(self.dice.choice([0, 0.1, 2]))
            self._say(ports.PaymentProgress(intent_id=intent_id, message=message))
        mood = self.dice.choice(["yes", "yes", "yes", "no", "lost_yes", "lost_no", "dumb_yes", "dumb_no", "part"])
        if self.calm:
            mood = "yes"
        if intent_id in self.stopped and self.dice.random() < 0.7:
            mood = "no"
        if mood in {"yes", "lost_yes", "dumb_yes", "part"}:
            amount_minor = max(1, effect.amount_minor // 2) if mood == "part" else effect.amount_minor
            self.terminal.take(intent_id, amount_minor)
        match mood:
            case "yes" | "part":
                self._approved(intent_id)
                if self.dice.random() < 0.2:
                    self._approved(intent_id)
            case "no":
                self._say(ports.PaymentDeclined(intent_id=intent_id, reason="declined"))
            case "lost_yes" | "lost_no":
                self._say(ports.PaymentUnknown(intent_id=intent_id, reason="no_connection"))
                await trio.sleep(self.dice.choice([1, 30, 300]))
                await self._resolve(intent_id)
            case _:
                pass  # says nothing at all

    async def _resolve(self, intent_id: str) -> None:
        """Ask on until there is a result."""
        while not self.calm and self.dice.random() < 0.3:
            self._say(ports.PaymentUnknown(intent_id=intent_id, reason="no_connection"))
            await trio.sleep(self.dice.choice([1, 10, 100]))
        match self.terminal.money.get(intent_id):
            case "held" | "final":
                self._approved(intent_id)
            case "back":
                self._say(ports.PaymentReversed(intent_id=intent_id, reference="r"))
            case None:
                self._say(ports.PaymentDeclined(intent_id=intent_id, reason="not_found"))

    def _reverse(self, intent_id: str) -> None:
        self.unanswered.pop(intent_id, None)
        if not self.calm and self.dice.random() < 0.2:
            self._say(ports.PaymentUnknown(intent_id=intent_id, reason="no_connection"))
            return
        if intent_id in self.terminal.money:
            self.terminal.money[intent_id] = "back"
        self._say(ports.PaymentReversed(intent_id=intent_id, reference="r"))

    def _approved(self, intent_id: str) -> None:
        amount_minor = self.terminal.amounts[intent_id]
        if self.terminal.money[intent_id] == "held":
            self.unanswered[intent_id] = amount_minor
        self._say(
            ports.PaymentApproved(
                intent_id=intent_id, amount_minor=amount_minor, reference=intent_id[-4:], scheme="girocard",
                account="****1234", terminal_id="5", trace="7", paper=("ok",),
            )
        )  # fmt: skip

    def _say(self, reading: PaymentReading) -> None:
        assert self.tell is not None
        self.tell.report(reading)


@dataclass
class World:
    """Disk and terminal, which outlive the lane; and the dice."""

    dice: random.Random
    slow: bool = False
    calm: bool = False
    payloads: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    now: datetime = datetime(2026, 11, 22, 8, tzinfo=UTC)
    pulses: int = 0

    def __post_init__(self) -> None:
        self.terminal = Terminal(self.dice)
        self.driver: Driver | None = None

    def wall(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def monotonic_ns(self) -> int:
        return len(self.payloads)

    async def append(self, drafts: Sequence[Draft], _occurred_at: str) -> int:
        chance = 1.0 if self.calm else self.dice.random()
        if chance < 0.02:
            raise DiskFull
        if chance < 0.05:
            raise Crash
        await trio.sleep(self.dice.choice([0, 0.001, 0.05]))
        self.payloads += [draft.payload for draft in drafts]
        self.bodies += [draft.body for draft in drafts]
        if chance < 0.08:
            raise Crash
        return 1

    def may_open_sale(self) -> bool:
        return True

    def perform(self, effect: Effect) -> None:
        assert self.driver is not None
        self.pulses += isinstance(effect, ports.OpenDrawer)
        if isinstance(effect, ports.PrintReceipt) and self.driver.tell is not None:
            self.driver.tell.report(ports.OutputComplete(output_id=effect.output_id))
        if isinstance(effect, PaymentEffect):
            if isinstance(effect, ports.StartPayment):
                newest = event_of(self.payloads[-1])
                assert isinstance(newest, e.PaymentIntended), "the intent is on disk first"
                assert newest.intent_id == effect.intent_id
            self.driver.perform(effect)

    def events(self) -> list[e.Event]:
        return [event_of(payload) for payload in self.payloads]

    def open(self, book: PriceBook) -> Lane:
        self.terminal.lane_died()
        self.driver = Driver(self.terminal, self.dice, calm=self.calm, slow=self.slow)
        lane = open_lane(
            payloads=list(self.payloads), book=book, older_book=lambda _hash: book, journal=self, store_id="S",
            store_names=NAMES, lane_id="1", epoch=7, locale="en", timezone="UTC", texts=AnyText(), clock=self,
            perform=self.perform, publish=lambda _view, _delta: None,
        )  # fmt: skip
        self.driver.tell = lane
        for device in ("terminal", "wallet", "display"):
            lane.report(ports.StatusUpdate(device=device, state="idle"))
        return lane


async def play(world: World, lane: Lane, steps: int) -> int:
    """Play until the steps are used up or the lane crashes; return the steps that are left."""
    assert world.driver is not None
    scan_seq = lane.state.last_scan_seq
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(world.driver.run)
            nursery.start_soon(lane.run)
            while steps:
                steps -= 1
                if lane.view.phase in {"idle", "change_due"} or world.dice.random() < 0.05:
                    scan_seq += 1
                    code = world.dice.choice([MILK, MILK, WECHAT])
                    assert lane.report(ports.ScanData(scan_seq=scan_seq, data=code, symbology=None, received_mono_ns=0))
                elif lane.view.phase == "tendering" and world.dice.random() < 0.2:
                    scan_seq += 1
                    scan = ports.ScanData(scan_seq=scan_seq, data=WECHAT, symbology=None, received_mono_ns=0)
                    assert lane.report(scan)
                else:
                    frame = v.IntentFrame(seq=1, command_id=str(steps), intent=wish(world.dice, lane))
                    nursery.start_soon(lane.submit, frame)
                await trio.sleep(world.dice.choice([SLOW_S, 1, 10, 100] if world.slow else [0, 0.01, 1, 10, 100]))
            await trio.sleep(1000)
            nursery.cancel_scope.cancel()
    except* Crash:
        pass
    return steps


def wish(dice: random.Random, lane: Lane) -> v.Intent:
    if lane.view.phase == "basket":
        return v.StartTender()
    part_minor = dice.choice([None, None, 300, 5000])
    if lane.view.phase == "tendering":
        wishes: list[v.Intent] = [v.TenderCard(amount_minor=part_minor)] * 6
        wishes += [v.TenderCash(amount_minor=dice.choice([100, 2000]))] * 2
        return dice.choice([*wishes, v.ReversePayment(), v.AbandonTender(), v.CancelSale()])
    says = v.ConfirmByHand(paid=dice.random() < 0.5, reason="bank")
    return dice.choice([v.AbortPayment(), v.QueryPayment(), v.QueryPayment(), says, v.ReversePayment(), v.CancelSale()])


async def finish(world: World, book: PriceBook) -> Lane:
    """Start once more with everybody in their right mind, ask until everything is known, and leave the sale open."""
    world.calm = True
    lane = world.open(book)
    assert world.driver is not None
    async with trio.open_nursery() as nursery:
        nursery.start_soon(world.driver.run)
        nursery.start_soon(lane.run)
        await trio.sleep(300)
        for _ in range(5):
            if lane.view.phase == "paying":
                frame = v.IntentFrame(seq=1, command_id="", intent=v.QueryPayment())
                await lane.submit(frame)
                await trio.sleep(300)
        nursery.cancel_scope.cancel()
    return lane


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_a_day_of_payments(seed: int, autojump_clock: trio.testing.MockClock) -> None:
    assert autojump_clock.autojump_threshold == 0
    draw_order(seed)
    slow = seed % 2 == 1
    world = World(random.Random(seed), slow=slow)
    book = PriceBook.from_json(json.dumps(BOOK, ensure_ascii=False).encode())
    steps = STEPS
    while steps:
        steps = await play(world, world.open(book), steps)
    lane = await finish(world, book)
    check(world, lane)


def check(world: World, lane: Lane) -> None:
    events, terminal = world.events(), world.terminal
    assert lane.state.phase != "paying", "nothing stays unknown once the device answers"
    assert max(terminal.charges.values(), default=0) <= 1, "nothing is charged twice"
    closed = [event for event in events if isinstance(event, e.SaleClosed)]
    by_hand = {tender.intent_id for sale in closed for tender in sale.tenders if tender.by_hand}
    lost = {event.intent_id for event in events if isinstance(event, e.PaymentFound) and event.verdict == "lost"}
    stuck = {event.intent_id for event in events if isinstance(event, e.PaymentFound) and event.verdict == "stuck"}
    for sale in closed:
        assert sum(tender.amount_minor for tender in sale.tenders) - sale.change_minor == sale.total_minor
        for tender in sale.tenders:
            if tender.tender == "cash" or tender.intent_id in by_hand:
                continue
            assert terminal.money[tender.intent_id] == "final", "closed, but not paid, and nobody was told"
            assert terminal.amounts[tender.intent_id] == tender.amount_minor
    denied = {event.intent_id for event in events if isinstance(event, e.PaymentResolvedByHand) and not event.paid}
    assert lost <= by_hand, "only a person's word closes a sale whose money may not be there"
    tenders = {tender.intent_id for sale in closed for tender in sale.tenders}
    if lane.state.transaction is not None:
        tenders |= {tender.intent_id for tender in lane.state.transaction.tenders}
    for intent_id, where in terminal.money.items():
        assert where != "held", "the device knows where it stands"
        assert where == "back" or intent_id in tenders | stuck | denied, "paid, but no sale has it and nobody was told"
    with_cash = [sale for sale in closed if any(tender.tender == "cash" for tender in sale.tenders)]
    assert world.pulses <= len(with_cash), "the drawer opens for cash"
    kept = b"".join((*world.payloads, *world.bodies))
    assert WECHAT.encode() not in kept, "a wallet's code is kept nowhere"
    check_scans(events)


def check_scans(events: list[e.Event]) -> None:
    numbers = [
        event.scan_seq
        for event in events
        if isinstance(event, e.ItemRegistered | e.ScanRefused | e.PaymentIntended) and event.scan_seq is not None
    ]
    assert len(numbers) == len(set(numbers)), "a scan ends once"


async def test_the_days_have_everything_in_them(autojump_clock: trio.testing.MockClock) -> None:
    assert autojump_clock.autojump_threshold == 0
    seen: Counter[str] = Counter()
    book = PriceBook.from_json(json.dumps(BOOK, ensure_ascii=False).encode())
    for seed in range(20):
        draw_order(seed)
        world = World(random.Random(seed), slow=True)
        steps = STEPS
        while steps:
            steps = await play(world, world.open(book), steps)
        for event in world.events():
            verdict = f" {event.verdict}" if isinstance(event, e.PaymentFound) else ""
            seen[type(event).__name__ + verdict] += 1
    wanted = {"kept", "doubted", "gone", "unwanted", "stuck", "lost"}
    assert {f"PaymentFound {verdict}" for verdict in wanted} <= seen.keys(), seen
    assert {kind.__name__ for kind in PAYMENT_EVENTS} <= {name.split(" ")[0] for name in seen}, seen


PAYMENT_EVENTS = [kind for kind in e.Event.__args__ if kind.__name__.startswith("Payment")]
