"""What a command leads to: events, or a refusal. Pure; the state machine's only place of choice."""

from dataclasses import replace
from typing import assert_never

from controller.domain import commands as c
from controller.domain import events as e
from controller.domain import paying, tendering
from controller.domain.commands import Command, Rejected
from controller.domain.decision import MAX_AMOUNT_MINOR, MAX_QUANTITY, Decision
from controller.domain.desk import Desk
from controller.domain.registering import refused, register, take_weight
from controller.domain.transaction import LaneState, SaleLine, Transaction
from controller.pricing import PricingError


def decide(state: LaneState, command: Command, desk: Desk) -> Decision:  # noqa: C901 - one exhaustive match
    """Return the events `command` leads to, in order, or why it is refused."""
    match command:
        case c.RegisterItem():
            return register(state, command, desk)
        case c.RefuseScans():
            return (_refused_scans(command),)
        case c.TakeWeight():
            return take_weight(state, command, desk)
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


def _refused_scans(command: c.RefuseScans) -> e.ScanRefused:
    return refused(command.scan_seq, command.code, command.reason, scan_count=command.scan_count, detail=command.detail)


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
    if line.label is not None and line.label.amount_minor is not None:
        return Rejected.because("label_quantity")
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
