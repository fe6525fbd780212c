"""Journals written by earlier versions replay for ever: payloads into a state, bodies into the store's books."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contracts import events as w
from controller.domain import events as e
from controller.lane.record import draft, event_of
from controller.lane.recover import recover

FOLDER = Path(__file__).parents[3] / "vectors" / "journal"


def records(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def payloads(name: str) -> list[bytes]:
    return [json.dumps(record["payload"]).encode() for record in records(name)]


def test_a_journal_from_before_there_were_cards() -> None:
    state = recover(payloads("cash_only.jsonl"))
    assert (state.phase, state.last_transaction_seq, state.last_scan_seq) == ("tendering", 4, 10)
    assert state.open_sale.tenders == (e.Tender(tender_seq=1, amount_minor=100),)
    assert (state.open_sale.last_tender_seq, state.payment, state.past_payments) == (1, None, ())
    assert [(p.sale.transaction_seq, p.copy_no) for p in state.pending_receipts] == [(1, 1), (3, 0)]
    assert [tender.tender for tender in state.pending_receipts[0].sale.tenders] == ["cash", "cash"]


def test_a_journal_with_every_way_a_payment_may_go() -> None:
    state = recover(payloads("payments.jsonl"))
    assert state.phase == "idle"
    assert [(past.intent_id, past.status) for past in state.past_payments] == [
        ("0001_3_7_1_1", "declined"),
        ("0001_3_7_1_3", "tendered"),
        ("0001_3_7_1_2", "reversed"),
        ("0001_3_7_2_1", "tendered"),
        ("0001_3_7_3_1", "reversed"),
        ("other_1_1_1_1", "stray"),
    ]


def test_a_journal_from_a_country_without_small_coins() -> None:
    state = recover(payloads("rounded.jsonl"))
    sales = [pending.sale for pending in state.pending_receipts]
    assert [(sale.cash_rounding_minor, sale.change_minor) for sale in sales] == [(-2, 850), (2, 0)]
    assert (state.phase, state.open_sale.tendered_minor, state.open_sale.cash_part_minor) == ("tendering", 1000, 1152)


@pytest.mark.parametrize("name", ["cash_only.jsonl", "payments.jsonl", "rounded.jsonl"])
def test_what_was_sent_is_still_read_as_it_was_meant(name) -> None:
    decoder = msgspec.json.Decoder(w.LaneEvent)
    transaction_seq = 0
    for record in records(name):
        event = event_of(json.dumps(record["payload"]).encode())
        transaction_seq = getattr(event, "transaction_seq", 0) if isinstance(event, e.SaleOpened) else transaction_seq
        again = draft(event, transaction_seq)
        assert (again.type, again.version) == (record["type"], record["version"])
        assert decoder.decode(again.body) == decoder.decode(json.dumps(record["body"]).encode())
