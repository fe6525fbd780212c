"""How long a basket takes to price, beside a calibration floor and beside what other engines take.

    python bench/pricing_speed.py [--baskets 400] [--repetitions 5] [--filled 1000000] [--peers .lanewise/peers]

One workload for all (rust/pricing_bench, number for number that of ../shared/peers/workload.py): full pricings with
tax, trace and optimisation in Rust and through Python, one scan on a full basket, building, loading, memory,
instructions counted by callgrind. With `--peers` the peers' own scripts run too (half an hour); without, their last
figures stay. Writes bench/results/pricing_speed.jsonl and docs/pricing/speed.svg.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from speed import chart, drivers, peers, through_python
from speed.drivers import Row

RESULTS = Path("bench/results/pricing_speed.jsonl")
IMAGE = Path("docs/pricing/speed.svg")
PAGE = Path("docs/pricing/speed.md")
MARKS = ("<!-- figures -->\n", "<!-- end of figures -->\n")
PROMOS = (1_000, 10_000)
LIMITS_US = {
    ("lanewise", None, "p50_ns"): 60,
    ("lanewise", None, "p99_ns"): 250,
    ("lanewise", "one_scan", "p99_ns"): 25,
    ("lanewise, through Python", None, "p99_ns"): 500,
}
"""At 300 lines and 10,000 promotions, by engine, work and figure."""
NS_PER_MS = 1_000_000
NS_PER_US = 1_000


def measured(chosen: argparse.Namespace) -> Iterator[Row]:
    """Yield every figure as it is found."""
    speed, one, export = drivers.build("speed", "one", "export")
    plan = ["--baskets", str(chosen.baskets), "--repetitions", str(chosen.repetitions)]
    yield from drivers.rows([speed, *plan, "--filled", str(chosen.filled)])
    for lines in chart.LINES:
        for promos in PROMOS:
            yield through_python.measure(export, promos, lines, chosen.baskets, chosen.repetitions)
        counted = drivers.instructions(one, PROMOS[-1], lines)
        if counted:
            yield counted
    if chosen.peers:
        today = datetime.now(UTC).date().isoformat()
        yield from ({**row, "peer": True, "date": today} for row in peers.measure(chosen.peers, PROMOS))


def earlier_peers() -> list[Row]:
    """Return the peers' figures of the last run that had them."""
    if not RESULTS.exists():
        return []
    kept = [json.loads(line) for line in RESULTS.read_text(encoding="utf-8").splitlines()]
    return [row for row in kept if row.get("peer")]


def curves(rows: Sequence[Row], promos: int) -> Mapping[str, chart.Curve]:
    """Return each engine's medians at so many promotions, in nanoseconds by lines."""
    found: dict[str, dict[int, float]] = {}
    for row in rows:
        if row.get("promos") != promos or "lines" not in row or row.get("choose") == "priority" or row.get("work"):
            continue
        taken_ns = row.get("p50_ns") or _peer_ns(row)
        if taken_ns:
            found.setdefault(str(row["engine"]), {})[int(str(row["lines"]))] = float(str(taken_ns))
    return found


def _peer_ns(row: Row) -> float | None:
    taken_ms = row.get("cpu_ms")
    return float(str(taken_ms)) * NS_PER_MS if taken_ms and not row.get("cut_off") else None


def table(rows: Sequence[Row]) -> str:
    """Return medians and p99 at the largest number of promotions as a Markdown table."""
    heads = "".join(f" {lines} lines |" for lines in chart.LINES)
    text = [f"| {PROMOS[-1]:,} promotions |{heads}", "| --- |" + " --- |" * len(chart.LINES)]
    of_engine: dict[str, dict[int, str]] = {}
    for row in rows:
        if row.get("promos") != PROMOS[-1] or "p50_ns" not in row or row.get("work") == "same_candidates":
            continue
        name = str(row["engine"]) + "".join(f", {row[key]}" for key in ("choose", "work") if key in row)
        times = [chart.time_text(float(str(row[key]))) for key in ("p50_ns", "p99_ns")]
        of_engine.setdefault(name.replace("_", " "), {})[int(str(row["lines"]))] = " / ".join(times)
    for name, cells in of_engine.items():
        text.append(f"| {name} |" + "".join(f" {cells.get(lines, '')} |" for lines in chart.LINES))
    return "\n".join(text) + "\n"


def missed(rows: Sequence[Row]) -> list[str]:
    """Return the limits that were not kept."""
    found = []
    for row in rows:
        if (row.get("promos"), row.get("lines")) != (10_000, 300) or row.get("choose") == "priority":
            continue
        for (engine, work, key), limit_us in LIMITS_US.items():
            taken_us = int(str(row.get(key, 0))) / NS_PER_US
            if (row["engine"], row.get("work")) == (engine, work) and taken_us > limit_us:
                name = f"{engine} {work or ''}".strip()
                found.append(f"{name} {key.removesuffix('_ns')} {taken_us:.0f} µs, limit {limit_us} µs")
    return found


def main(words: Sequence[str]) -> int:
    """Measure, keep, draw; return 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description="Time the pricing engine beside a floor and its peers.")
    parser.add_argument("--baskets", type=int, default=400)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--filled", type=int, default=1_000_000, help="promotions of the largest catalogue")
    parser.add_argument("--peers", type=Path, help="run the peers too, installed into this folder")
    chosen = parser.parse_args(words)
    rows = []
    for row in measured(chosen):
        print(json.dumps(row))
        rows.append(row)
    if not chosen.peers:
        rows += earlier_peers()
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    panels = [(f"{promos:,} promotions", curves(rows, promos)) for promos in PROMOS]
    IMAGE.write_text(chart.drawn("Time to price a basket", panels), encoding="utf-8")
    before, rest = PAGE.read_text(encoding="utf-8").split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    PAGE.write_text(f"{before}{MARKS[0]}{table(rows)}{MARKS[1]}{after}", encoding="utf-8")
    faults = missed(rows)
    print("\n".join(faults) or "every limit is kept", f"kept in {RESULTS}, drawn in {IMAGE}", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
