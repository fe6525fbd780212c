"""The verdict: exactly these keys, and ok only when everything agrees."""

from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from lanewise.replay.baskets import BasketFile
from lanewise.replay.report import Booked, build_report, major, percentile, table
from lanewise.replay.tally import LaneTally, Latency

KEYS = [
    "baskets",
    "lines",
    "scans_sent",
    "scans_accepted",
    "scans_refused",
    "scans_held",
    "lane_total_minor",
    "store_total_minor",
    "file_total_minor",
    "duplicates",
    "gaps",
    "scan_to_commit_ms",
    "scan_to_view_ms",
    "scans_per_s",
    "ok",
]
FILE = BasketFile(path=Path("b.csv"), baskets=3, lines=10, total_minor=5000, timed=False, first_time=None)
TALLIES = (
    LaneTally(baskets=2, lines=7, scans_sent=7, scans_accepted=7, lane_total_minor=3000),
    LaneTally(baskets=1, lines=3, scans_sent=3, scans_accepted=3, lane_total_minor=2000),
)
BOOKED = Booked(sales=3, total_minor=5000, gaps_open=0, quarantined=0, queued=0)
LATENCIES = [Latency(float(ms), ms + 0.5) for ms in range(1, 101)]


def report(tallies=TALLIES, booked=BOOKED, problems=0, latencies=LATENCIES):
    return build_report(FILE, tallies, booked, latencies, scans_per_s=123.456, problems=problems)


def test_the_object_has_exactly_the_keys():
    data = msgspec.json.decode(msgspec.json.encode(report()))
    assert list(data) == KEYS
    assert data["scan_to_commit_ms"] == {"p50": 50.0, "p99": 99.0}
    assert data["scan_to_view_ms"] == {"p50": 50.5, "p99": 99.5}
    assert data["scans_per_s"] == 123.5
    assert data["ok"] is True


@pytest.mark.parametrize(
    "change",
    [
        {"scans_sent": 8},
        {"scans_sent": 8, "scans_refused": 1},
        {"scans_sent": 8, "scans_held": 1},
        {"lane_total_minor": 3001},
        {"lines": 6},
        {"baskets": 1},
    ],
)
def test_a_lane_that_does_not_agree_is_not_ok(change):
    assert not report((msgspec.structs.replace(TALLIES[0], **change), TALLIES[1])).ok


@pytest.mark.parametrize(
    "change",
    [{"sales": 4}, {"sales": 2}, {"total_minor": 4999}, {"gaps_open": 1}, {"quarantined": 1}, {"queued": 1}],
)
def test_a_store_that_does_not_agree_is_not_ok(change):
    assert not report(booked=msgspec.structs.replace(BOOKED, **change)).ok


def test_a_problem_of_a_cashier_is_not_ok():
    assert not report(problems=1).ok


def test_a_sale_booked_twice_is_a_duplicate():
    assert report(booked=msgspec.structs.replace(BOOKED, sales=5)).duplicates == 2
    assert report(booked=msgspec.structs.replace(BOOKED, sales=2)).duplicates == 0


def test_without_a_sample_there_is_no_percentile():
    assert report(latencies=[]).scan_to_view_ms.p99 is None
    assert percentile([], 0.5) is None


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1), (0.5, 2), (0.51, 3), (1.0, 4)])
def test_a_percentile_is_a_sample(share, expected):
    assert percentile([4, 2, 3, 1], share) == expected


@pytest.mark.parametrize(
    ("amount_minor", "exponent", "text"), [(123456, 2, "1,234.56"), (5, 2, "0.05"), (1200, 0, "1,200")]
)
def test_amounts_are_shown_in_whole_units(amount_minor, exponent, text):
    assert major(amount_minor, exponent) == text


def test_the_table_names_every_figure():
    console = Console(width=100)
    with console.capture() as captured:
        console.print(table(report(), 2))
    text = captured.get()
    assert all(name.removesuffix("_minor") in text for name in KEYS)
    assert "50.00" in text
