"""One wallet payment from its code to its end. Pure: answers and times in, the next question out.

    pay ──> query each 4 s ──> SUCCESS                                  approved
              │ 45 s, or the cashier gives up
              └──> revoke ──> check ──> REVOKED                         declined
                      │         └─────> SUCCESS ──> refund ──> REFUNDED reversed
                      └ paid meanwhile ────────────────┘

`pay` is sent once: without an answer the order is queried. A code dies with its minute, an order with its revoke: from
then on the gateway refuses a payment of that order that was still on its way. So nothing is over before a query after
the revoke says so. Source: WeChat Pay's micropay flow.
"""

from dataclasses import dataclass
from typing import Literal

from controller.devices.masking import masked
from controller.devices.wallet.codec import Action, Answer
from controller.devices.wallet.profile import WalletProfile
from controller.ports import PaymentApproved, PaymentDeclined, PaymentReversed

Step = Literal["pay", "query", "revoke", "check", "refund"]
Goal = Literal["money", "truth", "nothing"]
"""Take it; find out whether it was taken; see that nothing stays taken."""

MISSES_UNTIL_UNKNOWN = 3
_ACTIONS: dict[Step, Action] = {
    "pay": "pay",
    "query": "query",
    "revoke": "revoke",
    "check": "query",
    "refund": "refund",
}
_REASONS = frozenset({"code_expired", "code_used", "code_invalid", "insufficient_funds", "amount_limit"})

Outcome = PaymentApproved | PaymentDeclined | PaymentReversed


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What it is about. `code` is None for an order of another process."""

    intent_id: str
    amount_minor: int
    currency: str
    code: str | None = None
    wallet: str = ""


class Flow:
    """`ask` at `due_s`, then `hear` the answer (None: there was none), until there is an `outcome`."""

    def __init__(self, order: Order, goal: Goal, profile: WalletProfile, now_s: float) -> None:
        self.order = order
        self.due_s = now_s
        self.outcome: Outcome | None = None
        self.doubt: str | None = None
        self._goal: Goal = goal
        self._profile = profile
        self._step: Step = "pay" if goal == "money" else "query"
        self._stop_s = now_s + profile.stop_s
        self._misses = 0
        self._aborted = False
        self._sent = False
        self._transaction_id = ""

    def ask(self) -> Action:
        """Return what to ask now; from here on the gateway may know the order."""
        self._sent = True
        return _ACTIONS[self._step]

    @property
    def waits_for_customer(self) -> bool:
        """Whether the customer is to confirm on the telephone."""
        return self._step == "query" and self._goal == "money"

    def abort(self, now_s: float) -> None:
        """Give the payment up: revoke it now, unless it is over."""
        if self._goal != "money" or self.outcome is not None:
            return
        self._goal = "nothing"
        self._aborted = True
        if not self._sent:
            self._decline(self._why)
        elif self._step == "query":
            self._go("revoke", now_s)

    def undo(self, now_s: float) -> None:
        """See that nothing stays taken."""
        self._goal = "nothing"
        self.outcome = None
        self._go("query", now_s)

    def hurry(self, now_s: float) -> None:
        """Ask now what got no answer: the gateway is back. A revoke keeps its time, which is the customer's."""
        if self._misses and self._step != "revoke":
            self.due_s = min(self.due_s, now_s)

    def hear(self, answer: Answer | None, now_s: float) -> None:
        """Take the answer to what was asked."""
        if answer is None:
            self._hear_nothing(now_s)
            return
        self._misses = 0
        self.doubt = None
        self._transaction_id = answer.transaction_id or self._transaction_id
        match answer.state:
            case "SUCCESS":
                self._hear_success(answer, now_s)
            case "REFUNDED":
                self.outcome = PaymentReversed(intent_id=self.order.intent_id, reference=self._transaction_id)
            case "REVOKED" if self._step == "revoke":
                self._go("check", now_s + self._profile.check_s)
            case "REVOKED":
                self._decline(self._why)
            case "FAILED":
                self._hear_failure(answer, now_s)
            case "USERPAYING" | "NOTFOUND":
                self._hear_open(now_s)

    def _hear_nothing(self, now_s: float) -> None:
        self._misses += 1
        if self._misses >= MISSES_UNTIL_UNKNOWN:
            self.doubt = "gateway_offline"
        if self._step == "pay":
            self._step = "query"
        pause_s = min(self._profile.retry_s * self._misses, self._profile.retry_max_s)
        self.due_s = now_s + pause_s
        self._stop_in_time(now_s)

    def _hear_success(self, answer: Answer, now_s: float) -> None:
        whole = answer.amount_minor == self.order.amount_minor
        if self._goal != "nothing" and whole and self._step in {"pay", "query"}:
            self.outcome = self._approval(answer)
        elif self._step == "refund":
            self.due_s = now_s + self._profile.retry_s
        else:
            self._go("refund", now_s)

    def _hear_failure(self, answer: Answer, now_s: float) -> None:
        match self._step:
            case "refund":
                self.doubt = "refund_refused"
                self.due_s = now_s + self._profile.retry_max_s
            case "revoke":
                self._go("check", now_s + self._profile.check_s)
            case _:
                reason = answer.reason.lower()
                self._decline(reason if reason in _REASONS else "declined", answer.reason)

    def _hear_open(self, now_s: float) -> None:
        match self._step:
            case "pay" | "query" if self._goal == "money":
                self._step = "query"
                self.due_s = now_s + self._profile.query_s
                self._stop_in_time(now_s)
            case "pay" | "query":
                self._go("revoke", now_s)
            case _:
                self._step = "revoke" if self._step != "refund" else "refund"
                self.due_s = now_s + self._profile.retry_s

    def _stop_in_time(self, now_s: float) -> None:
        """Revoke once the customer's time is over, or sooner when that would be over before the next query."""
        if self._step == "query" and self._goal != "truth" and (self._aborted or self.due_s >= self._stop_s):
            self._goal = "nothing"
            self._go("revoke", max(now_s, min(self.due_s, self._stop_s)))

    def _go(self, step: Step, at_s: float) -> None:
        self._step = step
        self.due_s = at_s

    def _decline(self, reason: str, detail: str = "") -> None:
        self.outcome = PaymentDeclined(intent_id=self.order.intent_id, reason=reason, detail=detail)

    @property
    def _why(self) -> str:
        if self._aborted:
            return "aborted"
        return "customer_too_slow" if self.order.code is not None else "not_charged"

    def _approval(self, answer: Answer) -> PaymentApproved:
        return PaymentApproved(
            intent_id=self.order.intent_id,
            amount_minor=self.order.amount_minor,
            reference=answer.transaction_id,
            scheme=answer.wallet or self.order.wallet,
            account=masked(answer.payer),
            terminal_id="",
            trace="",
            paper=tuple(line for line in (answer.wallet, answer.transaction_id) if line),
        )
