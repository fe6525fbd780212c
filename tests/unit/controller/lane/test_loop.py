"""The loop: commit first, then everything else; nothing lost whatever the order."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import trio
import trio.lowlevel
import trio.testing

from contracts import view as v
from contracts.why import HintView
from controller.lane.inbox import SCANS_BOUND, Ask
from controller.lane.loop import PANEL_INTERVAL_S, Lane
from controller.ports import (
    Beep,
    DrawerAlarm,
    DrawerStatus,
    LiveWeight,
    OpenDrawer,
    OutputComplete,
    OutputSpoiled,
    PrintReceipt,
    ReadWeight,
    ScanData,
    ScansDropped,
    SettledWeight,
    StatusUpdate,
)

MILK, BANANA = "9520000000011", "4011"
WITHIN_S = 0.2


@asynccontextmanager
async def running(lane: Lane) -> AsyncIterator[Lane]:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(lane.run)
        await settled()
        yield lane
        nursery.cancel_scope.cancel()


async def settled() -> None:
    await trio.testing.wait_all_tasks_blocked(0.01)


def scan(code: str, seq: int) -> ScanData:
    return ScanData(scan_seq=seq, data=code, symbology="]E0", received_mono_ns=0)


async def do(lane: Lane, intent: v.Intent) -> v.Ack:
    return await lane.submit(v.IntentFrame(seq=1, command_id="x", intent=intent))


async def sell(lane: Lane) -> None:
    lane.report(scan(MILK, lane.state.last_scan_seq + 1))
    await settled()
    assert (await do(lane, v.StartTender())).ok
    assert (await do(lane, v.TenderCash(amount_minor=2000))).ok


async def test_nothing_is_seen_before_its_commit(world) -> None:
    async with running(world.open()) as lane:
        await sell(lane)
    kinds = [kind for kind, _ in world.said]
    for index, (kind, value) in enumerate(world.said):
        if kind == "effect" and isinstance(value, OpenDrawer | PrintReceipt):
            assert ("commit", ["cash_tendered", "sale_closed"]) in world.said[:index]
    assert kinds.index("commit") < kinds.index("view") < kinds.index("effect")
    assert lane.view.change_minor == 2000 - 1152


async def test_every_scan_ends_as_line_refusal_or_held(world) -> None:
    async with running(world.open()) as lane:
        for seq, code in enumerate([MILK, "9520000000099", "garbage\x1d", MILK, BANANA, MILK, MILK], 1):
            assert lane.report(scan(code, seq))
        await settled()
        assert lane.view.phase == "weighing"
        assert lane.view.scans_held == 2
        assert lane.view.last_scan is not None
        assert (lane.view.last_scan.scan_seq, lane.view.last_scan.outcome) == (5, "held")
        assert lane.report(LiveWeight(scale="moving", mass_g=500))
        assert lane.report(SettledWeight(mass_g=1000, request=1))
        await settled()
        assert lane.view.scans_held == 0
        assert [line.code for line in lane.view.lines] == [MILK, MILK, BANANA, MILK, MILK]
        assert lane.state.last_scan_seq == 7
    assert world.effects().count(Beep(good=True)) == 5
    assert world.effects().count(Beep(good=False)) == 2
    assert world.effects().count(ReadWeight(request=1)) == 1


async def test_a_weight_asked_for_another_item_prices_nothing(world) -> None:
    async with running(world.open()) as lane:
        lane.report(scan(BANANA, 1))
        await settled()
        # The operator gives up and scans the next item while the answer to the first is on its way.
        cancel = v.IntentFrame(seq=1, command_id="x", intent=v.CancelWeighing())
        assert lane.inbox.put(Ask(cancel, trio.Event()))
        assert lane.report(scan(BANANA, 2))
        assert lane.report(SettledWeight(mass_g=642, request=1))
        await settled()
        assert (lane.view.phase, lane.view.lines) == ("weighing", ())
        lane.report(SettledWeight(mass_g=1216, request=2))
        await settled()
        assert [line.mass_g for line in lane.view.lines] == [1216]


async def test_a_full_inbox_says_so_and_dropped_scans_are_accounted_for(world) -> None:
    lane = world.open()
    taken = [lane.report(scan(MILK, seq)) for seq in range(1, SCANS_BOUND + 3)]
    assert taken == [True] * SCANS_BOUND + [False, False]
    async with running(lane):
        await settled()
        assert lane.report(ScansDropped(scan_seq=SCANS_BOUND + 1, scan_count=2))
        await settled()
        assert lane.state.last_scan_seq == SCANS_BOUND + 2
        assert lane.view.notice is not None
        assert (lane.view.notice.code, lane.view.notice.args["count"]) == ("inbox_full", 2)


async def test_a_refused_wish_is_answered_and_heard(world) -> None:
    async with running(world.open()) as lane:
        ack = await do(lane, v.KeyCode(code="123"))
        assert (ack.ok, ack.code, ack.args) == (False, "not_found", {"code": "123"})
        assert lane.view.notice is not None
        assert lane.view.notice.tone == "refused"
        again = await do(lane, v.KeyCode(code="123"))
        assert not again.ok
        assert lane.view.notice.seq == 2


async def test_a_full_disk_refuses_and_changes_nothing(world) -> None:
    async with running(world.open()) as lane:
        world.room = False
        lane.report(scan(MILK, 1))
        await settled()
        assert lane.view.lines == ()
        assert lane.view.notice is not None
        assert lane.view.notice.code == "disk_full"
        world.room = True
        await sell(lane)
        world.full = True
        before = lane.state
        assert (await do(lane, v.DismissSale())).code == "disk_full"
        assert lane.state is before
        world.full = False
        assert (await do(lane, v.DismissSale())).ok


async def test_a_restart_brings_the_basket_back_and_reprints_as_a_copy(world) -> None:
    async with running(world.open()) as lane:
        await sell(lane)
        lane.report(scan(MILK, 2))
        await settled()
        before = lane.view
    world.said.clear()
    async with running(world.open()) as again:
        assert again.view.lines == before.lines
        assert again.view.total_minor == before.total_minor == 1152
        (paper,) = world.effects()
        assert isinstance(paper, PrintReceipt)
        assert paper.output_id == "1-1"
        assert any(getattr(part, "text", "") == "1" for part in paper.receipt.parts)
        again.report(OutputComplete(output_id="1-1"))
        await settled()
        assert again.view.receipts_pending == 0


async def test_a_spoiled_paper_is_printed_again_as_a_copy(world) -> None:
    async with running(world.open()) as lane:
        await sell(lane)
        lane.report(OutputSpoiled(output_id="1-0"))
        await settled()
        papers = [effect.output_id for effect in world.effects() if isinstance(effect, PrintReceipt)]
        assert papers == ["1-0", "1-1"]
        assert world.effects().count(OpenDrawer()) == 1


async def test_lamps_drawer_and_link_are_shown_soon(world) -> None:
    async with running(world.open()) as lane:
        lane.report(StatusUpdate(device="printer", state="fault", fault="no_paper"))
        lane.report(DrawerStatus(open=True))
        lane.panel.link(online=True, queued=3)
        await trio.sleep(WITHIN_S)
        assert (lane.view.drawer_open, lane.view.store_link.queued) == (True, 3)
        lamps = {lamp.kind: lamp for lamp in lane.view.devices}
        assert lamps["printer"].fault == "no_paper"
        lane.report(StatusUpdate(device="drawer", state="fault", fault="unplugged"))
        await trio.sleep(WITHIN_S)
        assert lane.view.drawer_open is None


async def test_a_drawer_that_opened_by_itself_is_recorded_and_said(world) -> None:
    async with running(world.open()) as lane:
        lane.report(scan(MILK, 1))
        lane.report(DrawerAlarm(reason="unexpected"))
        lane.report(DrawerAlarm(reason="open_too_long", open_s=60))
        await settled()
    assert [names for kind, names in world.said if kind == "commit"][1:] == [["drawer_alarmed"], ["drawer_alarmed"]]
    assert (lane.view.notice.code, lane.view.notice.args) == ("drawer_open_too_long", {"seconds": 60})
    assert lane.view.phase == "basket"


async def test_the_view_is_the_fold_of_its_deltas(world) -> None:
    lane = world.open()
    first = lane.view
    async with running(lane):
        for seq, code in enumerate([MILK, MILK, BANANA], 1):
            lane.report(scan(code, seq))
        lane.report(SettledWeight(mass_g=700, request=1))
        await settled()
        await do(lane, v.VoidLine(line_seq=1))
        await do(lane, v.ChangeQuantity(line_seq=2, quantity=4))
        await do(lane, v.StartTender())
        await do(lane, v.TenderCash(amount_minor=100_000))
        lane.report(scan(MILK, 4))
        await settled()
    document = msgspec.to_builtins(first)
    for delta in world.deltas:
        lines = {} if delta.lines_reset else {line["line_seq"]: line for line in document["lines"]}
        lines.update({line.line_seq: msgspec.to_builtins(line) for line in delta.lines})
        document.update({name: msgspec.json.decode(raw) for name, raw in delta.set.items()})
        document.update(lines=list(lines.values()), rev=delta.rev)
    assert msgspec.convert(document, v.LaneView) == lane.view
    assert [delta.rev for delta in world.deltas] == list(range(2, lane.view.rev + 1))


async def test_a_hint_is_shown_for_the_basket_it_was_given_for_and_gone_with_the_next_scan(world) -> None:
    hint = HintView(promotion_id="P10", item_names={"zh-CN": "牛奶", "en": "Milk"}, units=1, saving_minor=128)
    async with running(world.open()) as lane:
        lane.report(scan(MILK, 1))
        await settled()
        assert lane.state.transaction is not None
        before = lane.state.transaction
        lane.panel.advise(before, (hint,))
        await settled()
        assert lane.view.hints == (hint,)
        commits = [said for said in world.said if said[0] == "commit"]
        lane.report(scan(MILK, 2))
        await settled()
        assert lane.view.hints == ()
        lane.panel.advise(before, (hint,))  # late, for a basket that is no more
        await trio.sleep(PANEL_INTERVAL_S)
        await settled()
        assert lane.view.hints == ()
    assert commits == [("commit", ["sale_opened", "item_registered"])]
