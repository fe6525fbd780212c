"""Price books in files: documents and snapshots, told apart by their first bytes."""

import os
from pathlib import Path

from controller.pricing import PriceBook

_SNAPSHOT_MAGIC = b"LWPB"


def load(path: Path) -> PriceBook:
    """Compile a document or load a snapshot.

    Raises:
        OSError: the file cannot be read.
        PriceBookFault: it is no price book; every fault is named.

    """
    data = path.read_bytes()
    return PriceBook.from_snapshot(data) if data.startswith(_SNAPSHOT_MAGIC) else PriceBook.from_json(data)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is there in full or as it was before, whatever happens meanwhile."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
