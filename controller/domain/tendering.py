"""Decisions at the end of a sale: cancel, tender, close, put away, copies of the receipt."""

from typing import assert_never

from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.close import close_sale
from controller.domain.commands import Rejected
from controller.domain.decision import MAX_AMOUNT_MINOR, Decision
from controller.domain.desk import Desk
from controller.domain.transaction import LaneState


def cancel_weighing(state: LaneState) -> Decision:
    """Do not sell the item that waits for a weight."""
    if state.weighing is None:
        return Rejected.because("not_weighed")
    return (e.WeighingCancelled(scan_seq=state.weighing.scan_seq, code=state.weighing.code),)


def cancel_sale(state: LaneState) -> Decision:
    """End the sale before tender."""
    match state.phase:
        case "basket":
            return (e.SaleCancelled(total_minor=state.open_sale.total_minor),)
        case "weighing":
            cancelled = cancel_weighing(state)
            assert not isinstance(cancelled, Rejected), "phase weighing has an item that waits"
            return (*cancelled, e.SaleCancelled(total_minor=state.open_sale.total_minor))
        case "tendering":
            sale = state.open_sale
            if sale.tenders:
                return Rejected.because("tender_taken")
            return (e.TenderAbandoned(), e.SaleCancelled(total_minor=sale.total_minor))
        case "paying":
            return Rejected.because("paying")
        case "idle" | "change_due":
            return Rejected.because("no_sale")
        case _:
            assert_never(state.phase)


def start_tender(state: LaneState, desk: Desk) -> Decision:
    """Ask for the money: the price now is the price to pay."""
    match state.phase:
        case "basket":
            sale = state.open_sale
            if not sale.basket():
                return Rejected.because("empty_sale")
            at = desk.local_now()
            return (e.TenderStarted(total_minor=desk.priced_with(sale, sale.lines, at).total_minor, at=at),)
        case "tendering":
            return Rejected.because("in_tender")
        case "paying":
            return Rejected.because("paying")
        case "weighing":
            return Rejected.because("weigh")
        case "idle" | "change_due":
            return Rejected.because("no_sale")
        case _:
            assert_never(state.phase)


def abandon_tender(state: LaneState) -> Decision:
    """Go back to the basket; money that was taken must go back first."""
    if state.phase != "tendering":
        return Rejected.because("paying" if state.phase == "paying" else "no_sale")
    if state.open_sale.tenders:
        return Rejected.because("tender_taken")
    return (e.TenderAbandoned(),)


def tender_cash(state: LaneState, amount_minor: int, desk: Desk) -> Decision:
    """Take cash, exact while it is a part; what covers the rest as coins can pay it closes the sale."""
    if state.phase != "tendering":
        return Rejected.because("paying" if state.phase == "paying" else "no_sale")
    sale = state.open_sale
    if not 0 <= amount_minor <= MAX_AMOUNT_MINOR:
        return Rejected.because("amount_limit")
    cash = e.CashTendered(tender_seq=sale.last_tender_seq + 1, amount_minor=amount_minor)
    if amount_minor >= desk.cash_remaining_minor(sale):
        tender = e.Tender(tender_seq=cash.tender_seq, amount_minor=amount_minor)
        return (cash, close_sale(sale, (*sale.tenders, tender), desk))
    # All of the exact rest, where rounding asks for more, is no part payment: nothing would be left for a card.
    if amount_minor == 0 or amount_minor >= sale.remaining_minor:
        return Rejected.because("not_enough")
    return (cash,)


def dismiss(state: LaneState) -> Decision:
    """Put the paid sale away."""
    if state.phase != "change_due":
        return Rejected.because("no_sale")
    return (e.SaleDismissed(transaction_seq=state.open_sale.transaction_seq),)


def print_copy(state: LaneState, command: c.PrintCopy) -> Decision:
    """Print a receipt again, counted."""
    wanted = command.transaction_seq
    pending = {p.sale.transaction_seq: p.copy_no for p in state.pending_receipts}
    if wanted is None:
        wanted = state.last_sale.transaction_seq if state.last_sale else 0
    known = wanted in pending or (state.last_sale is not None and wanted == state.last_sale.transaction_seq)
    if not known:
        return Rejected.because("no_receipt")
    copy_no = max(state.copies.get(wanted, 0), pending.get(wanted, 0)) + 1
    return (e.CopyRequested(transaction_seq=wanted, copy_no=copy_no, reason=command.reason),)
