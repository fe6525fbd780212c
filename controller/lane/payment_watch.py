"""The payment in flight while it is waited for: what the device says it waits for, and how long silence is bearable."""

import math

from contracts import view as v
from controller.domain import events as e
from controller.domain.payment import Payment
from controller.domain.transaction import LaneState
from controller.ports import PaymentKept, PaymentProgress, PaymentReading

CUSTOMER_BOUND_S = 200.0
"""Silence of a device that waits for a customer. ZVT allows a terminal 180 s between two signs of life."""
DEVICE_BOUND_S = 60.0
"""Silence of a device that waits for nobody: after an abort, a question, a wish to reverse, our word that we know."""
BOOKING_RETRY_S = 1.0
"""A payment whose money is ours and that is still no tender: the disk had no room for it."""

Said = tuple[str, dict[str, str | int], v.Tone]


class PaymentWatch:
    """Waits for one payment at a time; `message` is what the device of the one in flight waits for, a code.

    `kept` is the intent that the device of this process called final, as long as it is in flight and approved.
    """

    def __init__(self) -> None:
        self.message: str | None = None
        self.kept: str | None = None
        self._awaited: Payment | None = None
        self._since = 0.0

    def follow(self, state: LaneState, now: float) -> None:
        """Note the state after a commit; a change of the payment that is awaited begins a new wait."""
        if state.payment is None or state.payment.status == "approved":
            self.message = None
        if state.payment is None or state.payment.status != "approved":
            self.kept = None
        payment = awaited(state)
        if payment != self._awaited:
            self._awaited, self._since = payment, now

    def checking(self) -> None:
        """Note that the device was asked what became of the payment in flight."""
        self.message = "checking"

    def heard(self, word: PaymentReading, now: float) -> None:
        """Note a sign of life of the payment in flight."""
        self._since = now
        self.message = word.message if isinstance(word, PaymentProgress) else None
        if isinstance(word, PaymentKept) and self._awaited is not None and self._awaited.status == "approved":
            self.kept = word.intent_id

    def waited(self, now: float) -> None:
        """Begin the wait again: what the silence means may not have fitted on the disk."""
        self._since = now

    @property
    def due_at(self) -> float:
        """When to stop waiting, infinite when nothing is awaited."""
        if self._awaited is None:
            return math.inf
        if self.kept is not None:
            return self._since + BOOKING_RETRY_S
        patient = self._awaited.status == "asked" and not self._awaited.stopping
        return self._since + (CUSTOMER_BOUND_S if patient else DEVICE_BOUND_S)


def awaited(state: LaneState) -> Payment | None:
    """Return the payment whose device must speak: the one in flight, else one whose money goes back on its own."""
    if state.payment is not None and state.payment.status != "unknown":
        return state.payment
    return next((payment for payment in state.past_payments if payment.status == "unwanted"), None)


def payment_notice(event: e.Event) -> Said | None:
    """Return what an operator must hear of a payment's event: a code, its arguments, how it sounds."""
    match event:
        case e.PaymentDeclined():
            return "declined", {"reason": event.reason, "detail": event.detail}, "refused"
        case e.PaymentUnknown():
            return "payment_unknown", {"reason": event.reason}, "attention"
        case e.PaymentTendered():
            return "payment_taken", {}, "accepted"
        case e.PaymentReversed():
            return "payment_reversed", {}, "attention"
        case e.PaymentReversalAsked(reason="amount_differs"):
            return "payment_amount_differs", {}, "attention"
        case e.PaymentFound(verdict="unwanted" | "stuck" | "lost" | "stray"):
            return f"payment_{event.verdict}", {"transaction": event.transaction_seq}, "attention"
        case _:
            return None
