"""What a command leads to: events, or a refusal. Pure; the state machine's only place of choice.

A scan is never lost: where a keyed code would be refused, a scanned one becomes `ScanRefused`, so that every
`scan_seq` has its record.
"""

from dataclasses import replace
from typing import assert_never

from controller.domain import commands as c
from controller.domain import events as e
from controller.domain import paying, tendering
from controller.domain.commands import Command, Rejected
from controller.domain.decision import MAX_AMOUNT_MINOR, MAX_LINES, MAX_QUANTITY, Decision
from controller.domain.desk import Desk
from controller.domain.payment_codes import safe
from controller.domain.transaction import LaneState, SaleLine, Transaction, Weighing
from controller.pricing import PricingError


def decide(state: LaneState, command: Command, desk: Desk) -> Decision:  # noqa: C901 - one exhaustive match
    """Return the events `command` leads to, in order, or why it is refused."""
    match command:
        case c.RegisterItem():
            return _register(state, command, desk)
        case c.RefuseScans():
            return (_refused(command.scan_seq, command.code, command.reason, command.scan_count),)
        case c.TakeWeight():
            return _take_weight(state, command.mass_g, desk)
        case c.CancelWeighing():
            return tendering.cancel_weighing(state)
        case c.KeyQuantity():
            return _key_quantity(state, command.quantity)
        case c.ChangeQuantity():
            return _change_quantity(state, command, desk)
        case c.VoidLine():
            return _void_line(state, command.line_seq, desk)
        case c.OverridePrice():
            return _override(state, command, desk)
        case c.CancelSale():
            return tendering.cancel_sale(state)
        case c.StartTender():
            return tendering.start_tender(state, desk)
        case c.AbandonTender():
            return tendering.abandon_tender(state)
        case c.TenderCash():
            return tendering.tender_cash(state, command.amount_minor, desk)
        case c.TenderCard():
            return paying.tender_card(state, command, desk)
        case c.TenderWallet():
            return paying.tender_wallet(state, command, desk)
        case c.AbortPayment():
            return paying.abort(state)
        case c.QueryPayment():
            return paying.query(state)
        case c.ConfirmByHand():
            return paying.confirm_by_hand(state, command, desk)
        case c.ReversePayment():
            return paying.reverse(state, command)
        case c.HearPayment():
            return paying.hear(state, command.word)
        case c.CompletePayment():
            return paying.complete(state, desk)
        case c.DismissSale():
            return tendering.dismiss(state)
        case c.PrintCopy():
            return tendering.print_copy(state, command)
        case c.NoteDrawer():
            return (e.DrawerAlarmed(reason=command.reason, open_s=command.open_s),)
        case c.ConfirmReceipt():
            return (e.ReceiptPrinted(transaction_seq=command.transaction_seq, copy_no=command.copy_no),)
        case _:
            assert_never(command)


def _refused(scan_seq: int, code: str, reason: str, scan_count: int = 1) -> e.ScanRefused:
    return e.ScanRefused(scan_seq=scan_seq, scan_count=scan_count, code=code, reason=reason)


def _refuse_item(command: c.RegisterItem, reason: str, **args: str | int) -> Decision:
    """Refuse an item. Its code may be a wallet's, shown too early or too late."""
    if command.scan_seq is None:
        return Rejected(reason, args)
    return (_refused(command.scan_seq, safe(command.code), reason),)


def _register(state: LaneState, command: c.RegisterItem, desk: Desk) -> Decision:
    if state.phase == "weighing":
        return _refuse_item(command, "weigh")
    if state.phase == "paying":
        return _refuse_item(command, "paying")
    if state.phase == "tendering" and state.open_sale.tenders:
        return _refuse_item(command, "tender_taken")
    sale = state.transaction if state.phase in {"basket", "tendering"} else None
    item = desk.pricer(sale).find(command.code)
    if item is None:
        return _refuse_item(command, "not_found", code=safe(command.code))
    if sale is not None and sale.next_line_seq > MAX_LINES:
        return _refuse_item(command, "too_many_lines", max=MAX_LINES)
    if item.sold_by == "kg" and state.quantity != 1:
        return _refuse_item(command, "weighed_quantity")
    before, at = _make_room(state, desk), desk.local_now()
    if item.sold_by == "kg":
        weigh = e.WeighingStarted(
            scan_seq=command.scan_seq, entry_method=command.entry_method, code=command.code, item_id=item.item_id, at=at
        )
        return (*before, weigh)
    sale = sale or _new_transaction(state, desk)
    line = replace(_line(sale, item.item_id, command, at), quantity=state.quantity)
    registered = _with_total(sale, line, command.scan_seq, at, desk)
    return registered if isinstance(registered, Rejected) else (*before, registered)


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


def _new_transaction(state: LaneState, desk: Desk) -> Transaction:
    return Transaction(transaction_seq=state.last_transaction_seq + 1, price_book=desk.current)


def _line(sale: Transaction, item_id: str, source: c.RegisterItem | Weighing, at: str) -> SaleLine:
    return SaleLine(
        line_seq=sale.next_line_seq,
        item_id=item_id,
        code=source.code,
        entry_method=source.entry_method,
        quantity=1,
        scanned_at=at,
    )


def _with_total(
    sale: Transaction, line: SaleLine, scan_seq: int | None, at: str, desk: Desk
) -> e.ItemRegistered | e.ScanRefused | Rejected:
    try:
        priced = desk.priced_with(sale, (*sale.lines, line), at)
    except PricingError:
        return Rejected("amount_limit", {}) if scan_seq is None else _refused(scan_seq, line.code, "amount_limit")
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
    )


def _take_weight(state: LaneState, mass_g: int, desk: Desk) -> Decision:
    weighing, sale = state.weighing, state.transaction
    if state.phase != "weighing" or weighing is None or sale is None:
        return Rejected.because("not_weighed")
    if mass_g < 1:
        return Rejected.because("unstable")
    at = weighing.at or desk.local_now()
    line = replace(_line(sale, weighing.item_id, weighing, at), mass_g=mass_g)
    registered = _with_total(sale, line, weighing.scan_seq, at, desk)
    if isinstance(registered, e.ItemRegistered):
        return (registered,)
    return (e.WeighingCancelled(scan_seq=weighing.scan_seq, code=weighing.code),)


def _key_quantity(state: LaneState, quantity: int) -> Decision:
    if not 1 <= quantity <= MAX_QUANTITY:
        return Rejected.because("quantity_limit", max=MAX_QUANTITY)
    keyed = e.QuantityKeyed(quantity=quantity)
    match state.phase:
        case "idle" | "basket":
            return (keyed,)
        case "change_due":
            return (e.SaleDismissed(transaction_seq=state.open_sale.transaction_seq), keyed)
        case "weighing":
            return Rejected.because("weigh")
        case "tendering":
            return Rejected.because("in_tender")
        case "paying":
            return Rejected.because("paying")
        case _:
            assert_never(state.phase)


def _basket_line(state: LaneState, line_seq: int) -> tuple[Transaction, SaleLine] | Rejected:
    if state.phase != "basket":
        reasons = {"tendering": "in_tender", "paying": "paying", "weighing": "weigh"}
        return Rejected.because(reasons.get(state.phase, "no_sale"))
    sale = state.open_sale
    line = sale.line(line_seq)
    if line is None:
        return Rejected.because("line_unknown", line=line_seq)
    if line.voided:
        return Rejected.because("line_voided", line=line_seq)
    return sale, line


def _total_with(sale: Transaction, changed: SaleLine, at: str, desk: Desk) -> int | Rejected:
    lines = tuple(changed if line.line_seq == changed.line_seq else line for line in sale.lines)
    try:
        return desk.priced_with(sale, lines, at).total_minor
    except PricingError:
        return Rejected.because("amount_limit")


def _change_quantity(state: LaneState, command: c.ChangeQuantity, desk: Desk) -> Decision:
    found = _basket_line(state, command.line_seq)
    if isinstance(found, Rejected):
        return found
    sale, line = found
    if not 1 <= command.quantity <= MAX_QUANTITY:
        return Rejected.because("quantity_limit", max=MAX_QUANTITY)
    if line.mass_g is not None:
        return Rejected.because("weighed_quantity")
    # An overridden amount was for the old count: the operator must decide again.
    changed, at = replace(line, quantity=command.quantity, override_amount_minor=None), desk.local_now()
    total = _total_with(sale, changed, at, desk)
    if isinstance(total, Rejected):
        return total
    return (e.QuantityChanged(line_seq=line.line_seq, quantity=command.quantity, total_minor=total, at=at),)


def _void_line(state: LaneState, line_seq: int, desk: Desk) -> Decision:
    found = _basket_line(state, line_seq)
    if isinstance(found, Rejected):
        return found
    sale, line = found
    at = desk.local_now()
    total = _total_with(sale, replace(line, voided=True), at, desk)
    if isinstance(total, Rejected):
        return total
    return (e.LineVoided(line_seq=sale.next_line_seq, voided_line_seq=line_seq, total_minor=total, at=at),)


def _override(state: LaneState, command: c.OverridePrice, desk: Desk) -> Decision:
    found = _basket_line(state, command.line_seq)
    if isinstance(found, Rejected):
        return found
    sale, line = found
    if not 0 <= command.amount_minor <= MAX_AMOUNT_MINOR:
        return Rejected.because("amount_limit")
    at = desk.local_now()
    total = _total_with(sale, replace(line, override_amount_minor=command.amount_minor), at, desk)
    if isinstance(total, Rejected):
        return total
    return (e.PriceOverridden(line_seq=line.line_seq, amount_minor=command.amount_minor, total_minor=total, at=at),)
