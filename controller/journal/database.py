"""The SQLite file under a journal: how it is opened, and its tables.

The order of the pragmas is what makes a commit survive a power cut: `synchronous=EXTRA` stands before
`journal_mode=WAL`, so that even the unlink of the very first rollback journal is synced. With NORMAL, acknowledged
commits are lost; with FULL after WAL, a file system that does not order metadata brings a stale journal back.
`tests/faults/test_journal_power_cut.py` enumerates these crash states.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from .errors import JournalCorrupt, JournalFault

NAME = "journal.db"
FORMAT = 1
MIN_SQLITE = (3, 51, 3)  # earlier ones have a data race between checkpoint and commit that loses WAL frames
DURABILITY = ("PRAGMA synchronous=EXTRA", "PRAGMA journal_mode=WAL")  # in this order
BUSY_TIMEOUT_MS = 5_000
WAL_AUTOCHECKPOINT_PAGES = 1_000

# One row in `meta`: whose journal this is. `record` only ever grows. `mark` holds cursors of the outbox on `record`.
SCHEMA = """
CREATE TABLE meta (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    format INTEGER NOT NULL,
    store TEXT NOT NULL,
    lane TEXT NOT NULL,
    currency TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE TABLE record (
    lane_seq INTEGER PRIMARY KEY,
    occurred_at TEXT NOT NULL,
    type TEXT NOT NULL,
    version INTEGER NOT NULL,
    payload BLOB NOT NULL,
    body BLOB NOT NULL,
    chain BLOB NOT NULL
) STRICT;
CREATE TABLE mark (
    name TEXT PRIMARY KEY,
    lane_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""


def open_writer(path: Path) -> apsw.Connection:
    """Open, or create, the file for the one writer, which also checkpoints.

    Raises `JournalFault` on a SQLite that is too old or a file that cannot be opened, `JournalCorrupt` when it is not
    a database.
    """
    refuse_old_sqlite(apsw.sqlite_lib_version())
    with faults_named():
        connection = apsw.Connection(str(path))
        for pragma in DURABILITY:
            connection.execute(pragma)
        mode = connection.execute("PRAGMA journal_mode").get
        if mode != "wal":
            raise JournalFault(f"{path} cannot use a write-ahead log (SQLite answers {mode!r}): is it a network disk?")
        connection.execute(f"PRAGMA wal_autocheckpoint={WAL_AUTOCHECKPOINT_PAGES}")
        _harden(connection)
    return connection


def refuse_old_sqlite(version: str) -> None:
    """Raise `JournalFault` when `version` (such as `3.40.1`) is older than `MIN_SQLITE`."""
    if tuple(int(part) for part in version.split(".")) < MIN_SQLITE:
        raise JournalFault(f"SQLite {version} can lose commits (WAL-reset bug): 3.51.3 or later is needed")


def open_reader(path: Path) -> apsw.Connection:
    """Open a second, read-only connection for the relay; it never checkpoints. Raises as `open_writer` does."""
    with faults_named():
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        _harden(connection)
    return connection


def _harden(connection: apsw.Connection) -> None:
    connection.set_busy_timeout(BUSY_TIMEOUT_MS)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA mmap_size=0")


def is_new(connection: apsw.Connection) -> bool:
    """Whether the tables are still to be made: also after a crash between creating the file and the first commit."""
    with faults_named():
        tables: int = connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'meta'").get
    return tables == 0


def create_tables(
    connection: apsw.Connection, *, store: str, lane: str, currency: str, epoch: int, created_at: str
) -> None:
    """Make the tables and say whose they are, in one commit."""
    with faults_named(), transaction(connection):
        connection.execute(SCHEMA)
        connection.execute(
            "INSERT INTO meta VALUES (1, ?, ?, ?, ?, ?, ?)", (FORMAT, store, lane, currency, epoch, created_at)
        )


@contextmanager
def transaction(connection: apsw.Connection) -> Iterator[None]:
    """One commit; whatever is raised inside, or by the commit, leaves nothing open."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def faults_named() -> Iterator[None]:
    """Turn SQLite's errors into the journal's own; `apsw.FullError` passes, its meaning depends on the caller."""
    try:
        yield
    except apsw.FullError:
        raise
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise JournalCorrupt(None, str(error)) from error
    except apsw.Error as error:
        raise JournalFault(f"SQLite: {error}") from error


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable: a new file's own fsync does not."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
