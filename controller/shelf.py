"""Price books on a lane's disk, by content hash: a basket finds the book it began with after any restart."""

from pathlib import Path

from controller.pricing import PriceBook

FOLDER = "price_books"


def put(data_dir: Path, document: bytes) -> PriceBook:
    """Compile `document` and keep it; raises `PriceBookFault` with every fault listed, or `OSError`."""
    book = PriceBook.from_json(document)
    path = _path(data_dir, book.content_hash)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_bytes(document)
        fresh.replace(path)
    return book


def get(data_dir: Path, content_hash: str) -> PriceBook:
    """Return the book an older basket began with; raises `OSError` when it is not there."""
    return PriceBook.from_json(_path(data_dir, content_hash).read_bytes())


def _path(data_dir: Path, content_hash: str) -> Path:
    return data_dir / FOLDER / f"{content_hash}.json"
