"""What a replay proved, as one object. Pure."""

import math
from collections.abc import Sequence

import msgspec
from rich.table import Table

from lanewise.replay.baskets import BasketFile
from lanewise.replay.tally import LaneTally, Latency


class Percentiles(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds; null without a sample."""

    p50: float | None
    p99: float | None


class Booked(msgspec.Struct, frozen=True, kw_only=True):
    """What the store has of all lanes at the end. `queued`: records the lanes hold that it has not applied."""

    sales: int
    total_minor: int
    gaps_open: int
    quarantined: int
    queued: int

    @property
    def complete(self) -> bool:
        """Nothing is on its way any more."""
        return self.queued == 0 and self.gaps_open == 0


NOTHING_BOOKED = Booked(sales=0, total_minor=0, gaps_open=0, quarantined=0, queued=0)


class ReplayReport(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON object of `lanewise replay --json`. Amounts are minor units.

    `duplicates` are sales the store booked beyond the lanes' closed ones, `gaps` those still open at the end. Times are
    from the scan's last byte, over the scans that found the lane idle; `scans_per_s` is this run's.
    """

    baskets: int
    lines: int
    scans_sent: int
    scans_accepted: int
    scans_refused: int
    scans_held: int
    lane_total_minor: int
    store_total_minor: int
    file_total_minor: int
    duplicates: int
    gaps: int
    scan_to_commit_ms: Percentiles
    scan_to_view_ms: Percentiles
    scans_per_s: float
    ok: bool


def build_report(
    file: BasketFile,
    tallies: Sequence[LaneTally],
    booked: Booked,
    latencies: Sequence[Latency],
    *,
    scans_per_s: float,
    problems: int,
) -> ReplayReport:
    """Add up the lanes and judge them against file and store."""
    sent = sum(tally.scans_sent for tally in tallies)
    accepted = sum(tally.scans_accepted for tally in tallies)
    refused = sum(tally.scans_refused for tally in tallies)
    held = sum(tally.scans_held for tally in tallies)
    baskets = sum(tally.baskets for tally in tallies)
    lines = sum(tally.lines for tally in tallies)
    lane_total_minor = sum(tally.lane_total_minor for tally in tallies)
    duplicates = max(booked.sales - baskets, 0)
    checks = (
        sent == accepted + refused + held,
        refused == 0,
        held == 0,
        (baskets, lines) == (file.baskets, file.lines),
        lane_total_minor == booked.total_minor == file.total_minor,
        booked.sales == baskets,
        booked.gaps_open == 0,
        booked.quarantined == 0,
        booked.queued == 0,
        problems == 0,
    )
    return ReplayReport(
        baskets=baskets,
        lines=lines,
        scans_sent=sent,
        scans_accepted=accepted,
        scans_refused=refused,
        scans_held=held,
        lane_total_minor=lane_total_minor,
        store_total_minor=booked.total_minor,
        file_total_minor=file.total_minor,
        duplicates=duplicates,
        gaps=booked.gaps_open,
        scan_to_commit_ms=_percentiles([latency.commit_ms for latency in latencies]),
        scan_to_view_ms=_percentiles([latency.view_ms for latency in latencies]),
        scans_per_s=round(scans_per_s, 1),
        ok=all(checks),
    )


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the nearest-rank percentile of `values`, `share` from 0 to 1; None without any."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)] if ordered else None


def _percentiles(values: Sequence[float]) -> Percentiles:
    rounded = [round(value, 3) for value in values]
    return Percentiles(p50=percentile(rounded, 0.50), p99=percentile(rounded, 0.99))


def table(report: ReplayReport, exponent: int) -> Table:
    """Return the report for a person; `exponent` is the currency's number of minor digits."""
    shown = Table(title="replay", show_header=False, title_justify="left")
    shown.add_column("", style="dim")
    shown.add_column("", justify="right")
    for name in report.__struct_fields__:
        value = getattr(report, name)
        if name == "ok":
            shown.add_row(name, "[bold green]yes[/]" if value else "[bold red]no[/]")
        elif isinstance(value, Percentiles):
            shown.add_row(name, f"p50 {_ms(value.p50)}  p99 {_ms(value.p99)}")
        elif name.endswith("_total_minor"):
            shown.add_row(name.removesuffix("_minor"), major(value, exponent))
        else:
            shown.add_row(name, f"{value:,}")
    return shown


def major(amount_minor: int, exponent: int) -> str:
    """Return an amount of 0 or more in whole units, such as `1,234.50`."""
    unit: int = 10**exponent
    units, minor = divmod(amount_minor, unit)
    return f"{units:,}.{minor:0{exponent}}" if exponent else f"{units:,}"


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
