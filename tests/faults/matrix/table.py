"""The fault matrix as a page."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from lanewise.replay.report import percentile
from tests.faults.matrix.cells import DEVICES, FAULTS, STATES, senseless
from tests.faults.matrix.play import Result

P99 = 0.99


def p99_move_ms(results: Sequence[Result]) -> float:
    """Return by how much the p99 from scan to view moved, milliseconds."""
    base = percentile([ms for result in results for ms in result.base_ms], P99)
    faulted = percentile([ms for result in results for ms in result.faulted_ms], P99)
    return 0.0 if base is None or faulted is None else faulted - base


def write_table(path: Path, results: Sequence[Result], seed: int, seconds: float) -> None:
    path.write_text("x", encoding="utf-8")
