"""Room on the disk: stop opening sales while there is still room to finish the open one.

    free   > 1 GiB    ok
           <= 1 GiB   low: the operator is told
           <= 256 MiB full: no new sale; a commit that no longer fits releases the reserve, so the open sale ends

A full SQLite database cannot even delete, so the reserve is a file beside it that is given back to the file system.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

MIB = 1024 * 1024
NAME = "journal.reserve"

SpaceState = Literal["ok", "low", "full"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceLimits:
    """Thresholds on the bytes free to this process, and the size of the reserve file."""

    warn_bytes: int = 1024 * MIB
    refuse_bytes: int = 256 * MIB
    reserve_bytes: int = 64 * MIB


def free_bytes(folder: Path) -> int:
    """Return what this process may still write to the file system of `folder`."""
    return shutil.disk_usage(folder).free


class Space:
    """The reserve file of one journal and the answer to "is there room"."""

    def __init__(self, folder: Path, limits: SpaceLimits, free: Callable[[Path], int] = free_bytes) -> None:
        self._folder = folder
        self._reserve = folder / NAME
        self._limits = limits
        self._free = free

    def state(self) -> SpaceState:
        """Return the state now. Without its reserve a disk counts as full until the reserve fits again."""
        if not self.hold_reserve():
            return "full"
        free = self._free(self._folder)
        if free <= self._limits.refuse_bytes:
            return "full"
        return "low" if free <= self._limits.warn_bytes else "ok"

    def hold_reserve(self) -> bool:
        """Make the reserve when it is missing and fits above the refuse threshold; return whether it is there."""
        if self._reserve.exists():
            return True
        if self._free(self._folder) < self._limits.refuse_bytes + self._limits.reserve_bytes:
            return False
        return self._allocate()

    def release_reserve(self) -> bool:
        """Give the reserve back to the file system; return whether there was one."""
        try:
            self._reserve.unlink()
        except FileNotFoundError:
            return False
        return True

    def _allocate(self) -> bool:
        partial = self._reserve.with_suffix(".partial")
        descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, self._limits.reserve_bytes)
        except OSError:
            partial.unlink()
            return False
        finally:
            os.close(descriptor)
        partial.rename(self._reserve)
        return True
