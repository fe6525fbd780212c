"""The one connection that writes: each call one commit, and after a failed disk never another."""

import threading
from collections.abc import Sequence

import apsw

from controller.ports import DiskFull

from . import database
from .errors import JournalCorrupt, JournalFault
from .space import Space

Row = tuple[int | str | bytes, ...]


class Writer:
    """Commits rows. A full disk is survived, with the help of the reserve; any other error stops the writer."""

    def __init__(self, connection: apsw.Connection, space: Space) -> None:
        self._connection = connection
        self._space = space
        self._one_at_a_time = threading.Lock()
        self._stopped_by: str | None = None

    def commit(self, statement: str, rows: Sequence[Row]) -> None:
        """Run `statement` for each row in one transaction that is on the disk when this returns.

        Raises `DiskFull` with nothing changed, or `JournalFault`, also for every call after that.
        """
        with self._one_at_a_time:
            if self._stopped_by is not None:
                raise JournalFault(f"the journal takes no more records: {self._stopped_by}")
            try:
                self._commit_with_reserve(statement, rows)
            except (JournalFault, JournalCorrupt) as error:
                self._stopped_by = str(error)
                raise JournalFault(self._stopped_by) from error

    def checkpoint(self) -> bool:
        """Empty the write-ahead log; return False when a reader or a full disk stood in the way."""
        with self._one_at_a_time, database.faults_named():
            try:
                self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
            except (apsw.BusyError, apsw.FullError):
                return False
            return True

    def _commit_with_reserve(self, statement: str, rows: Sequence[Row]) -> None:
        try:
            self._commit_once(statement, rows)
        except apsw.FullError as error:
            if not self._space.release_reserve():
                raise DiskFull("the disk is full and the reserve is used up") from error
        else:
            return
        try:
            self._commit_once(statement, rows)
        except apsw.FullError as error:
            raise DiskFull("the disk is full, also without the reserve") from error

    def _commit_once(self, statement: str, rows: Sequence[Row]) -> None:
        with database.faults_named(), database.transaction(self._connection):
            self._connection.executemany(statement, rows)
