"""Prices that have their hours, and what stands beside prices: levies and added tax."""

import json
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.commands import Command, Rejected
from controller.domain.decide import decide
from controller.domain.desk import Desk, Pricer
from controller.domain.evolve import evolve
from controller.domain.transaction import LaneState
from controller.pricing import PriceBook

NAMES = {"zh-CN": "名", "en": "name"}
BREAD, OIL = "9520000000011", "9520000000028"
EVENING = {"weekly": [{"weekdays": ["sun"], "from": "19:00", "until": "22:00"}]}
BOOK = {
    "id": "test",
    "currency": "CNY",
    "currency_exponent": 2,
    "taxes": [{"id": "std", "rate_bp": 1000}],
    "items": [
        {"id": "bread", "codes": [BREAD], "names": NAMES, "tax": "std", "price_minor": 1000},
        {
            "id": "oil",
            "codes": [OIL],
            "names": NAMES,
            "tax": "std",
            "price_minor": 5000,
            "levy_minor": 30,
            "prices": [{"from": "2026-11-22T20:00", "price_minor": 6000}],
        },
    ],
    "promotions": [
        {
            "kind": "percent_off",
            "id": "EVE",
            "names": NAMES,
            "percent_bp": 5000,
            "items": ["bread"],
            "window": EVENING,
        }
    ],
}


def desk_of(**policy: Any) -> Desk:
    book = PriceBook.from_json(json.dumps(BOOK | {"policy": policy}, ensure_ascii=False).encode())
    return Desk(
        books={book.content_hash: Pricer(book)},
        current=book.content_hash,
        receipt_no=lambda seq: f"T-{seq}",
        intent_id=lambda seq, attempt: f"T_{seq}_{attempt}",
        now=lambda: "2026-11-22T08:00:00.000Z",
        local_now=lambda: pytest.fail("every step says its time"),
    )


def play(desk: Desk, *steps: tuple[str, Command]) -> tuple[LaneState, list[e.Event]]:
    """Do each command at its time of day."""
    state, events = LaneState(), []
    for time, command in steps:
        decision = decide(state, command, replace(desk, local_now=lambda time=time: f"2026-11-22T{time}:00"))  # type: ignore[misc]
        assert not isinstance(decision, Rejected), (command, decision)
        for event in decision:
            state = evolve(state, event)
            events.append(event)
    return state, events


def scan(code: str, seq: int) -> c.RegisterItem:
    return c.RegisterItem(code=code, entry_method="scanned", scan_seq=seq)


def totals(events: list[e.Event]) -> list[int]:
    return [event.total_minor for event in events if hasattr(event, "total_minor")]


def test_a_line_has_the_price_of_the_moment_it_was_scanned() -> None:
    _, events = play(
        desk_of(),
        ("18:59", scan(BREAD, 1)),
        ("19:00", scan(BREAD, 2)),
        ("19:59", scan(OIL, 3)),
        ("22:00", scan(OIL, 4)),
        ("22:01", c.StartTender()),
    )
    assert totals(events) == [1000, 1500, 6530, 12560, 12560]
    lines = [event for event in events if isinstance(event, e.ItemRegistered)]
    assert [line.unit_price_minor for line in lines] == [1000, 1000, 5000, 6000]
    assert lines[1].at == "2026-11-22T19:00:00"


def test_where_payment_counts_the_total_is_that_of_the_tender() -> None:
    state, events = play(desk_of(clock="payment"), ("18:59", scan(BREAD, 1)), ("19:00", c.StartTender()))
    assert totals(events) == [1000, 500]
    assert state.open_sale.total_minor == 500


def test_a_restart_at_another_hour_prices_the_same() -> None:
    desk = desk_of(clock="payment")
    state, events = play(desk, ("21:59", scan(BREAD, 1)), ("21:59", scan(OIL, 2)))
    decoder = msgspec.json.Decoder(e.Event)
    again = LaneState()
    for event in events:
        again = evolve(again, decoder.decode(msgspec.json.encode(event)))
    assert again == state
    assert desk.priced(again.open_sale).total_minor == again.open_sale.total_minor == 6530


def test_a_journal_of_before_knows_no_time() -> None:
    opened = e.SaleOpened(transaction_seq=1, price_book=desk_of().current)
    registered = msgspec.json.decode(
        b'{"type":"ItemRegistered","line_seq":1,"scan_seq":1,"entry_method":"scanned","code":"9520000000011",'
        b'"item_id":"bread","quantity":1,"mass_g":null,"unit_price_minor":1000,"total_minor":1000}',
        type=e.Event,
    )
    state = evolve(evolve(LaneState(), opened), registered)
    assert desk_of().priced(state.open_sale).total_minor == 1000


def test_levies_and_added_tax_are_paid_too() -> None:
    _, events = play(
        desk_of(tax={"mode": "exclusive"}),
        ("08:00", scan(OIL, 1)),
        ("08:00", c.StartTender()),
        ("08:01", c.TenderCash(amount_minor=10000)),
    )
    closed = events[-1]
    assert isinstance(closed, e.SaleClosed)
    assert (closed.subtotal_minor, closed.levy_minor, closed.added_tax_minor) == (5000, 30, 500)
    assert (closed.total_minor, closed.change_minor) == (5530, 4470)
    assert closed.taxes == (e.PaidTax(tax="std", rate_bp=1000, gross_minor=5500, tax_minor=500),)
