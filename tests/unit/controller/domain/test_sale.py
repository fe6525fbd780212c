"""One sale after another, decided and evolved, without any I/O."""

import pytest

from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.commands import Command, Rejected
from controller.domain.decide import decide
from controller.domain.decision import MAX_QUANTITY
from controller.domain.desk import Desk
from controller.domain.evolve import evolve
from controller.domain.transaction import LaneState
from controller.domain.weighed import Weighed

MILK, NOODLES, BANANA = "9520000000011", "9520000000028", "4011"
NOW = "2026-11-22T16:00:00"


def play(desk: Desk, *commands: Command, state: LaneState | None = None) -> tuple[LaneState, list[e.Event]]:
    """Do the commands; each must be accepted."""
    state, events = state or LaneState(), []
    for command in commands:
        decision = decide(state, command, desk)
        assert not isinstance(decision, Rejected), (command, decision)
        for event in decision:
            state = evolve(state, event)
            events.append(event)
    return state, events


def scan(code: str, seq: int) -> c.RegisterItem:
    return c.RegisterItem(code=code, entry_method="scanned", scan_seq=seq)


def refusal(desk: Desk, state: LaneState, command: Command) -> str:
    decision = decide(state, command, desk)
    assert isinstance(decision, Rejected), decision
    return decision.reason


def test_a_cash_sale_adds_up(desk: Desk) -> None:
    state, events = play(
        desk,
        scan(MILK, 1),
        c.KeyQuantity(quantity=3),
        scan(NOODLES, 2),
        c.StartTender(),
        c.TenderCash(amount_minor=5000),
    )
    closed = events[-1]
    assert isinstance(closed, e.SaleClosed)
    assert (closed.subtotal_minor, closed.discount_minor, closed.total_minor) == (2630, 350, 2280)
    assert closed.change_minor == 2720
    assert sum(line.amount_minor for line in closed.lines) == closed.total_minor
    assert closed.lines[1].promotions == (e.Promotion(promotion_id="N3", amount_minor=350),)
    assert state.phase == "change_due"
    assert state.last_scan_seq == 2
    assert [p.copy_no for p in state.pending_receipts] == [0]


def test_the_next_scan_opens_the_next_sale(desk: Desk) -> None:
    state, events = play(desk, scan(MILK, 1), c.StartTender(), c.TenderCash(amount_minor=1280), scan(NOODLES, 2))
    assert [type(event) for event in events[-3:]] == [e.SaleDismissed, e.SaleOpened, e.ItemRegistered]
    assert state.phase == "basket"
    assert state.last_transaction_seq == 2


def test_an_unknown_scan_is_accounted_for_and_a_keyed_one_refused(desk: Desk) -> None:
    state, events = play(desk, scan("9529999999999", 1))
    assert events == [e.ScanRefused(scan_seq=1, scan_count=1, code="9529999999999", reason="not_found")]
    assert (state.phase, state.last_scan_seq) == ("idle", 1)
    assert refusal(desk, state, c.RegisterItem(code="123", entry_method="keyed")) == "not_found"


def test_a_weighed_item_waits_for_a_weight(desk: Desk) -> None:
    state, _ = play(desk, scan(BANANA, 1))
    assert state.phase == "weighing"
    assert refusal(desk, state, c.StartTender()) == "weigh"
    assert refusal(desk, state, c.TakeWeight(mass_g=0)) == "unstable"
    evidence = Weighed(frame="0231", tare_g=5, zero_seen=True)
    state, events = play(desk, c.TakeWeight(mass_g=1216, weighed=evidence), state=state)
    line = events[-1]
    assert isinstance(line, e.ItemRegistered)
    assert (line.scan_seq, line.mass_g, line.total_minor, line.weighed) == (1, 1216, 849, evidence)
    assert refusal(desk, state, c.TakeWeight(mass_g=1216)) == "not_weighed"


def test_a_weighing_can_be_given_up(desk: Desk) -> None:
    state, events = play(desk, scan(BANANA, 1), c.CancelWeighing())
    assert isinstance(events[-1], e.WeighingCancelled)
    assert (state.phase, state.weighing) == ("basket", None)
    assert refusal(desk, state, c.StartTender()) == "empty_sale"


def test_a_voided_line_stays_and_stops_counting(desk: Desk) -> None:
    state, events = play(desk, scan(MILK, 1), scan(NOODLES, 2), c.VoidLine(line_seq=1))
    assert events[-1] == e.LineVoided(line_seq=3, voided_line_seq=1, total_minor=450, at=NOW)
    assert refusal(desk, state, c.VoidLine(line_seq=1)) == "line_voided"
    assert refusal(desk, state, c.VoidLine(line_seq=9)) == "line_unknown"
    state, _ = play(desk, scan(MILK, 3), state=state)
    assert state.transaction is not None
    assert [line.line_seq for line in state.transaction.lines] == [1, 2, 4]


def test_an_override_holds_until_the_count_changes(desk: Desk) -> None:
    state, events = play(desk, scan(MILK, 1), c.OverridePrice(line_seq=1, amount_minor=999))
    assert events[-1] == e.PriceOverridden(line_seq=1, amount_minor=999, total_minor=999, at=NOW)
    state, events = play(desk, c.ChangeQuantity(line_seq=1, quantity=2), state=state)
    assert events[-1] == e.QuantityChanged(line_seq=1, quantity=2, total_minor=2560, at=NOW)
    assert refusal(desk, state, c.OverridePrice(line_seq=1, amount_minor=-1)) == "amount_limit"


def test_split_cash_and_going_back(desk: Desk) -> None:
    state, _ = play(desk, scan(MILK, 1), c.StartTender())
    back, _ = play(desk, c.AbandonTender(), state=state)
    assert back.phase == "basket"
    state, _ = play(desk, c.TenderCash(amount_minor=1000), state=state)
    assert state.phase == "tendering"
    assert refusal(desk, state, c.AbandonTender()) == "tender_taken"
    assert refusal(desk, state, c.CancelSale()) == "tender_taken"
    assert refusal(desk, state, c.TenderCash(amount_minor=0)) == "not_enough"
    refused, events = play(desk, scan(MILK, 2), state=state)
    assert isinstance(events[0], e.ScanRefused)
    closed, events = play(desk, c.TenderCash(amount_minor=280), state=refused)
    assert isinstance(events[-1], e.SaleClosed)
    assert events[-1].change_minor == 0
    assert closed.phase == "change_due"


def test_an_item_scanned_while_tendering_goes_back_to_the_basket(desk: Desk) -> None:
    state, events = play(desk, scan(MILK, 1), c.StartTender(), scan(MILK, 2))
    assert [type(event) for event in events[-2:]] == [e.TenderAbandoned, e.ItemRegistered]
    assert state.phase == "basket"


@pytest.mark.parametrize("quantity", [0, -1, MAX_QUANTITY + 1])
def test_a_count_has_bounds(desk: Desk, quantity: int) -> None:
    assert refusal(desk, LaneState(), c.KeyQuantity(quantity=quantity)) == "quantity_limit"


def test_a_weighed_item_takes_no_count(desk: Desk) -> None:
    state, _ = play(desk, c.KeyQuantity(quantity=2))
    assert refusal(desk, state, c.RegisterItem(code=BANANA, entry_method="keyed")) == "weighed_quantity"


@pytest.mark.parametrize("command", [c.CancelSale(), c.StartTender(), c.VoidLine(line_seq=1), c.DismissSale()])
def test_nothing_to_do_without_a_sale(desk: Desk, command: Command) -> None:
    assert refusal(desk, LaneState(), command) == "no_sale"


def test_a_cancelled_sale_owes_nothing(desk: Desk) -> None:
    state, events = play(desk, scan(MILK, 1), c.KeyQuantity(quantity=5), c.CancelSale())
    assert events[-1] == e.SaleCancelled(total_minor=1280)
    assert (state.phase, state.transaction, state.quantity) == ("idle", None, 1)


def test_copies_are_counted_and_replace_the_unconfirmed_paper(desk: Desk) -> None:
    assert refusal(desk, LaneState(), c.PrintCopy(reason="operator")) == "no_receipt"
    state, _ = play(desk, scan(MILK, 1), c.StartTender(), c.TenderCash(amount_minor=1280))
    state, events = play(desk, c.PrintCopy(reason="recovery"), c.PrintCopy(reason="printer"), state=state)
    assert [event.copy_no for event in events if isinstance(event, e.CopyRequested)] == [1, 2]
    assert [p.copy_no for p in state.pending_receipts] == [2]
    state, _ = play(desk, c.ConfirmReceipt(transaction_seq=1, copy_no=2), state=state)
    assert state.pending_receipts == ()
    _, events = play(desk, c.PrintCopy(reason="operator"), state=state)
    assert events == [e.CopyRequested(transaction_seq=1, copy_no=3, reason="operator")]
