"""A snapshot is a cache: it gives the state the journal gives, or it is not used."""

import pytest
import trio
import trio.testing

from contracts import view as v
from controller.lane.recover import recover
from controller.lane.snapshot import Snapshot, decode, encode
from controller.ports import ScanData

MILK, BANANA = "9520000000011", "4011"


@pytest.fixture
async def half(world) -> Snapshot:
    """The snapshot taken with a receipt pending and a basket open; the lane lived on after it."""
    lane = world.open()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(lane.run)
        for seq, code in enumerate([MILK, MILK, "0000"], 1):
            lane.report(ScanData(scan_seq=seq, data=code, symbology=None, received_mono_ns=0))
        for intent in (v.StartTender(), v.TenderCash(amount_minor=5000)):
            assert (await lane.submit(v.IntentFrame(seq=1, command_id="", intent=intent))).ok
        lane.report(ScanData(scan_seq=4, data=MILK, symbology=None, received_mono_ns=0))
        await trio.testing.wait_all_tasks_blocked(0.01)
        taken = Snapshot(version="1", lane_seq=lane.commits, chain="abc", state=lane.state)
        lane.report(ScanData(scan_seq=5, data=BANANA, symbology=None, received_mono_ns=0))
        await trio.testing.wait_all_tasks_blocked(0.01)
        nursery.cancel_scope.cancel()
    return taken


async def test_snapshot_and_the_rest_is_the_whole(half: Snapshot, world) -> None:
    again = decode(encode(half), "1", lambda _seq: "abc")
    assert again == half
    assert len(world.payloads) == half.lane_seq + 1
    assert recover(world.payloads[half.lane_seq :], again.state) == recover(world.payloads)


async def test_a_doubtful_snapshot_is_not_used(half: Snapshot) -> None:
    data = encode(half)
    assert decode(data, "2", lambda _seq: "abc") is None
    assert decode(data, "1", lambda _seq: "other") is None
    assert decode(data, "1", lambda _seq: None) is None
    for position in (0, 40, len(data) - 1):
        flipped = bytes(byte ^ (index == position) for index, byte in enumerate(data))
        assert decode(flipped, "1", lambda _seq: "abc") is None
    assert decode(data[:50], "1", lambda _seq: "abc") is None
    assert decode(b"", "1", lambda _seq: "abc") is None
