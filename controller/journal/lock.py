"""One writer per journal, held by the kernel: the lock falls with the process, also under kill -9."""

import fcntl
import os
from pathlib import Path
from typing import Self

from .errors import JournalInUse

NAME = "journal.lock"


class FolderLock:
    """An flock on `journal.lock`; the file holds the owner's process id for whoever is refused."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, folder: Path) -> Self:
        """Take the lock at once; raises `JournalInUse`, or `OSError` when the folder cannot be written."""
        descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip()
            os.close(descriptor)
            raise JournalInUse(folder, holder or "unknown") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return cls(descriptor)

    def release(self) -> None:
        """Let go. The file stays: removing it would let two processes lock two different files."""
        os.close(self._descriptor)
