"""How long a scan takes: from its last byte on the wire to the committed record and to the pushed view.

    python bench/scan_to_view.py [--seconds 30] [--rates 20 100] [--folder .lanewise] [--out bench/results]

Starts a whole store as the demo does, sends codes of the sample price book through the emulated scanner's pty at a
fixed rate (late answers do not slow the sender down), and takes the lane's own word for the commit. Between scans the
same disk writes and syncs 4 KiB by itself: what the disk costs anyone. Our own part is the time to the view without
commits, the scan's own and those of the scans it waited behind. Exit 1 when its p99 is above 5 ms.
"""

import argparse
import json
import os
import platform
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
import trio
from rich.console import Console
from rich.progress import track
from rich.table import Table

from contracts import view as v
from lanewise.environment import EnvironmentSettings, LaneHandle, open_environment
from lanewise.lane_client import LaneClient, open_lane_client
from lanewise.replay.report import percentile
from lanewise.replay.scans import Scan, ScanTracker
from lanewise.sample import price_book_json
from runtime import logs

LINES_PER_BASKET = 50
RAW_EVERY_SCANS = 5
RAW_BYTES = 4096
RAW_FILE_PAGES = 64
WARM_UP_SCANS = 50
OWN_P99_LIMIT_MS = 5.0
ANSWER_TIMEOUT_S = 10.0
SHARES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
NEIGHBOURS = 20
"""Scans before and after one whose commits may fall into its way."""
SEED = 7
NS_PER_MS = 1_000_000

Figures = dict[str, float]


@dataclass
class RawDisk:
    """4 KiB written and synced, again and again, in one file beside the journal."""

    path: Path
    samples_ms: list[float] = field(default_factory=list)

    def sync_once(self) -> None:
        """Take one sample."""
        page = os.urandom(RAW_BYTES)
        file = os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            began_ns = time.monotonic_ns()
            os.pwrite(file, page, len(self.samples_ms) % RAW_FILE_PAGES * RAW_BYTES)
            os.fdatasync(file)
            self.samples_ms.append((time.monotonic_ns() - began_ns) / NS_PER_MS)
        finally:
            os.close(file)


class Sender:
    """Scans at a fixed rate through one lane and keeps every scan's times."""

    def __init__(self, lane: LaneHandle, client: LaneClient, raw: RawDisk, codes: Sequence[str]) -> None:
        self._lane = lane
        self._client = client
        self._raw = raw
        self._codes = codes
        self._tracker = ScanTracker()
        self._random = random.Random(SEED)
        client.on_view = self._tracker.seen

    async def send(self, rate_per_s: int, count: int) -> list[Scan]:
        """Send `count` scans in baskets of `LINES_PER_BASKET`; return them answered."""
        answered: list[Scan] = []
        for first in track(range(0, count, LINES_PER_BASKET), f"{rate_per_s}/s", console=Console(stderr=True)):
            await self._basket(rate_per_s, min(LINES_PER_BASKET, count - first))
            answered += self._tracker.take_answered()
            await self._pay()
        return answered

    async def _basket(self, rate_per_s: int, lines: int) -> None:
        began_s = trio.current_time()
        for index in range(lines):
            await trio.sleep_until(began_s + index / rate_per_s)
            scan = self._tracker.add(index)
            scan.sent_ns = self._lane.scanner.send(self._random.choice(self._codes))
            if index % RAW_EVERY_SCANS == 0:
                await trio.sleep_until(began_s + (index + 0.7) / rate_per_s)
                await trio.to_thread.run_sync(self._raw.sync_once)
            if not self._tracker.numbered:
                await self._all_answered()
        await self._all_answered()

    async def _all_answered(self) -> None:
        await self._client.wait_for(lambda _: self._tracker.waiting == 0, ANSWER_TIMEOUT_S)

    async def _pay(self) -> None:
        await self._press(v.StartTender())
        view = await self._client.wait_for(lambda seen: seen.phase == "tendering", ANSWER_TIMEOUT_S)
        await self._press(v.TenderCash(amount_minor=view.cash_remaining_minor))
        await self._client.wait_for(lambda seen: seen.phase == "change_due", ANSWER_TIMEOUT_S)

    async def _press(self, intent: v.Intent) -> None:
        ack = await self._client.intent(intent)
        assert ack.ok, f"{intent} was refused: {ack.code}"


def figures(values_ms: Sequence[float]) -> Figures:
    """Return p50, p95, p99 and the highest, in milliseconds."""
    found = {name: percentile(values_ms, share) for name, share in SHARES.items()}
    return {name: round(value, 3) for name, value in found.items() if value is not None} | {
        "max": round(max(values_ms), 3)
    }


@dataclass(frozen=True, slots=True)
class Timed:
    """One scan's moments, monotonic nanoseconds; `disk_ns` is how long its commit took."""

    sent_ns: int
    committed_ns: int
    viewed_ns: int
    disk_ns: int


def timed_of(scans: Sequence[Scan]) -> list[Timed]:
    """Return the times of `scans`; one that was refused or not timed is an error."""
    timed = [
        Timed(scan.sent_ns, scan.committed_ns, scan.viewed_ns, scan.disk_ns)
        for scan in scans
        if scan.outcome == "line" and scan.sent_ns and scan.committed_ns and scan.viewed_ns
    ]
    assert len(timed) == len(scans), f"{len(scans) - len(timed)} of {len(scans)} scans were refused or not timed"
    return timed


def own_part_ns(scan: Timed, neighbours: Sequence[Timed]) -> int:
    """Return the time to the view in which no commit was under way, its own or one it had to wait for."""
    disk_ns = sum(
        max(0, min(other.committed_ns, scan.viewed_ns) - max(other.committed_ns - other.disk_ns, scan.sent_ns))
        for other in neighbours
    )
    return scan.viewed_ns - scan.sent_ns - disk_ns


def run_figures(scans: Sequence[Scan], raw_ms: Sequence[float], rate_per_s: int) -> dict[str, object]:
    """Return what one rate came to; every scan counts."""
    timed = timed_of(scans)
    own_ns = [
        own_part_ns(scan, timed[max(index - NEIGHBOURS, 0) : index + NEIGHBOURS + 1])
        for index, scan in enumerate(timed)
    ]
    return {
        "scans_per_s": rate_per_s,
        "scans": len(scans),
        "to_commit_ms": figures([(scan.committed_ns - scan.sent_ns) / NS_PER_MS for scan in timed]),
        "to_view_ms": figures([(scan.viewed_ns - scan.sent_ns) / NS_PER_MS for scan in timed]),
        "commit_ms": figures([scan.disk_ns / NS_PER_MS for scan in timed]),
        "own_part_ms": figures([own / NS_PER_MS for own in own_ns]),
        "raw_fdatasync_4k_ms": figures(raw_ms),
        "raw_samples": len(raw_ms),
    }


async def measure(folder: Path, rates: Sequence[int], seconds: int) -> list[dict[str, object]]:
    """Start the store and measure each rate in turn."""
    book = price_book_json()
    items = json.loads(book)["items"]
    codes = [item["codes"][0] for item in items if item.get("sold_by", "each") == "each"]
    settings = EnvironmentSettings(data_dir=folder / "data", price_book=book)
    runs = []
    async with open_environment(settings) as environment:
        lane = environment.lanes[0]
        async with open_lane_client(lane.ws_url) as client:
            await client.attached(ANSWER_TIMEOUT_S)
            raw = RawDisk(folder / "raw")
            sender = Sender(lane, client, raw, codes)
            await sender.send(rates[0], WARM_UP_SCANS)
            for rate_per_s in rates:
                raw.samples_ms.clear()
                scans = await sender.send(rate_per_s, rate_per_s * seconds)
                runs.append(run_figures(scans, raw.samples_ms, rate_per_s))
    return runs


def machine(folder: Path) -> dict[str, object]:
    """Describe what this ran on."""
    cpu = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if "model name" in line
    ]
    try:
        own_version = version("lanewise")
    except PackageNotFoundError:
        own_version = "checkout"
    return {
        "cpu": cpu[0] if cpu else platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "kernel": platform.release(),
        "disk": disk_of(folder),
        "python": platform.python_version(),
        "sqlite": apsw.sqlite_lib_version(),
        "lanewise": own_version,
    }


def disk_of(folder: Path) -> str:
    """Return device and file system of the mount `folder` is on."""
    rows = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    resolved = folder.resolve()
    mounts = [row for row in rows if resolved.is_relative_to(row[1])]
    device, _, kind, *_ = max(mounts, key=lambda row: len(row[1]))
    return f"{device} ({kind})"


def shown(runs: Sequence[dict[str, object]]) -> Table:
    """Return the figures as a table, one row a stretch of the way."""
    table = Table(title="scan to view, ms", title_justify="left")
    for head in ("scans/s", "what", *SHARES, "max"):
        table.add_column(head, justify="left" if head == "what" else "right")
    for run in runs:
        for name, found in run.items():
            if isinstance(found, dict):
                table.add_row(
                    str(run["scans_per_s"]), name.removesuffix("_ms"), *(f"{ms:.3f}" for ms in found.values())
                )
        table.add_section()
    return table


def main(words: Sequence[str]) -> int:
    """Measure, print, keep; return 1 when our own part is above its limit."""
    parser = argparse.ArgumentParser(description="Time a scan from its last byte to the pushed view.")
    parser.add_argument("--seconds", type=int, default=30, help="at each rate")
    parser.add_argument("--rates", type=int, nargs="+", default=[20, 100], help="scans a second")
    parser.add_argument("--folder", type=Path, default=Path(".lanewise"), help="on the disk to measure")
    parser.add_argument("--out", type=Path, default=Path("bench/results"))
    chosen = parser.parse_args(words)
    logs.configure("warning")
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="scan-to-view-", dir=chosen.folder) as name:
        runs = trio.run(measure, Path(name).resolve(), chosen.rates, chosen.seconds, strict_exception_groups=True)
        about = machine(Path(name))
    today = datetime.now(UTC).date().isoformat()
    result = {"bench": "scan_to_view", "date": today, "seconds": chosen.seconds, "machine": about, "runs": runs}
    chosen.out.mkdir(parents=True, exist_ok=True)
    path = chosen.out / f"scan_to_view-{today}.json"
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    Console().print(shown(runs))
    worst_ms = max(run["own_part_ms"]["p99"] for run in runs)  # type: ignore[index]
    print(f"own part p99 {worst_ms} ms, limit {OWN_P99_LIMIT_MS} ms; kept in {path}")
    return 0 if worst_ms <= OWN_P99_LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
