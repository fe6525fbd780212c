import msgspec
import pytest
from sqlalchemy import func, select

from contracts import events
from store.ledger import LaneRecord, Parked, project
from store.reports import totals_by_lane
from store.tables import sale, sale_line, sale_promotion, sale_tax, sale_tender


def record(event, **changes) -> LaneRecord:
    fields = {
        "store": "s1",
        "lane": "l1",
        "epoch": 1,
        "lane_seq": 9,
        "type": event.__struct_config__.tag,
        "version": 1,
        "occurred_at": "2026-01-01T00:00:00.000Z",
        "currency": "CNY",
        "body": msgspec.json.encode(event),
    }
    return LaneRecord(**{**fields, **changes})


def test_a_closed_sale_becomes_rows(new_sale) -> None:
    rows = project(record(new_sale(4)))
    assert not isinstance(rows, Parked)
    assert rows is not None
    assert rows.sale == {
        "store": "s1",
        "lane": "l1",
        "epoch": 1,
        "transaction_seq": 4,
        "lane_seq": 9,
        "receipt_no": "R4",
        "price_book": "b",
        "currency": "CNY",
        "subtotal_minor": 770,
        "discount_minor": 20,
        "total_minor": 750,
        "change_minor": 250,
        "cash_rounding_minor": 0,
        "closed_at": "2026-01-01T00:00:00.000Z",
    }
    assert [(line["item_id"], line["mass_g"], line["amount_minor"]) for line in rows.lines] == [
        ("milk", None, 500),
        ("apples", 450, 250),
    ]
    assert [(row["line_seq"], row["promotion_id"], row["amount_minor"]) for row in rows.promotions] == [
        (2, "autumn", 20)
    ]
    assert [(row["tax"], row["tax_minor"]) for row in rows.taxes] == [("A", 58)]
    assert [(row["tender"], row["amount_minor"]) for row in rows.tenders] == [("cash", 1000)]


def test_rows_fit_the_tables_and_the_reports(lane, take_in, connection, new_sale) -> None:
    take_in(*(lane.write(new_sale(seq)) for seq in range(1, 4)))
    counts = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in (sale, sale_line, sale_promotion, sale_tax, sale_tender)
    }
    assert counts == {"sale": 3, "sale_line": 6, "sale_promotion": 3, "sale_tax": 3, "sale_tender": 3}
    [total] = totals_by_lane(connection, "s1")
    assert (total.lane, total.currency, total.sales, total.total_minor) == ("l1", "CNY", 3, 2250)


@pytest.mark.parametrize(
    "changes",
    [
        {"total_minor": 751},
        {"change_minor": 0},
        {"subtotal_minor": 0},
        {"lines": ()},
        {"tenders": ()},
        {"transaction_seq": 2**60},
        {"cash_rounding_minor": -1},
        {
            "tenders": (events.TenderLine(tender_seq=1, tender="card", amount_minor=748, intent_id="i"),),
            "change_minor": 0,
            "cash_rounding_minor": -2,
        },
        {"tenders": (events.TenderLine(tender_seq=1, tender="card", amount_minor=1000, intent_id="i"),)},
    ],
)
def test_a_sale_that_does_not_add_up_is_parked(changes, new_sale) -> None:
    assert project(record(new_sale(1, **changes))) == Parked("unbalanced")


@pytest.mark.parametrize(("rounding_minor", "change_minor"), [(-2, 252), (3, 247)])
def test_a_rounded_sale_is_booked_with_its_rounding(
    rounding_minor, change_minor, lane, take_in, connection, new_sale
) -> None:
    take_in(lane.write(new_sale(1, cash_rounding_minor=rounding_minor, change_minor=change_minor)))
    [row] = connection.execute(select(sale)).all()
    assert (row.total_minor, row.cash_rounding_minor, row.change_minor) == (750, rounding_minor, change_minor)
    [total] = totals_by_lane(connection, "s1")
    assert (total.total_minor, total.cash_rounding_minor) == (750, rounding_minor)


def test_keys_used_twice_are_parked(new_sale) -> None:
    event = new_sale(1)
    twice = (event.taxes[0], event.taxes[0])
    assert project(record(msgspec.structs.replace(event, taxes=twice))) == Parked("unbalanced")


def test_a_pack_at_the_price_of_its_label_is_booked_at_it(lane, take_in, connection, new_sale) -> None:
    event = new_sale(1)
    packed = msgspec.structs.replace(
        event.lines[1], gross_minor=271, amount_minor=251, label=events.Label(amount_minor=271, mass_g=450, lot="A1")
    )
    sums = {"subtotal_minor": 771, "total_minor": 751, "change_minor": 249}
    take_in(lane.write(msgspec.structs.replace(event, lines=(event.lines[0], packed), **sums)))
    row = connection.execute(select(sale_line).where(sale_line.c.line_seq == 2)).mappings().one()
    assert (row["mass_g"], row["gross_minor"], row["amount_minor"], row["overridden"]) == (450, 271, 251, 0)
    [total] = totals_by_lane(connection, "s1")
    assert total.total_minor == 751


@pytest.mark.parametrize("kind", events.LaneEvent.__args__)
def test_every_type_of_event_has_its_place_in_the_books(kind, new_sale) -> None:
    approval = events.Approval(amount_minor=1, reference="", scheme="", account="", terminal_id="", trace="")
    samples = {
        int: 1,
        str: "x",
        bool: True,
        int | None: None,
        events.Label | None: events.Label(amount_minor=1),
        events.EntryMethod: "scanned",
        events.PaymentMethod: "card",
        events.Evidence: "bank",
        events.Verdict: "kept",
        events.DrawerReason: "unexpected",
        events.Weighed | None: events.Weighed(frame="0231"),
        events.Approval: approval,
        events.Approval | None: approval,
    }
    if kind is events.SaleClosed:
        event = new_sale(1)
    else:
        fields = msgspec.structs.fields(kind)
        event = kind(**{field.name: samples.get(field.type, "operator") for field in fields})
    outcome = project(record(event))
    assert not isinstance(outcome, Parked)
    assert (outcome is not None) == (kind is events.SaleClosed or kind.__name__.startswith("Payment"))


def test_numbers_and_bytes_from_hell_are_parked() -> None:
    event = events.SaleOpened(transaction_seq=1, price_book="b")
    assert project(record(event, body=b'{"type":"sale_opened","transaction_seq":1e400,"price_book":"b"}')) == Parked(
        "undecodable"
    )
    assert project(record(event, body=b"\xff")) == Parked("undecodable")
    assert project(record(event, body=b"[" * 100_000)) == Parked("undecodable")
