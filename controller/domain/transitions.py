"""Rule one: which event is possible in which phase, and where it leads, stands in this table and nowhere else.

`docs/state-machine.md` is drawn from it by `make gen`.
"""

from collections.abc import Mapping

from controller.domain import events as e
from controller.domain.transaction import Phase

TRANSITIONS: Mapping[Phase, Mapping[type[e.Event], Phase]] = {
    "idle": {
        e.SaleOpened: "basket",
        e.QuantityKeyed: "idle",
        e.ScanRefused: "idle",
        e.DrawerAlarmed: "idle",
        e.CopyRequested: "idle",
        e.ReceiptPrinted: "idle",
        e.PaymentFound: "idle",
    },
    "basket": {
        e.ItemRegistered: "basket",
        e.WeighingStarted: "weighing",
        e.QuantityKeyed: "basket",
        e.QuantityChanged: "basket",
        e.LineVoided: "basket",
        e.PriceOverridden: "basket",
        e.ScanRefused: "basket",
        e.DrawerAlarmed: "basket",
        e.TenderStarted: "tendering",
        e.SaleCancelled: "idle",
        e.CopyRequested: "basket",
        e.ReceiptPrinted: "basket",
        e.PaymentFound: "basket",
    },
    "weighing": {
        e.ItemRegistered: "basket",
        e.WeighingCancelled: "basket",
        e.ScanRefused: "weighing",
        e.DrawerAlarmed: "weighing",
        e.CopyRequested: "weighing",
        e.ReceiptPrinted: "weighing",
        e.PaymentFound: "weighing",
    },
    "tendering": {
        e.CashTendered: "tendering",
        e.SaleClosed: "change_due",
        e.TenderAbandoned: "basket",
        e.PaymentIntended: "paying",
        e.PaymentReversalAsked: "paying",
        e.ScanRefused: "tendering",
        e.DrawerAlarmed: "tendering",
        e.CopyRequested: "tendering",
        e.ReceiptPrinted: "tendering",
        e.PaymentFound: "tendering",
    },
    "paying": {
        e.PaymentApproved: "paying",
        e.PaymentUnknown: "paying",
        e.PaymentAbortAsked: "paying",
        e.PaymentQueried: "paying",
        e.PaymentReversalAsked: "paying",
        e.PaymentTendered: "tendering",
        e.PaymentDeclined: "tendering",
        e.PaymentReversed: "tendering",
        e.PaymentResolvedByHand: "tendering",
        e.ScanRefused: "paying",
        e.DrawerAlarmed: "paying",
        e.CopyRequested: "paying",
        e.ReceiptPrinted: "paying",
        e.PaymentFound: "paying",
    },
    "change_due": {
        e.SaleDismissed: "idle",
        e.ScanRefused: "change_due",
        e.DrawerAlarmed: "change_due",
        e.CopyRequested: "change_due",
        e.ReceiptPrinted: "change_due",
        e.PaymentFound: "change_due",
    },
}


def next_phase(phase: Phase, event: e.Event) -> Phase:
    """Return where `event` leads from `phase`; an impossible event is a programmer's error."""
    after = TRANSITIONS[phase].get(type(event))
    assert after is not None, f"{type(event).__name__} cannot happen in phase {phase}"
    return after
