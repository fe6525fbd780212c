"""The closing of a sale: everything a receipt and a store need, added up once."""

from controller.domain import events as e
from controller.domain.desk import Desk
from controller.domain.transaction import SaleLine, Transaction
from controller.pricing import PricedLine, TaxAmount


def close_sale(sale: Transaction, tenders: tuple[e.Tender, ...], desk: Desk) -> e.SaleClosed:
    """Return the closing event of a sale whose tenders cover it; asserts that every sum agrees.

    The last of `tenders` is the one that covers the rest: only in cash is the rest rounded.
    """
    priced = desk.priced(sale)
    assert priced.total_minor == sale.total_minor, "the engine gives the total it gave before"
    book = desk.pricer(sale).book
    by_seq = {line.line_seq: line for line in sale.lines}
    lines = tuple(_paid_line(line, by_seq[line.line_seq], desk, sale) for line in priced.lines)
    rounding_minor = desk.cash_rounding_minor(sale) if tenders[-1].tender == "cash" else 0
    change_minor = sum(tender.amount_minor for tender in tenders) - priced.total_minor - rounding_minor
    assert change_minor >= 0, "a sale closes when it is paid"
    cash_minor = sum(tender.amount_minor for tender in tenders if tender.tender == "cash")
    assert change_minor <= cash_minor, "only cash gives change"
    lines_minor = sum(line.amount_minor for line in lines)
    added_minor = priced.levy_minor + priced.added_tax_minor
    assert lines_minor + added_minor == priced.total_minor, "lines, levies and added tax add up to the total"
    return e.SaleClosed(
        transaction_seq=sale.transaction_seq,
        receipt_no=desk.receipt_no(sale.transaction_seq),
        closed_at=desk.now(),
        price_book=sale.price_book,
        subtotal_minor=priced.subtotal_minor,
        discount_minor=priced.discount_minor,
        total_minor=priced.total_minor,
        change_minor=change_minor,
        lines=lines,
        taxes=tuple(_paid_tax(tax, added=priced.added_tax_minor != 0) for tax in priced.taxes),
        tenders=tenders,
        levy_minor=priced.levy_minor,
        added_tax_minor=priced.added_tax_minor,
        cash_rounding_minor=rounding_minor,
        promotion_names={p.promotion_id: dict(book.promotion_names(p.promotion_id)) for p in priced.promotions},
    )


def _paid_tax(tax: TaxAmount, *, added: bool) -> e.PaidTax:
    return e.PaidTax(
        tax=f"{tax.tax}/{tax.rate}" if tax.rate else tax.tax,
        rate_bp=tax.rate_mpct // 10,
        gross_minor=tax.base_minor + (tax.tax_minor if added else 0),
        tax_minor=tax.tax_minor,
    )


def _paid_line(priced: PricedLine, line: SaleLine, desk: Desk, sale: Transaction) -> e.PaidLine:
    item = desk.pricer(sale).book.item(line.item_id)
    return e.PaidLine(
        line_seq=line.line_seq,
        item_id=line.item_id,
        names=dict(item.names),
        code=line.code,
        quantity=line.quantity,
        mass_g=line.mass_g,
        unit_price_minor=priced.unit_price_minor,
        gross_minor=priced.gross_minor,
        amount_minor=priced.amount_minor,
        tax=item.tax,
        overridden=line.override_amount_minor is not None,
        promotions=tuple(
            e.Promotion(promotion_id=p.promotion_id, amount_minor=p.amount_minor) for p in priced.promotions
        ),
        label=line.label,
    )
