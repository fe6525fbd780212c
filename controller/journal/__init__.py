"""The lane's journal: events in one SQLite file, committed before anything happens, chained, replayed after a crash."""

from controller.ports import DiskFull

from .errors import JournalCorrupt, JournalError, JournalFault, JournalInUse, JournalMismatch
from .journal import Journal, MarkName
from .record import Draft, Record
from .space import SpaceLimits, SpaceState

__all__ = [
    "DiskFull",
    "Draft",
    "Journal",
    "JournalCorrupt",
    "JournalError",
    "JournalFault",
    "JournalInUse",
    "JournalMismatch",
    "MarkName",
    "Record",
    "SpaceLimits",
    "SpaceState",
]
