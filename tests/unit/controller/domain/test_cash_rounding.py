"""Cash where the smallest coin is more than a minor unit: only what cash has to cover is rounded."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controller import ports
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.commands import Command, Rejected
from controller.domain.decide import decide
from controller.domain.desk import Desk
from controller.domain.evolve import evolve
from controller.domain.transaction import LaneState

MakeDesk = Callable[..., Desk]
RAPPEN = {"cash": {"step_minor": 5, "mode": "half_up"}}
WECHAT = "134567890123456789"


def play(desk: Desk, state: LaneState, *commands: Command) -> tuple[LaneState, list[e.Event]]:
    events: list[e.Event] = []
    for command in commands:
        decision = decide(state, command, desk)
        assert not isinstance(decision, Rejected), (command, decision)
        for event in decision:
            state = evolve(state, event)
            events.append(event)
    return state, events


def asked(desk: Desk, total_minor: int) -> LaneState:
    """Return the state in which so much is to be paid."""
    item = c.RegisterItem(code="9520000000011", entry_method="keyed")
    price = c.OverridePrice(line_seq=1, amount_minor=total_minor)
    return play(desk, LaneState(), item, price, c.StartTender())[0]


def by_card(amount_minor: int | None, state: LaneState, desk: Desk) -> tuple[LaneState, list[e.Event]]:
    """Pay by card, as the terminal says."""
    state, _ = play(desk, state, c.TenderCard(amount_minor=amount_minor))
    word = ports.PaymentApproved(
        intent_id=state.flying.intent_id,
        amount_minor=state.flying.amount_minor,
        reference="1",
        scheme="girocard",
        account="****1234",
        terminal_id="5",
        trace="7",
    )
    return play(desk, state, c.HearPayment(word=word), c.CompletePayment())


def cash(amount_minor: int) -> c.TenderCash:
    return c.TenderCash(amount_minor=amount_minor)


def closed(events: list[e.Event]) -> e.SaleClosed:
    assert isinstance(events[-1], e.SaleClosed), events
    return events[-1]


def refusal(desk: Desk, state: LaneState, command: Command) -> str:
    decision = decide(state, command, desk)
    assert isinstance(decision, Rejected), decision
    return decision.reason


@pytest.mark.parametrize(
    ("total_minor", "given_minor", "change_minor", "rounding_minor"),
    [(492, 490, 0, -2), (492, 500, 10, -2), (493, 495, 0, 2), (493, 1000, 505, 2), (490, 490, 0, 0), (2, 0, 0, -2)],
)
def test_cash_is_asked_rounded_and_change_given_from_that(
    desk_under: MakeDesk, total_minor: int, given_minor: int, change_minor: int, rounding_minor: int
) -> None:
    desk = desk_under(RAPPEN)
    sale = closed(play(desk, asked(desk, total_minor), cash(given_minor))[1])
    assert (sale.total_minor, sale.change_minor, sale.cash_rounding_minor) == (
        total_minor,
        change_minor,
        rounding_minor,
    )


def test_rounded_up_the_exact_total_is_not_enough(desk_under: MakeDesk) -> None:
    desk = desk_under(RAPPEN)
    state = asked(desk, 493)
    assert desk.cash_remaining_minor(state.open_sale) == 495
    assert [refusal(desk, state, cash(minor)) for minor in (0, 493, 494)] == ["not_enough"] * 3


def test_a_card_pays_exactly(desk_under: MakeDesk) -> None:
    desk = desk_under(RAPPEN)
    sale = closed(by_card(None, asked(desk, 492), desk)[1])
    assert (sale.tenders[0].amount_minor, sale.cash_rounding_minor) == (492, 0)


def test_after_a_part_by_card_the_rest_in_cash_is_rounded(desk_under: MakeDesk) -> None:
    desk = desk_under(RAPPEN)
    state, _ = by_card(100, asked(desk, 493), desk)
    assert (state.open_sale.remaining_minor, desk.cash_remaining_minor(state.open_sale)) == (393, 395)
    sale = closed(play(desk, state, cash(400))[1])
    assert (sale.change_minor, sale.cash_rounding_minor) == (5, 2)


def test_a_part_in_cash_leaves_the_exact_rest_to_the_card(desk_under: MakeDesk) -> None:
    desk = desk_under(RAPPEN)
    state, events = play(desk, asked(desk, 493), cash(200))
    assert events == [e.CashTendered(tender_seq=1, amount_minor=200)]
    assert (state.open_sale.remaining_minor, desk.cash_remaining_minor(state.open_sale)) == (293, 295)
    sale = closed(by_card(None, state, desk)[1])
    assert ([tender.amount_minor for tender in sale.tenders], sale.cash_rounding_minor) == ([200, 293], 0)


def test_parts_come_to_the_same_sum_as_one_payment(desk_under: MakeDesk) -> None:
    desk = desk_under({"cash": {"step_minor": 10, "mode": "half_even", "below_step_exact": True}})
    whole = closed(play(desk, asked(desk, 495), cash(500))[1])
    parts = closed(play(desk, asked(desk, 495), cash(410), cash(80), cash(10))[1])
    assert (whole.cash_rounding_minor, whole.change_minor) == (parts.cash_rounding_minor, parts.change_minor) == (5, 0)


def test_two_rappen_left_by_the_card_are_covered_by_no_cash(desk_under: MakeDesk) -> None:
    desk = desk_under(RAPPEN)
    state, _ = by_card(490, asked(desk, 492), desk)
    assert desk.cash_remaining_minor(state.open_sale) == 0
    assert closed(by_card(None, state, desk)[1]).cash_rounding_minor == 0
    sale = closed(play(desk, state, cash(0))[1])
    assert (sale.change_minor, sale.cash_rounding_minor) == (0, -2)


def test_a_card_given_back_leaves_all_of_it_to_cash(desk_under: MakeDesk) -> None:
    desk = desk_under(RAPPEN)
    state, _ = by_card(491, asked(desk, 493), desk)
    assert desk.cash_remaining_minor(state.open_sale) == 0
    word = ports.PaymentReversed(intent_id="T_1_1", reference="2")
    state, _ = play(desk, state, c.ReversePayment(), c.HearPayment(word=word))
    assert desk.cash_remaining_minor(state.open_sale) == 495


@pytest.mark.parametrize(("amount_minor", "rounding_minor"), [(None, 0), (100, 2)])
def test_a_payment_taken_on_a_persons_word_is_exact(
    desk_under: MakeDesk, amount_minor: int | None, rounding_minor: int
) -> None:
    desk = desk_under(RAPPEN)
    state, _ = play(desk, asked(desk, 493), c.TenderWallet(code=WECHAT, amount_minor=amount_minor))
    word = ports.PaymentUnknown(intent_id=state.flying.intent_id, reason="no_answer")
    state, events = play(desk, state, c.HearPayment(word=word), c.ConfirmByHand(paid=True, reason="bank"))
    if amount_minor is not None:
        _, events = play(desk, state, cash(395))
    assert closed(events).cash_rounding_minor == rounding_minor


def test_a_sale_keeps_the_rule_of_the_book_it_began_under(desk_under: MakeDesk) -> None:
    before = desk_under(RAPPEN)
    now = desk_under(RAPPEN, {})
    state = asked(before, 492)
    assert closed(play(now, state, cash(490))[1]).cash_rounding_minor == -2
    assert refusal(now, asked(now, 492), cash(0)) == "not_enough"
    assert len(play(now, asked(now, 492), cash(490))[1]) == 1


MODES = st.sampled_from(["half_up", "half_even", "half_down", "down", "up"])
CASH = st.fixed_dictionaries(
    {"step_minor": st.sampled_from([1, 2, 5, 10, 50, 100]), "mode": MODES, "below_step_exact": st.booleans()}
)
MINOR = st.integers(0, 600)
COINS = st.integers(0, 12).map(lambda count: count * 50)
PAYMENTS = st.lists(st.tuples(st.sampled_from(["cash", "cash", "card"]), MINOR | COINS), max_size=6)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(policy=CASH | st.none(), total_minor=MINOR, payments=PAYMENTS, last=st.sampled_from(["cash", "card"]))
def test_money_adds_up_however_a_sale_is_paid(
    desk_under: MakeDesk,
    policy: dict[str, Any] | None,
    total_minor: int,
    payments: list[tuple[str, int]],
    last: str,
) -> None:
    desk = desk_under({"cash": policy} if policy else {})
    state, events = asked(desk, total_minor), list[e.Event]()
    for kind, amount_minor in [*payments, (last, -1), ("cash", -1)]:
        if state.phase != "tendering":
            break
        sale = state.open_sale
        if kind == "card" and sale.remaining_minor > 0:
            wanted_minor = sale.remaining_minor if amount_minor < 1 else min(amount_minor, sale.remaining_minor)
            state, events = by_card(wanted_minor, state, desk)
            continue
        command = cash(desk.cash_remaining_minor(sale) if amount_minor < 0 else amount_minor)
        decision = decide(state, command, desk)
        if not isinstance(decision, Rejected):
            state, events = play(desk, state, command)
            assert state.phase == "change_due" or state.open_sale.remaining_minor > 0
    paid = closed(events)
    received_minor = sum(tender.amount_minor for tender in paid.tenders)
    cash_minor = sum(tender.amount_minor for tender in paid.tenders if tender.tender == "cash")
    assert received_minor - paid.change_minor == paid.total_minor + paid.cash_rounding_minor
    assert 0 <= paid.change_minor <= cash_minor
    assert abs(paid.cash_rounding_minor) < (policy["step_minor"] if policy else 1)
    if paid.tenders[-1].tender != "cash":
        assert (paid.cash_rounding_minor, paid.change_minor) == (0, 0)
        return
    part_minor = paid.total_minor - (received_minor - cash_minor)
    asked_minor = desk.pricer(state.open_sale).book.cash_minor(part_minor)
    assert cash_minor - paid.change_minor == asked_minor, "the till has what coins can pay of the cash part"
