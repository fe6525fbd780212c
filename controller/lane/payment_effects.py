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
    """Return what a restart must say of a payment that another process began: nobody knows, for now."""
    if state.payment is None or state.payment.status in {"unknown", "reversing"}:
        return []
    return [PaymentUnknown(intent_id=state.payment.intent_id, reason="restart")]


def resumed(state: LaneState, currency: str) -> list[Effect]:
    """Return what a restart asks of payment devices: back what nobody wants, and what became of the newest.

    The newest tender of each method may have been lost between its record and the device's being told. An older one
    was not: its device has worked for another payment since, and if it answered that it does not know, that is kept.
    """
    wanted: list[Effect] = [reverse(past, currency) for past in state.past_payments if past.status == "unwanted"]
    newest = {past.method: past for past in state.past_payments}
    unsure = [past for past in state.past_payments if past.status == "doubtful"]
    unsure += [past for past in newest.values() if past.status == "tendered"]
    wanted += [resolve(past, currency) for past in unsure]
    if state.payment is not None:
        ask = reverse if state.payment.status == "reversing" else resolve
        wanted.append(ask(state.payment, currency))
    return wanted


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
