"""Decisions about payments by card and wallet: what an operator may ask, and what a device's word means.

Intent on disk -> device -> approval on disk -> device told -> tender, and a sale that is covered closes. While nobody
knows whether money moved the lane stays in phase `paying`, which the closing of a sale cannot be reached from.
"""

from typing import assert_never

from controller import ports
from controller.barcode.payment import safe
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.close import close_sale
from controller.domain.commands import Rejected
from controller.domain.decision import MAX_AMOUNT_MINOR, MAX_PAYMENT_ATTEMPTS, Decision
from controller.domain.desk import Desk
from controller.domain.payment import Payment
from controller.domain.transaction import LaneState, Transaction
from controller.ports import PaymentMethod


def tender_card(state: LaneState, command: c.TenderCard, desk: Desk) -> Decision:
    """Ask the terminal for an amount."""
    return _intend(state, "card", command.amount_minor, desk, None)


def tender_wallet(state: LaneState, command: c.TenderWallet, desk: Desk) -> Decision:
    """Charge a wallet; a scanned code that cannot be charged is refused like any other scan, without showing it."""
    decision = _intend(state, "wallet", command.amount_minor, desk, command.scan_seq)
    if isinstance(decision, Rejected) and command.scan_seq is not None:
        refused = e.ScanRefused(
            scan_seq=command.scan_seq, scan_count=1, code=safe(command.code), reason=decision.reason
        )
        return (refused,)
    return decision


def _intend(
    state: LaneState, method: PaymentMethod, amount_minor: int | None, desk: Desk, scan_seq: int | None
) -> Decision:
    if state.phase != "tendering":
        return Rejected.because("paying" if state.phase == "paying" else "no_sale")
    sale = state.open_sale
    if sale.remaining_minor < 1:
        return Rejected.because("nothing_due")
    wanted_minor = sale.remaining_minor if amount_minor is None else amount_minor
    if not 1 <= wanted_minor <= MAX_AMOUNT_MINOR:
        return Rejected.because("amount_limit")
    if wanted_minor > sale.remaining_minor:
        return Rejected.because("no_change")
    if any(payment.status == "unwanted" and payment.method == method for payment in state.past_payments):
        return Rejected.because("payment_busy")
    if sale.payment_attempts >= MAX_PAYMENT_ATTEMPTS:
        return Rejected.because("too_many_payments", max=MAX_PAYMENT_ATTEMPTS)
    attempt = sale.payment_attempts + 1
    intent = e.PaymentIntended(
        intent_id=desk.intent_id(sale.transaction_seq, attempt),
        attempt=attempt,
        method=method,
        amount_minor=wanted_minor,
        scan_seq=scan_seq,
    )
    return (intent,)


def abort(state: LaneState) -> Decision:
    """Give the payment in flight up; how it ends is the device's word."""
    if state.phase != "paying":
        return Rejected.because("no_payment")
    if state.flying.status != "asked":
        return Rejected.because("payment_unknown" if state.flying.status == "unknown" else "payment_reversing")
    return (e.PaymentAbortAsked(intent_id=state.flying.intent_id),)


def query(state: LaneState) -> Decision:
    """Ask again what became of the payment in flight."""
    if state.phase != "paying":
        return Rejected.because("no_payment")
    if state.flying.status == "reversing":
        return Rejected.because("payment_reversing")
    return (e.PaymentQueried(intent_id=state.flying.intent_id),)


def confirm_by_hand(state: LaneState, command: c.ConfirmByHand, desk: Desk) -> Decision:
    """Take a person's word for a payment that is unknown; while the device still works on one, nobody can know."""
    if state.phase != "paying":
        return Rejected.because("no_payment")
    payment, sale = state.flying, state.open_sale
    if payment.status != "unknown":
        return Rejected.because("payment_not_unknown")
    tender_seq = sale.last_tender_seq + 1 if command.paid else None
    resolved = e.PaymentResolvedByHand(
        intent_id=payment.intent_id, paid=command.paid, reason=command.reason, tender_seq=tender_seq
    )
    if tender_seq is None:
        return (resolved,)
    return (resolved, *_closing(sale, tender_of(payment, tender_seq, by_hand=command.reason), desk))


def reverse(state: LaneState, command: c.ReversePayment) -> Decision:
    """Give back the unknown payment, or a tender; the tender does not count from here on."""
    if state.phase == "paying":
        if state.flying.status != "unknown":
            return Rejected.because("payment_not_unknown")
        return (e.PaymentReversalAsked(intent_id=state.flying.intent_id, reason="operator"),)
    if state.phase != "tendering":
        return Rejected.because("no_payment")
    tenders = [tender for tender in state.open_sale.tenders if tender.tender != "cash"]
    if command.tender_seq is not None:
        tenders = [tender for tender in tenders if tender.tender_seq == command.tender_seq]
    if not tenders:
        return Rejected.because("no_payment")
    return (e.PaymentReversalAsked(intent_id=tenders[-1].intent_id, reason="operator"),)


def complete(state: LaneState, desk: Desk) -> Decision:
    """Make the approved payment a tender."""
    if state.phase != "paying" or state.flying.status != "approved":
        return Rejected.because("no_payment")
    payment, sale = state.flying, state.open_sale
    tender = tender_of(payment, sale.last_tender_seq + 1)
    tendered = e.PaymentTendered(intent_id=payment.intent_id, tender_seq=tender.tender_seq)
    return (tendered, *_closing(sale, tender, desk))


def tender_of(payment: Payment, tender_seq: int, by_hand: c.Evidence | None = None) -> e.Tender:
    """Return the tender line a payment becomes."""
    return e.Tender(
        tender_seq=tender_seq,
        amount_minor=payment.taken_minor,
        tender=payment.method,
        intent_id=payment.intent_id,
        approval=payment.approval,
        by_hand=by_hand,
    )


def _closing(sale: Transaction, tender: e.Tender, desk: Desk) -> tuple[e.Event, ...]:
    if tender.amount_minor < sale.remaining_minor:
        return ()
    return (close_sale(sale, (*sale.tenders, tender), desk),)


def hear(state: LaneState, word: c.PaymentWord) -> Decision:
    """Return what a device's word changes; nothing when it was said before."""
    if state.payment is not None and state.payment.intent_id == word.intent_id:
        return _hear_awaited(state.payment, word)
    return _hear_late(state, word)


def _hear_awaited(payment: Payment, word: c.PaymentWord) -> Decision:
    match word:
        case ports.PaymentApproved():
            return _hear_approval(payment, word)
        case ports.PaymentDeclined():
            # A device that refuses to give known money back says nothing about where the money is.
            if payment.going_back and payment.approval is not None:
                return _unknown(payment, word)
            return (e.PaymentDeclined(intent_id=word.intent_id, reason=word.reason, detail=word.detail),)
        case ports.PaymentReversed():
            return (e.PaymentReversed(intent_id=word.intent_id, reference=word.reference),)
        case ports.PaymentUnknown():
            return _unknown(payment, word)
        case _:
            assert_never(word)


def _unknown(payment: Payment, word: ports.PaymentUnknown | ports.PaymentDeclined) -> Decision:
    if payment.status == "unknown":
        return ()
    return (e.PaymentUnknown(intent_id=word.intent_id, reason=word.reason),)


def _hear_approval(payment: Payment, word: ports.PaymentApproved) -> Decision:
    approval = approval_of(word)
    if payment.going_back:
        if payment.status == "reversing" and payment.approval == approval:
            return ()
        return (e.PaymentReversalAsked(intent_id=word.intent_id, reason="found", approval=approval),)
    if payment.status == "approved":
        return ()
    if not 1 <= word.amount_minor <= payment.amount_minor:
        return (e.PaymentReversalAsked(intent_id=word.intent_id, reason="amount_differs", approval=approval),)
    return (e.PaymentApproved(intent_id=word.intent_id, approval=approval),)


def _hear_late(state: LaneState, word: c.PaymentWord) -> Decision:
    """Judge a word about a payment that is over, or that this journal never asked for."""
    past = state.past_payment(word.intent_id)
    verdict = _verdict(state, past, word)
    if verdict is None:
        return ()
    found = e.PaymentFound(
        intent_id=word.intent_id,
        transaction_seq=past.transaction_seq if past else 0,
        verdict=verdict,
        reason="" if isinstance(word, ports.PaymentApproved | ports.PaymentReversed) else word.reason,
        approval=approval_of(word) if isinstance(word, ports.PaymentApproved) else None,
    )
    return (found,)


def _verdict(state: LaneState, past: Payment | None, word: c.PaymentWord) -> e.Verdict | None:
    approved = isinstance(word, ports.PaymentApproved)
    if past is None:
        return "stray" if approved else None
    match past.status:
        case "tendered" | "paid_by_hand" | "doubtful":
            return _verdict_on_tender(state, past, word)
        case "declined" | "reversed":
            return "unwanted" if approved else None
        case "not_paid":
            if isinstance(word, ports.PaymentUnknown):
                return None
            return "unwanted" if approved else "gone"
        case "unwanted":
            if isinstance(word, ports.PaymentReversed):
                return "gone"
            return None if approved else "stuck"
        case "stuck":
            return "gone" if isinstance(word, ports.PaymentReversed) else None
        case _:
            return None


def _verdict_on_tender(state: LaneState, past: Payment, word: c.PaymentWord) -> e.Verdict | None:
    match word:
        case ports.PaymentApproved():
            return "kept" if past.status != "tendered" else None
        case ports.PaymentUnknown():
            return "doubted" if past.status == "tendered" else None
        case _:
            open_sale = state.transaction if state.phase != "change_due" else None
            held = open_sale is not None and open_sale.tender_of(word.intent_id) is not None
            return "gone" if held else "lost"


def approval_of(word: ports.PaymentApproved) -> e.Approval:
    """Return the device's word as the journal keeps it."""
    return e.Approval(
        amount_minor=word.amount_minor,
        reference=word.reference,
        scheme=word.scheme,
        account=word.account,
        terminal_id=word.terminal_id,
        trace=word.trace,
        paper=word.paper,
    )
