"""Whose journal a database file is: written once when it is made, checked at every start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import apsw

from contracts import chain
from runtime.clock import utc_text

from . import database
from .errors import JournalMismatch


@dataclass(frozen=True, slots=True)
class Owner:
    """The start of the chain and of every envelope. `epoch` is the Unix second of the journal's creation."""

    store: str
    lane: str
    currency: str
    epoch: int

    def genesis(self) -> bytes:
        """Return `h_0` of this journal's chain."""
        return chain.genesis(self.store, self.lane, self.epoch)


def settle(
    connection: apsw.Connection, folder: Path, *, store: str, lane: str, currency: str, now: Callable[[], datetime]
) -> Owner:
    """Return the owner found in the file, or become it when the file is new; raises `JournalMismatch`."""
    if database.is_new(connection):
        moment = now()
        epoch, created_at = int(moment.timestamp()), utc_text(moment)
        database.create_tables(
            connection, store=store, lane=lane, currency=currency, epoch=epoch, created_at=created_at
        )
        database.sync_folder(folder)
        database.sync_folder(folder.parent)
    with database.faults_named():
        found = connection.execute("SELECT format, store, lane, currency, epoch FROM meta").fetchone()
    assert found is not None, "the row is made in one commit with its table"
    expected = {"format": database.FORMAT, "store": store, "lane": lane, "currency": currency}
    for (field, value), stored in zip(expected.items(), found, strict=False):
        if stored != value:
            raise JournalMismatch(folder, field=field, found=stored, expected=value)
    return Owner(store, lane, currency, epoch=found[4])
