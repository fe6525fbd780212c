"""A terminal's book in a file."""

import os
from pathlib import Path

import trio


class FileStore:
    """Replaced as a whole: a crash leaves the old content or the new one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> bytes | None:
        """Return what was saved last, None if nothing ever was; raises OSError."""
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None

    async def save(self, data: bytes) -> None:
        """Return when `data` is on disk; raises OSError."""
        await trio.to_thread.run_sync(self._replace, data)

    def _replace(self, data: bytes) -> None:
        new = self._path.with_name(self._path.name + ".new")
        with new.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
