"""The journal as lane and relay see it: appends on a thread of its own, reads beside it, a bell for new records."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import trio

from contracts import envelope, subjects
from controller.bus.outbox import OutboxRow
from controller.journal import Draft as JournalDraft
from controller.journal import Journal
from controller.lane.record import Draft

CHECKPOINT_INTERVAL_S = 5.0
READ_LIMIT = 500
"""Records read at once for the outbox."""


class KeptJournal:
    """Implements the lane's `JournalPort` and the relay's `OutboxSource` over one `Journal`."""

    def __init__(self, journal: Journal, store: str, lane: str, monotonic_ns: Callable[[], int]) -> None:
        self._journal = journal
        self._store = store
        self._lane = lane
        self._monotonic_ns = monotonic_ns
        self._writer = trio.CapacityLimiter(1)
        self._grown = trio.Event()

    async def append(self, drafts: Sequence[Draft], occurred_at: str) -> int:
        """Commit all drafts or none and return the nanoseconds it took; raises `DiskFull`."""
        rows = [JournalDraft(d.type, d.version, d.payload, d.body) for d in drafts]
        commit_ns = await trio.to_thread.run_sync(self._append, rows, occurred_at, limiter=self._writer)
        self._grown.set()
        return commit_ns

    def _append(self, rows: Sequence[JournalDraft], occurred_at: str) -> int:
        began_ns = self._monotonic_ns()
        self._journal.append(rows, occurred_at)
        return self._monotonic_ns() - began_ns

    def payloads(self, after_seq: int = 0) -> Iterator[bytes]:
        """Yield every payload after a record, oldest first: what a start replays."""
        while records := self._journal.read(after_seq, READ_LIMIT):
            yield from (record.payload for record in records)
            after_seq = records[-1].lane_seq

    def may_open_sale(self) -> bool:
        """Say whether there is room to begin a sale and finish it."""
        return self._journal.may_open_sale()

    @property
    def epoch(self) -> int:
        """The journal's epoch."""
        return self._journal.epoch

    @property
    def head_seq(self) -> int:
        """Newest committed record."""
        return self._journal.head_seq

    @property
    def published(self) -> int:
        """Mark of the broker's acknowledgements."""
        return self._journal.mark("published")

    @property
    def applied(self) -> int:
        """Mark of the store's ledger."""
        return self._journal.mark("applied")

    async def read(self, after_seq: int, limit: int) -> list[OutboxRow]:
        """Return the next records as messages."""
        records = await trio.to_thread.run_sync(self._journal.read, after_seq, min(limit, READ_LIMIT))
        return [
            OutboxRow(
                lane_seq=record.lane_seq,
                subject=subjects.event(self._store, self._lane, record.type),
                message_id=subjects.message_id(self._store, self._lane, self._journal.epoch, record.lane_seq),
                data=envelope.encode(self._journal.envelope(record)),
            )
            for record in records
        ]

    async def set_marks(self, *, published: int, applied: int) -> None:
        """Remember both marks."""
        await trio.to_thread.run_sync(self._journal.set_marks, published, applied, limiter=self._writer)

    async def keep_checkpointed(self) -> None:
        """Empty the write-ahead log whenever the lane has paused; a commit in a busy moment must not pay for it."""
        seen = -1
        while True:
            await trio.sleep(CHECKPOINT_INTERVAL_S)
            idle = seen == self._journal.head_seq
            seen = self._journal.head_seq
            checkpoint = partial(self._journal.checkpoint_if_large, idle=idle)
            await trio.to_thread.run_sync(checkpoint, limiter=self._writer)

    async def chain_at(self, lane_seq: int) -> str | None:
        """Return the chain at a record as hex, so that the store's mark can be compared with it."""
        return await trio.to_thread.run_sync(self.chain_now, lane_seq)

    def chain_now(self, lane_seq: int) -> str | None:
        """Return the chain at a record as hex; blocks."""
        if lane_seq < 1:
            return None
        records = self._journal.read(lane_seq - 1, 1)
        return records[0].chain.hex() if records else None

    async def wait_for_more(self, after_seq: int) -> None:
        """Return when `head_seq` is greater than `after_seq`."""
        while self._journal.head_seq <= after_seq:
            self._grown = trio.Event()
            await self._grown.wait()
