"""Wallet payments over a network that loses, forges and delays, on a mock clock; see test_terminal_faults.py.

`LANEWISE_PAYMENTS` sets how many payments are played.
"""

import os
import random
from collections import Counter
from dataclasses import dataclass, field

import trio
import trio.testing

from controller.devices.sim.wallet_sim import Customer, WalletSim, unix_now
from controller.devices.wallet.driver import WalletDriver, WalletSettings
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
CUSTOMER_S = 45.0
KEY = b"k" * 32
TROUBLES = ["lost", "unanswered", "late", "forged", "stale", "broken", "refused"]
ACTIONS = ["pay", "query", "revoke", "refund"]
AMOUNT_MINOR = 1234


class Broken(Exception):
    pass


@dataclass
class Sale:
    intent_id: str
    state: str = "open"
    known_s: float = 0.0
    history: list = field(default_factory=list)


class Day:
    def __init__(self, seed, nursery):
        self.seed = seed
        self.random = random.Random(seed)
        self.nursery = nursery
        self.sim = WalletSim(KEY)
        self.sim.trouble = self.trouble
        self.rates = {}
        self.trouble_until_s = 0.0
        self.journal = {}
        self.nonces = iter(range(10**9))
        self.scope = None
        self.disk_s = 0.0
        self.begin()

    def begin(self):
        self.driver = WalletDriver(
            WalletSettings(url="https://gateway.test", merchant="m1", key_id="k1", key=KEY),
            self.report,
            connect=lambda to: self.sim.connect(to, self.nursery),
            unix_s=unix_now,
            nonce=lambda: f"{next(self.nonces):032x}",
        )
        self.scope = trio.CancelScope()
        self.nursery.start_soon(self.run, self.driver, self.scope)
        for sale in self.journal.values():
            if sale.state in {"open", "unknown", "approved"}:
                self.driver.resolve(ResolvePayment(**self.words(sale)))
            elif sale.state == "unwanted":
                self.driver.reverse(ReversePayment(reference="", **self.words(sale)))

    async def run(self, driver, scope):
        with scope:
            await driver.run()

    def words(self, sale):
        return {"intent_id": sale.intent_id, "amount_minor": AMOUNT_MINOR, "currency": "CNY", "method": "wallet"}

    def trouble(self, action):
        if trio.current_time() >= self.trouble_until_s or self.random.random() >= self.rates.get(action, 0.0):
            return "well"
        return self.random.choice(TROUBLES)

    def report(self, reading):
        if isinstance(reading, PaymentApproved | PaymentKept | PaymentDeclined | PaymentReversed | PaymentUnknown):
            self.nursery.start_soon(self.write, reading, self.scope)
        return True

    async def write(self, reading, scope):
        await trio.sleep(self.disk_s)
        if self.scope is not scope or scope.cancel_called:
            return
        sale = self.journal[reading.intent_id]
        sale.history.append((round(trio.current_time(), 1), type(reading).__name__, getattr(reading, "reason", "")))
        before = sale.state
        match reading:
            case PaymentApproved() if sale.state in {"open", "unknown", "approved", "paid"}:
                sale.state = "paid" if before == "paid" else "approved"
                self.driver.confirm(ConfirmPayment(intent_id=sale.intent_id))
            case PaymentApproved():
                sale.state = "unwanted"
                self.driver.reverse(ReversePayment(reference="", **self.words(sale)))
            case PaymentKept():
                sale.state = "paid" if before == "approved" else before
            case PaymentDeclined() | PaymentReversed() if before == "paid":
                raise Broken(f"closed, and taken back: seed {self.seed}: {sale}")
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
        sale = self.journal[f"i{number}"] = Sale(f"i{number}")
        began_s = trio.current_time()
        self.rates = {action: draw.choice([0.0, 0.0, 0.5, 1.0]) for action in ACTIONS}
        self.trouble_until_s = began_s + draw.choice([0.0, 5.0, 50.0, 200.0])
        self.disk_s = draw.choice([0.0, 0.01, 2.0])
        self.sim.late_s = draw.choice([5.0, 60.0])
        self.sim.customer = Customer(
            pays_s=draw.choice([0.0, 0.0, 3.0, 44.5, 46.0, 47.5, None]),
            refusal=draw.choice(["", "", "", "DECLINED"]),
            races=draw.random() < 0.3,
        )
        self.driver.start(StartPayment(code="134567890123456789", **self.words(sale)))
        if draw.random() < 0.2:
            self.nursery.start_soon(self.give_up, sale.intent_id, draw.choice([0.0, 0.03, 2.0, 30.0]))
        clear_s = max(self.trouble_until_s, began_s + CUSTOMER_S)
        if draw.random() < 0.3:
            await trio.sleep(draw.choice([0.0, 0.02, 0.06, 4.1, 45.0, 47.0]))
            self.scope.cancel()
            await trio.sleep(3)
            self.begin()
            clear_s = max(clear_s, trio.current_time())
        await trio.sleep(max(0.0, clear_s - trio.current_time()) + self.sim.late_s + 2 * KNOWN_WITHIN_S)
        self.check(sale, clear_s, counts)

    async def give_up(self, intent_id, after_s):
        await trio.sleep(after_s)
        self.driver.abort(AbortPayment(intent_id=intent_id))

    def check(self, sale, clear_s, counts):
        self.sim.settle()
        charges = [move for move in self.sim.ledger if move.order_no == sale.intent_id and move.kind == "charge"]
        net_minor = self.sim.net_minor(sale.intent_id)
        counts[sale.state] += 1
        story = f"seed {self.seed}: {sale} {charges} {self.rates}"
        if len(charges) > 1:
            raise Broken(f"charged twice: {story}")
        if net_minor != (AMOUNT_MINOR if sale.state == "paid" else 0):
            raise Broken(f"money does not agree: {story}")
        if sale.state not in {"paid", "declined", "reversed"}:
            raise Broken(f"not resolved: {story}")
        if sale.known_s > clear_s + KNOWN_WITHIN_S:
            raise Broken(f"known too late: {story}")


async def _day(seed, counts):
    draw_order(seed)
    async with trio.open_nursery() as nursery:
        day = Day(seed, nursery)
        await trio.sleep(2)
        for number in range(PAYMENTS_A_DAY):
            await day.pay(number, counts)
        nursery.cancel_scope.cancel()


def test_no_network_charges_twice_or_leaves_a_paid_sale_open():
    counts = Counter()
    for seed in range(max(1, PAYMENTS // PAYMENTS_A_DAY)):
        trio.run(_day, seed, counts, clock=trio.testing.MockClock(autojump_threshold=0))
    assert counts["paid"] > 0.1 * PAYMENTS, counts
    assert counts["reversed"] > 0, counts
