"""`lanewise vectors FILE`: every device vector, one line each that is not ok, and the counts."""

import json
from pathlib import Path
from typing import Any

from rich.console import Console

from lanewise.vectors import areas
from lanewise.vectors.report import Outcome, run


def run_vectors(file: Path, *, as_json: bool) -> int:
    """Print the report; return 1 if any vector differs."""
    outcomes = run(json.loads(file.read_text(encoding="utf-8"))["vectors"], areas.ALL)
    if as_json:
        print(json.dumps(report(outcomes), ensure_ascii=False, indent=1))
    else:
        _tell(outcomes, Console())
    return int(any(outcome.status == "differs" for outcome in outcomes))


def report(outcomes: list[Outcome]) -> dict[str, Any]:
    """Return the report as one object: vectors and counts."""
    counts = {status: sum(o.status == status for o in outcomes) for status in ("ok", "differs", "not_expressible")}
    vectors = [
        {"id": o.vector_id, "area": o.area, "status": o.status, "wrong": o.wrong, "reason": o.reason} for o in outcomes
    ]
    return {"vectors": vectors, **counts}


def _tell(outcomes: list[Outcome], console: Console) -> None:
    for outcome in outcomes:
        if outcome.status == "not_expressible":
            console.print(f"[yellow]{outcome.vector_id}[/] not expressible: {outcome.reason}")
        for name, (expected, got) in outcome.wrong.items():
            console.print(f"[red]{outcome.vector_id}[/] {name}: expected {expected!r}, got {got!r}")
    counts = report(outcomes)
    console.print(f"{counts['ok']} ok, {counts['differs']} differ, {counts['not_expressible']} not expressible")
