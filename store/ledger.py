"""The ledger: what a lane's records mean in the store's books. `project` is pure, `book` writes what it returns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, assert_never

import msgspec
from sqlalchemy import Connection, Table, insert, select

from contracts import events
from contracts.events import LaneEvent, SaleClosed
from store.payments import PaymentEvent, PaymentRow, payment_row
from store.tables import sale, sale_line, sale_promotion, sale_tax, sale_tender

VERSION = 1
AMOUNT_MAX = 2**53
Row = dict[str, Any]

_decoder = msgspec.json.Decoder(LaneEvent)
_known_types = frozenset(kind.__struct_config__.tag for kind in LaneEvent.__args__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneRecord:
    """A verified record of the journal."""

    store: str
    lane: str
    epoch: int
    lane_seq: int
    type: str
    version: int
    occurred_at: str
    currency: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleRows:
    """A closed sale as rows, one list a table."""

    sale: Row
    lines: list[Row] = field(default_factory=list)
    promotions: list[Row] = field(default_factory=list)
    taxes: list[Row] = field(default_factory=list)
    tenders: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Parked:
    """The ledger cannot use this record; it stays as it came until a newer version can."""

    reason: str


def project(record: LaneRecord) -> SaleRows | PaymentRow | Parked | None:
    """Return what `record` adds to the books: a sale, a payment's step, nothing, or why it is parked."""
    if record.type not in _known_types:
        return Parked("unknown_type")
    if record.version != VERSION:
        return Parked("unknown_version")
    try:
        event = _decoder.decode(record.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Parked("undecodable")
    if event.__struct_config__.tag != record.type:
        return Parked("type_differs")
    return _project(record, event)


def _project(record: LaneRecord, event: LaneEvent) -> SaleRows | PaymentRow | Parked | None:
    if isinstance(event, PaymentEvent):
        return _payment_row(record, event)
    match event:
        case SaleClosed():
            rows = _sale_rows(record, event)
            return rows if _in_bounds(rows) and _balances(event) else Parked("unbalanced")
        case (
            events.SaleOpened()
            | events.QuantityKeyed()
            | events.ItemRegistered()
            | events.QuantityChanged()
            | events.LineVoided()
            | events.PriceOverridden()
            | events.WeighingStarted()
            | events.WeighingCancelled()
            | events.ScanRefused()
            | events.DrawerAlarmed()
            | events.SaleCancelled()
            | events.TenderStarted()
            | events.TenderAbandoned()
            | events.CashTendered()
            | events.SaleDismissed()
            | events.CopyRequested()
            | events.ReceiptPrinted()
        ):
            return None
        case _:
            assert_never(event)


def _payment_row(record: LaneRecord, event: PaymentEvent) -> PaymentRow | Parked:
    lane = {"store": record.store, "lane": record.lane, "epoch": record.epoch}
    row = payment_row(lane, record.currency, record.occurred_at, event)
    return row if _fits({**row.fresh, **row.changes}) else Parked("unbalanced")


def _sale_rows(record: LaneRecord, event: SaleClosed) -> SaleRows:
    lane = {"store": record.store, "lane": record.lane, "epoch": record.epoch}
    key = {**lane, "transaction_seq": event.transaction_seq}
    head = {name: getattr(event, name) for name in event.__struct_fields__ if name in sale.c}
    line_fields = [name for name in events.ClosedLine.__struct_fields__ if name in sale_line.c]
    rows = SaleRows(
        sale={
            **lane,
            **head,
            "lane_seq": record.lane_seq,
            "currency": record.currency,
            "closed_at": record.occurred_at,
        },
    )
    for line in event.lines:
        rows.lines.append({**key, **{name: getattr(line, name) for name in line_fields}})
        rows.promotions.extend(
            {**key, "line_seq": line.line_seq, **msgspec.structs.asdict(promotion)} for promotion in line.promotions
        )
    rows.taxes.extend({**key, **msgspec.structs.asdict(tax)} for tax in event.taxes)
    rows.tenders.extend({**key, **msgspec.structs.asdict(tender)} for tender in event.tenders)
    return rows


def _in_bounds(rows: SaleRows) -> bool:
    every_row = [rows.sale, *rows.lines, *rows.promotions, *rows.taxes, *rows.tenders]
    return all(_fits(row) for row in every_row)


def _fits(row: Row) -> bool:
    return all(abs(value) < AMOUNT_MAX for value in row.values() if isinstance(value, int))


def _balances(event: SaleClosed) -> bool:
    """Whether lines, discount, total, tenders, change and rounding agree to the minor unit, every key is used once.

    Only cash gives change, and only cash is rounded.
    """
    lines_minor = sum(line.amount_minor for line in event.lines)
    tenders_minor = sum(tender.amount_minor for tender in event.tenders)
    cash = [tender.amount_minor for tender in event.tenders if tender.tender == "cash"]
    return (
        lines_minor + event.levy_minor + event.added_tax_minor == event.total_minor
        and event.subtotal_minor - event.discount_minor == lines_minor
        and tenders_minor - event.change_minor == event.total_minor + event.cash_rounding_minor
        and event.change_minor <= sum(cash)
        and (bool(cash) or event.cash_rounding_minor == 0)
        and all(line.gross_minor - line.discount_minor == line.amount_minor for line in event.lines)
        and _unique([line.line_seq for line in event.lines])
        and all(_unique([promotion.promotion_id for promotion in line.promotions]) for line in event.lines)
        and _unique([tax.tax for tax in event.taxes])
        and _unique([tender.tender_seq for tender in event.tenders])
    )


def _unique(values: Sequence[int | str]) -> bool:
    return len(set(values)) == len(values)


def booked_transactions(connection: Connection, rows: Sequence[SaleRows]) -> set[int]:
    """Return which transactions of one lane and epoch are in the books already."""
    if not rows:
        return set()
    first = rows[0].sale
    query = select(sale.c.transaction_seq).where(
        sale.c.store == first["store"],
        sale.c.lane == first["lane"],
        sale.c.epoch == first["epoch"],
        sale.c.transaction_seq.in_([row.sale["transaction_seq"] for row in rows]),
    )
    return set(connection.execute(query).scalars())


def book(connection: Connection, sales: Sequence[SaleRows]) -> None:
    """Write sales into the ledger's tables."""
    tables: list[tuple[Table, list[Row]]] = [
        (sale, [rows.sale for rows in sales]),
        (sale_line, [line for rows in sales for line in rows.lines]),
        (sale_promotion, [promotion for rows in sales for promotion in rows.promotions]),
        (sale_tax, [tax for rows in sales for tax in rows.taxes]),
        (sale_tender, [tender for rows in sales for tender in rows.tenders]),
    ]
    for table, rows in tables:
        if rows:
            connection.execute(insert(table), rows)
