"""Whole lanes on a mock clock: a seed plays a day of scans, wishes, papers and crashes, and everything must add up.

A crash falls before or after any commit. `LANEWISE_SIM_SEEDS` sets how many seeds are played.
"""

import json
import os
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import trio
import trio.testing

from contracts import view as v
from controller.barcode.presets import PRESETS
from controller.barcode.settings import Settings
from controller.domain import events as e
from controller.lane.loop import Lane
from controller.lane.opening import open_lane
from controller.lane.record import Draft, event_of
from controller.ports import (
    DiskFull,
    Effect,
    OpenDrawer,
    OutputComplete,
    OutputSpoiled,
    PrintReceipt,
    ReadWeight,
    ScanData,
    SettledWeight,
    StopWeight,
)
from controller.pricing import PriceBook
from tests.sim.order import draw_order

SEEDS = int(os.environ.get("LANEWISE_SIM_SEEDS", "60"))
STEPS = 400
NAMES = {"zh-CN": "商品", "en": "Item"}
BOOK = {
    "id": "sim",
    "currency": "CNY",
    "currency_exponent": 2,
    "taxes": [{"id": "std", "rate_bp": 1300}, {"id": "low", "rate_bp": 900}],
    "items": [
        {"id": "a", "codes": ["9520000000011"], "names": NAMES, "tax": "std", "price_minor": 1280},
        {"id": "b", "codes": ["9520000000028"], "names": NAMES, "tax": "low", "price_minor": 455},
        {"id": "k", "codes": ["4011"], "names": NAMES, "tax": "low", "price_minor": 698, "sold_by": "kg"},
        {"id": "duck", "codes": ["38600"], "names": NAMES, "tax": "std", "price_minor": 1840, "sold_by": "kg"},
        {"id": "sushi", "codes": ["38700"], "names": NAMES, "tax": "std", "price_minor": 600},
        {"id": "fish", "codes": ["99520000000014"], "names": NAMES, "tax": "low", "price_minor": 4000, "sold_by": "kg"},
    ],
    "promotions": [
        {"kind": "multi_price", "id": "M", "names": NAMES, "n": 3, "price_minor": 1000, "items": ["b"]},
        {"kind": "percent_off", "id": "P", "names": NAMES, "percent_bp": 333, "items": ["a", "k", "duck", "fish"]},
    ],
}
BARCODES = Settings(layouts=PRESETS["CN"])
CODES = ["9520000000011", "9520000000028", "9520000000028", "4011", "9520000000990", "noise!"]
LABELS = [
    "263860000089700486" + "3",  # 0.486 kg for 8.97: 19 digits, one too many
    "263860000897004863",  # 0.486 kg for 8.97
    "2138600008970",  # 8.97, its last digit is anything
    "2138700005006",  # a pack sold by the piece
    "0199520000000014310300048610A1",  # DataBar: weight and lot
    "019952000000001417200101",  # expired
    "4111111111111111",  # a card
    "134567890123456789",  # a wallet, too early
]
SECRETS = LABELS[-2:]
TEXTS = {
    f"receipt.{part}": "{n}" if part == "copy" else part
    for part in [
        "title",
        "lane",
        "no",
        "items",
        "label",
        "subtotal",
        "savings",
        "total",
        "cash",
        "change",
        "tax",
        "copy",
        "thanks",
    ]
}


class Crash(Exception):
    pass


@dataclass
class World:
    """Disk, paper and drawer, which outlive the lane; and the dice."""

    dice: random.Random
    payloads: list[bytes] = field(default_factory=list)
    papers: list[tuple[str, bool]] = field(default_factory=list)
    pulses_at: list[int] = field(default_factory=list)
    now: datetime = datetime(2026, 11, 22, 8, tzinfo=UTC)
    weighing: bool = False
    lane: Lane | None = None

    def wall(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def monotonic_ns(self) -> int:
        return len(self.payloads)

    async def append(self, drafts: Sequence[Draft], _occurred_at: str) -> int:
        chance = self.dice.random()
        if chance < 0.02:
            raise DiskFull
        if chance < 0.03:
            raise Crash
        await trio.sleep(self.dice.choice([0, 0.001, 0.05]))
        self.payloads += [draft.payload for draft in drafts]
        if chance < 0.05:
            raise Crash
        return 1

    def may_open_sale(self) -> bool:
        return self.dice.random() > 0.02

    def perform(self, effect: Effect) -> None:
        match effect:
            case OpenDrawer():
                self.pulses_at.append(len(self.payloads))
            case PrintReceipt():
                self.papers.append((effect.output_id, effect.output_id in self.committed_papers()))
            case ReadWeight() | StopWeight():
                self.weighing = isinstance(effect, ReadWeight)
            case _:
                pass

    def events(self) -> list[e.Event]:
        return [event_of(payload) for payload in self.payloads]

    def committed_papers(self) -> set[str]:
        papers = set()
        for event in self.events():
            if isinstance(event, e.SaleClosed):
                papers.add(f"{event.transaction_seq}-0")
            if isinstance(event, e.CopyRequested):
                papers.add(f"{event.transaction_seq}-{event.copy_no}")
        return papers

    def open(self, book: PriceBook) -> Lane:
        return open_lane(
            payloads=list(self.payloads), book=book, older_book=lambda _hash: book, journal=self,
            store_id="S", store_names=NAMES, lane_id="1", epoch=7, locale="en", timezone="UTC", texts=TEXTS, clock=self,
            barcodes=BARCODES, perform=self.perform, publish=lambda _view, _delta: None,
        )  # fmt: skip


async def play(world: World, lane: Lane, steps: int) -> int:
    """Play until the steps are used up or the lane crashes; return the steps that are left."""
    next_scan = lane.state.last_scan_seq + 1
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(lane.run)
            while steps:
                steps -= 1
                next_scan = one_step(world, lane, nursery, next_scan)
                await trio.sleep(world.dice.choice([0, 0, 0.01, 0.5]))
            await trio.sleep(10)
            nursery.cancel_scope.cancel()
    except* Crash:
        pass
    return steps


def one_step(world: World, lane: Lane, nursery: trio.Nursery, next_scan: int) -> int:
    dice = world.dice
    match dice.choices(["scan", "wish", "weight", "paper"], [5, 6, 4, 2])[0]:
        case "scan":
            scan = ScanData(scan_seq=next_scan, data=dice.choice(CODES + LABELS), symbology=None, received_mono_ns=0)
            assert lane.report(scan)
            return next_scan + 1
        case "wish":
            frame = v.IntentFrame(seq=1, command_id=str(dice.random()), intent=wish(dice, lane))
            nursery.start_soon(lane.submit, frame)
        case "weight" if world.weighing:
            assert lane.report(SettledWeight(mass_g=dice.randint(1, 3000), request=lane.state.weighings))
        case "paper" if world.papers:
            output_id = world.papers[-1][0]
            spoiled = dice.random() < 0.2
            assert lane.report(OutputSpoiled(output_id=output_id) if spoiled else OutputComplete(output_id=output_id))
    return next_scan


def wish(dice: random.Random, lane: Lane) -> v.Intent:
    line_seq = dice.randint(1, 8)
    wishes: list[v.Intent] = [
        v.KeyCode(code=dice.choice(CODES + LABELS)),
        v.KeyQuantity(quantity=dice.randint(0, 12)),
        v.ChangeQuantity(line_seq=line_seq, quantity=dice.randint(0, 9)),
        v.VoidLine(line_seq=line_seq),
        v.OverridePrice(line_seq=line_seq, amount_minor=dice.randint(0, 3000)),
        v.CancelWeighing(),
        v.AbandonTender(),
        v.DismissSale(),
        v.PrintCopy(),
    ]
    likely: list[v.Intent] = [v.StartTender(), v.TenderCash(amount_minor=lane.view.total_minor)]
    return dice.choice(wishes + likely * 8 + ([v.CancelSale()] if dice.random() < 0.1 else []))


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_a_day(seed: int, autojump_clock: trio.testing.MockClock) -> None:
    assert autojump_clock.autojump_threshold == 0
    draw_order(seed)
    world = World(random.Random(seed))
    book = PriceBook.from_json(json.dumps(BOOK, ensure_ascii=False).encode())
    steps, lives = STEPS, 0
    while steps:
        lives += 1
        steps = await play(world, world.open(book), steps)
    check_books(world, seed)


def check_books(world: World, seed: int) -> None:
    events = world.events()
    closed = [event for event in events if isinstance(event, e.SaleClosed)]
    assert [sale.transaction_seq for sale in closed] == sorted({sale.transaction_seq for sale in closed}), seed
    for sale in closed:
        assert sum(cash.amount_minor for cash in sale.tenders) - sale.change_minor == sale.total_minor, seed
        assert sum(line.amount_minor for line in sale.lines) == sale.total_minor, seed
        assert sum(tax.gross_minor for tax in sale.taxes) == sale.total_minor, seed
        for line in sale.lines:
            if line.label is not None and line.label.amount_minor is not None and not line.overridden:
                assert line.amount_minor == line.label.amount_minor, (seed, line)
    # What nobody may read is in no record.
    assert not any(secret.encode() in payload for secret in SECRETS for payload in world.payloads), seed
    # A pulse only after a closed sale was committed, and never a second one for it.
    assert len(world.pulses_at) <= len(closed), seed
    ends = [index + 1 for index, event in enumerate(events) if isinstance(event, e.SaleClosed)]
    assert set(world.pulses_at) <= set(ends), seed
    # A paper only after its record, each one once, and one original a sale.
    assert all(earlier for _, earlier in world.papers), seed
    assert max(Counter(output_id for output_id, _ in world.papers).values(), default=1) == 1, seed
    # Every number a scan got is in the journal once: line, refusal, or given up while weighing.
    numbers = [number for event in events for number in scan_numbers(event)]
    assert len(numbers) == len(set(numbers)), seed


def scan_numbers(event: e.Event) -> list[int]:
    match event:
        case e.ItemRegistered(scan_seq=int(seq)) if event.mass_g is None or event.label is not None:
            return [seq]
        case e.WeighingStarted(scan_seq=int(seq)):
            return [seq]
        case e.ScanRefused():
            return list(range(event.scan_seq, event.scan_seq + event.scan_count))
        case _:
            return []


async def test_the_days_sell_by_labels_of_every_kind(autojump_clock: trio.testing.MockClock) -> None:
    assert autojump_clock.autojump_threshold == 0
    world = World(random.Random(1))
    book = PriceBook.from_json(json.dumps(BOOK, ensure_ascii=False).encode())
    steps = 10 * STEPS
    while steps:
        steps = await play(world, world.open(book), steps)
    lines = [line for event in world.events() if isinstance(event, e.SaleClosed) for line in event.lines]
    sold = {(line.item_id, line.label.amount_minor, line.label.mass_g) for line in lines if line.label is not None}
    assert sold == {("duck", 897, 486), ("duck", 897, None), ("sushi", 500, None), ("fish", None, 486)}
    refused = {event.reason for event in world.events() if isinstance(event, e.ScanRefused)}
    assert {"expired", "card_number", "payment_too_early", "not_found", "malformed_code"} <= refused
