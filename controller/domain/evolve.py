"""State after an event. No choice is made here: an event has happened."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from controller.domain import events as e
from controller.domain.payment_events import PaymentEvent, evolve_payment
from controller.domain.transaction import LaneState, PendingReceipt, SaleLine, Transaction, Weighing
from controller.domain.transitions import next_phase

MAX_PENDING_RECEIPTS = 50
"""Papers kept for a printer that is away; an older customer has long left."""


def evolve(state: LaneState, event: e.Event) -> LaneState:  # noqa: C901 - one exhaustive match, an arm an event
    """Return the state after `event`; asserts that the transition table allows it."""
    state = replace(state, phase=next_phase(state.phase, event))
    if isinstance(event, PaymentEvent):
        return evolve_payment(state, event)
    match event:
        case e.SaleOpened():
            opened = Transaction(transaction_seq=event.transaction_seq, price_book=event.price_book)
            return replace(state, transaction=opened, last_transaction_seq=event.transaction_seq)
        case e.QuantityKeyed():
            return replace(state, quantity=event.quantity)
        case e.ItemRegistered():
            return _registered(state, event)
        case e.QuantityChanged():
            quantity = event.quantity
            return _change_line(
                state,
                event.line_seq,
                event.total_minor,
                event.at,
                lambda line: replace(line, quantity=quantity, override_amount_minor=None),
            )
        case e.PriceOverridden():
            amount_minor = event.amount_minor
            return _change_line(
                state,
                event.line_seq,
                event.total_minor,
                event.at,
                lambda line: replace(line, override_amount_minor=amount_minor),
            )
        case e.LineVoided():
            state = _change_line(
                state, event.voided_line_seq, event.total_minor, event.at, lambda line: replace(line, voided=True)
            )
            sale = state.open_sale
            return replace(state, transaction=replace(sale, next_line_seq=event.line_seq + 1))
        case e.WeighingStarted():
            return _scanned(_weighing(state, event), event.scan_seq)
        case e.WeighingCancelled():
            return replace(state, weighing=None)
        case e.ScanRefused():
            return _scanned(state, event.scan_seq + event.scan_count - 1)
        case e.DrawerAlarmed():
            return state
        case e.SaleCancelled():
            return replace(state, transaction=None, quantity=1)
        case e.TenderStarted():
            sale = replace(state.open_sale, total_minor=event.total_minor, at=event.at or state.open_sale.at)
            return replace(state, quantity=1, transaction=sale)
        case e.TenderAbandoned():
            return replace(state, quantity=1)
        case e.CashTendered():
            return _cash_tendered(state, event)
        case e.SaleClosed():
            return _closed(state, event)
        case e.SaleDismissed():
            return replace(state, transaction=None)
        case e.CopyRequested():
            return _copy_requested(state, event)
        case e.ReceiptPrinted():
            return _receipt_printed(state, event)
        case _:
            assert_never(event)


def _scanned(state: LaneState, scan_seq: int | None) -> LaneState:
    return state if scan_seq is None else replace(state, last_scan_seq=max(scan_seq, state.last_scan_seq))


def _registered(state: LaneState, event: e.ItemRegistered) -> LaneState:
    sale = state.open_sale
    line = SaleLine(
        line_seq=event.line_seq,
        item_id=event.item_id,
        code=event.code,
        entry_method=event.entry_method,
        quantity=event.quantity,
        mass_g=event.mass_g,
        scanned_at=event.at,
        label=event.label,
    )
    sale = replace(
        sale,
        lines=(*sale.lines, line),
        next_line_seq=event.line_seq + 1,
        total_minor=event.total_minor,
        at=event.at or sale.at,
    )
    return _scanned(replace(state, transaction=sale, quantity=1, weighing=None), event.scan_seq)


def _change_line(
    state: LaneState, line_seq: int, total_minor: int, at: str | None, change: Callable[[SaleLine], SaleLine]
) -> LaneState:
    sale = state.open_sale
    lines = tuple(change(line) if line.line_seq == line_seq else line for line in sale.lines)
    return replace(state, transaction=replace(sale, lines=lines, total_minor=total_minor, at=at or sale.at))


def _weighing(state: LaneState, event: e.WeighingStarted) -> LaneState:
    weighing = Weighing(
        scan_seq=event.scan_seq,
        entry_method=event.entry_method,
        code=event.code,
        item_id=event.item_id,
        at=event.at,
    )
    return replace(state, weighing=weighing, weighings=state.weighings + 1, quantity=1)


def _cash_tendered(state: LaneState, event: e.CashTendered) -> LaneState:
    sale = state.open_sale
    cash = e.Tender(tender_seq=event.tender_seq, amount_minor=event.amount_minor)
    sale = replace(sale, tenders=(*sale.tenders, cash), last_tender_seq=event.tender_seq)
    return replace(state, transaction=sale)


def _closed(state: LaneState, event: e.SaleClosed) -> LaneState:
    pending = (*state.pending_receipts, PendingReceipt(sale=event, copy_no=0))[-MAX_PENDING_RECEIPTS:]
    waiting = {p.sale.transaction_seq for p in pending}
    copies = {seq: copy_no for seq, copy_no in state.copies.items() if seq in waiting}
    return replace(state, last_sale=event, pending_receipts=pending, copies=copies)


def _copy_requested(state: LaneState, event: e.CopyRequested) -> LaneState:
    sale = next(
        (p.sale for p in state.pending_receipts if p.sale.transaction_seq == event.transaction_seq), state.last_sale
    )
    assert sale is not None, "a copy needs a closed sale"
    assert sale.transaction_seq == event.transaction_seq, "a copy is of a sale this lane still knows"
    # A new copy replaces the paper of the same sale that was never confirmed.
    others = tuple(p for p in state.pending_receipts if p.sale.transaction_seq != event.transaction_seq)
    copies = {**state.copies, event.transaction_seq: event.copy_no}
    return replace(state, copies=copies, pending_receipts=(*others, PendingReceipt(sale=sale, copy_no=event.copy_no)))


def _receipt_printed(state: LaneState, event: e.ReceiptPrinted) -> LaneState:
    pending = tuple(
        p
        for p in state.pending_receipts
        if (p.sale.transaction_seq, p.copy_no) != (event.transaction_seq, event.copy_no)
    )
    return replace(state, pending_receipts=pending)
