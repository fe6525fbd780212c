"""The built web client: where its files are and which build they are. The sources are TypeScript, beside this file."""

import hashlib
from importlib.resources import files
from pathlib import Path

PAGES = ("lane.html", "bench.html")
BUILD_ID_CHARS = 12


class NotBuiltError(Exception):
    """The web client has not been built; the text says how to."""


def static_dir() -> Path:
    """Return the folder with `lane.html`, `bench.html` and `assets/`; raises `NotBuiltError`."""
    folder = Path(str(files(__name__))) / "static"
    missing = [page for page in PAGES if not (folder / page).is_file()]
    if missing:
        raise NotBuiltError(
            f"the web client is not built: {folder} has no {' and no '.join(missing)}; "
            "run `make setup`, or `npm ci && npm run build` in ui_web/ (needs Node 20)"
        )
    return folder


def build_id() -> str:
    """Return 12 hex digits that change with any byte a page loads; raises `NotBuiltError`.

    Asset names carry a hash of their content and the pages name their assets, so the pages and the names suffice.
    """
    folder = static_dir()
    digest = hashlib.sha256()
    for page in PAGES:
        digest.update((folder / page).read_bytes())
    for name in sorted(path.name for path in (folder / "assets").iterdir()):
        digest.update(name.encode() + b"\0")
    return digest.hexdigest()[:BUILD_ID_CHARS]
