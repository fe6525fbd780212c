"""The relay: carries the lane's journal to the store, for ever, and never bothers the lane with what goes wrong.

    journal -> read -> publish_batch -> stream -> store
       ^                    |                       |
       └── marks ── cursor <┴── outcomes            |
                      ^──────── AppliedMark ────────┘

One task moves the cursor; marks wait in a slot for it, the newest only, since each says all that the ones before said.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import structlog
import trio

from contracts import chain, subjects
from contracts.envelope import AppliedMark, MalformedEnvelope, decode_mark
from controller.bus import outbox
from controller.bus.outbox import Cursor, OutboxRow
from runtime.backoff import Backoff
from runtime.island import one_error
from runtime.messages import InMessage, LinkDown, OutMessage
from runtime.nats_link import Link, open_link

BATCH_ROWS = 256
MARKS_CAPACITY = 16
MARKS_SAVE_INTERVAL_S = 1.0
"""A lost mark costs sending a second's records again; a saved one costs the disk as much as a scan."""
IDLE_WAIT_S = 1.0
GATHER_S = 0.05
"""What was just committed is first shown to the cashier, and what comes right after it goes with it."""
STUCK_PAUSE_S = 1.0
POLL_INTERVAL_S = 1.0
POLL_TIMEOUT_S = 2.0
MISSES_MAX = 2
REPORT_INTERVAL_S = 0.5

log = structlog.get_logger()


class OutboxSource(Protocol):
    """The lane's journal, as the relay sees it. Reads may run beside appends."""

    @property
    def epoch(self) -> int:
        """The journal's epoch."""

    @property
    def head_seq(self) -> int:
        """`lane_seq` of the last committed record, 0 when there is none."""

    @property
    def published(self) -> int:
        """The mark as last saved."""

    @property
    def applied(self) -> int:
        """The mark as last saved."""

    async def read(self, after_seq: int, limit: int) -> Sequence[OutboxRow]:
        """Return up to `limit` committed records after `after_seq`, without gaps."""

    async def chain_at(self, lane_seq: int) -> str | None:
        """Return the chain (hex) at a committed record, None when the source cannot say."""

    async def set_marks(self, *, published: int, applied: int) -> None:
        """Remember the marks; `applied` may go back when the store was restored from a backup."""

    async def wait_for_more(self, after_seq: int) -> None:
        """Return when `head_seq` is greater than `after_seq`, at once when it already is."""


class Relay:
    """`run` lives as long as the lane. `on_store_link(online, queued)` is called when either has changed."""

    def __init__(
        self,
        source: OutboxSource,
        url: str,
        store: str,
        lane: str,
        on_store_link: Callable[[bool, int], None],
        *,
        rng: random.Random | None = None,
    ) -> None:
        self._source = source
        self._url = url
        self._store = store
        self._lane = lane
        self._on_store_link = on_store_link
        self._backoff = Backoff(rng or random.Random())  # noqa: S311 - spreads reconnections, hides nothing
        self._cursor = Cursor(published=max(source.published, source.applied), applied=source.applied)
        self._mark: AppliedMark | None = None
        self._idle: trio.CancelScope | None = None
        self._online = False
        self._reported: tuple[bool, int] | None = None
        self._saved_at_s = 0.0

    async def run(self) -> None:
        """Relay until cancelled. Broker and store may come and go; only a fault of the source itself is raised."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._keep_reporting)
            while True:
                await self._one_link()
                await trio.sleep(self._backoff.next_s())

    async def _one_link(self) -> None:
        try:
            with one_error(LinkDown):
                async with open_link(self._url, f"lane-{self._store}-{self._lane}") as link:
                    marks = await link.subscribe(subjects.applied(self._store, self._lane), MARKS_CAPACITY)
                    async with trio.open_nursery() as nursery:
                        nursery.start_soon(self._take_marks, marks)
                        nursery.start_soon(self._keep_polling, link)
                        await self._keep_pumping(link)
        except LinkDown as error:
            if self._backoff.failures == 0:
                log.warning("store_link_lost", lane=self._lane, reason=error.reason)
        finally:
            self._set_online(online=False)

    # What the store says.

    async def _take_marks(self, marks: trio.MemoryReceiveChannel[InMessage]) -> None:
        async for message in marks:
            try:
                mark = decode_mark(message.data)
            except MalformedEnvelope as error:
                log.warning("mark_malformed", lane=self._lane, error=str(error))
                continue
            if (mark.store, mark.lane, mark.epoch) == (self._store, self._lane, self._source.epoch):
                self._mark = mark
                self._wake()

    async def _keep_polling(self, link: Link) -> None:
        """Ask the store for a sign of life; it answers with its mark as well."""
        misses = 0
        while True:
            subject = subjects.status_request(self._store)
            answer = await link.request(subject, self._lane.encode(), POLL_TIMEOUT_S)
            misses = 0 if answer is not None else misses + 1
            if answer is not None or misses >= MISSES_MAX:
                self._set_online(online=answer is not None)
            await trio.sleep(POLL_INTERVAL_S)

    def _set_online(self, *, online: bool) -> None:
        if online == self._online:
            return
        self._online = online
        if online:
            self._backoff.reset()
            self._cursor = replace(self._cursor, quiet_since_s=trio.current_time())
        log.info("store_online" if online else "store_offline", lane=self._lane, queued=self._queued())
        self._report()

    # The cursor.

    async def _keep_pumping(self, link: Link) -> None:
        # One message alone until one was taken: a batch around the stream's birth would arrive with its head missing.
        limit = 1
        while True:
            await self._use_mark()
            rows = await self._source.read(self._cursor.published, limit)
            if rows:
                limit = BATCH_ROWS if await self._publish(link, rows) else 1
            else:
                await self._rest()
            if trio.current_time() - self._saved_at_s >= MARKS_SAVE_INTERVAL_S:
                await self._save_marks()

    async def _publish(self, link: Link, rows: Sequence[OutboxRow]) -> bool:
        """Return whether the broker took any of them; after none, a pause."""
        messages = [OutMessage(row.subject, row.data, outbox.message_id(self._cursor, row)) for row in rows]
        outcomes = await link.publish_batch(messages)
        before = self._cursor
        self._cursor = outbox.fold(self._cursor, rows, outcomes)
        if self._cursor.published > before.published:
            return True
        await trio.sleep(STUCK_PAUSE_S)
        return False

    async def _use_mark(self) -> None:
        mark, self._mark = self._mark, None
        now_s = trio.current_time()
        if mark is not None and await self._is_ours(mark):
            moved = outbox.apply_mark(self._cursor, lane_seq=mark.lane_seq, resend_from=mark.resend_from, now_s=now_s)
            self._note_move(moved)
        if self._online:
            self._note_move(outbox.check_quiet(self._cursor, now_s))

    async def _is_ours(self, mark: AppliedMark) -> bool:
        """Whether the store's mark stands on our chain. Anything else means two journals under one name."""
        own: str | None = None
        if mark.lane_seq == 0:
            own = chain.genesis(self._store, self._lane, mark.epoch).hex()
        elif mark.lane_seq <= self._source.head_seq:
            own = await self._source.chain_at(mark.lane_seq) or mark.chain
        if own != mark.chain:
            log.error("mark_refused", lane=self._lane, lane_seq=mark.lane_seq, head_seq=self._source.head_seq)
        return own == mark.chain

    def _note_move(self, moved: Cursor) -> None:
        if moved.applied < self._cursor.applied:
            log.warning("store_went_back", lane=self._lane, applied=moved.applied, before=self._cursor.applied)
        if moved.resend_round != self._cursor.resend_round:
            log.warning("outbox_resend", lane=self._lane, from_seq=moved.applied + 1, until_seq=moved.resend_until)
        self._cursor = moved

    async def _rest(self) -> None:
        """Sleep until there are more records and `GATHER_S` is over, or a mark, or `IDLE_WAIT_S` is over."""
        if self._mark is not None:
            return
        with trio.move_on_after(IDLE_WAIT_S) as self._idle:
            await self._source.wait_for_more(self._cursor.published)
            await trio.sleep(GATHER_S)
        self._idle = None

    def _wake(self) -> None:
        if self._idle is not None:
            self._idle.cancel()

    async def _save_marks(self) -> None:
        self._saved_at_s = trio.current_time()
        if (self._source.published, self._source.applied) != (self._cursor.published, self._cursor.applied):
            await self._source.set_marks(published=self._cursor.published, applied=self._cursor.applied)

    # What the lane is told.

    def _queued(self) -> int:
        return outbox.queued(self._source.head_seq, self._cursor)

    async def _keep_reporting(self) -> None:
        while True:
            self._report()
            await trio.sleep(REPORT_INTERVAL_S)

    def _report(self) -> None:
        state = (self._online, self._queued())
        if state != self._reported:
            self._reported = state
            self._on_store_link(*state)
