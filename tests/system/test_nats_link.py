"""The bridge's behaviours that a new version of nats-py or trio-asyncio could move, against a real nats-server."""

import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

import pytest
import trio

from runtime import nats_link
from runtime.broker import MAX_PAYLOAD_BYTES, Broker, BrokerFailed, open_broker
from runtime.messages import InMessage, LinkDown, OutMessage, StreamSpec
from runtime.nats_link import CALL_TIMEOUT_S, CONNECT_TIMEOUT_S, Link, open_link

pytestmark = pytest.mark.system

PATIENCE_S = 30.0
"""Ends what hangs; no test measures with it."""

SPEC = StreamSpec(name="S", subjects=("s.>",), max_bytes=1 << 26, duplicate_window_s=120.0)


@pytest.fixture
async def broker(tmp_path: Path):
    async with open_broker(tmp_path / "broker") as running:
        yield running


def out(number: int, data: bytes = b"x") -> OutMessage:
    return OutMessage("s.a", data, str(number))


async def pull_all(link: Link, start_seq: int = 1) -> nats_link.Pull:
    return await link.pull("S", "reader", start_seq=start_seq, subject="s.>", max_ack_pending=10_000)


async def fetched(pull: nats_link.Pull, count: int) -> list[InMessage]:
    """Fetch until there are so many: a fetch returns what has come, be it one."""
    messages: list[InMessage] = []
    while len(messages) < count:
        more = await pull.fetch(count, CALL_TIMEOUT_S / 2)
        assert more
        messages += more
    return messages


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
        messages = await fetched(pull, 60)
        assert [message.data for message in messages] == [b"%d" % i for i in range(40, 100)]
        assert messages[0].stream_seq == 41
        started_s = trio.current_time()
        assert await pull.fetch(50, 0.2) == []
        assert trio.current_time() - started_s < CALL_TIMEOUT_S
        await link.publish_batch([out(100)])
        started_s = trio.current_time()
        assert len(await pull.fetch(50, CALL_TIMEOUT_S)) == 1
        assert trio.current_time() - started_s < CALL_TIMEOUT_S / 2, "it does not wait for 49 more"


async def test_a_consumer_made_anew_goes_back_to_what_was_not_acknowledged(broker) -> None:
    async with open_link(broker.url, "t") as link:
        await link.ensure_stream(SPEC)
        await link.publish_batch([out(i) for i in range(10)])
        await fetched(await pull_all(link), 10)
        again = await pull_all(link, start_seq=3)
        assert [message.stream_seq for message in await fetched(again, 8)] == list(range(3, 11))


async def test_a_deleted_consumer_is_noticed(broker, monkeypatch) -> None:
    monkeypatch.setattr(nats_link, "SILENT_PULLS_MAX", 2)

    async def read_on() -> None:
        async with open_link(broker.url, "t") as link:
            await link.ensure_stream(SPEC)
            pull = await pull_all(link)
            await nats_link._call(link._js.delete_consumer, "S", "reader")
            for _ in range(10):
                await pull.fetch(10, 0.1)

    with pytest.raises(LinkDown, match="pull consumer"):
        await read_on()


async def test_nobody_can_purge_or_delete(broker) -> None:
    async with open_link(broker.url, "t") as link:
        await link.ensure_stream(SPEC)
        await link.publish_batch([out(1)])
        for refused in (link._js.purge_stream("S"), link._js.delete_msg("S", 1)):

            async def call(awaitable=refused) -> None:
                await awaitable

            with pytest.raises(LinkDown, match=r"not permitted|denied|not allowed"):
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
    assert trio.current_time() - started_s < CONNECT_TIMEOUT_S


async def test_a_lost_broker_cancels_the_body(broker: Broker) -> None:
    with trio.fail_after(PATIENCE_S), pytest.raises(LinkDown):
        await wait_on_link(broker.url, lambda: broker_kill(broker))


async def wait_on_link(url: str, spoil: Callable[[], Awaitable[None]]) -> None:
    async with open_link(url, "t"):
        await spoil()
        await trio.sleep_forever()


async def broker_freeze(broker: Broker) -> None:
    assert broker._process is not None
    broker._process.send_signal(signal.SIGSTOP)
    with trio.fail_after(PATIENCE_S):
        while not stands_still(broker._process.pid):  # noqa: ASYNC110 - the kernel's doing
            await trio.sleep(0.01)


def stands_still(pid: int) -> bool:
    """Whether the kernel has stopped every thread: the letter behind the name in brackets is T."""
    said = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/stat")]
    return all(text.rpartition(")")[2].split()[0] == "T" for text in said)


def broker_thaw(broker: Broker) -> None:
    assert broker._process is not None
    broker._process.send_signal(signal.SIGCONT)


async def broker_kill(broker: Broker) -> None:
    with trio.CancelScope(shield=True):
        await broker.kill()


async def test_a_frozen_broker_is_noticed_by_pings(broker: Broker) -> None:
    try:
        with trio.fail_after(PATIENCE_S), pytest.raises(LinkDown):
            await wait_on_link(broker.url, lambda: broker_freeze(broker))
    finally:
        broker_thaw(broker)


async def test_a_publish_without_an_answer_is_unknown_and_may_have_been_stored(broker: Broker, monkeypatch) -> None:
    async with open_link(broker.url, "t") as link:
        await link.ensure_stream(SPEC)
        await broker_freeze(broker)
        try:
            with monkeypatch.context() as impatient:
                impatient.setattr(nats_link, "PUBLISH_TIMEOUT_S", 0.3)
                assert await link.publish_batch([out(1), out(2)]) == ["unknown", "unknown"]
        finally:
            broker_thaw(broker)
        assert await link.publish_batch([out(1), out(2)]) == ["duplicate", "duplicate"]


async def test_no_puback_for_long_throws_the_link_away(broker: Broker, monkeypatch) -> None:
    monkeypatch.setattr(nats_link, "PUBLISH_TIMEOUT_S", 0.1)
    monkeypatch.setattr(nats_link, "PUBACK_SILENCE_S", 0.3)

    async def publish_on() -> None:
        async with open_link(broker.url, "t") as link:
            await link.ensure_stream(SPEC)
            await broker_freeze(broker)
            for _ in range(10):
                await link.publish_batch([out(1)])

    try:
        with pytest.raises(LinkDown, match="no PubAck"):
            await publish_on()
    finally:
        broker_thaw(broker)


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


async def test_a_call_cancelled_at_any_moment_leaves_the_link_usable(broker) -> None:
    rng = Random(5)
    async with open_link(broker.url, "t") as link:
        await link.ensure_stream(SPEC)
        pull = await pull_all(link)
        for number in range(60):
            with trio.move_on_after(rng.uniform(0, 0.01)):
                await link.publish_batch([out(number * 100 + i) for i in range(100)])
                await pull.fetch(100, 0.1)
        with trio.fail_after(PATIENCE_S):
            # Thousands may stand before it at a broker that syncs each: sent again with its id it is there once.
            while (outcomes := await link.publish_batch([out(999_999)])) == ["unknown"]:
                pass
            assert outcomes in (["stored"], ["duplicate"])
            await fetched(pull, 1)


async def test_two_islands_die_apart(broker: Broker, tmp_path: Path) -> None:
    async with open_broker(tmp_path / "other") as other, open_link(broker.url, "t") as link:
        with pytest.raises(LinkDown):
            await wait_on_link(other.url, lambda: broker_kill(other))
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
