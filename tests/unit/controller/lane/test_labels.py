"""Labels at a running lane: what the cashier sees, what the customer gets, what is written."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio
import trio.testing

from contracts import view as v
from controller.barcode.check_digit import mod10
from controller.barcode.layouts import Layout
from controller.barcode.settings import Settings
from controller.lane.loop import Lane
from controller.ports import Beep, Columns, PrintReceipt, ReadWeight, ScanData

BANANA_PACK = "214011000281" + mod10("214011000281")
BOTH = "26401100028100401"
BANANA_BOTH = BOTH + mod10(BOTH)
MILK = "9520000000011"
CARD = "4111111111111111"
BARCODES = Settings(layouts=(Layout(pattern="21IIIIPPPPPPC"), Layout(pattern="26IIIIPPPPPPWWWWWC")))


@asynccontextmanager
async def running(lane: Lane) -> AsyncIterator[Lane]:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(lane.run)
        await trio.testing.wait_all_tasks_blocked(0.01)
        yield lane
        nursery.cancel_scope.cancel()


async def scan(lane: Lane, data: str, symbology: str | None = None) -> None:
    seq = lane.state.last_scan_seq + 1
    assert lane.report(ScanData(scan_seq=seq, data=data, symbology=symbology, received_mono_ns=0))
    await trio.testing.wait_all_tasks_blocked(0.01)


async def do(lane: Lane, intent: v.Intent) -> v.Ack:
    return await lane.submit(v.IntentFrame(seq=1, command_id="x", intent=intent))


async def test_a_label_is_a_line_at_once_and_on_the_receipt(world) -> None:
    async with running(world.open(BARCODES)) as lane:
        await scan(lane, BANANA_BOTH, "]C0")
        await scan(lane, BANANA_PACK)
        both, amount = lane.view.lines
        assert (both.amount_minor, both.mass_g, both.overridden) == (281, 401, False)
        assert both.label == v.LabelView(amount_minor=281, mass_g=401)
        assert (amount.amount_minor, amount.label) == (281, v.LabelView(amount_minor=281))
        assert not any(isinstance(effect, ReadWeight) for effect in world.effects())
        assert world.effects() == [Beep(good=True), Beep(good=True)]
        assert (await do(lane, v.StartTender())).ok
        assert (await do(lane, v.TenderCash(amount_minor=562))).ok
    [paper] = [effect.receipt for effect in world.effects() if isinstance(effect, PrintReceipt)]
    rows = [(part.left, part.right) for part in paper.parts if isinstance(part, Columns)]
    assert ("  0.401 kg label", "2.81") in rows
    assert ("  1 x label", "2.81") in rows


async def test_a_restarted_lane_has_the_line_as_it_was(world) -> None:
    async with running(world.open(BARCODES)) as lane:
        await scan(lane, BANANA_BOTH)
        before = lane.view.lines
    assert world.open(BARCODES).view.lines == before
    assert world.open().view.total_minor == 281, "a label once read is not read again"


async def test_a_refusal_says_why(world) -> None:
    async with running(world.open(BARCODES)) as lane:
        await scan(lane, f"010{MILK}17261121", "]d2")
        assert lane.view.notice is not None
        assert (lane.view.notice.code, lane.view.notice.args["detail"]) == ("expired", "2026-11-21")
        await scan(lane, CARD)
        assert (lane.view.notice.code, lane.view.notice.args["code"]) == ("card_number", "************1111")
        ack = await do(lane, v.KeyCode(code=CARD))
        assert (ack.ok, ack.code, ack.args) == (False, "card_number", {"code": "************1111"})
        await scan(lane, f"010{MILK}17261122", "]d2")
        assert lane.view.lines[0].code == MILK
        seen = repr((lane.view, lane.state, world.deltas, world.payloads))
    assert CARD not in seen
