"""A closed sale as paper. Pure layout; bytes are the printer codec's business.

Money is printed as digits with the currency named once, so no code page has to know a currency sign.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from controller.domain.events import PaidLine, SaleClosed, Tender
from controller.ports import Barcode, Columns, Receipt, ReceiptPart, Rule, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptHead:
    """What every receipt of a lane shares. `texts` is a catalogue with plain `{name}` placeholders."""

    store_name: str
    lane_id: str
    locale: str
    timezone: str
    currency: str
    currency_exponent: int
    texts: Mapping[str, str]

    def text(self, id_: str, **args: str | int) -> str:
        """Return the text with its arguments filled in."""
        return self.texts[id_].format(**args)


def receipt(sale: SaleClosed, copy_no: int, head: ReceiptHead) -> Receipt:
    """Return the receipt of `sale`; `copy_no` above 0 is printed on it."""
    money = money_format(head.currency_exponent)
    parts: list[ReceiptPart] = [Text(text=head.store_name, align="center", bold=True, double=True)]
    if copy_no:
        parts.append(Text(text=head.text("receipt.copy", n=copy_no), align="center", bold=True))
    parts += [
        Text(text=head.text("receipt.title"), align="center"),
        Columns(left=head.text("receipt.lane", lane=head.lane_id), right=local_time(sale.closed_at, head.timezone)),
        Columns(left=head.text("receipt.no", no=sale.receipt_no), right=head.currency),
        Rule(),
    ]
    for line in sale.lines:
        parts += _line(line, sale, head, money)
    parts += [Rule(), *_sums(sale, head, money), Rule()]
    parts += [
        Columns(
            left=head.text("receipt.tax", rate=money_format(2)(tax.rate_bp), gross=money(tax.gross_minor)),
            right=money(tax.tax_minor),
        )
        for tax in sale.taxes
    ]
    for tender in sale.tenders:
        parts += device_lines(tender)
    parts += [Text(text=head.text("receipt.thanks"), align="center"), Barcode(data=sale.receipt_no)]
    return Receipt(parts=tuple(parts))


def _line(line: PaidLine, sale: SaleClosed, head: ReceiptHead, money: Callable[[int], str]) -> list[ReceiptPart]:
    name = line.names.get(head.locale, line.item_id)
    parts: list[ReceiptPart] = [
        Text(text=name),
        Columns(left=f"  {_count(line, head, money)}", right=money(line.gross_minor)),
    ]
    for promotion in line.promotions:
        names = sale.promotion_names.get(promotion.promotion_id, {})
        text = names.get(head.locale, promotion.promotion_id)
        parts.append(Columns(left=f"  {text}", right=f"-{money(promotion.amount_minor)}"))
    return parts


def _count(line: PaidLine, head: ReceiptHead, money: Callable[[int], str]) -> str:
    """Return how much of the item, at which price. A label's amount need not be weight times price."""
    if line.label is not None and line.label.amount_minor is not None:
        stated_g = line.label.mass_g
        much = f"{line.quantity} x" if stated_g is None else kilograms(stated_g)
        return much if line.overridden else f"{much} {head.text('receipt.label')}"
    if line.mass_g is not None:
        return f"{kilograms(line.mass_g)} x {money(line.unit_price_minor)}/kg"
    return f"{line.quantity} x {money(line.unit_price_minor)}"


def kilograms(mass_g: int) -> str:
    """Return a mass with three decimals and its unit."""
    return f"{mass_g // 1000}.{mass_g % 1000:03d} kg"


def _sums(sale: SaleClosed, head: ReceiptHead, money: Callable[[int], str]) -> list[ReceiptPart]:
    pieces = sum(1 if line.mass_g is not None else line.quantity for line in sale.lines)
    rows: list[ReceiptPart] = [
        Columns(left=head.text("receipt.items", n=pieces), right=""),
        Columns(left=head.text("receipt.subtotal"), right=money(sale.subtotal_minor)),
    ]
    if sale.discount_minor:
        rows.append(Columns(left=head.text("receipt.savings"), right=f"-{money(sale.discount_minor)}"))
    rows.append(Columns(left=head.text("receipt.total"), right=money(sale.total_minor), bold=True, double=True))
    if sale.cash_rounding_minor:
        rows.append(Columns(left=head.text("receipt.rounding"), right=money(sale.cash_rounding_minor)))
    for tender in sale.tenders:
        rows += _tender(tender, head, money)
    rows.append(Columns(left=head.text("receipt.change"), right=money(sale.change_minor)))
    return rows


def _tender(tender: Tender, head: ReceiptHead, money: Callable[[int], str]) -> list[ReceiptPart]:
    rows: list[ReceiptPart] = [_paid(tender, head, money)]
    if (approval := tender.approval) is not None:
        rows.append(Columns(left=f"  {approval.scheme} {approval.account}".rstrip(), right=""))
        number = head.text("receipt.payment_no", terminal=approval.terminal_id, no=approval.trace or approval.reference)
        rows.append(Columns(left=f"  {number}", right=""))
    return rows


def _paid(tender: Tender, head: ReceiptHead, money: Callable[[int], str]) -> Columns:
    return Columns(left=head.text(f"receipt.{tender.tender}"), right=money(tender.amount_minor))


def device_lines(tender: Tender) -> list[ReceiptPart]:
    """Return what a payment device wants printed for this tender, as it laid it out, below a rule."""
    if tender.approval is None or not tender.approval.paper:
        return []
    return [Rule(), *(Text(text=line) for line in tender.approval.paper)]


def merchant_slip(sale: SaleClosed, head: ReceiptHead) -> Receipt | None:
    """Return the merchant's copy of the sale's payments, or None when no device has lines for one."""
    money = money_format(head.currency_exponent)
    papers: list[ReceiptPart] = []
    for tender in sale.tenders:
        if lines := device_lines(tender):
            rule, *said = lines
            papers += [rule, _paid(tender, head, money), *said]
    if not papers:
        return None
    return Receipt(
        parts=(
            Text(text=head.store_name, align="center", bold=True),
            Text(text=head.text("receipt.merchant_copy"), align="center", bold=True),
            Columns(left=head.text("receipt.lane", lane=head.lane_id), right=local_time(sale.closed_at, head.timezone)),
            Columns(left=head.text("receipt.no", no=sale.receipt_no), right=head.currency),
            *papers,
        )
    )


def money_format(exponent: int) -> Callable[[int], str]:
    """Return a function from minor units to digits, `1234` -> `12.34` for exponent 2."""

    def money(amount_minor: int) -> str:
        sign = "-" if amount_minor < 0 else ""
        whole, rest = divmod(abs(amount_minor), 10**exponent)
        return f"{sign}{whole}.{rest:0{exponent}d}" if exponent else f"{sign}{whole}"

    return money


def local_time(utc_text: str, timezone: str) -> str:
    """Return an RFC 3339 UTC text as the store's wall clock says it."""
    moment = datetime.fromisoformat(utc_text).astimezone(UTC)
    return moment.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M:%S")
