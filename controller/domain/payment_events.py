"""The lane's payments after an event. No choice is made here: it was made in `paying`, or out in the world."""

from dataclasses import replace
from typing import assert_never

from controller.domain import events as e
from controller.domain.paying import tender_of
from controller.domain.payment import PastStatus, Payment, remembered
from controller.domain.transaction import LaneState

PaymentEvent = (
    e.PaymentIntended
    | e.PaymentAbortAsked
    | e.PaymentQueried
    | e.PaymentUnknown
    | e.PaymentDeclined
    | e.PaymentApproved
    | e.PaymentTendered
    | e.PaymentReversalAsked
    | e.PaymentReversed
    | e.PaymentResolvedByHand
    | e.PaymentFound
)
STATUS_OF: dict[e.Verdict, PastStatus] = {
    "kept": "tendered",
    "doubted": "doubtful",
    "gone": "reversed",
    "unwanted": "unwanted",
    "stuck": "stuck",
    "lost": "lost",
    "stray": "stray",
}


def evolve_payment(state: LaneState, event: PaymentEvent) -> LaneState:  # noqa: C901 - one exhaustive match
    """Return the state after `event`; the phase is the caller's."""
    match event:
        case e.PaymentIntended():
            return _intended(state, event)
        case e.PaymentAbortAsked():
            return replace(state, payment=replace(state.flying, stopping=True))
        case e.PaymentQueried():
            return state
        case e.PaymentUnknown():
            return replace(state, payment=replace(state.flying, status="unknown", reason=event.reason, stopping=False))
        case e.PaymentApproved():
            return replace(state, payment=replace(state.flying, status="approved", approval=event.approval))
        case e.PaymentTendered():
            return _tendered(state, event.tender_seq, "tendered", None)
        case e.PaymentResolvedByHand(tender_seq=int(tender_seq)):
            return _tendered(state, tender_seq, "paid_by_hand", event)
        case e.PaymentResolvedByHand():
            return _over(state, "not_paid")
        case e.PaymentDeclined():
            return _over(state, "declined")
        case e.PaymentReversed():
            return _over(state, "reversed")
        case e.PaymentReversalAsked():
            return _reversal(state, event)
        case e.PaymentFound():
            return _found(state, event)
        case _:
            assert_never(event)


def _intended(state: LaneState, event: e.PaymentIntended) -> LaneState:
    sale = replace(state.open_sale, payment_attempts=event.attempt)
    payment = Payment(
        intent_id=event.intent_id,
        transaction_seq=sale.transaction_seq,
        method=event.method,
        amount_minor=event.amount_minor,
    )
    last_scan_seq = max(state.last_scan_seq, event.scan_seq or 0)
    return replace(state, transaction=sale, payment=payment, last_scan_seq=last_scan_seq)


def _over(state: LaneState, status: PastStatus) -> LaneState:
    past = remembered(state.past_payments, replace(state.flying, status=status))
    return replace(state, payment=None, past_payments=past)


def _tendered(
    state: LaneState, tender_seq: int, status: PastStatus, by_hand: e.PaymentResolvedByHand | None
) -> LaneState:
    tender = tender_of(state.flying, tender_seq, by_hand.reason if by_hand else None)
    sale = state.open_sale
    sale = replace(sale, tenders=(*sale.tenders, tender), last_tender_seq=tender_seq)
    return replace(_over(state, status), transaction=sale)


def _reversal(state: LaneState, event: e.PaymentReversalAsked) -> LaneState:
    """Put the payment in flight, again if it was a tender, which counts no more."""
    payment = state.payment or state.past_payment(event.intent_id)
    assert payment is not None, "what is reversed was paid or is in flight"
    approval = event.approval or payment.approval
    payment = replace(payment, status="reversing", going_back=True, approval=approval, reason=None)
    past = tuple(other for other in state.past_payments if other.intent_id != event.intent_id)
    return replace(_without_tender(state, event.intent_id), payment=payment, past_payments=past)


def _found(state: LaneState, event: e.PaymentFound) -> LaneState:
    past = state.past_payment(event.intent_id) or _stray(event)
    past = replace(past, status=STATUS_OF[event.verdict], approval=event.approval or past.approval)
    state = replace(state, past_payments=remembered(state.past_payments, past))
    return _without_tender(state, event.intent_id) if event.verdict == "gone" else state


def _stray(event: e.PaymentFound) -> Payment:
    assert event.approval is not None, "only money that is there can be nobody's"
    return Payment(
        intent_id=event.intent_id,
        transaction_seq=event.transaction_seq,
        method="card",
        amount_minor=event.approval.amount_minor,
    )


def _without_tender(state: LaneState, intent_id: str) -> LaneState:
    if state.transaction is None:
        return state
    left = tuple(tender for tender in state.transaction.tenders if tender.intent_id != intent_id)
    return replace(state, transaction=replace(state.transaction, tenders=left))
