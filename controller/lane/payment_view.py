"""Tenders and the payment in flight as a screen shows them. Pure; codes, masked accounts, never a wallet's code."""

from contracts import view as v
from controller.domain.events import Tender
from controller.domain.transaction import LaneState


def tender_view(tender: Tender, *, reversible: bool) -> v.TenderView:
    """Return one tender; `reversible` says whether the sale could give money back now."""
    approval = tender.approval
    return v.TenderView(
        tender_seq=tender.tender_seq,
        tender=tender.tender,
        amount_minor=tender.amount_minor,
        scheme=approval.scheme if approval else "",
        account=approval.account if approval else "",
        by_hand=tender.by_hand is not None,
        reversible=reversible and tender.tender != "cash",
    )


def payment_view(state: LaneState, message: str | None) -> v.PaymentView | None:
    """Return the payment in flight with the wishes that the domain would accept now."""
    payment = state.payment
    if payment is None:
        return None
    actions: tuple[v.PaymentAction, ...]
    match payment.status:
        case "asked" as status:
            actions = ("abort", "query")
        case "approved" as status:
            actions = ("query",)
        case "unknown" as status:
            actions = ("query", "confirm_by_hand", "reverse")
        case "reversing" as status:
            actions = ()
        case past:
            raise AssertionError(f"a payment that is {past} is not in flight")
    return v.PaymentView(
        method=payment.method,
        amount_minor=payment.taken_minor,
        status=status,
        message=message,
        reason=payment.reason,
        stopping=payment.stopping,
        actions=actions,
    )
