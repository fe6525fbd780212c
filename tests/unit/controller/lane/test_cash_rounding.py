"""A sale in a country without small coins, through the whole lane: screen, journal, wire, paper, display, restart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
import trio.testing

from contracts import view as v
from controller import ports
from controller.domain import events as e
from controller.lane.loop import Lane
from controller.lane.record import draft, event_of
from store.ledger import LaneRecord, SaleRows, project

MILK = "9520000000011"
TOTAL_MINOR = 1152
RAPPEN = {"cash": {"step_minor": 5, "mode": "half_up"}}


@asynccontextmanager
async def running(lane: Lane) -> AsyncIterator[Lane]:
    for device in ("terminal", "display"):
        lane.report(ports.StatusUpdate(device=device, state="idle"))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(lane.run)
        await settled()
        yield lane
        nursery.cancel_scope.cancel()


async def settled() -> None:
    await trio.testing.wait_all_tasks_blocked(0.01)


async def do(lane: Lane, intent: v.Intent) -> v.Ack:
    return await lane.submit(v.IntentFrame(seq=1, command_id="x", intent=intent))


async def asked(lane: Lane) -> None:
    lane.report(ports.ScanData(scan_seq=lane.state.last_scan_seq + 1, data=MILK, symbology=None, received_mono_ns=0))
    await settled()
    assert (await do(lane, v.StartTender())).ok


async def pay_by_card(lane: Lane, amount_minor: int) -> None:
    assert (await do(lane, v.TenderCard(amount_minor=amount_minor))).ok
    intent_id = lane.state.flying.intent_id
    word = ports.PaymentApproved(
        intent_id=intent_id,
        amount_minor=amount_minor,
        reference="0042",
        scheme="girocard",
        account="############1234",
        terminal_id="52500041",
        trace="000123",
    )
    for said in (word, ports.PaymentKept(intent_id=intent_id)):
        lane.report(said)
        await settled()


def amounts(view: v.LaneView) -> tuple[int, int]:
    return view.remaining_minor, view.cash_remaining_minor


def closed(world) -> e.SaleClosed:
    event = event_of(world.payloads[-1])
    assert isinstance(event, e.SaleClosed)
    return event


def booked(sale: e.SaleClosed) -> SaleRows:
    """Return what the store makes of the wire's body of the sale."""
    sent = draft(sale, sale.transaction_seq)
    record = LaneRecord(
        store="S",
        lane="1",
        epoch=7,
        lane_seq=1,
        type=sent.type,
        version=sent.version,
        occurred_at="2026-11-22T08:00:00.000Z",
        currency="CHF",
        body=sent.body,
    )
    rows = project(record)
    assert isinstance(rows, SaleRows), rows
    return rows


def paper(world) -> list[tuple[str, str]]:
    [receipt] = [effect.receipt for effect in world.effects() if isinstance(effect, ports.PrintReceipt)]
    return [(part.left, part.right) for part in receipt.parts if isinstance(part, ports.Columns)]


async def test_cash_is_asked_in_coins_and_the_difference_is_kept_everywhere(world) -> None:
    world.policy = RAPPEN
    async with running(world.open()) as lane:
        await asked(lane)
        assert amounts(lane.view) == (TOTAL_MINOR, 1150)
        assert lane.view.quick_cash_minor[0] == 1150
        shown = [effect for effect in world.effects() if isinstance(effect, ports.ShowCustomer)][-1]
        assert (shown.upper, shown.lower) == ("to_pay         11.52", "cash           11.50")
        assert (await do(lane, v.TenderCash(amount_minor=2000))).ok
        assert (lane.view.phase, *amounts(lane.view)) == ("change_due", 0, 0)
        assert (lane.view.total_minor, lane.view.change_minor, lane.view.cash_rounding_minor) == (TOTAL_MINOR, 850, -2)
    assert closed(world).cash_rounding_minor == -2
    assert booked(closed(world)).sale["cash_rounding_minor"] == -2
    rows = paper(world)
    at = rows.index(("rounding", "-0.02"))
    assert rows[at - 1 : at + 3] == [("total", "11.52"), ("rounding", "-0.02"), ("cash", "20.00"), ("change", "8.50")]


async def test_a_card_leaves_a_rest_for_cash_and_one_coin_less_is_refused(world) -> None:
    world.policy = RAPPEN
    async with running(world.open()) as lane:
        await asked(lane)
        await pay_by_card(lane, 1000)
        assert amounts(lane.view) == (152, 150)
        assert (await do(lane, v.ReversePayment())).ok
        lane.report(ports.PaymentReversed(intent_id=lane.state.flying.intent_id, reference="0043"))
        await settled()
        await pay_by_card(lane, 1004)
        assert amounts(lane.view) == (148, 150)
        refused = await do(lane, v.TenderCash(amount_minor=148))
        assert (refused.ok, refused.code) == (False, "not_enough")
        assert (await do(lane, v.TenderCash(amount_minor=150))).ok
    sale = closed(world)
    assert ([tender.amount_minor for tender in sale.tenders], sale.cash_rounding_minor) == ([1004, 150], 2)
    assert booked(sale).sale["total_minor"] == TOTAL_MINOR


async def test_a_card_that_covers_the_rest_is_asked_exactly(world) -> None:
    world.policy = RAPPEN
    async with running(world.open()) as lane:
        await asked(lane)
        assert (await do(lane, v.TenderCash(amount_minor=500))).ok
        assert amounts(lane.view) == (652, 650)
        await pay_by_card(lane, 652)
        assert (lane.view.phase, lane.view.cash_rounding_minor) == ("change_due", 0)
    assert closed(world).cash_rounding_minor == 0
    assert not [left for left, _ in paper(world) if left == "rounding"]


@pytest.mark.parametrize("policy", [{}, {"cash": {"step_minor": 100, "mode": "up"}}])
async def test_a_sale_goes_on_under_the_rule_it_began_with_after_a_restart(world, policy) -> None:
    world.policy = RAPPEN
    async with running(world.open()) as lane:
        await asked(lane)
        assert (await do(lane, v.TenderCash(amount_minor=1000))).ok
    world.policy = policy
    async with running(world.open()) as lane:
        assert amounts(lane.view) == (152, 150)
        assert (await do(lane, v.TenderCash(amount_minor=150))).ok
        assert (lane.view.change_minor, lane.view.cash_rounding_minor, *amounts(lane.view)) == (0, -2, 0, 0)
    async with running(world.open()) as lane:
        assert (lane.view.change_minor, lane.view.cash_rounding_minor, *amounts(lane.view)) == (0, -2, 0, 0)
        await asked(lane)
        assert amounts(lane.view) == (TOTAL_MINOR, 1200 if policy else TOTAL_MINOR)


async def test_a_sale_closed_before_there_was_rounding_stays_as_it_was(world) -> None:
    async with running(world.open()) as lane:
        await asked(lane)
        assert (await do(lane, v.TenderCash(amount_minor=TOTAL_MINOR))).ok
    before = world.payloads[-1].replace(b',"cash_rounding_minor":0', b"")
    assert before != world.payloads[-1]
    world.payloads[-1] = before
    assert booked(closed(world)).sale["cash_rounding_minor"] == 0
    async with running(world.open()) as lane:
        assert (lane.view.phase, lane.view.change_minor, lane.view.cash_rounding_minor) == ("change_due", 0, 0)
