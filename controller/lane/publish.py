"""Domain events -> wire events: one exhaustive match, so that either side can change alone. Pure."""

from typing import assert_never

from contracts import events as w
from controller.domain import events as e
from controller.domain.label import Label
from controller.domain.weighed import Weighed


def to_wire(event: e.Event, transaction_seq: int) -> w.LaneEvent:  # noqa: C901 - one exhaustive match
    """Return the body to publish; `transaction_seq` is the transaction the event belongs to."""
    match event:
        case e.SaleOpened():
            return w.SaleOpened(transaction_seq=event.transaction_seq, price_book=event.price_book)
        case e.QuantityKeyed():
            return w.QuantityKeyed(quantity=event.quantity)
        case e.ItemRegistered():
            return _item_registered(event, transaction_seq)
        case e.QuantityChanged():
            return w.QuantityChanged(
                transaction_seq=transaction_seq,
                line_seq=event.line_seq,
                quantity=event.quantity,
                total_minor=event.total_minor,
            )
        case e.LineVoided():
            return w.LineVoided(
                transaction_seq=transaction_seq,
                line_seq=event.line_seq,
                voided_line_seq=event.voided_line_seq,
                total_minor=event.total_minor,
            )
        case e.PriceOverridden():
            return w.PriceOverridden(
                transaction_seq=transaction_seq,
                line_seq=event.line_seq,
                amount_minor=event.amount_minor,
                total_minor=event.total_minor,
            )
        case e.WeighingStarted():
            return w.WeighingStarted(
                transaction_seq=transaction_seq, scan_seq=event.scan_seq, code=event.code, item_id=event.item_id
            )
        case e.WeighingCancelled():
            return w.WeighingCancelled(transaction_seq=transaction_seq, scan_seq=event.scan_seq, code=event.code)
        case e.ScanRefused():
            return w.ScanRefused(
                scan_seq=event.scan_seq,
                scan_count=event.scan_count,
                code=event.code,
                reason=event.reason,
                detail=event.detail,
            )
        case e.DrawerAlarmed():
            return w.DrawerAlarmed(reason=event.reason, open_s=event.open_s)
        case e.SaleCancelled():
            return w.SaleCancelled(transaction_seq=transaction_seq, total_minor=event.total_minor)
        case e.TenderStarted():
            return w.TenderStarted(transaction_seq=transaction_seq, total_minor=event.total_minor)
        case e.TenderAbandoned():
            return w.TenderAbandoned(transaction_seq=transaction_seq)
        case e.CashTendered():
            return w.CashTendered(
                transaction_seq=transaction_seq, tender_seq=event.tender_seq, amount_minor=event.amount_minor
            )
        case e.PaymentIntended():
            return w.PaymentIntended(
                transaction_seq=transaction_seq,
                intent_id=event.intent_id,
                attempt=event.attempt,
                method=event.method,
                amount_minor=event.amount_minor,
                scan_seq=event.scan_seq,
            )
        case e.PaymentAbortAsked():
            return w.PaymentAbortAsked(transaction_seq=transaction_seq, intent_id=event.intent_id)
        case e.PaymentQueried():
            return w.PaymentQueried(transaction_seq=transaction_seq, intent_id=event.intent_id)
        case e.PaymentUnknown():
            return w.PaymentUnknown(transaction_seq=transaction_seq, intent_id=event.intent_id, reason=event.reason)
        case e.PaymentDeclined():
            return w.PaymentDeclined(
                transaction_seq=transaction_seq, intent_id=event.intent_id, reason=event.reason, detail=event.detail
            )
        case e.PaymentApproved():
            return w.PaymentApproved(
                transaction_seq=transaction_seq, intent_id=event.intent_id, approval=_approval(event.approval)
            )
        case e.PaymentTendered():
            return w.PaymentTendered(
                transaction_seq=transaction_seq, intent_id=event.intent_id, tender_seq=event.tender_seq
            )
        case e.PaymentReversalAsked():
            return w.PaymentReversalAsked(
                transaction_seq=transaction_seq,
                intent_id=event.intent_id,
                reason=event.reason,
                approval=_approval(event.approval) if event.approval else None,
            )
        case e.PaymentReversed():
            return w.PaymentReversed(
                transaction_seq=transaction_seq, intent_id=event.intent_id, reference=event.reference
            )
        case e.PaymentResolvedByHand():
            return w.PaymentResolvedByHand(
                transaction_seq=transaction_seq,
                intent_id=event.intent_id,
                paid=event.paid,
                reason=event.reason,
                tender_seq=event.tender_seq,
            )
        case e.PaymentFound():
            return w.PaymentFound(
                transaction_seq=event.transaction_seq,
                intent_id=event.intent_id,
                verdict=event.verdict,
                reason=event.reason,
                approval=_approval(event.approval) if event.approval else None,
            )
        case e.SaleClosed():
            return _sale_closed(event)
        case e.SaleDismissed():
            return w.SaleDismissed(transaction_seq=event.transaction_seq)
        case e.CopyRequested():
            return w.CopyRequested(transaction_seq=event.transaction_seq, copy_no=event.copy_no, reason=event.reason)
        case e.ReceiptPrinted():
            return w.ReceiptPrinted(transaction_seq=event.transaction_seq, copy_no=event.copy_no)
        case _:
            assert_never(event)


def _item_registered(event: e.ItemRegistered, transaction_seq: int) -> w.ItemRegistered:
    return w.ItemRegistered(
        transaction_seq=transaction_seq,
        line_seq=event.line_seq,
        scan_seq=event.scan_seq,
        entry_method=event.entry_method,
        code=event.code,
        item_id=event.item_id,
        quantity=event.quantity,
        mass_g=event.mass_g,
        unit_price_minor=event.unit_price_minor,
        total_minor=event.total_minor,
        label=_label(event.label),
        weighed=_weighed(event.weighed),
    )


def _sale_closed(event: e.SaleClosed) -> w.SaleClosed:
    return w.SaleClosed(
        transaction_seq=event.transaction_seq,
        receipt_no=event.receipt_no,
        price_book=event.price_book,
        subtotal_minor=event.subtotal_minor,
        discount_minor=event.discount_minor,
        total_minor=event.total_minor,
        change_minor=event.change_minor,
        levy_minor=event.levy_minor,
        added_tax_minor=event.added_tax_minor,
        cash_rounding_minor=event.cash_rounding_minor,
        lines=tuple(_closed_line(line) for line in event.lines),
        taxes=tuple(
            w.TaxLine(tax=tax.tax, rate_bp=tax.rate_bp, gross_minor=tax.gross_minor, tax_minor=tax.tax_minor)
            for tax in event.taxes
        ),
        tenders=tuple(_tender_line(tender) for tender in event.tenders),
    )


def _tender_line(tender: e.Tender) -> w.TenderLine:
    return w.TenderLine(
        tender_seq=tender.tender_seq,
        tender=tender.tender,
        amount_minor=tender.amount_minor,
        intent_id=tender.intent_id,
        by_hand=tender.by_hand,
    )


def _approval(approval: e.Approval) -> w.Approval:
    return w.Approval(
        amount_minor=approval.amount_minor,
        reference=approval.reference,
        scheme=approval.scheme,
        account=approval.account,
        terminal_id=approval.terminal_id,
        trace=approval.trace,
    )


def _closed_line(line: e.PaidLine) -> w.ClosedLine:
    return w.ClosedLine(
        line_seq=line.line_seq,
        item_id=line.item_id,
        code=line.code,
        quantity=line.quantity,
        mass_g=line.mass_g,
        unit_price_minor=line.unit_price_minor,
        gross_minor=line.gross_minor,
        discount_minor=line.gross_minor - line.amount_minor,
        amount_minor=line.amount_minor,
        tax=line.tax,
        overridden=line.overridden,
        promotions=tuple(
            w.PromotionAmount(promotion_id=p.promotion_id, amount_minor=p.amount_minor) for p in line.promotions
        ),
        label=_label(line.label),
    )


def _label(label: Label | None) -> w.Label | None:
    if label is None:
        return None
    return w.Label(
        amount_minor=label.amount_minor,
        mass_g=label.mass_g,
        quantity=label.quantity,
        lot=label.lot,
        serial=label.serial,
    )


def _weighed(weighed: Weighed | None) -> w.Weighed | None:
    if weighed is None:
        return None
    return w.Weighed(frame=weighed.frame, tare_g=weighed.tare_g, zero_seen=weighed.zero_seen)
