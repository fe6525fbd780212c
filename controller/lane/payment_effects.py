"""What payment devices are asked to do: after a commit, when a word is repeated, and after a restart. Pure."""

from controller.domain import events as e
from controller.domain.commands import PaymentWord
from controller.domain.payment import Payment
from controller.domain.transaction import LaneState
from controller.ports import (
    AbortPayment,
    ConfirmPayment,
    Effect,
    PaymentApproved,
    PaymentUnknown,
    ResolvePayment,
    ReversePayment,
    StartPayment,
)


def payment_effects(event: e.Event, state: LaneState, currency: str, wallet_code: str | None) -> list[Effect]:
    """Return the effects of one committed event; `state` is the state after it."""
    match event:
        case e.PaymentIntended():
            start = StartPayment(
                intent_id=event.intent_id,
                amount_minor=event.amount_minor,
                currency=currency,
                method=event.method,
                code=wallet_code,
            )
            return [start]
        case e.PaymentApproved():
            return [ConfirmPayment(intent_id=event.intent_id)]
        case e.PaymentAbortAsked():
            return [AbortPayment(intent_id=event.intent_id)]
        case e.PaymentQueried():
            return [resolve(state.flying, currency)]
        case e.PaymentReversalAsked():
            return [reverse(state.flying, currency)]
        case e.PaymentFound(verdict="kept"):
            return [ConfirmPayment(intent_id=event.intent_id)]
        case e.PaymentFound(verdict="unwanted"):
            found = state.past_payment(event.intent_id)
            assert found is not None, "what was found is remembered"
            return [reverse(found, currency)]
        case _:
            return []


def repeated(word: PaymentWord, state: LaneState, currency: str) -> Effect | None:
    """Return the answer to a word that changed nothing, because the journal has it: the device may have missed ours."""
    if not isinstance(word, PaymentApproved):
        return None
    payment = state.payment
    if payment is None or payment.intent_id != word.intent_id:
        payment = state.past_payment(word.intent_id)
    match payment:
        case Payment(status="approved" | "tendered"):
            return ConfirmPayment(intent_id=word.intent_id)
        case Payment(status="reversing" | "unwanted"):
            return reverse(payment, currency)
        case _:
            return None


def doubts(state: LaneState) -> list[PaymentUnknown]:
    """Return what a restart must say of payments that another process took: nobody knows, for now.

    Of the newest tender of each method, too: its device called it final, but one that forgot, or was exchanged, is
    noticed now. After an older one its device has worked for another payment.
    """
    doubted = _newest_tenders(state)
    if state.payment is not None and state.payment.status in {"asked", "approved"}:
        doubted.append(state.payment)
    return [PaymentUnknown(intent_id=payment.intent_id, reason="restart") for payment in doubted]


def resumed(state: LaneState, currency: str) -> list[Effect]:
    """Return what a restart asks of payment devices: back what nobody wants, and what became of all that is doubted."""
    wanted: list[Effect] = [reverse(past, currency) for past in state.past_payments if past.status == "unwanted"]
    unsure = [past for past in state.past_payments if past.status == "doubtful"]
    wanted += [resolve(past, currency) for past in (*unsure, *_newest_tenders(state))]
    if state.payment is not None:
        ask = reverse if state.payment.status == "reversing" else resolve
        wanted.append(ask(state.payment, currency))
    return wanted


def _newest_tenders(state: LaneState) -> list[Payment]:
    newest = {past.method: past for past in state.past_payments}
    return [past for past in newest.values() if past.status == "tendered"]


def resolve(payment: Payment, currency: str) -> ResolvePayment:
    """Return the question what became of it."""
    return ResolvePayment(
        intent_id=payment.intent_id, amount_minor=payment.amount_minor, currency=currency, method=payment.method
    )


def reverse(payment: Payment, currency: str) -> ReversePayment:
    """Return the wish to have its money back with the customer."""
    return ReversePayment(
        intent_id=payment.intent_id,
        amount_minor=payment.taken_minor,
        currency=currency,
        method=payment.method,
        reference=payment.reference,
    )
