"""How far a replay has come: `replay.json` beside the environment's files, written after every basket."""

import hashlib
from pathlib import Path

import msgspec

from lanewise.replay.tally import LaneTally

FILE_NAME = "replay.json"


class ProgressFault(ValueError):
    """The replay cannot begin or go on in this folder; the text says why."""


class _Saved(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    baskets_sha256: str
    price_book_sha256: str
    lanes: tuple[LaneTally, ...]


class Progress:
    """The tallies of all lanes and where they are kept."""

    def __init__(self, path: Path, baskets_sha256: str, price_book_sha256: str, lanes: tuple[LaneTally, ...]) -> None:
        self.lanes = lanes
        self._path = path
        self._baskets_sha256 = baskets_sha256
        self._price_book_sha256 = price_book_sha256

    def save(self) -> None:
        """Replace the file at once: a reader sees the old one or the new one."""
        saved = _Saved(baskets_sha256=self._baskets_sha256, price_book_sha256=self._price_book_sha256, lanes=self.lanes)
        new_path = self._path.with_suffix(".new")
        new_path.write_bytes(msgspec.json.encode(saved))
        new_path.replace(self._path)


def begin(data_dir: Path, baskets: Path, price_book: bytes, lanes: int) -> Progress:
    """Start from nothing; raises `ProgressFault` where a replay has been."""
    path = data_dir / FILE_NAME
    if path.exists():
        raise ProgressFault(f"{data_dir} holds a replay: go on with --resume, or choose another folder")
    data_dir.mkdir(parents=True, exist_ok=True)
    progress = Progress(path, _sha256_of(baskets), _sha256(price_book), tuple(LaneTally() for _ in range(lanes)))
    progress.save()
    return progress


def resume(data_dir: Path, baskets: Path, price_book: bytes, lanes: int) -> Progress:
    """Go on where the last run stopped; raises `ProgressFault` when that was another replay."""
    path = data_dir / FILE_NAME
    try:
        saved = msgspec.json.decode(path.read_bytes(), type=_Saved)
    except FileNotFoundError as error:
        raise ProgressFault(f"nothing to resume: {path} does not exist") from error
    except msgspec.DecodeError as error:
        raise ProgressFault(f"{path}: {error}") from error
    differs = {
        "basket file": saved.baskets_sha256 != _sha256_of(baskets),
        "price book": saved.price_book_sha256 != _sha256(price_book),
        "number of lanes": len(saved.lanes) != lanes,
    }
    if any(differs.values()):
        names = ", ".join(name for name, other in differs.items() if other)
        raise ProgressFault(f"{data_dir} holds a replay with another {names}")
    return Progress(path, saved.baskets_sha256, saved.price_book_sha256, saved.lanes)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
