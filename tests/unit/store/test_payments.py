"""Payments in the store's books: one row an intent, whatever its life, and the list of what is not settled."""

import json
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import func, select

from contracts import events as w
from contracts.status import StoreStatus
from store.database import MIGRATIONS, migrate, open_engine
from store.reports import totals_by_tender, unsettled
from store.tables import lane_record, payment, sale, sale_tender
from store.web import render

APPROVAL = w.Approval(
    amount_minor=750, reference="0042", scheme="girocard", account="####1234", terminal_id="5", trace="7"
)


def intended(intent_id: str = "i1", amount_minor: int = 750) -> w.PaymentIntended:
    return w.PaymentIntended(
        transaction_seq=1, intent_id=intent_id, attempt=1, method="card", amount_minor=amount_minor, scan_seq=None
    )


def of(kind, intent_id: str = "i1", **fields):
    return kind(transaction_seq=1, intent_id=intent_id, **fields)


APPROVED = of(w.PaymentApproved, approval=APPROVAL)
TENDERED = of(w.PaymentTendered, tender_seq=1)
UNKNOWN = of(w.PaymentUnknown, reason="no_answer")
ASKED_BACK = of(w.PaymentReversalAsked, reason="operator", approval=None)
REVERSED = of(w.PaymentReversed, reference="0043")


def found(verdict: str, approval: w.Approval | None = None) -> w.PaymentFound:
    return of(w.PaymentFound, verdict=verdict, reason="", approval=approval)


def by_hand(*, paid: bool) -> w.PaymentResolvedByHand:
    return of(w.PaymentResolvedByHand, paid=paid, reason="bank", tender_seq=1 if paid else None)


@pytest.mark.parametrize(
    ("life", "status", "settled"),
    [
        ([], "asked", False),
        ([of(w.PaymentAbortAsked)], "asked", False),
        ([of(w.PaymentDeclined, reason="aborted", detail="6C")], "declined", True),
        ([APPROVED], "approved", False),
        ([APPROVED, TENDERED], "tendered", True),
        ([UNKNOWN], "unknown", False),
        ([UNKNOWN, of(w.PaymentQueried), APPROVED, TENDERED], "tendered", True),
        ([UNKNOWN, by_hand(paid=True)], "paid_by_hand", True),
        ([UNKNOWN, by_hand(paid=False)], "not_paid_by_hand", True),
        ([UNKNOWN, by_hand(paid=False), found("unwanted", APPROVAL)], "unwanted", False),
        ([UNKNOWN, by_hand(paid=False), found("unwanted", APPROVAL), found("gone")], "reversed", True),
        ([UNKNOWN, by_hand(paid=False), found("unwanted", APPROVAL), found("stuck")], "stuck", False),
        ([APPROVED, TENDERED, ASKED_BACK], "reversing", False),
        ([APPROVED, TENDERED, ASKED_BACK, REVERSED], "reversed", True),
        ([APPROVED, TENDERED, found("lost")], "lost", False),
        ([APPROVED, TENDERED, found("doubted")], "doubtful", False),
        ([APPROVED, TENDERED, found("doubted"), found("kept", APPROVAL)], "tendered", True),
    ],
)
def test_a_payment_is_one_row_with_its_newest_status(life, status, settled, lane, take_in, connection) -> None:
    take_in(*(lane.write(event) for event in [intended(), *life]))
    [row] = connection.execute(select(payment)).all()
    assert (row.status, row.amount_minor, row.method) == (status, 750, "card")
    if APPROVED in life:
        assert (row.approved_minor, row.reference, row.account) == (750, "0042", "####1234")
    assert [other.intent_id for other in unsettled(connection, "s1")] == ([] if settled else ["i1"])


def test_money_of_an_intent_that_no_lane_had_is_on_the_list(lane, take_in, connection) -> None:
    take_in(lane.write(found("stray", APPROVAL)))
    [row] = unsettled(connection, "s1")
    assert (row.status, row.approved_minor) == ("stray", 750)


def test_tenders_are_reported_by_kind_and_add_up_to_the_sales(lane, take_in, connection, new_sale) -> None:
    card = w.TenderLine(tender_seq=1, tender="card", amount_minor=500, intent_id="i1")
    hand = w.TenderLine(tender_seq=2, tender="wallet", amount_minor=100, intent_id="i2", by_hand="bank")
    cash = w.TenderLine(tender_seq=3, tender="cash", amount_minor=200)
    take_in(lane.write(new_sale(1)), lane.write(new_sale(2, tenders=(card, hand, cash), change_minor=50)))
    totals = totals_by_tender(connection, "s1")
    assert [(t.tender, t.tenders, t.amount_minor, t.by_hand) for t in totals] == [
        ("card", 1, 500, 0),
        ("cash", 2, 900, 0),
        ("wallet", 1, 100, 1),
    ]
    assert sum(total.amount_minor for total in totals) == 1500
    rows = connection.execute(
        select(sale_tender.c.intent_id, sale_tender.c.by_hand).where(sale_tender.c.intent_id != "")
    )
    assert {tuple(row) for row in rows} == {("i1", None), ("i2", "bank")}


def test_tenders_less_their_rounding_are_what_was_sold(lane, take_in, connection, new_sale) -> None:
    card = w.TenderLine(tender_seq=1, tender="card", amount_minor=500, intent_id="i1")
    cash = w.TenderLine(tender_seq=2, tender="cash", amount_minor=300)
    rounded = new_sale(2, tenders=(card, cash), change_minor=52, cash_rounding_minor=-2)
    take_in(lane.write(new_sale(1, change_minor=247, cash_rounding_minor=3)), lane.write(rounded))
    totals = totals_by_tender(connection, "s1")
    assert [(t.tender, t.amount_minor, t.rounding_minor) for t in totals] == [("card", 500, 0), ("cash", 1001, 1)]
    assert sum(t.amount_minor - t.rounding_minor for t in totals) == 1500
    status = StoreStatus(store="s1", broker_online=True, quarantined=0, lanes=())
    assert "舍入 / of it rounding</th>" in render(status, totals)


def test_the_page_shows_what_is_to_settle(lane, take_in, connection) -> None:
    take_in(lane.write(intended("<i1>")), lane.write(of(w.PaymentUnknown, "<i1>", reason="no_answer")))
    status = StoreStatus(store="s1", broker_online=True, quarantined=0, lanes=())
    page = render(status, totals_by_tender(connection, "s1"), unsettled(connection, "s1"))
    assert "&lt;i1&gt;" in page
    assert "结果未知 / unknown" in page
    assert "payments to settle: 1" in page


@pytest.mark.parametrize("name", ["cash_only.jsonl", "payments.jsonl", "rounded.jsonl"])
def test_bodies_of_earlier_versions_are_booked(name, lane, take_in, connection) -> None:
    file = Path(__file__).parents[2] / "vectors" / "journal" / name
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    [mark] = take_in(
        *(lane.write_raw(record["type"], record["version"], json.dumps(record["body"]).encode()) for record in records)
    )
    assert mark.lane_seq == len(records)
    assert connection.execute(select(lane_record.c.reason).where(lane_record.c.state == "parked")).all() == []
    assert (
        sum(total.amount_minor - total.rounding_minor for total in totals_by_tender(connection, "s1"))
        == connection.execute(select(func.sum(sale.c.total_minor))).scalar_one()
    )


def test_what_was_booked_before_payments_and_rounding_stays_as_it_was() -> None:
    engine = open_engine(None)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("INSERT INTO sale_tender VALUES ('s1', 'l1', 1, 1, 1, 'cash', 750)")
        sold_before = "('s1', 'l1', 1, 1, 9, 'R1', 'b', 'CNY', 750, 0, 750, 0, '')"
        connection.exec_driver_sql(f"INSERT INTO sale VALUES {sold_before}")
    migrate(engine)
    with engine.begin() as connection:
        [row] = connection.execute(select(sale_tender)).all()
        assert (row.tender, row.amount_minor, row.intent_id, row.by_hand) == ("cash", 750, "", None)
        [sold] = connection.execute(select(sale)).all()
        assert (sold.total_minor, sold.cash_rounding_minor) == (750, 0)
    engine.dispose()
