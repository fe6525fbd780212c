"""`lanewise vectors FILE`: every device vector, one line each that is not ok, and the counts."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from lanewise.vectors import areas
from lanewise.vectors.report import Outcome, run

OK, DIFFERS, BAD_INPUT = 0, 1, 2


class NoVectors(ValueError):
    """The file holds no device vectors; the text says why."""


def run_vectors(file: Path, *, as_json: bool) -> int:
    """Print the report and return the exit code: 0, 1 if a vector differs, 2 if the file holds no vectors.

    Raises:
        OSError: the file cannot be read.

    """
    try:
        vectors = read_vectors(file.read_bytes())
    except NoVectors as why:
        print(f"lanewise: {file}: {why}", file=sys.stderr)
        return BAD_INPUT
    outcomes = run(vectors, areas.ALL)
    if as_json:
        print(json.dumps(report(outcomes), ensure_ascii=False, indent=1))
    else:
        _tell(outcomes, Console())
    return DIFFERS if any(outcome.status == "differs" for outcome in outcomes) else OK


def read_vectors(data: bytes) -> list[Mapping[str, Any]]:
    """Return the vectors of a file's content.

    Raises:
        NoVectors: it is no JSON, or not of the shape.

    """
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as why:
        raise NoVectors(f"no JSON: {why}") from None
    vectors = content.get("vectors") if isinstance(content, dict) else None
    if not isinstance(vectors, list) or not all(isinstance(vector, dict) for vector in vectors):
        raise NoVectors('not of the shape {"vectors": [{"id", "area", "given", "expect"}]}')
    return vectors


def report(outcomes: list[Outcome]) -> dict[str, Any]:
    """Return the report as one object: vectors and counts."""
    counts = {status: sum(o.status == status for o in outcomes) for status in ("ok", "differs", "not_expressible")}
    vectors = [
        {"id": o.vector_id, "area": o.area, "status": o.status, "wrong": o.wrong, "reason": o.reason} for o in outcomes
    ]
    return {"vectors": vectors, **counts}


def _tell(outcomes: list[Outcome], console: Console) -> None:
    for outcome in outcomes:
        vector_id = escape(outcome.vector_id)
        if outcome.status == "not_expressible":
            console.print(f"[yellow]{vector_id}[/] not expressible: {escape(outcome.reason)}")
        for name, (expected, got) in outcome.wrong.items():
            said = escape(f"{name}: expected {expected!r}, got {got!r}")
            console.print(f"[red]{vector_id}[/] {said}")
    counts = report(outcomes)
    console.print(f"{counts['ok']} ok, {counts['differs']} differ, {counts['not_expressible']} not expressible")
