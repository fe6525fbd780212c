"""One lane and epoch inside one transaction: keep its records raw, advance its mark, know its gap.

    applied_seq   held         held
    ....1 2 3 4 | (5 missing) 6 7 8   -> AppliedMark(lane_seq=4, resend_from=5)

A record that does not fit the chain goes to quarantine and leaves a gap: when it was spoiled on the way the lane's own
copy fills it, and when the lane's journal itself was touched the mark stands still and `broken_seq` says where.
"""

from collections.abc import Iterable, Sequence

import msgspec
import structlog
from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, update

from contracts import chain, subjects
from contracts.envelope import AppliedMark, Envelope, encode
from store import ledger, payments
from store.accept import Refused, next_chain
from store.ledger import LaneRecord, Parked, Row, SaleRows
from store.payments import PaymentRow
from store.quarantine import set_aside
from store.tables import gap, lane_mark, lane_record

HELD_MAX = 10_000
ADVANCE_ROWS = 1_000

log = structlog.get_logger()
Identity = tuple[str, str, bytes]


class LaneIntake:
    """Call `keep`, `advance` and `finish` once each; the mark is changed in memory and written by `finish`."""

    def __init__(self, connection: Connection, store: str, lane: str, epoch: int, received_at: str) -> None:
        self._connection = connection
        self._store = store
        self._lane = lane
        self._epoch = epoch
        self._received_at = received_at
        self._mark = self._load()

    def _here(self, table: Table) -> ColumnElement[bool]:
        return (table.c.store == self._store) & (table.c.lane == self._lane) & (table.c.epoch == self._epoch)

    def _load(self) -> Row:
        found = self._connection.execute(select(lane_mark).where(self._here(lane_mark))).mappings().one_or_none()
        if found is not None:
            return dict(found)
        first = chain.genesis(self._store, self._lane, self._epoch).hex()
        key = {"store": self._store, "lane": self._lane, "epoch": self._epoch}
        self._connection.execute(insert(lane_mark).values(**key, chain=first))
        return self._load()

    # Keep.

    def keep(self, envelopes: Sequence[Envelope]) -> None:
        """Store every new record raw, count what is here already, set aside what differs from what is here.

        Beyond a gap at most `HELD_MAX` records are kept; the lane sends the others again, as it does the missing one.
        """
        known = self._known([envelope.lane_seq for envelope in envelopes])
        fresh: list[Row] = []
        for envelope in envelopes:
            here = known.get(envelope.lane_seq)
            if here == _identity(envelope):
                self._mark["duplicates"] += 1
            elif here is not None:
                self._set_aside(envelope, Refused("conflict", f"record {envelope.lane_seq} is here with other content"))
            elif self._mark["held"] < HELD_MAX or envelope.lane_seq == self._mark["applied_seq"] + 1:
                known[envelope.lane_seq] = _identity(envelope)
                fresh.append(_row(envelope, self._received_at))
                self._mark["held"] += 1
        if fresh:
            self._connection.execute(insert(lane_record), fresh)
            self._mark["records"] += len(fresh)
            self._mark["seen_seq"] = max(self._mark["seen_seq"], *(row["lane_seq"] for row in fresh))

    def _known(self, lane_seqs: Sequence[int]) -> dict[int, Identity]:
        maybe_here = [lane_seq for lane_seq in lane_seqs if lane_seq <= self._mark["seen_seq"]]
        if not maybe_here:
            return {}
        columns = lane_record.c
        query = select(columns.lane_seq, columns.chain, columns.currency, columns.body)
        rows = self._connection.execute(query.where(self._here(lane_record), columns.lane_seq.in_(maybe_here)))
        return {lane_seq: (link, currency, body) for lane_seq, link, currency, body in rows}

    def _set_aside(self, envelope: Envelope, refused: Refused) -> None:
        subject = subjects.event(self._store, self._lane, envelope.type)
        set_aside(self._connection, subject, encode(envelope), refused, self._received_at)
        self._mark["quarantined"] += 1

    # Advance.

    def advance(self) -> None:
        """Move the mark over every record that follows it, and book what they mean."""
        while self._mark["held"] > 0:
            query = select(lane_record).where(self._here(lane_record))
            query = query.where(lane_record.c.lane_seq > self._mark["applied_seq"])
            rows = self._connection.execute(query.order_by(lane_record.c.lane_seq).limit(ADVANCE_ROWS)).mappings()
            followers = self._verified(_envelope(dict(row)) for row in rows)
            if not followers:
                return
            self._apply(followers)

    def _verified(self, envelopes: Iterable[Envelope]) -> list[Envelope]:
        """Return the records that follow the mark without a gap and fit its chain; throw out one that does not."""
        followers: list[Envelope] = []
        previous = self._mark["chain"]
        for lane_seq, envelope in enumerate(envelopes, start=self._mark["applied_seq"] + 1):
            if envelope.lane_seq != lane_seq:
                break
            if envelope.chain != next_chain(previous, envelope):
                self._throw_out(envelope)
                break
            followers.append(envelope)
            previous = envelope.chain
        return followers

    def _throw_out(self, envelope: Envelope) -> None:
        self._set_aside(envelope, Refused("chain_broken", f"record {envelope.lane_seq} does not follow the one before"))
        here = self._here(lane_record) & (lane_record.c.lane_seq == envelope.lane_seq)
        self._connection.execute(delete(lane_record).where(here))
        self._mark["held"] -= 1
        self._mark["records"] -= 1
        self._mark["broken_seq"] = envelope.lane_seq

    def _apply(self, followers: Sequence[Envelope]) -> None:
        sales: list[SaleRows] = []
        steps: list[PaymentRow] = []
        parked: dict[int, str] = {}
        for envelope in followers:
            outcome = ledger.project(_lane_record(envelope))
            if isinstance(outcome, Parked):
                parked[envelope.lane_seq] = outcome.reason
            elif isinstance(outcome, PaymentRow):
                steps.append(outcome)
            elif outcome is not None:
                sales.append(outcome)
        fresh = self._not_booked(sales, parked)
        ledger.book(self._connection, fresh)
        payments.book(self._connection, steps)
        self._set_states(followers[0].lane_seq, followers[-1].lane_seq, parked)
        self._mark["held"] -= len(followers)
        self._mark["parked"] += len(parked)
        self._mark["sales"] += len(fresh)
        self._mark["total_minor"] += sum(rows.sale["total_minor"] for rows in fresh)
        self._mark["applied_seq"] = followers[-1].lane_seq
        self._mark["chain"] = followers[-1].chain
        broken_seq = self._mark["broken_seq"]
        if broken_seq is not None and broken_seq <= self._mark["applied_seq"]:
            self._mark["broken_seq"] = None

    def _not_booked(self, sales: Sequence[SaleRows], parked: dict[int, str]) -> list[SaleRows]:
        """Return the sales whose number is new; a second sale under one number is parked."""
        booked = ledger.booked_transactions(self._connection, sales)
        fresh = []
        for rows in sales:
            if rows.sale["transaction_seq"] in booked:
                parked[rows.sale["lane_seq"]] = "transaction_repeated"
            else:
                booked.add(rows.sale["transaction_seq"])
                fresh.append(rows)
        return fresh

    def _set_states(self, first_seq: int, last_seq: int, parked: dict[int, str]) -> None:
        here = self._here(lane_record)
        span = here & lane_record.c.lane_seq.between(first_seq, last_seq)
        self._connection.execute(update(lane_record).where(span).values(state="applied"))
        for lane_seq, reason in parked.items():
            one = here & (lane_record.c.lane_seq == lane_seq)
            self._connection.execute(update(lane_record).where(one).values(state="parked", reason=reason))
            log.warning("record_parked", lane=self._lane, epoch=self._epoch, lane_seq=lane_seq, reason=reason)

    # Finish.

    def finish(self) -> AppliedMark:
        """Close a gap that is filled, open one that is new, write the mark and return it."""
        self._close_gap()
        if self._mark["held"] > 0:
            self._open_gap()
        self._connection.execute(update(lane_mark).where(self._here(lane_mark)).values(self._mark))
        return mark_of(self._mark)

    def _close_gap(self) -> None:
        filled = self._here(gap) & gap.c.closed_at.is_(None) & (gap.c.until_seq <= self._mark["applied_seq"])
        closed = self._connection.execute(update(gap).where(filled).values(closed_at=self._received_at))
        if closed.rowcount:
            log.info("gap_closed", lane=self._lane, epoch=self._epoch, applied_seq=self._mark["applied_seq"])

    def _open_gap(self) -> None:
        if self._connection.execute(select(gap.c.id).where(self._here(gap), gap.c.closed_at.is_(None))).first():
            return
        beyond = self._here(lane_record) & (lane_record.c.lane_seq > self._mark["applied_seq"])
        first_held = self._connection.execute(select(func.min(lane_record.c.lane_seq)).where(beyond)).scalar_one()
        span = {"from_seq": self._mark["applied_seq"] + 1, "until_seq": first_held - 1}
        key = {"store": self._store, "lane": self._lane, "epoch": self._epoch}
        self._connection.execute(insert(gap).values(**key, **span, opened_at=self._received_at))
        self._mark["gaps_total"] += 1
        log.warning("gap_opened", lane=self._lane, epoch=self._epoch, **span)


def mark_of(row: Row) -> AppliedMark:
    """Return the mark a row of `lane_mark` stands for."""
    missing = row["held"] > 0 or row["broken_seq"] is not None
    return AppliedMark(
        store=row["store"],
        lane=row["lane"],
        epoch=row["epoch"],
        lane_seq=row["applied_seq"],
        chain=row["chain"],
        resend_from=row["applied_seq"] + 1 if missing else None,
    )


def _identity(envelope: Envelope) -> Identity:
    return envelope.chain, envelope.currency, bytes(envelope.body)


def _row(envelope: Envelope, received_at: str) -> Row:
    fields = {name: getattr(envelope, name) for name in envelope.__struct_fields__ if name in lane_record.c}
    return {**fields, "body": bytes(envelope.body), "received_at": received_at, "state": "held"}


def _envelope(row: Row) -> Envelope:
    fields = {name: row[name] for name in Envelope.__struct_fields__ if name in row}
    return Envelope(**{**fields, "body": msgspec.Raw(row["body"])})


def _lane_record(envelope: Envelope) -> LaneRecord:
    fields = {name: getattr(envelope, name) for name in LaneRecord.__slots__}
    return LaneRecord(**{**fields, "body": bytes(envelope.body)})
