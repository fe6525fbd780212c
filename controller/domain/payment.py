"""A payment by card or wallet as the lane remembers it: the one in flight, and the last ones that are over."""

from dataclasses import dataclass
from typing import Literal

from controller.domain.events import Approval
from controller.ports import PaymentMethod

FlightStatus = Literal["asked", "unknown", "approved", "reversing"]
"""Waits for a result; nobody knows; the money is ours but not yet a tender; waits for the money to be back."""
PastStatus = Literal[
    "tendered", "paid_by_hand", "doubtful", "declined", "not_paid", "reversed", "unwanted", "stuck", "lost", "stray"
]
"""How a payment ended.

`tendered` and `paid_by_hand` are tenders of a sale, `doubtful` is one whose device did not know it after a restart.
`not_paid` is a person's word, `unwanted` came too late and goes back, `stuck` could not, `lost` is a tender of a
closed sale whose money is not there, `stray` came for an intent this journal does not know.
"""

MAX_PAST_PAYMENTS = 100
"""Payments remembered for a late word of their device."""
NEVER_FORGOTTEN = frozenset({"unwanted", "doubtful"})
"""A restart has something to ask about these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One intent. `amount_minor` was asked for; `approval` is what the device said, if it did.

    `stopping`: somebody gave it up. `going_back`: somebody asked for its reversal, which its device may still do at any
    time, so an approval cannot make it a tender any more.
    """

    intent_id: str
    transaction_seq: int
    method: PaymentMethod
    amount_minor: int
    status: FlightStatus | PastStatus = "asked"
    approval: Approval | None = None
    reason: str | None = None
    stopping: bool = False
    going_back: bool = False

    @property
    def reference(self) -> str:
        """The device's own name of the payment, empty when it gave none."""
        return self.approval.reference if self.approval else ""

    @property
    def taken_minor(self) -> int:
        """What was approved, or what was asked for while nobody knows."""
        return self.approval.amount_minor if self.approval else self.amount_minor


def remembered(past: tuple[Payment, ...], payment: Payment) -> tuple[Payment, ...]:
    """Return `past` with this payment as its newest, forgetting the oldest that need nothing more."""
    known = (*(other for other in past if other.intent_id != payment.intent_id), payment)
    surplus = len(known) - MAX_PAST_PAYMENTS
    if surplus <= 0:
        return known
    forgotten = [other.intent_id for other in known if other.status not in NEVER_FORGOTTEN][:surplus]
    return tuple(other for other in known if other.intent_id not in forgotten)
