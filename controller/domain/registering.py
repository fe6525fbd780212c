"""How an item becomes a line: found in the price book, measured by its label, by the scale, or counted.

A scan is never lost: where a keyed code would be refused, a scanned one becomes `ScanRefused`.
"""

from datetime import date
from typing import NamedTuple, assert_never

import msgspec

from controller.barcode.dates import full_date
from controller.barcode.payment import safe
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.commands import Rejected
from controller.domain.decision import MAX_LINES, MAX_QUANTITY, Decision
from controller.domain.desk import Desk, Pricer
from controller.domain.label import Label
from controller.domain.transaction import LaneState, SaleLine, Transaction, Weighing
from controller.pricing import Item, PricingError

GRAMS_PER_KG = 1_000


class Measure(NamedTuple):
    """How much of an item a line sells; `mass_g` is None for what is sold by the piece."""

    quantity: int
    mass_g: int | None


def register(state: LaneState, command: c.RegisterItem, desk: Desk) -> Decision:
    """Sell an item: as a line at once, or first on the scale."""
    closed = _closed_to_items(state)
    if closed is not None:
        return _refuse(command, closed)
    sale = state.transaction if state.phase in {"basket", "tendering"} else None
    found = _find(command, desk.pricer(sale))
    if found is None:
        return _refuse(command, command.otherwise, code=safe(command.code), detail=command.detail)
    item, label = found
    if sale is not None and sale.next_line_seq > MAX_LINES:
        return _refuse(command, "too_many_lines", max=MAX_LINES)
    at = desk.local_now()
    expired_on = _expired_on(command, at)
    if expired_on is not None:
        return _refuse(command, "expired", detail=expired_on.isoformat())
    measure = _measure(item, label, state.quantity, desk.pricer(sale), at)
    if isinstance(measure, Rejected):
        return _refuse(command, measure.reason, **measure.args)
    before = _make_room(state, desk)
    if measure is None:
        weigh = e.WeighingStarted(
            scan_seq=command.scan_seq, entry_method=command.entry_method, code=command.code, item_id=item.item_id, at=at
        )
        return (*before, weigh)
    sale = sale or Transaction(transaction_seq=state.last_transaction_seq + 1, price_book=desk.current)
    registered = _with_total(sale, _line(sale, item.item_id, command, at, measure, label), command.scan_seq, at, desk)
    if isinstance(registered, e.ItemRegistered):
        return (*before, registered)
    return registered if isinstance(registered, Rejected) else (registered,)


def take_weight(state: LaneState, command: c.TakeWeight, desk: Desk) -> Decision:
    """Sell the item that waits, at the weight of the scale."""
    weighing, sale = state.weighing, state.transaction
    if state.phase != "weighing" or weighing is None or sale is None:
        return Rejected.because("not_weighed")
    if command.mass_g < 1:
        return Rejected.because("unstable")
    at = weighing.at or desk.local_now()
    line = _line(sale, weighing.item_id, weighing, at, Measure(1, command.mass_g))
    registered = _with_total(sale, line, weighing.scan_seq, at, desk)
    if isinstance(registered, e.ItemRegistered):
        return (msgspec.structs.replace(registered, weighed=command.weighed),)
    return (e.WeighingCancelled(scan_seq=weighing.scan_seq, code=weighing.code),)


def refused(scan_seq: int, code: str, reason: str, *, scan_count: int = 1, detail: str = "") -> e.ScanRefused:
    """Return the record of scans that did not become lines. The code may be a wallet's, shown too early or too late."""
    return e.ScanRefused(scan_seq=scan_seq, scan_count=scan_count, code=safe(code), reason=reason, detail=detail)


def _refuse(command: c.RegisterItem, reason: str, **args: str | int) -> Decision:
    if command.scan_seq is None:
        return Rejected(reason, {name: value for name, value in args.items() if value != ""})
    return (refused(command.scan_seq, command.code, reason, detail=str(args.get("detail", ""))),)


def _closed_to_items(state: LaneState) -> str | None:
    if state.phase == "weighing":
        return "weigh"
    if state.phase == "paying":
        return "paying"
    return "tender_taken" if state.phase == "tendering" and state.open_sale.tenders else None


def _find(command: c.RegisterItem, pricer: Pricer) -> tuple[Item, Label | None] | None:
    """Return the item and what its label says; a code the book lists as it stands is no label."""
    for key in dict.fromkeys((command.code, *command.keys)):
        item = pricer.find(key)
        if item is not None:
            return item, command.label if key in command.keys else None
    return None


def _expired_on(command: c.RegisterItem, at: str) -> date | None:
    """Return the last day of goods that may not be sold any more."""
    today = date.fromisoformat(at[:10])
    last = None if command.expires is None else full_date(command.expires, today.year)
    return last if last is not None and last < today else None


def _measure(item: Item, label: Label | None, keyed: int, pricer: Pricer, at: str) -> Measure | Rejected | None:
    """Return how much is sold; None if only the scale can say. `keyed` is the quantity keyed before."""
    if label is None or not label.measures:
        if item.sold_by == "each":
            return Measure(keyed, None)
        return None if keyed == 1 else Rejected.because("weighed_quantity")
    if keyed != 1:
        return Rejected.because("label_quantity")
    if item.sold_by == "kg":
        mass_g = _mass_of_label(item, label, pricer, at)
        return Rejected.because("label_mismatch") if mass_g is None else Measure(1, mass_g)
    if label.amount_minor is None and label.quantity is None:
        return Rejected.because("label_mismatch")
    pieces = label.quantity or 1
    return Measure(pieces, None) if pieces <= MAX_QUANTITY else Rejected.because("quantity_limit", max=MAX_QUANTITY)


def _mass_of_label(item: Item, label: Label, pricer: Pricer, at: str) -> int | None:
    """Return the mass stated, else the one that costs the amount: the books want one of what is sold by weight."""
    if label.mass_g is not None or label.amount_minor is None:
        return label.mass_g
    unit_price_minor = pricer.book.at(item.item_id, at)[0] if item.timed else item.unit_price_minor
    if unit_price_minor < 1:
        return 1
    return max(1, (2 * label.amount_minor * GRAMS_PER_KG + unit_price_minor) // (2 * unit_price_minor))


def _make_room(state: LaneState, desk: Desk) -> tuple[e.Event, ...]:
    """Return what must happen before an item can be registered in this phase."""
    opened = e.SaleOpened(transaction_seq=state.last_transaction_seq + 1, price_book=desk.current)
    match state.phase:
        case "basket" | "weighing":
            return ()
        case "idle":
            return (opened,)
        case "tendering":
            return (e.TenderAbandoned(),)
        case "paying":
            raise AssertionError("an item is refused while a payment is in flight")
        case "change_due":
            return (e.SaleDismissed(transaction_seq=state.open_sale.transaction_seq), opened)
        case _:
            assert_never(state.phase)


def _line(
    sale: Transaction,
    item_id: str,
    source: c.RegisterItem | Weighing,
    at: str,
    measure: Measure,
    label: Label | None = None,
) -> SaleLine:
    return SaleLine(
        line_seq=sale.next_line_seq,
        item_id=item_id,
        code=source.code,
        entry_method=source.entry_method,
        quantity=measure.quantity,
        mass_g=measure.mass_g,
        scanned_at=at,
        label=label,
    )


def _with_total(
    sale: Transaction, line: SaleLine, scan_seq: int | None, at: str, desk: Desk
) -> e.ItemRegistered | e.ScanRefused | Rejected:
    try:
        priced = desk.priced_with(sale, (*sale.lines, line), at)
    except PricingError:
        return Rejected("amount_limit", {}) if scan_seq is None else refused(scan_seq, line.code, "amount_limit")
    return e.ItemRegistered(
        line_seq=line.line_seq,
        scan_seq=scan_seq,
        entry_method=line.entry_method,
        code=line.code,
        item_id=line.item_id,
        quantity=line.quantity,
        mass_g=line.mass_g,
        unit_price_minor=priced.lines[-1].unit_price_minor,
        total_minor=priced.total_minor,
        at=at,
        label=line.label,
    )
