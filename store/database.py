"""The one door to the store's database: SQLite through SQLAlchemy, one connection, one turn at a time.

`journal_mode=DELETE`, because the platform's SQLite is older than 3.51.3, whose WAL can lose commits when two
connections meet; `synchronous=EXTRA` also syncs the folder after a commit removed its journal.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import structlog
import trio
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

FILE_NAME = "store.sqlite3"
BUSY_TIMEOUT_MS = 5_000
MIGRATIONS = Path(__file__).parent / "migrations"

T = TypeVar("T")
log = structlog.get_logger()


class DatabaseFault(Exception):
    """The database refused: full disk, failed write, damaged file. End the process; a new one starts from the file."""


def open_engine(file: Path | None) -> Engine:
    """Return an engine on `file`, or in memory when it is None."""
    url = "sqlite://" if file is None else f"sqlite:///{file}"
    engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # Python's own transaction handling begins late and only before some statements: take it over.
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None
    for pragma in ("journal_mode=DELETE", "synchronous=EXTRA", f"busy_timeout={BUSY_TIMEOUT_MS}", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest version, in one transaction; a kill in the middle leaves the old one."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


class Database:
    """Transactions in a worker thread. Trio-flavoured."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = trio.CapacityLimiter(1)

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction and commit it; raises `DatabaseFault`. Never left half-way by a cancel."""
        return await trio.to_thread.run_sync(self._in_transaction, work, limiter=self._turn)

    def _in_transaction(self, work: Callable[[Connection], T]) -> T:
        try:
            with self._engine.begin() as connection:
                return work(connection)
        except DatabaseError as error:
            raise DatabaseFault(str(error.orig)) from error

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()


async def open_database(data_dir: Path) -> Database:
    """Open the store's database in `data_dir`, making and migrating it as needed; raises `DatabaseFault`."""

    def open_file() -> Database:
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            engine = open_engine(data_dir / FILE_NAME)
            migrate(engine)
        except OSError as error:
            raise DatabaseFault(str(error)) from error
        except DatabaseError as error:
            raise DatabaseFault(f"{data_dir / FILE_NAME}: {error.orig}") from error
        return Database(engine)

    return await trio.to_thread.run_sync(open_file)
