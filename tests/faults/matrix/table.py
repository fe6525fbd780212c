"""The fault matrix as a page."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

from lanewise.replay.report import percentile
from tests.faults.matrix.cells import DEVICES, FAULTS, STATES, senseless
from tests.faults.matrix.play import Result

P99 = 0.99
WIDTH = 120
ABOUT = """
Made by `tests/faults/test_device_matrix.py` with `LANEWISE_MATRIX=all LANEWISE_MATRIX_DOC=1`; do not edit. Every cell
is one sale at a lane process of its own with seven emulated devices, on ptys, for half-open on TCP. The fault begins in
the state the column names and lasts half a second at least; in the basket until the lamp shows it, or four seconds.

A cell is **ok** when the sale went on under the fault (every scan was shown as line, refusal or held, the sale was paid
wherever the broken device is not the one that pays), the device was in service within 2 s of its return (lamp good,
connection open, both for 0.3 s) and then did its work once more, no line had a weight that was not on the pan, and the
emulators' ledgers agree with the lane: no kick without its cash sale, no second original of a receipt and at least one
whole paper of each, money at terminal and gateway exactly what closed sales say.

*p99* is from a scan's last byte to its view at the cashier's client, without the disk's own time, of the 48 scans under
the row's fault in all states (with a broken scanner: from the key). It may *move* by less than 5 ms against the p99 of
all scans without a fault, eight in each cell just before its fault; the machine is shared, so a row beyond that is
measured again by itself, at most twice. *Lamp* is what the cashier saw: a display cannot answer, so one that only hangs
cannot be told from one that shows; a wallet's gateway is asked each minute and whenever somebody pays.

*Wrong baud* turns every byte into another one, both ways. *Slow* is 240 bytes a second and 0.1 s late; the printer
takes 0.15 s a line, the display takes nothing at all.
"""


def p99_move_ms(row: Sequence[Result], results: Sequence[Result]) -> float:
    """Return by how much the p99 from scan to view of a row moved, milliseconds, against all scans without a fault."""
    return _p99(row, faulted=True) - _p99(results, faulted=False)


def _p99(results: Sequence[Result], *, faulted: bool) -> float:
    values = [ms for result in results for ms in (result.faulted_ms if faulted else result.base_ms)]
    return percentile(values, P99) or 0.0


def write_table(path: Path, results: Sequence[Result], seed: int, seconds: float) -> None:
    """Write the page; only a run of every cell makes a whole one."""
    scans = sum(len(result.base_ms) + len(result.faulted_ms) for result in results)
    passed = sum(not result.problem for result in results)
    summary = (
        f"{passed} of {len(results)} cells ok, seed {seed}, {seconds:.0f} s. {scans} scans timed: p99 "
        f"{_p99(results, faulted=False):.1f} ms without a fault, {_p99(results, faulted=True):.1f} ms with one. "
        f"Longest return {max(result.back_s for result in results):.2f} s."
    )
    heads = ["device", "fault", *STATES, "p99 ms", "moved ms", "back s", "lamp"]
    lines = ["# Fault matrix", ABOUT.rstrip(), "", textwrap.fill(summary, WIDTH), ""]
    lines += [_row(heads), _row(["---"] * len(heads))]
    lines += [_row(_cells(device, fault, results)) for device in DEVICES for fault in FAULTS]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _cells(device: str, fault: str, results: Sequence[Result]) -> list[str]:
    reason = senseless(device, fault)
    if reason is not None:
        return [device, fault, *["-"] * (len(STATES) + 3), reason]
    row = [result for result in results if (result.cell.device, result.cell.fault) == (device, fault)]
    by_state = {result.cell.state: result for result in row}
    marks = ["" if state not in by_state else "FAILED" if by_state[state].problem else "ok" for state in STATES]
    p99 = f"{_p99(row, faulted=True):.1f}"
    back_s = max((result.back_s for result in row), default=0.0)
    seen = sorted({code for result in row for code in result.seen})
    return [
        device,
        fault,
        *marks,
        p99,
        f"{p99_move_ms(row, results):+.1f}",
        f"{back_s:.2f}",
        ", ".join(seen) or "stays good",
    ]


def _row(values: Sequence[str]) -> str:
    return f"| {' | '.join(values)} |"
