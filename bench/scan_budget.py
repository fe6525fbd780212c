"""What each part of a scan costs the lane, in the thread that pays for it: from bytes to the pushed view and beyond.

    python bench/scan_budget.py [--scans 200] [--lines 10 50 300] [--folder .lanewise] [--out bench/results]

The lane's own functions in the lane's own order, over one basket that grows to each size; then as many scans again at
about that size. Processor time of the thread, so that a busy machine counts less; the journal's commit is the wall
clock's, with the disk's sync in it. Appends one line a size to scan_budget.jsonl.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from contracts import view as v
from controller.barcode.presets import PRESETS
from controller.barcode.settings import Settings
from controller.devices.scanner.codec import ScanFrame
from controller.devices.scanner.profile import DATALOGIC
from controller.domain import commands as c
from controller.domain.decide import decide
from controller.domain.desk import Desk, Pricer
from controller.domain.evolve import evolve
from controller.domain.transaction import LaneState
from controller.gateway import frames
from controller.journal import Draft as JournalDraft
from controller.journal import Journal
from controller.lane.notes import Notes
from controller.lane.panel import Panel
from controller.lane.record import draft
from controller.lane.route import of_scan
from controller.lane.view import ViewBuilder, delta
from controller.ports import ScanData
from controller.pricing import PriceBook
from lanewise.replay.report import percentile
from lanewise.sample import price_book_json

NS_PER_US = 1_000
SHARES = {"p50": 0.50, "p99": 0.99}
OCCURRED_AT = "2026-01-01T12:00:00.000Z"
CIVIL_AT = "2026-01-01T20:00:00"
STAGES = ("wire", "decode", "decide and price", "evolve", "draft", "commit (wall)", "view", "delta", "frame")

T = TypeVar("T")


@dataclass
class Stopwatch:
    """Nanoseconds of each stage, a list of them by name."""

    spent_ns: dict[str, list[int]] = field(default_factory=dict)

    def __call__(self, stage: str, work: Callable[[], T], clock: Callable[[], int] = time.thread_time_ns) -> T:
        """Do `work` and note what it took."""
        began_ns = clock()
        result = work()
        self.spent_ns.setdefault(stage, []).append(clock() - began_ns)
        return result


class Scans:
    """One lane without devices and tasks: `scan` does what a scan makes the lane do, in order."""

    def __init__(self, folder: Path) -> None:
        book = PriceBook.from_json(price_book_json())
        self._desk = Desk(
            books={book.content_hash: Pricer(book)},
            current=book.content_hash,
            receipt_no=str,
            intent_id=lambda sale, attempt: f"{sale}_{attempt}",
            now=lambda: OCCURRED_AT,
            local_now=lambda: CIVIL_AT,
        )
        now = datetime.now(UTC)
        self._journal = Journal.open(folder, store="0001", lane="1", currency=book.currency, now=lambda: now)
        self._builder = ViewBuilder(store_id="0001", store_names={}, lane_id="1", desk=self._desk)
        self._barcodes = replace(Settings(layouts=PRESETS["CN"]), currency=book.currency)
        self._panel = Panel(lambda: None)
        self._codec = DATALOGIC.codec(b"")
        self._scan_seq = 0
        self.reset()

    def reset(self) -> None:
        """Begin with an empty basket."""
        self._state = LaneState()
        self._notes = Notes(self._state, time.monotonic_ns)
        self._view = self._shown(1)

    def scan(self, data: bytes, timed: Stopwatch) -> int:
        """Take one code from the wire to the frame of the view; return the lines in the basket."""
        self._scan_seq += 1
        (frame,) = timed("wire", lambda: self._codec.feed(data))
        assert isinstance(frame, ScanFrame), "a whole code was sent"
        reading = ScanData(scan_seq=self._scan_seq, data=frame.data, symbology=frame.symbology, received_mono_ns=0)
        command = timed("decode", lambda: of_scan(reading, self._state.phase, self._barcodes))
        events = timed("decide and price", lambda: decide(self._state, command, self._desk))
        assert not isinstance(events, c.Rejected), "every code of the sample book can be sold"
        state = timed("evolve", lambda: reduce(evolve, events, self._state))
        drafts = timed("draft", lambda: [draft(event, state.last_transaction_seq) for event in events])
        rows = [JournalDraft(row.type, row.version, row.payload, row.body) for row in drafts]
        timed("commit (wall)", lambda: self._journal.append(rows, OCCURRED_AT), time.monotonic_ns)
        self._state = state
        self._notes.take(events, state, self._scan_seq, 0)
        after = timed("view", lambda: self._shown(self._view.rev + 1))
        change = timed("delta", lambda: delta(self._view, after))
        timed("frame", lambda: frames.encode(change))
        self._view = after
        return len(after.lines)

    def close(self) -> None:
        """Close the journal."""
        self._journal.close()

    def _shown(self, rev: int) -> v.LaneView:
        return self._builder.build(
            rev,
            self._state,
            self._panel,
            hero_line_seq=self._notes.hero_line_seq,
            scans_held=0,
            notice=self._notes.notice,
            last_scan=self._notes.last_scan,
        )


def codes() -> Iterator[bytes]:
    """Yield the sample book's codes for ever, as a scanner sends them."""
    items = json.loads(price_book_json())["items"]
    each = [item["codes"][0].encode() + b"\r" for item in items if item.get("sold_by", "each") == "each"]
    while True:
        yield from each


def measure(scans: Scans, lines: int, count: int) -> dict[str, dict[str, float]]:
    """Return microseconds by stage of `count` scans that end between half of `lines` and `lines`."""
    timed, warm, code = Stopwatch(), Stopwatch(), codes()
    done = 0
    while done < count:
        scans.reset()
        while scans.scan(next(code), warm) < lines // 2:
            pass
        while done < count and scans.scan(next(code), timed) < lines:
            done += 1
    return {
        stage: {
            name: round((percentile(timed.spent_ns[stage], share) or 0) / NS_PER_US, 1)
            for name, share in SHARES.items()
        }
        for stage in STAGES
    }


def shown(found: dict[int, dict[str, dict[str, float]]]) -> Table:
    """Return the figures, a row a stage, a pair of columns a size."""
    table = Table(title="a scan's budget, µs (p50 / p99)", title_justify="left")
    table.add_column("stage")
    for lines in found:
        table.add_column(f"{lines} lines", justify="right")
    for stage in STAGES:
        table.add_row(stage, *(f"{at[stage]['p50']:.0f} / {at[stage]['p99']:.0f}" for at in found.values()))
    return table


def main(words: Sequence[str] | None = None) -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description="Say what each part of a scan costs.")
    parser.add_argument("--scans", type=int, default=200, help="of each size")
    parser.add_argument("--lines", type=int, nargs="+", default=[10, 50, 300], help="in the basket")
    parser.add_argument("--folder", type=Path, default=Path(".lanewise"), help="on the disk to measure")
    parser.add_argument("--out", type=Path, default=Path("bench/results"))
    chosen = parser.parse_args(words)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="scan-budget-", dir=chosen.folder) as name:
        scans = Scans(Path(name))
        found = {lines: measure(scans, lines, chosen.scans) for lines in chosen.lines}
        scans.close()
    about = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "python": platform.python_version()}
    about |= {"kernel": platform.release(), "cpus": str(len(os.sched_getaffinity(0)))}
    chosen.out.mkdir(parents=True, exist_ok=True)
    with (chosen.out / "scan_budget.jsonl").open("a", encoding="utf-8") as file:
        for lines, stages in found.items():
            file.write(json.dumps({**about, "lines": lines, "scans": chosen.scans, "us": stages}) + "\n")
    Console().print(shown(found))


if __name__ == "__main__":
    main()
