"""Payments in the store's books: one row an intent, moved by each of its events. Pure but for `book`.

What is not settled stays on the list of `store.reports.unsettled` until the device, or a person, has spoken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never

import msgspec
from sqlalchemy import Connection, insert, update

from contracts import events as w
from store.tables import payment

Row = dict[str, Any]

PaymentEvent = (
    w.PaymentIntended
    | w.PaymentAbortAsked
    | w.PaymentQueried
    | w.PaymentUnknown
    | w.PaymentDeclined
    | w.PaymentApproved
    | w.PaymentTendered
    | w.PaymentReversalAsked
    | w.PaymentReversed
    | w.PaymentResolvedByHand
    | w.PaymentFound
)

SETTLED = ("tendered", "declined", "reversed", "paid_by_hand", "not_paid_by_hand")
"""Statuses that need nobody any more. By hand is a person's word: reports show it apart."""
STATUS_OF = {
    "kept": "tendered",
    "doubted": "doubtful",
    "gone": "reversed",
    "unwanted": "unwanted",
    "stuck": "stuck",
    "lost": "lost",
    "stray": "stray",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow:
    """What one event makes of its intent's row: `key` finds it, `fresh` is what a row that is not there begins with."""

    key: Row
    fresh: Row
    changes: Row


def payment_row(key: Row, currency: str, occurred_at: str, event: PaymentEvent) -> PaymentRow:
    """Return the row's change. `key` holds store, lane and epoch."""
    fresh = {
        "transaction_seq": event.transaction_seq,
        "method": "card",
        "amount_minor": 0,
        "currency": currency,
        "status": "stray",
        "begun_at": occurred_at,
    }
    changes = {"changed_at": occurred_at, **_changes(event)}
    return PaymentRow(key={**key, "intent_id": event.intent_id}, fresh=fresh, changes=changes)


def _changes(event: PaymentEvent) -> Row:  # noqa: C901 - one exhaustive match
    match event:
        case w.PaymentIntended():
            return {"method": event.method, "amount_minor": event.amount_minor, "status": "asked"}
        case w.PaymentAbortAsked() | w.PaymentQueried():
            return {}
        case w.PaymentUnknown():
            return {"status": "unknown", "reason": event.reason}
        case w.PaymentDeclined():
            return {"status": "declined", "reason": event.reason}
        case w.PaymentApproved():
            return {"status": "approved", "reason": None, **_approved(event.approval)}
        case w.PaymentTendered():
            return {"status": "tendered"}
        case w.PaymentReversalAsked():
            return {"status": "reversing", "reason": event.reason, **_approved(event.approval)}
        case w.PaymentReversed():
            return {"status": "reversed"}
        case w.PaymentResolvedByHand():
            return {"status": "paid_by_hand" if event.paid else "not_paid_by_hand", "reason": event.reason}
        case w.PaymentFound():
            return {"status": STATUS_OF[event.verdict], "reason": event.reason or None, **_approved(event.approval)}
        case _:
            assert_never(event)


def _approved(approval: w.Approval | None) -> Row:
    if approval is None:
        return {}
    fields = msgspec.structs.asdict(approval)
    return {**fields, "approved_minor": fields.pop("amount_minor")}


def book(connection: Connection, rows: Sequence[PaymentRow]) -> None:
    """Write changes in the order of their records."""
    for row in rows:
        here = [payment.c[name] == value for name, value in row.key.items()]
        if not connection.execute(update(payment).where(*here).values(row.changes)).rowcount:
            connection.execute(insert(payment).values({**row.key, **row.fresh, **row.changes}))
