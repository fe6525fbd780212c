"""Payments on a terminal that fails, on a mock clock: a seed plays a few payments, and the money must add up.

The emulated terminal's ledger says what customers paid; a small lane with a journal says what it believes. Faults are
those of the emulator at each of its moments, crashes of the controller at each of them, a journal that is slow, and
cashiers who give up. `LANEWISE_PAYMENTS` sets how many payments are played.
"""

import os
import random
from collections import Counter
from dataclasses import dataclass, field

import trio
import trio.testing

from controller.devices.sim.memory_net import MemoryNet
from controller.devices.sim.zvt_sim import MOMENTS, Fault, ZvtSim
from controller.devices.terminal.driver import TerminalDriver, TerminalSettings
from controller.devices.terminal.profile import ZVT_SERIAL, ZVT_TCP
from controller.devices.transport.stream import SerialSettings
from controller.ports import (
    AbortPayment,
    ConfirmPayment,
    PaymentApproved,
    PaymentDeclined,
    PaymentKept,
    PaymentReversed,
    PaymentUnknown,
    ResolvePayment,
    ReversePayment,
    StartPayment,
)
from tests.sim.order import draw_order

PAYMENTS = int(os.environ.get("LANEWISE_PAYMENTS", "200"))
PAYMENTS_A_DAY = 10
KNOWN_WITHIN_S = 60.0
SILENCE_S = ZVT_TCP.silence_s
LONGEST_S = 900
FAULTS = ["none", "decline", "no_card", "late", "double", "twice", "refuse", "hang", "drop", "reboot", "half", "deaf"]
FAULTS += ["garbage", "none", "none", "late", "double"]
AMOUNTS = [500, 500, 500, 1234, 99_999]


class Broken(Exception):
    pass


class Disk:
    def __init__(self):
        self.data = None

    def load(self):
        return self.data

    async def save(self, data):
        await trio.lowlevel.checkpoint()
        self.data = data


@dataclass
class Sale:
    """What the journal holds of one payment; `paid` closes the sale."""

    intent_id: str
    amount_minor: int
    state: str = "open"
    reference: str = ""
    known_s: float = 0.0
    clear_s: float = 0.0
    disk_s: float = 0.0
    history: list = field(default_factory=list)

    @property
    def resolved(self):
        return self.state in {"paid", "declined", "reversed"}


class Day:
    def __init__(self, seed, nursery):
        self.seed = seed
        self.random = random.Random(seed)
        self.nursery = nursery
        framing = self.random.choice(["tcp", "tcp", "serial"])
        self.sim = ZvtSim(framing=framing, prints=self.random.random() < 0.2, keeps=self.random.random() < 0.3)
        self.profile = ZVT_SERIAL if framing == "serial" else ZVT_TCP
        self.sim.split_bytes = self.random.choice([0, 0, 1, 7])
        self.sim.merge = self.random.random() < 0.2
        self.sim.on_moment = self.pass_moment
        self.net = MemoryNet(nursery, self.sim.serve, lambda: self.sim.away)
        self.disk = Disk()
        self.journal = {}
        self.orders = {}
        self.crash_at = None
        self.down_s = 0.0
        self.disk_s = 0.0
        self.busy_until_s = 0.0
        self.scope = None
        self.begin()

    def begin(self):
        self.driver = TerminalDriver(
            TerminalSettings(port=SerialSettings(path="memory"), profile=self.profile),
            self.report,
            store=self.disk,
            open_stream=self.net.open,
        )
        self.scope = trio.CancelScope()
        self.nursery.start_soon(self.run, self.driver, self.scope)
        sales = list(self.journal.values())
        for sale in sales:
            if sale.state == "unwanted":
                self.driver.reverse(self.reversal(sale))
        if sales and sales[-1].state in {"open", "unknown", "approved", "paid"}:
            self.driver.resolve(
                ResolvePayment(
                    intent_id=sales[-1].intent_id, amount_minor=sales[-1].amount_minor, currency="EUR", method="card"
                )
            )

    async def run(self, driver, scope):
        with scope:
            await driver.run()

    def pass_moment(self, moment):
        if self.sim.orders not in self.orders and self.journal:
            self.orders[self.sim.orders] = list(self.journal.values())[-1].intent_id
        if self.crash_at == moment:
            self.crash_at = None
            self.crash()

    def crash(self):
        self.scope.cancel()
        self.scope = trio.CancelScope()
        self.nursery.start_soon(self.return_later)

    async def return_later(self):
        scope = self.scope
        self.busy_until_s = max(self.busy_until_s, trio.current_time() + self.down_s)
        await trio.sleep(self.down_s)
        if self.scope is scope:
            self.begin()

    def reversal(self, sale):
        return ReversePayment(
            intent_id=sale.intent_id,
            amount_minor=sale.amount_minor,
            currency="EUR",
            method="card",
            reference=sale.reference,
        )

    def report(self, reading):
        if isinstance(reading, PaymentApproved | PaymentKept | PaymentDeclined | PaymentReversed | PaymentUnknown):
            self.nursery.start_soon(self.write, reading, self.scope)
        return True

    async def write(self, reading, scope):
        """Put a reading into the journal, unless the process dies meanwhile."""
        await trio.sleep(self.disk_s)
        if self.scope is not scope or scope.cancel_called:
            return
        sale = self.journal[reading.intent_id]
        sale.history.append((round(trio.current_time(), 2), type(reading).__name__, getattr(reading, "reason", "")))
        before = sale.state
        match reading:
            case PaymentApproved() if sale.state in {"open", "unknown", "approved", "paid"}:
                sale.state, sale.reference = "paid" if before == "paid" else "approved", reading.reference
                self.driver.confirm(ConfirmPayment(intent_id=sale.intent_id))
            case PaymentKept():
                sale.state = "paid" if before == "approved" else before
            case PaymentApproved():
                sale.state, sale.reference = "unwanted", reading.reference
                self.driver.reverse(self.reversal(sale))
            case PaymentDeclined() | PaymentReversed() if before == "paid":
                self.demand(holds=False, what="closed, and taken back", story=str(sale))
            case PaymentDeclined():
                sale.state = "declined"
            case PaymentReversed():
                sale.state = "reversed"
            case PaymentUnknown() if sale.state in {"open", "approved"}:
                sale.state = "unknown"
        if sale.state != before:
            sale.known_s = trio.current_time()

    async def pay(self, number, counts):
        draw = self.random
        fault = Fault(
            kind=draw.choice(FAULTS),
            moment=draw.choice(MOMENTS),
            seconds=draw.choice([1.0, 20.0, 100.0, 200.0]),
            code=draw.choice([0x05, 0x6C, 0x83, 0x9C, 0xFF]),
        )
        self.sim.fault = fault
        if draw.random() < 0.3:
            self.crash_at, self.down_s = draw.choice(MOMENTS), draw.choice([0.0, 3.0, 40.0])
        self.disk_s = draw.choice([0.0, 0.0, 0.01, 0.01, 1.4, 1.6, 9.0, 70.0])
        sale = Sale(f"i{number}", draw.choice(AMOUNTS))
        self.journal[sale.intent_id] = sale
        began_s = trio.current_time()
        self.driver.start(
            StartPayment(intent_id=sale.intent_id, amount_minor=sale.amount_minor, currency="EUR", method="card")
        )
        if draw.random() < 0.15:
            self.nursery.start_soon(self.give_up, sale.intent_id, draw.choice([0.0, 0.3, 0.9, 1.4, 4.0]))
        counts[f"{fault.kind}@{fault.moment}"] += 1
        sale.history.append((fault, self.disk_s, self.crash_at, self.down_s))
        await self.settle(sale, began_s)

    async def give_up(self, intent_id, after_s):
        await trio.sleep(after_s)
        self.driver.abort(AbortPayment(intent_id=intent_id))

    async def settle(self, sale, began_s):
        """Wait until it is known, and then until nothing can change any more."""
        for _ in range(LONGEST_S):
            if sale.resolved:
                break
            await trio.sleep(1)
        await trio.sleep(max(0.0, self.busy_until_s - trio.current_time(), self.sim.away_until_s - trio.current_time()))
        self.crash_at = None
        await trio.sleep(self.disk_s + SILENCE_S + KNOWN_WITHIN_S)
        sale.clear_s = max(began_s, self.busy_until_s, self.sim.trouble_until_s)
        sale.disk_s = self.disk_s

    def check(self, sale, counts):
        paid = [order for order, intent in self.orders.items() if intent == sale.intent_id]
        net_minor = sum(self.sim.net_minor(order) for order in paid)
        story = f"{sale} {self.sim.ledger} keeps={self.sim._keeps}"
        self.demand(len(paid) <= 1, "sent twice", story)
        self.demand(net_minor in {0, sale.amount_minor}, "charged twice", story)
        limit_s = sale.clear_s + 2 * sale.disk_s + KNOWN_WITHIN_S
        self.demand(sale.known_s <= limit_s, "known too late", story)
        counts[sale.state] += 1
        if sale.state == "paid":
            self.demand(net_minor == sale.amount_minor, "closed but not paid", story)
        elif sale.resolved:
            self.demand(net_minor == 0, "paid but open", story)
        else:
            counts["unresolved"] += 1
            self.demand(sale.state in {"unknown", "unwanted"}, "nobody told", story)

    def demand(self, holds, what, story):
        if not holds:
            raise Broken(f"seed {self.seed}: {what}: {story}")


async def _day(seed, counts):
    draw_order(seed)
    async with trio.open_nursery() as nursery:
        day = Day(seed, nursery)
        await trio.sleep(2)
        for number in range(PAYMENTS_A_DAY):
            await day.pay(number, counts)
        for sale in day.journal.values():
            day.check(sale, counts)
        nursery.cancel_scope.cancel()


def test_no_fault_charges_twice_or_leaves_a_paid_sale_open():
    counts = Counter()
    for seed in range(max(1, PAYMENTS // PAYMENTS_A_DAY)):
        trio.run(_day, seed, counts, clock=trio.testing.MockClock(autojump_threshold=0))
    assert counts["paid"] > 0.2 * PAYMENTS
    assert counts["unresolved"] == 0
