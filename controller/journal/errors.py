"""What can go wrong with a journal. A full disk is `ports.DiskFull`, the one fault the lane goes on after."""

from pathlib import Path


class JournalError(Exception):
    """Parent of everything a journal raises."""


class JournalInUse(JournalError):
    """Another process (or another `Journal` in this one) writes to this folder."""

    def __init__(self, folder: Path, holder: str) -> None:
        super().__init__(f"the journal in {folder} is in use by process {holder}: stop that lane first")


class JournalMismatch(JournalError):
    """The folder holds another lane's journal, another currency's, or one of a format this program does not know."""

    def __init__(self, folder: Path, *, field: str, found: object, expected: object) -> None:
        super().__init__(f"the journal in {folder} has {field} {found!r}, this lane is configured with {expected!r}")


class JournalCorrupt(JournalError):
    """What is stored is not what was written. `lane_seq` is the first record that does not hold, if one is known."""

    def __init__(self, lane_seq: int | None, reason: str) -> None:
        where = "the journal" if lane_seq is None else f"record {lane_seq} of the journal"
        super().__init__(f"{where} is corrupt: {reason}; restore it or start with a new data folder")
        self.lane_seq = lane_seq


class JournalFault(JournalError):
    """The disk failed under the journal. The writer has stopped for good: end the process, start again, replay.

    After a failed fsync the kernel may call the lost pages clean, so trying again proves nothing (PostgreSQL's
    fsyncgate).
    """
