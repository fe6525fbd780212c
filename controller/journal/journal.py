"""The lane's truth: append a few records in one commit, read them back in order, keep the outbox's two marks.

Everything here blocks. The lane calls it through `trio.to_thread.run_sync` with a limiter of one; the relay may `read`
from another thread at the same time.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Literal, Self

import apsw
import msgspec

from contracts.chain import sha256
from contracts.envelope import Envelope
from controller.ports import DiskFull

from . import database, owner
from .errors import JournalCorrupt, JournalFault
from .lock import FolderLock
from .reader import Reader
from .record import Draft, Record
from .space import Space, SpaceLimits, SpaceState
from .verify import place, verify
from .writer import Row, Writer

MarkName = Literal["published", "applied"]

VERIFIED_TAIL_RECORDS = 1_000
WAL_LARGE_BYTES = 64 * 1024 * 1024

_APPEND = "INSERT INTO record (lane_seq, occurred_at, type, version, payload, body, chain) VALUES (?,?,?,?,?,?,?)"
_MARK = "INSERT OR REPLACE INTO mark (name, lane_seq) VALUES (?,?)"


class Journal:
    """An open journal. `head_seq` and `head_chain` are those of the last committed record, 0 and `h_0` at first.

    `epoch` is the Unix second of the journal's creation; with `lane_seq` it names a record for good.
    """

    def __init__(self, folder: Path, owner: owner.Owner, writer: Writer, reader: Reader, space: Space) -> None:
        """Take over what `Journal.open` has opened."""
        self._wal = folder / f"{database.NAME}-wal"
        self._owner = owner
        self._writer = writer
        self._reader = reader
        self._space = space
        self._marks = reader.marks()
        self._on_close = ExitStack()
        self.epoch = owner.epoch
        self.head_seq = 0
        self.head_chain = owner.genesis()

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        store: str,
        lane: str,
        currency: str,
        now: Callable[[], datetime],
        limits: SpaceLimits | None = None,
    ) -> Self:
        """Open the journal in `folder`, or start one there, and verify its tail.

        A new journal takes the current second as its epoch, without asking the store: unique as long as nobody makes
        two journals for one lane within a second or with a clock set back.

        Raises `JournalInUse`, `JournalMismatch`, `JournalCorrupt`, `DiskFull` or `JournalFault`.
        """
        with ExitStack() as undo:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                undo.callback(FolderLock.take(folder).release)
                connection = database.open_writer(folder / database.NAME)
                undo.callback(connection.close)  # the last one to close checkpoints and removes the log
                who = owner.settle(connection, folder, store=store, lane=lane, currency=currency, now=now)
                reader = Reader(database.open_reader(folder / database.NAME))
                undo.callback(reader.close)
                space = Space(folder, limits or SpaceLimits())
                space.hold_reserve()
            except apsw.FullError as error:
                raise DiskFull(f"the disk is full: no journal can be opened in {folder}") from error
            except OSError as error:
                raise JournalFault(f"cannot write a journal in {folder}: {error.strerror}") from error
            journal = cls(folder, who, Writer(connection, space), reader, space)
            journal.verify_tail()
            journal._on_close = undo.pop_all()
        return journal

    def append(self, drafts: Sequence[Draft], occurred_at: str) -> tuple[Record, ...]:
        """Commit `drafts` as the next records, all or none, and return them once they are on the disk.

        `occurred_at` is RFC 3339 UTC with milliseconds. Raises `DiskFull` with nothing changed, or `JournalFault`,
        after which every further append is refused.
        """
        assert drafts, "an append without drafts is a mistake of the caller"
        records: list[Record] = []
        lane_seq, previous = self.head_seq, self.head_chain
        for draft in drafts:
            lane_seq += 1
            record = place(self._owner, draft, lane_seq=lane_seq, occurred_at=occurred_at, previous=previous)
            records.append(record)
            previous = record.chain
        self._writer.commit(_APPEND, [_row(record) for record in records])
        self.head_seq, self.head_chain = lane_seq, previous
        return tuple(records)

    def read(self, after_seq: int, limit: int) -> list[Record]:
        """Return up to `limit` (at most 1,000) committed records after `after_seq`, in order. Any thread may call."""
        return self._reader.after(after_seq, limit)

    def envelope(self, record: Record) -> Envelope:
        """Return `record` as the bus carries it, its body untouched."""
        return Envelope(
            store=self._owner.store,
            lane=self._owner.lane,
            epoch=self._owner.epoch,
            lane_seq=record.lane_seq,
            type=record.type,
            version=record.version,
            occurred_at=record.occurred_at,
            currency=self._owner.currency,
            payload_sha256=sha256(record.payload).hex(),
            chain=record.chain.hex(),
            body=msgspec.Raw(record.body),
        )

    def mark(self, name: MarkName) -> int:
        """Return the last record the broker has acknowledged (`published`) or the store has booked (`applied`)."""
        return self._marks.get(name, 0)

    def set_marks(self, published: int, applied: int) -> None:
        """Remember both marks in one commit; they go back when the store asks for records again.

        Raises as `append` does. Nothing is written when nothing changed.
        """
        marks: dict[str, int] = {"published": published, "applied": applied}
        assert all(0 <= value <= self.head_seq for value in marks.values()), "a mark stands on a record"
        if marks != self._marks:
            self._writer.commit(_MARK, list(marks.items()))
            self._marks = marks

    def verify_tail(self, limit: int = VERIFIED_TAIL_RECORDS) -> None:
        """Recompute the chain of the last `limit` records and set the head to the last; raises `JournalCorrupt`."""
        after_seq = max(self._reader.last_seq() - limit, 0)
        self.head_seq, self.head_chain = self._verified_after(after_seq)
        if self.head_seq < max(self._marks.values(), default=0):
            raise JournalCorrupt(self.head_seq + 1, "it was published, but it is missing here")

    def verify(self) -> None:
        """Recompute the whole chain from `h_0`; raises `JournalCorrupt` at the first record that does not hold.

        Any thread may call, also while records are appended.
        """
        self._verified_after(0)

    def space(self) -> SpaceState:
        """Return whether there is room: `low` is for the operator's eyes, `full` closes the lane to new sales."""
        return self._space.state()

    def may_open_sale(self) -> bool:
        """Return whether there is room for a whole new sale."""
        return self._space.state() != "full"

    def checkpoint_if_large(self, *, idle: bool = False) -> bool:
        """Move the write-ahead log into the file when it is above 64 MiB, or at any size while the lane is `idle`.

        Returns False when a reader or a full disk stood in the way: ask again later. Raises `JournalFault`.
        """
        size = self._wal.stat().st_size if self._wal.exists() else 0
        if size <= (0 if idle else WAL_LARGE_BYTES):
            return True
        return self._writer.checkpoint()

    def close(self) -> None:
        """Checkpoint, close the file and let the folder go."""
        self._on_close.close()

    def _verified_after(self, after_seq: int) -> tuple[int, bytes]:
        previous = self._owner.genesis()
        if after_seq:
            start = self._reader.after(after_seq - 1, 1)[0]
            if start.lane_seq != after_seq:
                raise JournalCorrupt(after_seq, "it is missing")
            previous = start.chain
        return verify(self._owner, self._reader.all_after(after_seq), after_seq=after_seq, previous=previous)


def _row(record: Record) -> Row:
    return (
        record.lane_seq,
        record.occurred_at,
        record.type,
        record.version,
        record.payload,
        record.body,
        record.chain,
    )
