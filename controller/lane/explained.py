"""The engine's explanation -> what a page shows of it. Pure."""

from collections import defaultdict

from contracts import why as w
from controller.domain.transaction import SaleLine, Transaction
from controller.lane.explanation import Application, Explanation, Hint, Line, Units, Unused
from controller.pricing import PriceBook

HINTS_MAX = 2
HINT_UNITS_MAX = 3
"""To fetch more than this is no advice for somebody who stands at the till."""


def explained(
    seq: int, line_seq: int, found: Explanation, sale: Transaction, book: PriceBook, *, tax_added: bool
) -> w.Explained:
    """Return why a line of the sale that is not voided costs what it costs; `tax_added`: tax comes on top of prices."""
    line = next(line for line in found.lines if line.line_seq == line_seq)
    return w.Explained(
        seq=seq,
        line_seq=line_seq,
        units=tuple(_units(units, line_seq, found, sale, book) for units in line.units),
        levy_minor=line.levy_minor,
        taxes=_taxes(line, book, tax_added),
        unused=tuple(_why_not(unused, book) for unused in _unused(line, found, sale, book)),
    )


def hint_views(hints: tuple[Hint, ...], book: PriceBook) -> tuple[w.HintView, ...]:
    """Return the hints worth saying, the largest saving first, one for each promotion."""
    best: dict[str, Hint] = {}
    for hint in hints:
        if hint.units <= HINT_UNITS_MAX:
            best.setdefault(hint.promotion, hint)
    return tuple(
        w.HintView(
            promotion_id=hint.promotion,
            item_names=dict(book.item(hint.item).names),
            units=hint.units,
            saving_minor=hint.saving_minor,
        )
        for hint in list(best.values())[:HINTS_MAX]
    )


def _units(units: Units, line_seq: int, found: Explanation, sale: Transaction, book: PriceBook) -> w.WhyUnits:
    steps = []
    for step in units.steps:
        application = found.applications[step.application]
        steps.append(
            w.WhyStep(
                promotion_id=application.promotion,
                names=book.promotion_names(application.promotion),
                saving_minor=step.saving_minor,
                group_saving_minor=application.saving_minor,
                mates=_mates(application, line_seq, sale, book),
            )
        )
    return w.WhyUnits(
        units=units.units,
        shelf_minor=units.shelf_minor,
        markdown_minor=units.markdown_minor,
        steps=tuple(steps),
        staff_minor=units.staff_minor,
        paid_minor=units.paid_minor,
    )


def _mates(application: Application, line_seq: int, sale: Transaction, book: PriceBook) -> tuple[w.WhyMate, ...]:
    units: dict[str, int] = defaultdict(int)
    for member in application.members:
        if member.line_seq != line_seq:
            units[_sale_line(sale, member.line_seq).item_id] += member.units
    return tuple(w.WhyMate(names=dict(book.item(item_id).names), units=count) for item_id, count in units.items())


def _taxes(line: Line, book: PriceBook, added: bool) -> tuple[w.WhyTax, ...]:  # noqa: FBT001 - as in `explained`
    amounts: dict[tuple[str, int], int] = defaultdict(int)
    for units in line.units:
        for tax in units.taxes:
            amounts[tax.tax, tax.rate_mpct] += tax.amount_minor
    return tuple(
        w.WhyTax(names=book.tax_names(tax), rate_mpct=rate_mpct, amount_minor=amount_minor, added=added)
        for (tax, rate_mpct), amount_minor in amounts.items()
    )


def _unused(line: Line, found: Explanation, sale: Transaction, book: PriceBook) -> list[Unused]:
    """Return what the line's item could have had, in the book's order: the engine speaks of the basket as a whole."""
    sold = _sale_line(sale, line.line_seq)
    fired = {application.promotion for application in found.applications}
    had_by_all = set.intersection(
        *({found.applications[step.application].promotion for step in units.steps} for units in line.units)
    )
    reasons = {unused.promotion: unused for unused in found.unused}
    reasons |= {promotion: Unused(promotion, "elsewhere") for promotion in fired - had_by_all}
    if sold.given_price() is not None:
        reasons = {promotion: Unused(promotion, "excluded_item") for promotion in reasons}
    return [reasons[promotion] for promotion in book.promotions_of(sold.item_id) if promotion in reasons]


def _why_not(unused: Unused, book: PriceBook) -> w.WhyNot:
    return w.WhyNot(
        promotion_id=unused.promotion,
        names=book.promotion_names(unused.promotion),
        reason=unused.reason,
        have=unused.have,
        need=unused.need,
        against=None if unused.against is None else book.promotion_names(unused.against),
        by_minor=unused.by_minor,
    )


def _sale_line(sale: Transaction, line_seq: int) -> SaleLine:
    line = sale.line(line_seq)
    assert line is not None, f"the engine explains lines of the sale, not {line_seq}"
    return line
