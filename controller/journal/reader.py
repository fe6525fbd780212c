"""The read-only connection: short reads in order, so that the write-ahead log can always be checkpointed."""

import threading
from collections.abc import Iterator
from typing import cast

import apsw

from . import database
from .record import Record

BATCH_RECORDS = 1_000


class Reader:
    """Reads committed records; any thread may call."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._one_at_a_time = threading.Lock()

    def after(self, lane_seq: int, limit: int) -> list[Record]:
        """Return up to `limit` records after `lane_seq`, in order."""
        assert 0 < limit <= BATCH_RECORDS, "a long read keeps the write-ahead log growing"
        with self._one_at_a_time, database.faults_named():
            cursor = self._connection.execute(
                "SELECT lane_seq, occurred_at, type, version, payload, body, chain FROM record"
                " WHERE lane_seq > ? ORDER BY lane_seq LIMIT ?",
                (lane_seq, limit),
            )
            rows = cast("list[tuple[int, str, str, int, bytes, bytes, bytes]]", cursor.fetchall())
        return [Record(*row) for row in rows]

    def all_after(self, lane_seq: int) -> Iterator[Record]:
        """Yield every record after `lane_seq`, a batch at a time."""
        while batch := self.after(lane_seq, BATCH_RECORDS):
            yield from batch
            lane_seq = batch[-1].lane_seq

    def last_seq(self) -> int:
        """Return the highest number there is, 0 in a new journal."""
        with self._one_at_a_time, database.faults_named():
            last: int = self._connection.execute("SELECT coalesce(max(lane_seq), 0) FROM record").get
        return last

    def marks(self) -> dict[str, int]:
        """Return the marks that were set, by name."""
        with self._one_at_a_time, database.faults_named():
            cursor = self._connection.execute("SELECT name, lane_seq FROM mark")
            return dict(cast("list[tuple[str, int]]", cursor.fetchall()))

    def close(self) -> None:
        """Close."""
        with self._one_at_a_time:
            self._connection.close()
