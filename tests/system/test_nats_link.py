"""The bridge's behaviours that a new version of nats-py or trio-asyncio could move, against a real nats-server."""

import os
import signal
from pathlib import Path

import pytest
import trio

from runtime import nats_link
from runtime.broker import MAX_PAYLOAD_BYTES, Broker, BrokerFailed, open_broker
from runtime.messages import LinkDown, OutMessage, StreamSpec
from runtime.nats_link import Link, open_link

pytestmark = pytest.mark.system

SPEC = StreamSpec(name="S", subjects=("s.>",), max_bytes=1 << 26, duplicate_window_s=120.0)


@pytest.fixture
async def broker(tmp_path: Path):
    async with open_broker(tmp_path / "broker") as running:
        yield running


def out(number: int, data: bytes = b"x") -> OutMessage:
    return OutMessage("s.a", data, str(number))


async def pull_all(link: Link, start_seq: int = 1) -> nats_link.Pull:
    return await link.pull("S", "reader", start_seq=start_seq, subject="s.>", max_ack_pending=1_000)


async def test_publish_says_stored_duplicate_or_failed(broker) -> None:
    async with open_link(broker.url, "t") as link:
        assert await link.publish_batch([out(1), out(2)]) == ["failed", "failed"]  # no stream yet
        await link.ensure_stream(SPEC)
        assert await link.publish_batch([out(1), out(2), out(1)]) == ["stored", "stored", "duplicate"]
        large = out(3, bytes(MAX_PAYLOAD_BYTES + 1))
        assert await link.publish_batch([large, out(4)]) == ["failed", "unknown"]
        assert await link.publish_batch([]) == []


async def test_nothing_is_sent_behind_a_refusal_in_an_earlier_window(broker) -> None:
    async with open_link(broker.url, "t") as link:
        await link.ensure_stream(SPEC)
        batch = [OutMessage("nowhere", b"", "0")] + [out(i) for i in range(1, 100)]
        outcomes = await link.publish_batch(batch)
        assert outcomes == ["failed"] + ["stored"] * 63 + ["unknown"] * 36
        assert (await link.ensure_stream(SPEC)).last_seq == 63


async def test_the_stream_survives_kill_9_and_so_do_its_message_ids(broker: Broker) -> None:
    async with open_link(broker.url, "t") as link:
        before = await link.ensure_stream(SPEC)
        await link.publish_batch([out(i) for i in range(200)])
    await broker.kill()
    await broker.start()
    async with open_link(broker.url, "t") as link:
        after = await link.ensure_stream(SPEC)
        assert (after.created, after.last_seq) == (before.created, 200)
        assert set(await link.publish_batch([out(i) for i in range(200)])) == {"duplicate"}


async def test_fetch_is_prompt_in_order_and_starts_where_it_is_told(broker) -> None:
    async with open_link(broker.url, "t") as link:
        await link.ensure_stream(SPEC)
        await link.publish_batch([out(i, b"%d" % i) for i in range(100)])
        pull = await pull_all(link, start_seq=41)
        first = await pull.fetch(50, 2.0)
        rest = await pull.fetch(50, 2.0)
        assert [message.data for message in first + rest] == [b"%d" % i for i in range(40, 100)]
        assert first[0].stream_seq == 41
        started_s = trio.current_time()
        assert await pull.fetch(50, 0.2) == []
        assert trio.current_time() - started_s < 1.0
        await link.publish_batch([out(100)])
        started_s = trio.current_time()
        assert len(await pull.fetch(50, 2.0)) == 1
        assert trio.current_time() - started_s < 0.5


async def test_a_consumer_made_anew_goes_back_to_what_was_not_acknowledged(broker) -> None:
    async with open_link(broker.url, "t") as link:
        await link.ensure_stream(SPEC)
        await link.publish_batch([out(i) for i in range(10)])
        assert len(await (await pull_all(link)).fetch(10, 2.0)) == 10
        again = await pull_all(link, start_seq=3)
        assert [message.stream_seq for message in await again.fetch(10, 2.0)] == list(range(3, 11))


async def test_a_deleted_consumer_is_noticed(broker, monkeypatch) -> None:
    monkeypatch.setattr(nats_link, "SILENT_PULLS_MAX", 2)
    with pytest.raises(LinkDown, match="pull consumer"):
        async with open_link(broker.url, "t") as link:
            await link.ensure_stream(SPEC)
            pull = await pull_all(link)
            await nats_link._call(link._js.delete_consumer, "S", "reader")
            for _ in range(10):
                await pull.fetch(10, 0.1)


async def test_nobody_can_purge_or_delete(broker) -> None:
    async with open_link(broker.url, "t") as link:
        await link.ensure_stream(SPEC)
        await link.publish_batch([out(1)])
        for refused in (link._js.purge_stream("S"), link._js.delete_msg("S", 1)):

            async def call(awaitable=refused) -> None:
                await awaitable

            with pytest.raises(LinkDown, match="not permitted|denied|not allowed"):
                await nats_link._call(call)


async def test_request_without_an_answer_is_none(broker) -> None:
    async with open_link(broker.url, "t") as link:
        assert await link.request("nobody.there", b"", 1.0) is None


async def test_a_full_channel_drops_the_oldest(broker) -> None:
    async with open_link(broker.url, "t") as link:
        channel = await link.subscribe("news", capacity=2)
        for number in range(5):
            await link.publish("news", b"%d" % number)
        await link.request("nobody.there", b"", 1.0)  # a round trip: all five have come back by now
        assert [channel.receive_nowait().data for _ in range(2)] == [b"3", b"4"]


async def test_no_broker_is_link_down_at_once() -> None:
    started_s = trio.current_time()
    with pytest.raises(LinkDown):
        async with open_link("nats://127.0.0.1:1", "t"):
            pytest.fail("there is nothing to connect to")
    assert trio.current_time() - started_s < 2.0


async def test_a_lost_broker_cancels_the_body(broker: Broker) -> None:
    with trio.fail_after(5), pytest.raises(LinkDown):
        async with open_link(broker.url, "t"), trio.open_nursery() as nursery:
            nursery.start_soon(broker_kill, broker)
            await trio.sleep_forever()


async def broker_kill(broker: Broker) -> None:
    with trio.CancelScope(shield=True):
        await broker.kill()


async def test_a_frozen_broker_is_noticed_by_pings(broker: Broker) -> None:
    assert broker._process is not None
    pid = broker._process.pid
    started_s = trio.current_time()
    try:
        with pytest.raises(LinkDown):
            async with open_link(broker.url, "t"):
                os.kill(pid, signal.SIGSTOP)
                await trio.sleep_forever()
    finally:
        os.kill(pid, signal.SIGCONT)
    assert trio.current_time() - started_s < 10.0


async def test_a_publish_without_an_answer_is_unknown_and_may_have_been_stored(broker: Broker, monkeypatch) -> None:
    monkeypatch.setattr(nats_link, "PUBLISH_TIMEOUT_S", 0.3)
    assert broker._process is not None
    pid = broker._process.pid
    async with open_link(broker.url, "t") as link:
        await link.ensure_stream(SPEC)
        os.kill(pid, signal.SIGSTOP)
        try:
            assert await link.publish_batch([out(1), out(2)]) == ["unknown", "unknown"]
        finally:
            os.kill(pid, signal.SIGCONT)
        assert await link.publish_batch([out(1), out(2)]) == ["duplicate", "duplicate"]


async def test_no_puback_for_long_throws_the_link_away(broker: Broker, monkeypatch) -> None:
    monkeypatch.setattr(nats_link, "PUBLISH_TIMEOUT_S", 0.1)
    monkeypatch.setattr(nats_link, "PUBACK_SILENCE_S", 0.3)
    assert broker._process is not None
    pid = broker._process.pid
    try:
        with pytest.raises(LinkDown, match="no PubAck"):
            async with open_link(broker.url, "t") as link:
                await link.ensure_stream(SPEC)
                os.kill(pid, signal.SIGSTOP)
                for _ in range(10):
                    await link.publish_batch([out(1)])
    finally:
        os.kill(pid, signal.SIGCONT)


async def test_what_the_body_raises_leaves_as_it_is(broker) -> None:
    with pytest.raises(ZeroDivisionError):
        async with open_link(broker.url, "t"):
            raise ZeroDivisionError


async def test_a_cancelled_body_leaves_in_time(broker) -> None:
    with trio.move_on_after(0.2) as scope:
        async with open_link(broker.url, "t") as link:
            await link.subscribe("x", 1)
            await trio.sleep_forever()
    assert scope.cancelled_caught


async def test_two_islands_die_apart(broker: Broker, tmp_path: Path) -> None:
    async with open_broker(tmp_path / "other") as other, open_link(broker.url, "t") as link:
        with pytest.raises(LinkDown):
            async with open_link(other.url, "t"):
                await broker_kill(other)
                await trio.sleep_forever()
        assert await link.request("nobody.there", b"", 1.0) is None


async def test_a_port_in_use_is_named(broker: Broker, tmp_path: Path) -> None:
    second = Broker(tmp_path / "second", broker.port)
    with pytest.raises(BrokerFailed, match=str(broker.port)):
        await second.start()
    assert not second.running


async def test_a_broker_left_behind_is_ended_first(tmp_path: Path) -> None:
    lost = Broker(tmp_path / "b")
    await lost.start()
    async with open_broker(tmp_path / "b") as mine:
        assert await lost.wait() == -signal.SIGKILL
        async with open_link(mine.url, "t") as link:
            assert await link.request("nobody.there", b"", 1.0) is None
