"""A report for people: one line a case; a priced basket as a small receipt."""

from collections.abc import Iterator
from typing import Any

from lanewise.price.report import CaseReport, Report

SUMMARY = ("ok", "differs", "not_expressible", "priced", "malformed")
FIGURES = ("subtotal", "discount", "tax_amount", "total", "cash_total", "points_earned", "points_spent")
"""What stands under a receipt, in this order, if it says anything."""


def shown(report: Report) -> Iterator[str]:
    """Yield the lines to print."""
    if report.fault:
        yield f"not a file of cases: {report.fault}"
        return
    for case in report.cases:
        yield f"{case.status:<15} {case.id}{': ' if case.reason else ''}{case.reason}"
        if case.status == "priced":
            yield from _receipt(case)
    counts = [(word, getattr(report, word)) for word in SUMMARY]
    yield ", ".join(f"{count} {word}" for word, count in counts if count) or "no case"


def _receipt(case: CaseReport) -> Iterator[str]:
    for line in case.got["lines"]:
        yield _row(str(line["sku"]), f"{line['total']}   (-{line['discount']})")
    for applied in case.got["applied"]:
        yield _row(f"{applied['promotion']}: {_units(applied['units'])}", f"-{applied['discount']}")
    for name in FIGURES:
        if case.got[name].strip("0.") or name == "total":
            yield _row(name, case.got[name])
    for gift in case.got["gifts"]:
        yield _row("gift", gift)
    for promotion, reason in case.got["refused"].items():
        yield _row(f"{promotion} refused", reason)


def _units(units: list[Any]) -> str:
    counts = {sku: units.count(sku) for sku in units}
    return ", ".join(f"{count} x {sku}" for sku, count in counts.items())


def _row(name: str, value: str) -> str:
    return f"    {name:<40} {value}"
