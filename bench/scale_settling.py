"""How long a weighed item waits once the scale is at rest: from the end of its movement to the line on the page.

    python bench/scale_settling.py [--weighings 100] [--folder .lanewise] [--out bench/results]

Starts a whole store as the demo does, scans a weighed item, puts it on the emulated scale (on a pty, its pan moves for
0.4 s) at a moment that falls anywhere into the lane's rhythm of asking, and takes the time from the rest to the view
with the priced line: question, answer, commit and push. Each run is a line of scale_settling.jsonl. Exit 1 when the p99
is above 150 ms.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import trio
from rich.console import Console
from rich.progress import track
from scan_to_view import figures, machine

from contracts import view as v
from lanewise.environment import EnvironmentSettings, LaneHandle, open_environment
from lanewise.lane_client import LaneClient, open_lane_client
from lanewise.sample import price_book_json
from runtime import logs

P99_LIMIT_MS = 150.0
WARM_UP = 3
LINES_PER_BASKET = 25
PUT_WITHIN_S = 0.5
CLEARED_S = 0.7
MASS_MIN_G, MASS_MAX_G = 20, 3000
ANSWER_TIMEOUT_S = 10.0
SEED = 7
NS_PER_S = 1_000_000_000
NS_PER_MS = 1_000_000


class Scales:
    """Weighs through one lane; the newest view and when it came."""

    def __init__(self, lane: LaneHandle, client: LaneClient, code: str) -> None:
        self._lane = lane
        self._client = client
        self._code = code
        self._random = random.Random(SEED)
        self._lines = 0
        self._line_ns = 0
        self.commits_ms: list[float] = []
        client.on_view = self._seen

    async def weigh(self) -> float:
        """Sell one weighed item; return the milliseconds from rest to line."""
        lane, client = self._lane, self._client
        before = self._lines
        lane.scanner.send(self._code)
        await client.wait_for(lambda view: view.phase == "weighing", ANSWER_TIMEOUT_S)
        await trio.sleep(self._random.uniform(0, PUT_WITHIN_S))
        mass_g = self._random.randint(MASS_MIN_G, MASS_MAX_G)
        lane.scale.put(mass_g)
        view = await client.wait_for(lambda seen: len(seen.lines) > before, ANSWER_TIMEOUT_S)
        assert view.lines[-1].mass_g == mass_g, f"{view.lines[-1].mass_g} g for {mass_g} g"
        waited_ns = self._line_ns - round(lane.scale.settles_s * NS_PER_S)
        lane.scale.put(0)
        await trio.sleep(CLEARED_S)
        if len(view.lines) >= LINES_PER_BASKET:
            await self._pay()
        return waited_ns / NS_PER_MS

    def _seen(self, view: v.LaneView, received_ns: int) -> None:
        if len(view.lines) > self._lines:
            self._line_ns = received_ns
            self.commits_ms.append(view.last_scan.commit_ns / NS_PER_MS if view.last_scan else 0.0)
        self._lines = len(view.lines)

    async def _pay(self) -> None:
        for wish in (v.StartTender(), v.TenderCash(amount_minor=self._client_total()), v.DismissSale()):
            ack = await self._client.intent(wish)
            assert ack.ok, f"{wish} was refused: {ack.code}"
        await self._client.wait_for(lambda view: not view.lines, ANSWER_TIMEOUT_S)

    def _client_total(self) -> int:
        assert self._client.view is not None, "attached"
        return self._client.view.total_minor


async def measure(folder: Path, weighings: int) -> tuple[list[float], list[float]]:
    """Start the store and weigh; return the waits and, of these, what the disk took, in milliseconds."""
    book = price_book_json()
    code = next(item["codes"][-1] for item in json.loads(book)["items"] if item.get("sold_by") == "kg")
    settings = EnvironmentSettings(data_dir=folder / "data", price_book=book)
    async with open_environment(settings) as environment:
        lane = environment.lanes[0]
        async with open_lane_client(lane.ws_url) as client:
            await client.attached(ANSWER_TIMEOUT_S)
            scales = Scales(lane, client, code)
            for _ in range(WARM_UP):
                await scales.weigh()
            waits_ms = [await scales.weigh() for _ in track(range(weighings), console=Console(stderr=True))]
            return waits_ms, scales.commits_ms[-weighings:]


def main(words: Sequence[str]) -> int:
    """Measure, print, keep; return 1 when the p99 is above its limit."""
    parser = argparse.ArgumentParser(description="Time a weighed item from the scale's rest to its line.")
    parser.add_argument("--weighings", type=int, default=100)
    parser.add_argument("--folder", type=Path, default=Path(".lanewise"), help="on the disk to measure")
    parser.add_argument("--out", type=Path, default=Path("bench/results"))
    chosen = parser.parse_args(words)
    logs.configure("warning")
    chosen.folder.mkdir(parents=True, exist_ok=True)
    began_s = time.monotonic()
    with TemporaryDirectory(prefix="scale-settling-", dir=chosen.folder) as name:
        waits_ms, commits_ms = trio.run(measure, Path(name).resolve(), chosen.weighings, strict_exception_groups=True)
        about = machine(Path(name))
    found = figures(waits_ms)
    result = {
        "bench": "scale_settling",
        "date": datetime.now(UTC).date().isoformat(),
        "weighings": len(waits_ms),
        "seconds": round(time.monotonic() - began_s),
        "rest_to_line_ms": found,
        "commit_ms": figures(commits_ms),
        "machine": about,
    }
    chosen.out.mkdir(parents=True, exist_ok=True)
    path = chosen.out / "scale_settling.jsonl"
    with path.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(result) + "\n")
    shown = ", ".join(f"{name} {ms:.1f} ms" for name, ms in found.items())
    print(f"rest to line: {shown}; p99 limit {P99_LIMIT_MS:.0f} ms; kept in {path}")
    return 0 if found["p99"] <= P99_LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
