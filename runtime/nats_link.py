"""The one door to nats-py: an asyncio island with one connection in it. Everything exported is Trio-flavoured.

A link lives as long as its connection. It never reconnects by itself: whatever breaks (socket, silent partition, a
dead task inside the library) leaves as `LinkDown`, and the owner opens a new link. That rules out what nats-py's own
reconnection does: late delivery from its buffer, closing for good after some tries, subscriptions that stay silent.
"""

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

import msgspec
import nats.errors
import nats.js.errors
import structlog
import trio
import trio_asyncio
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import api

from runtime.island import open_island
from runtime.messages import InMessage, LinkDown, Outcome, OutMessage, StreamSpec, StreamState

CONNECT_TIMEOUT_S = 5
CLOSE_TIMEOUT_S = 2.0
CALL_TIMEOUT_S = 10.0
PING_INTERVAL_S = 2
PINGS_OUTSTANDING_MAX = 2
WATCH_INTERVAL_S = 0.2
PUBLISH_WINDOW = 64
PUBLISH_TIMEOUT_S = 5.0
JS_API_TIMEOUT_S = 5.0
PUBACK_SILENCE_S = 30.0
LINGER_S = 0.005
SILENT_PULLS_MAX = 10
ACK_WAIT_S = 60.0
NANOSECONDS = 1_000_000_000
STATUS_NO_MORE = ("404", "408", "409")

log = structlog.get_logger()
_trio_asyncio: Any = trio_asyncio  # a library without types
T = TypeVar("T")


class Link:
    """One live connection. Methods raise `LinkDown` when it is of no use any more."""

    def __init__(self, client: Client, publisher: "Publisher") -> None:
        self._client = client
        self._js = client.jetstream(timeout=JS_API_TIMEOUT_S)
        self._publisher = publisher
        self._unacked_since_s: float | None = None

    async def publish_batch(self, messages: Sequence[OutMessage]) -> list[Outcome]:
        """Publish to a stream in order, `PUBLISH_WINDOW` at a time; one outcome a message.

        `unknown` (no PubAck in `PUBLISH_TIMEOUT_S`, or not sent since one before it failed) means "send again, with
        the same id"; `failed` that the broker refused. Only `stored` and `duplicate` mean that the stream has it.
        """
        outcomes = await _call(self._publisher.publish, messages, timeout_s=None)
        if "stored" in outcomes or "duplicate" in outcomes or "failed" in outcomes:
            self._unacked_since_s = None
        elif messages:
            self._watch_silence(trio.current_time())
        return outcomes

    def _watch_silence(self, now_s: float) -> None:
        if self._unacked_since_s is None:
            self._unacked_since_s = now_s - PUBLISH_TIMEOUT_S
        if now_s - self._unacked_since_s >= PUBACK_SILENCE_S:
            raise LinkDown(f"no PubAck in {PUBACK_SILENCE_S} s")

    async def publish(self, subject: str, data: bytes) -> None:
        """Send to whoever listens now (core NATS); nothing says that anybody got it."""
        await _call(self._client.publish, subject, data)

    async def request(self, subject: str, data: bytes, timeout_s: float) -> bytes | None:
        """Return the answer, or None when nobody answers in time."""
        return await _call(self._request, subject, data, timeout_s)

    async def _request(self, subject: str, data: bytes, timeout_s: float) -> bytes | None:
        try:
            answer = await self._client.request(subject, data, timeout=timeout_s)
        except (nats.errors.TimeoutError, nats.errors.NoRespondersError):
            return None
        return bytes(answer.data)

    async def subscribe(self, subject: str, capacity: int) -> trio.MemoryReceiveChannel[InMessage]:
        """Return a channel of `capacity` messages. When it is full the oldest is dropped: subscribe to states."""
        send, receive = trio.open_memory_channel[InMessage](capacity)

        async def deliver(message: Msg) -> None:
            fresh = InMessage(message.subject, bytes(message.data), message.reply)
            try:
                send.send_nowait(fresh)
            except trio.WouldBlock:
                receive.receive_nowait()
                send.send_nowait(fresh)
            except trio.BrokenResourceError:
                return  # the reader closed its end

        await _call(self._subscribe, subject, deliver)
        return receive

    async def _subscribe(self, subject: str, deliver: Callable[[Msg], Awaitable[None]]) -> None:
        await self._client.subscribe(subject, cb=deliver)
        await self._client.flush()

    async def ensure_stream(self, spec: StreamSpec) -> StreamState:
        """Create the stream, or bring an existing one to `spec`, and return what is there."""
        config = api.StreamConfig(
            name=spec.name,
            subjects=list(spec.subjects),
            storage=api.StorageType.FILE,
            discard=api.DiscardPolicy.NEW,
            max_bytes=spec.max_bytes,
            duplicate_window=spec.duplicate_window_s,
            deny_delete=True,
            deny_purge=True,
            allow_direct=True,
        )
        return await _call(self._ensure_stream, config)

    async def _ensure_stream(self, config: api.StreamConfig) -> StreamState:
        try:
            info = await self._js.update_stream(config)
        except nats.js.errors.NotFoundError:
            info = await self._js.add_stream(config)
        return StreamState(str(info.created), info.state.first_seq, info.state.last_seq)

    async def pull(self, stream: str, durable: str, *, start_seq: int, subject: str, max_ack_pending: int) -> "Pull":
        """Make the durable consumer anew so that it begins at `start_seq`, which the caller remembers.

        An old consumer would hand out what was never acknowledged only after its ack wait, behind newer messages.
        """
        config = api.ConsumerConfig(
            filter_subject=subject,
            durable_name=durable,
            ack_policy=api.AckPolicy.ALL,
            ack_wait=ACK_WAIT_S,
            max_ack_pending=max_ack_pending,
            deliver_policy=api.DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=start_seq,
        )
        return await _call(self._pull, stream, durable, config)

    async def _pull(self, stream: str, durable: str, config: api.ConsumerConfig) -> "Pull":
        with suppress(nats.js.errors.NotFoundError):
            await self._js.delete_consumer(stream, durable)
        await self._js.add_consumer(stream, config)
        pull = Pull(self._client, f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{durable}")
        await self._client.subscribe(pull.inbox, cb=pull.deliver)
        return pull


class PubAck(msgspec.Struct):
    """The broker's answer to a message for a stream."""

    duplicate: bool = False
    error: dict[str, Any] | None = None


class Publisher:
    """Publishes to streams and matches the PubAcks, which all come to one inbox.

    nats-py's own `publish_async` turns a cancellation into an error and leaks its window when an ack never comes.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._inbox = client.new_inbox()
        self._waiting: dict[str, asyncio.Future[Msg]] = {}
        self._tokens = itertools.count()
        self._refusal: str | None = None

    async def start(self) -> None:
        """Listen for PubAcks."""
        await self._client.subscribe(f"{self._inbox}.*", cb=self._deliver)

    async def _deliver(self, message: Msg) -> None:
        future = self._waiting.get(message.subject)
        if future is not None and not future.done():
            future.set_result(message)

    async def publish(self, messages: Sequence[OutMessage]) -> list[Outcome]:
        """Publish window by window; behind a window that is not stored whole nothing is sent."""
        outcomes: list[Outcome] = []
        for start in range(0, len(messages), PUBLISH_WINDOW):
            outcomes += await self._publish_window(messages[start : start + PUBLISH_WINDOW])
            if not set(outcomes) <= {"stored", "duplicate"}:
                break
        return outcomes + ["unknown"] * (len(messages) - len(outcomes))

    async def _publish_window(self, messages: Sequence[OutMessage]) -> list[Outcome]:
        replies: list[str] = []
        try:
            for message in messages:
                if len(message.data) > self._client.max_payload:
                    break
                replies.append(f"{self._inbox}.{next(self._tokens)}")
                await self._send(message, replies[-1])
            futures = [self._waiting[reply] for reply in replies]
            if futures:
                await asyncio.wait(futures, timeout=PUBLISH_TIMEOUT_S)
        finally:
            for reply in replies:
                self._waiting.pop(reply, None)
        outcomes = [self._outcome(future) for future in futures]
        if len(outcomes) < len(messages):
            too_large = len(messages[len(outcomes)].data)
            outcomes.append(self._refused(f"{too_large} bytes exceed the broker's max_payload"))
        return outcomes + ["unknown"] * (len(messages) - len(outcomes))

    async def _send(self, message: OutMessage, reply: str) -> None:
        self._waiting[reply] = asyncio.get_running_loop().create_future()
        headers = {api.Header.MSG_ID.value: message.message_id}
        await self._client.publish(message.subject, message.data, reply=reply, headers=headers)

    def _outcome(self, future: "asyncio.Future[Msg]") -> Outcome:
        if not future.done():
            return "unknown"
        answer = future.result()
        status = (answer.headers or {}).get(api.Header.STATUS.value)
        if status is not None:
            return self._refused(f"no stream takes it ({status})")
        ack = msgspec.json.decode(answer.data, type=PubAck)
        if ack.error is not None:
            return self._refused(str(ack.error.get("description")))
        self._refusal = None
        return "duplicate" if ack.duplicate else "stored"

    def _refused(self, reason: str) -> Outcome:
        if reason != self._refusal:
            self._refusal = reason
            log.warning("publish_refused", reason=reason)
        return "failed"


class Pull:
    """A durable pull consumer. At most one request is open; what it still owes arrives before the next is sent."""

    def __init__(self, client: Client, next_subject: str) -> None:
        self.inbox = client.new_inbox()
        self._client = client
        self._next_subject = next_subject
        self._queue: deque[InMessage] = deque()
        self._arrived = asyncio.Event()
        self._owed = 0
        self._expires_s = 0.0
        self._silent_pulls = 0
        self._fault: str | None = None

    async def fetch(self, batch: int, timeout_s: float) -> list[InMessage]:
        """Return up to `batch` messages in stream order as soon as there are any, [] after `timeout_s`."""
        return await _call(self._fetch, batch, timeout_s)

    async def ack(self, message: InMessage) -> None:
        """Acknowledge `message` and all before it."""
        await _call(self._client.publish, message.reply, b"+ACK")

    async def deliver(self, message: Msg) -> None:
        """Take one message off the wire: a record, or a status that ends the open request."""
        status = (message.headers or {}).get(api.Header.STATUS.value)
        if status is None:
            self._owed -= 1
            stream_seq = message.metadata.sequence.stream
            self._queue.append(InMessage(message.subject, bytes(message.data), message.reply, stream_seq))
        else:
            self._owed = 0
            description = (message.headers or {}).get(api.Header.DESCRIPTION.value, "")
            if status not in STATUS_NO_MORE or "Deleted" in description:
                self._fault = f"{status} {description}"
        self._silent_pulls = 0
        self._arrived.set()

    async def _fetch(self, batch: int, timeout_s: float) -> list[InMessage]:
        if not self._queue:
            await self._ask(batch, timeout_s)
            await self._wait(timeout_s)
        while self._owed > 0 and 0 < len(self._queue) < batch and await self._wait(LINGER_S):
            pass
        if self._fault is not None:
            raise LinkDown(f"pull consumer: {self._fault}")
        return [self._queue.popleft() for _ in range(min(batch, len(self._queue)))]

    async def _ask(self, batch: int, timeout_s: float) -> None:
        now_s = asyncio.get_running_loop().time()
        if self._owed > 0 and now_s < self._expires_s:
            return
        self._silent_pulls += 1
        if self._silent_pulls > SILENT_PULLS_MAX:
            raise LinkDown("pull consumer is silent")
        request = b'{"batch":%d,"expires":%d}' % (batch, int(timeout_s * NANOSECONDS))
        self._owed = batch
        self._expires_s = now_s + timeout_s + LINGER_S
        await self._client.publish(self._next_subject, request, reply=self.inbox)

    async def _wait(self, timeout_s: float) -> bool:
        self._arrived.clear()
        try:
            await asyncio.wait_for(self._arrived.wait(), timeout_s)
        except TimeoutError:
            return False
        return True


async def _call(function: Callable[..., Awaitable[T]], *args: Any, timeout_s: float | None = CALL_TIMEOUT_S) -> T:
    """Run an asyncio function inside the island from outside; what the library raises leaves as `LinkDown`."""
    try:
        with trio.fail_after(float("inf") if timeout_s is None else timeout_s):
            result: T = await _trio_asyncio.aio_as_trio(function)(*args)
            return result
    except (nats.errors.Error, msgspec.MsgspecError, OSError, trio.TooSlowError, asyncio.CancelledError) as error:
        raise LinkDown(f"{type(error).__name__}: {error}") from error


@asynccontextmanager
async def open_link(url: str, name: str) -> AsyncIterator[Link]:
    """Connect to `url` and yield a link; the body is cancelled and `LinkDown` raised when the connection is lost.

    What the body itself raises leaves unchanged and outside of any group.
    """
    body_error: Exception | None = None
    lost: str | None = None
    try:
        async with open_island(), _connection(url, name) as (client, errors), trio.open_nursery() as nursery:
            nursery.start_soon(_watch, client, nursery.cancel_scope)
            try:
                publisher = Publisher(client)
                await _call(publisher.start)
                yield Link(client, publisher)
            except Exception as error:  # noqa: BLE001 - raised again below, outside of the island's groups
                body_error = error
            finally:
                if not client.is_connected:
                    lost = str(errors[-1]) if errors else "connection closed"
                nursery.cancel_scope.cancel()
    except BaseExceptionGroup as group:
        _raise_from_island(group)
    if body_error is not None:
        raise body_error
    if lost is not None:
        raise LinkDown(lost)


async def _watch(client: Client, scope: trio.CancelScope) -> None:
    """Cancel `scope` when the client gave up, by whatever way, also one that calls no callback."""
    while client.is_connected:  # noqa: ASYNC110 - the library has no event that always fires
        await trio.sleep(WATCH_INTERVAL_S)
    scope.cancel()


@asynccontextmanager
async def _connection(url: str, name: str) -> AsyncIterator[tuple[Client, deque[Exception]]]:
    client = Client()
    errors: deque[Exception] = deque(maxlen=1)

    async def note_error(error: Exception) -> None:
        errors.append(error)

    async def connect() -> None:
        await client.connect(
            url,
            name=name,
            error_cb=note_error,
            allow_reconnect=False,
            max_reconnect_attempts=1,
            reconnect_time_wait=0,
            connect_timeout=CONNECT_TIMEOUT_S,
            ping_interval=PING_INTERVAL_S,
            max_outstanding_pings=PINGS_OUTSTANDING_MAX,
            pending_size=-1,
        )

    try:
        await _call(connect, timeout_s=CONNECT_TIMEOUT_S)
        yield client, errors
    finally:
        with trio.move_on_after(CLOSE_TIMEOUT_S, shield=True):
            try:
                await _trio_asyncio.aio_as_trio(client.close)()
            except (nats.errors.Error, OSError, AssertionError) as error:
                log.debug("link_close_failed", error=repr(error))
        # The library's close gives up half-way when the socket is broken, and does nothing when it did so before.
        transport: Any = client._transport  # noqa: SLF001 - nothing public closes it
        if transport is not None and transport._io_writer is not None:  # noqa: SLF001 - as above
            transport.close()


def _raise_from_island(group: BaseExceptionGroup[BaseException]) -> None:
    """Raise what the island died of: a cancellation or an exit as it is, anything of the library as `LinkDown`."""
    failures, others = group.split(Exception)
    if others is not None:
        raise others
    assert failures is not None
    cause: BaseException = failures
    while isinstance(cause, BaseExceptionGroup):
        cause = cause.exceptions[0]
    raise cause if isinstance(cause, LinkDown) else LinkDown(repr(cause)) from group
