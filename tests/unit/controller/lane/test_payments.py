"""Payments through the whole loop, with a scripted device: the order of disk, device and drawer, restarts, silence."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
import trio.testing

from contracts import view as v
from controller import ports
from controller.lane.loop import Lane
from controller.lane.opening import payment_intent_id
from controller.lane.payment_watch import CUSTOMER_BOUND_S, DEVICE_BOUND_S

MILK, WECHAT = "9520000000011", "134567890123456789"
TOTAL_MINOR = 1152
INTENT = "S_1_7_1_1"


@asynccontextmanager
async def running(lane: Lane) -> AsyncIterator[Lane]:
    for device in ("terminal", "wallet"):
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


def scan(code: str, seq: int) -> ports.ScanData:
    return ports.ScanData(scan_seq=seq, data=code, symbology=None, received_mono_ns=0)


def approved(amount_minor: int = TOTAL_MINOR, intent_id: str = INTENT) -> ports.PaymentApproved:
    return ports.PaymentApproved(
        intent_id=intent_id,
        amount_minor=amount_minor,
        reference="0042",
        scheme="girocard",
        account="############1234",
        terminal_id="52500041",
        trace="000123",
        paper=("Zahlung erfolgt", "Genehmigt 4711"),
    )


UNKNOWN = ports.PaymentUnknown(intent_id=INTENT, reason="no_connection")
KEPT = ports.PaymentKept(intent_id=INTENT)
DECLINED = ports.PaymentDeclined(intent_id=INTENT, reason="card_refused", detail="05")


async def say(lane: Lane, *words: ports.PaymentReading) -> None:
    for word in words:
        assert lane.report(word)
    await settled()


async def tender(lane: Lane, *first: v.Intent) -> None:
    lane.report(scan(MILK, lane.state.last_scan_seq + 1))
    await settled()
    for intent in (v.StartTender(), *first):
        assert (await do(lane, intent)).ok


async def pay(lane: Lane, amount_minor: int | None = None) -> None:
    await tender(lane, v.TenderCard(amount_minor=amount_minor))


def order(world) -> list[str]:
    """Name commits, and effects on money, drawer and paper, in the order they happened."""
    named = []
    for kind, value in world.said:
        if kind == "commit":
            named.append(" ".join(value))
        elif kind == "effect" and not isinstance(value, ports.Beep):
            named.append(type(value).__name__)
    return named


async def test_disk_device_disk_paper(world) -> None:
    async with running(world.open()) as lane:
        await pay(lane)
        await say(lane, approved(), KEPT)
        assert lane.view.phase == "change_due"
    assert order(world)[-7:] == [
        "payment_intended",
        "StartPayment",
        "payment_approved",
        "ConfirmPayment",
        "payment_tendered sale_closed",
        "PrintReceipt",
        "PrintReceipt",
    ], "the drawer stays shut: there is no cash"
    receipt, slip = (effect for effect in world.effects() if isinstance(effect, ports.PrintReceipt))
    assert (receipt.output_id, slip.output_id) == ("1-0", "1-0-m")
    for paper in (receipt, slip):
        printed = [part.text for part in paper.receipt.parts if isinstance(part, ports.Text)]
        assert printed[-2:] == ["Zahlung erfolgt", "Genehmigt 4711"] or "Genehmigt 4711" in printed


async def test_cash_beside_a_card_opens_the_drawer(world) -> None:
    async with running(world.open()) as lane:
        await pay(lane, 1000)
        await say(lane, approved(1000), KEPT)
        assert lane.view.remaining_minor == 152
        assert [(t.tender, t.scheme, t.reversible) for t in lane.view.tenders] == [("card", "girocard", True)]
        assert (await do(lane, v.TenderCash(amount_minor=200))).ok
        assert lane.view.change_minor == 48
    assert world.effects().count(ports.OpenDrawer()) == 1


async def test_what_the_screen_says_while_a_payment_is_under_way(world) -> None:
    async with running(world.open()) as lane:
        await pay(lane)
        payment = lane.view.payment
        assert payment is not None
        assert (lane.view.phase, payment.status, payment.actions) == ("paying", "asked", ("abort", "query"))
        await say(lane, ports.PaymentProgress(intent_id=INTENT, message="enter_pin"))
        assert lane.view.payment is not None
        assert lane.view.payment.message == "enter_pin"
        assert (await do(lane, v.AbortPayment())).ok
        assert lane.view.payment.stopping
        await say(lane, UNKNOWN)
        assert lane.view.payment.actions == ("query", "confirm_by_hand", "reverse")
        assert lane.view.payment.reason == "no_connection"
        await say(lane, DECLINED)
        assert lane.view.payment is None
        assert lane.view.notice is not None
        assert (lane.view.notice.code, lane.view.notice.args) == (
            "declined",
            {"reason": "card_refused", "detail": "05"},
        )
    assert ports.AbortPayment(intent_id=INTENT) in world.effects()


async def test_an_approval_said_again_is_only_answered_again(world) -> None:
    async with running(world.open()) as lane:
        await pay(lane)
        await say(lane, approved(), approved(), approved(), KEPT)
        commits = lane.commits
        await say(lane, approved())
        assert lane.commits == commits
    assert world.effects().count(ports.ConfirmPayment(intent_id=INTENT)) == 4


@pytest.mark.parametrize("word", [ports.PaymentReversed(intent_id=INTENT, reference="1"), DECLINED, UNKNOWN])
async def test_no_sale_closes_before_its_device_has_heard_that_we_know(world, word) -> None:
    """The terminal that missed our answer takes the money back: there is no paper, and the sale is as it was."""
    async with running(world.open()) as lane:
        await pay(lane)
        await say(lane, approved())
        assert lane.view.payment is not None
        assert (lane.view.phase, lane.view.payment.status) == ("paying", "approved")
        await say(lane, ports.PaymentKept(intent_id="another"), word, KEPT)
        assert lane.view.phase == ("paying" if word is UNKNOWN else "tendering")
        assert lane.view.remaining_minor == TOTAL_MINOR
        assert not any(isinstance(effect, ports.PrintReceipt) for effect in world.effects())


async def test_a_doubt_about_an_approval_ends_in_one_sale(world) -> None:
    async with running(world.open()) as lane:
        await pay(lane)
        await say(lane, approved(), UNKNOWN, approved(), KEPT, approved(), KEPT)
        assert lane.view.phase == "change_due"
    assert order(world).count("payment_tendered sale_closed") == 1


async def test_a_device_that_does_not_say_that_it_heard_us_leaves_the_payment_unknown(world, autojump_clock) -> None:
    async with running(world.open()) as lane:
        await pay(lane)
        await say(lane, approved())
        await trio.sleep(DEVICE_BOUND_S + 1)
        assert lane.view.payment is not None
        assert (lane.view.payment.status, lane.view.payment.reason) == ("unknown", "no_answer")


async def test_a_late_approval_goes_back_and_is_recorded(world) -> None:
    async with running(world.open()) as lane:
        await pay(lane)
        await say(lane, DECLINED, approved())
        assert lane.view.notice is not None
        assert lane.view.notice.code == "payment_unwanted"
        assert (await do(lane, v.TenderCard())).code == "payment_busy"
        await say(lane, ports.PaymentReversed(intent_id=INTENT, reference="0043"))
        assert (await do(lane, v.TenderCard())).ok
    back = ports.ReversePayment(
        intent_id=INTENT, amount_minor=TOTAL_MINOR, currency="CNY", method="card", reference="0042"
    )
    assert world.effects().count(back) == 1
    assert ports.ConfirmPayment(intent_id=INTENT) not in world.effects()


async def test_a_restart_asks_and_charges_nothing(world) -> None:
    async with running(world.open()) as lane:
        await pay(lane)
    world.said.clear()
    async with running(world.open()) as again:
        assert again.view.payment is not None
        assert (again.view.payment.status, again.view.payment.message) == ("unknown", "checking")
        ask = ports.ResolvePayment(intent_id=INTENT, amount_minor=TOTAL_MINOR, currency="CNY", method="card")
        assert world.effects() == [ask]
        await say(again, approved(), KEPT)
        assert again.view.phase == "change_due"


async def test_a_restart_between_approval_and_closing_asks_before_it_closes(world) -> None:
    async with running(world.open()) as lane:
        await pay(lane)
        await say(lane, approved(), KEPT)
    del world.payloads[-2:]  # the tender and the closed sale never reached the disk
    world.said.clear()
    async with running(world.open()) as again:
        assert (again.view.phase, again.view.payment.status) == ("paying", "unknown")
        await say(again, ports.PaymentReversed(intent_id=INTENT, reference="1"))
        assert (again.view.phase, again.view.remaining_minor) == ("tendering", TOTAL_MINOR)
        assert not any(isinstance(effect, ports.PrintReceipt) for effect in world.effects())


async def test_a_restart_makes_sure_of_the_newest_tender(world) -> None:
    async with running(world.open()) as lane:
        await pay(lane)
        await say(lane, approved(), KEPT)
        lane.report(ports.OutputComplete(output_id="1-0"))
        await settled()
    world.said.clear()
    async with running(world.open()) as again:
        assert [type(effect) for effect in world.effects()] == [ports.ResolvePayment]
        await say(again, DECLINED)
        assert again.view.notice is not None
        assert (again.view.notice.code, again.view.notice.args) == ("payment_lost", {"transaction": 1})


@pytest.mark.parametrize(("wish", "bound_s"), [(None, CUSTOMER_BOUND_S), (v.AbortPayment(), DEVICE_BOUND_S)])
async def test_silence_has_an_end(world, wish, bound_s, autojump_clock) -> None:
    async with running(world.open()) as lane:
        await pay(lane)
        if wish is not None:
            assert (await do(lane, wish)).ok
        await trio.sleep(bound_s - 1)
        assert lane.view.payment is not None
        assert lane.view.payment.status == "asked"
        await trio.sleep(2)
        assert (lane.view.payment.status, lane.view.payment.reason) == ("unknown", "no_answer")
        assert (await do(lane, v.ConfirmByHand(paid=False, reason="terminal"))).ok
        assert lane.view.phase == "tendering"


async def test_a_word_waits_for_room_on_the_disk(world, autojump_clock) -> None:
    async with running(world.open()) as lane:
        await pay(lane)
        world.full = True
        await say(lane, DECLINED)
        assert lane.view.phase == "paying"
        world.full = False
        await trio.sleep(2)
        assert lane.view.phase == "tendering"
        assert (await do(lane, v.TenderCard())).ok
        world.full = True
        await say(lane, approved(intent_id="S_1_7_1_2"))
        assert ports.ConfirmPayment(intent_id="S_1_7_1_2") not in world.effects()
        world.full = False
        await trio.sleep(2)
        world.full = True
        await say(lane, ports.PaymentKept(intent_id="S_1_7_1_2"))
        assert lane.view.phase == "paying"
        world.full = False
        await trio.sleep(2)
        assert lane.view.phase == "change_due"


@pytest.mark.parametrize("room_after_s", [1, DEVICE_BOUND_S + 5])
async def test_a_word_that_waits_for_room_is_no_silence(world, autojump_clock, room_after_s) -> None:
    async with running(world.open()) as lane:
        await pay(lane)
        assert (await do(lane, v.AbortPayment())).ok
        world.full = True
        await say(lane, DECLINED)
        await trio.sleep(room_after_s)
        world.full = False
        await trio.sleep(2)
        assert (lane.view.phase, lane.view.notice.code) == ("tendering", "declined")
        assert (await do(lane, v.AbandonTender())).ok


async def test_a_wallets_code_charges_at_the_tender_and_is_written_nowhere(world, capfd) -> None:
    async with running(world.open()) as lane:
        lane.report(scan(WECHAT, 1))
        await settled()
        assert lane.view.notice is not None
        assert lane.view.notice.args["code"] == "13************6789"
        await tender(lane)
        lane.report(scan(WECHAT, 3))
        await settled()
        assert lane.view.last_scan is not None
        assert (lane.view.phase, lane.view.last_scan.outcome) == ("paying", "payment")
        lane.report(scan(WECHAT, 4))
        await settled()
        assert lane.view.last_scan.outcome == "refused"
        assert lane.state.last_scan_seq == 4
        seen = repr((lane.view, lane.state, world.deltas, world.payloads)) + "".join(capfd.readouterr())
    [start] = [effect for effect in world.effects() if isinstance(effect, ports.StartPayment)]
    assert (start.code, start.method) == (WECHAT, "wallet")
    assert WECHAT not in seen + repr(start)


async def test_a_lane_without_a_device_refuses_it(world) -> None:
    lane = world.open()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(lane.run)
        await tender(lane)
        assert lane.view.tender_kinds == ("cash",)
        assert (await do(lane, v.TenderCard())).code == "no_terminal"
        assert (await do(lane, v.TenderWallet(code=WECHAT))).code == "no_wallet"
        lane.report(scan(WECHAT, 2))
        await settled()
        assert lane.view.notice is not None
        assert (lane.view.notice.code, lane.state.last_scan_seq) == ("no_wallet", 2)
        lane.report(ports.StatusUpdate(device="wallet", state="idle"))
        await settled()
        assert (await do(lane, v.TenderWallet(code="123"))).code == "no_wallet_code"
        nursery.cancel_scope.cancel()


async def test_a_merchants_slip_that_failed_is_asked_for_again_and_recorded_nowhere(world) -> None:
    async with running(world.open()) as lane:
        await pay(lane)
        await say(lane, approved(), KEPT)
        commits = lane.commits
        lane.report(ports.OutputSpoiled(output_id="1-0-m"))
        lane.report(ports.OutputComplete(output_id="1-0-m"))
        await settled()
        assert lane.commits == commits
    papers = [effect.output_id for effect in world.effects() if isinstance(effect, ports.PrintReceipt)]
    assert papers == ["1-0", "1-0-m", "1-0-m"]


async def test_the_customer_sees_the_sale_if_there_is_a_display(world) -> None:
    lane = world.open()
    lane.report(ports.StatusUpdate(device="display", state="idle"))
    async with running(lane):
        await pay(lane)
        await say(lane, approved(), KEPT)
    shown = [(e.upper.split(), e.lower.split()) for e in world.effects() if isinstance(e, ports.ShowCustomer)]
    assert shown == [
        (["店"], ["welcome"]),
        (["牛奶", "11.52"], ["total", "11.52"]),
        (["total", "11.52"], ["to_pay", "11.52"]),
        (["card", "11.52"], ["follow"]),
        (["card", "11.52"], ["wait"]),
        (["received", "11.52"], ["change", "0.00"]),
    ]
    kinds = [kind for kind, _ in world.said]
    assert kinds.index("commit") < len(kinds)


def test_an_intents_name_fits_every_protocol_and_is_never_another() -> None:
    assert payment_intent_id("0187", "3", 1795333333, 413, 2) == "0187_3_1795333333_413_2"
    names = [
        payment_intent_id(*name)
        for name in [
            ("store-0123456789", "lane-0123456789a", 4_000_000_000, 9_999_999, 99),
            ("a_b", "c", 1, 1, 1),
            ("a", "b_c", 1, 1, 1),
            ("a-b", "c", 1, 1, 1),
            ("a", "b-c", 1, 1, 1),
        ]
    ]
    assert len(set(names)) == len(names)
    assert all(len(name) == 32 and name.isalnum() for name in names)
