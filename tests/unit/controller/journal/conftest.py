from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from controller.journal import Journal, SpaceLimits

CREATED = datetime(2025, 1, 31, 8, 15, 0, 250_000, tzinfo=UTC)
SMALL = SpaceLimits(warn_bytes=2, refuse_bytes=1, reserve_bytes=64 * 1024)


@pytest.fixture
def open_journal(tmp_path: Path) -> Iterator[Callable[..., Journal]]:
    """Open the journal of store s1, lane 3; every one is closed at the end."""
    with ExitStack() as opened:

        def open_(folder: Path = tmp_path / "lane", **overrides: object) -> Journal:
            options = {"store": "s1", "lane": "3", "currency": "CNY", "now": lambda: CREATED, "limits": SMALL}
            journal = Journal.open(folder, **(options | overrides))
            opened.callback(journal.close)
            return journal

        yield open_
