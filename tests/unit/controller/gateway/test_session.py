import pytest
import trio
import trio_websocket

from contracts.view import Ack, Delta, Hello, Snapshot
from contracts.why import Explained
from controller.gateway.gateway import SESSIONS_MAX


async def test_hello_then_snapshot_then_deltas_that_count_by_one(lane):
    async with lane.page() as page:
        for _ in range(3):
            lane.commit()
        assert [(await page.receive()).rev for _ in range(3)] == [2, 3, 4]


async def test_an_intent_is_answered_after_its_delta(lane):
    async with lane.page() as page:
        await page.intend(5, "c1", "key_code", code="952")
        delta, ack = await page.receive(), await page.receive()
        assert isinstance(delta, Delta)
        assert ack == Ack(seq=5, ok=True)
        assert lane.frames[0].intent.code == "952"


async def test_a_question_is_answered_to_who_asked_and_to_nobody_else(lane):
    async with lane.page() as first, lane.page() as second:
        await first.send('{"type":"explain","seq":4,"line_seq":1}')
        await first.send('{"type":"explain","seq":5,"line_seq":9}')
        assert await first.receive() == Explained(seq=4, line_seq=1, units=(), levy_minor=0, taxes=(), unused=())
        assert await first.receive() == Ack(seq=5, ok=False, code="line_unknown")
        lane.commit()
        assert isinstance(await second.receive(), Delta)
    assert lane.frames == []


async def test_resync_brings_the_whole_state(lane):
    async with lane.page() as page:
        lane.commit()
        await page.receive()
        await page.send('{"type":"resync"}')
        assert await page.receive() == Snapshot(rev=2, view=lane.view())


async def test_every_page_sees_every_change(lane):
    async with lane.page() as first, lane.page() as second:
        lane.commit()
        assert await first.receive() == await second.receive()


async def test_a_repeated_command_is_answered_again_not_done_again(lane):
    async with lane.page() as page:
        await page.intend(1, "c1")
        await page.intend(2, "c1")
        assert [await page.ack(), await page.ack()] == [Ack(seq=1, ok=True), Ack(seq=2, ok=True)]
    async with lane.page() as page:
        await page.intend(9, "c1")
        assert await page.ack() == Ack(seq=9, ok=True)
    assert len(lane.frames) == 1


async def test_a_command_outlives_the_page_that_sent_it(lane, eventually):
    lane.may_answer = trio.Event()
    async with lane.page() as page:
        await page.intend(1, "c1")
        await eventually(lambda: lane.frames)
    async with lane.page() as page:
        await page.intend(2, "c1")
        await trio.sleep(0.05)
        lane.may_answer.set()
        assert await page.ack() == Ack(seq=2, ok=True)
    assert len(lane.frames) == 1


async def test_a_command_id_stands_for_one_intent(lane):
    async with lane.page() as page:
        await page.intend(1, "c1", "tender_cash", amount_minor=100)
        await page.intend(2, "c1", "tender_cash", amount_minor=200)
        assert await page.ack() == Ack(seq=1, ok=True)
        assert await page.ack() == Ack(seq=2, ok=False, code="command_id_reused")
    assert len(lane.frames) == 1


async def test_a_page_too_many_is_told_to_come_later(lane, eventually):
    async with trio.open_nursery() as nursery:
        opened = []

        async def hold():
            async with lane.page():
                opened.append(1)
                await trio.sleep_forever()

        for _ in range(SESSIONS_MAX):
            nursery.start_soon(hold)
        await eventually(lambda: len(opened) == SESSIONS_MAX)
        async with lane.connect() as socket:
            with pytest.raises(trio_websocket.ConnectionClosed) as closed, trio.fail_after(30):
                await socket.get_message()
        assert closed.value.reason.code == 1013
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "file://x", "http://[bad"])
async def test_other_origins_are_refused(lane, origin):
    with pytest.raises(trio_websocket.ConnectionRejected) as refused:
        async with lane.page(extra_headers=[("Origin", origin)]):
            pass
    assert refused.value.status_code == 403


async def test_the_lanes_own_origin_is_let_in(lane):
    async with lane.page(extra_headers=[("Origin", f"http://{lane.host}:{lane.port}")]) as page:
        assert await page.is_alive()


async def test_hello_names_the_build_and_the_revision(lane):
    lane.commit()
    async with lane.connect() as socket:
        assert await socket.get_message() == '{"type":"hello","build":"b1","rev":2}'
    assert Hello(build="b1", rev=2).rev == lane.rev
