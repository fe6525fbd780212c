"""Payments by card and wallet, decided and evolved: every order of intent, word and wish."""

import pytest

from controller import ports
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.commands import Command, Rejected
from controller.domain.decide import decide
from controller.domain.decision import MAX_PAYMENT_ATTEMPTS
from controller.domain.desk import Desk
from controller.domain.evolve import evolve
from controller.domain.payment import MAX_PAST_PAYMENTS, Payment, remembered
from controller.domain.transaction import LaneState

MILK = "9520000000011"
TOTAL_MINOR = 1280
INTENT = "T_1_1"
WECHAT = "134567890123456789"


def play(desk: Desk, *commands: Command, state: LaneState | None = None) -> tuple[LaneState, list[e.Event]]:
    state, events = state or LaneState(), []
    for command in commands:
        decision = decide(state, command, desk)
        assert not isinstance(decision, Rejected), (command, decision)
        for event in decision:
            state = evolve(state, event)
            events.append(event)
    return state, events


def refusal(desk: Desk, state: LaneState, command: Command) -> str:
    decision = decide(state, command, desk)
    assert isinstance(decision, Rejected), decision
    return decision.reason


def scan(code: str, seq: int) -> c.RegisterItem:
    return c.RegisterItem(code=code, entry_method="scanned", scan_seq=seq)


def approved(intent_id: str = INTENT, amount_minor: int = TOTAL_MINOR, reference: str = "0042") -> c.HearPayment:
    word = ports.PaymentApproved(
        intent_id=intent_id,
        amount_minor=amount_minor,
        reference=reference,
        scheme="girocard",
        account="############1234",
        terminal_id="52500041",
        trace="000123",
        paper=("Zahlung erfolgt",),
    )
    return c.HearPayment(word=word)


def declined(intent_id: str = INTENT, reason: str = "aborted") -> c.HearPayment:
    return c.HearPayment(word=ports.PaymentDeclined(intent_id=intent_id, reason=reason))


def unknown(intent_id: str = INTENT, reason: str = "no_answer") -> c.HearPayment:
    return c.HearPayment(word=ports.PaymentUnknown(intent_id=intent_id, reason=reason))


def reversed_(intent_id: str = INTENT) -> c.HearPayment:
    return c.HearPayment(word=ports.PaymentReversed(intent_id=intent_id, reference="0043"))


def kinds(events: list[e.Event]) -> list[str]:
    return [type(event).__name__ for event in events]


@pytest.fixture
def tendering(desk: Desk) -> LaneState:
    return play(desk, scan(MILK, 1), c.StartTender())[0]


@pytest.fixture
def paying(desk: Desk, tendering: LaneState) -> LaneState:
    return play(desk, c.TenderCard(), state=tendering)[0]


@pytest.fixture
def lost_sight(desk: Desk, paying: LaneState) -> LaneState:
    return play(desk, unknown(), state=paying)[0]


def test_an_approval_is_on_disk_before_it_is_a_tender_and_the_tender_closes_the_sale(desk, tendering) -> None:
    state, events = play(desk, c.TenderCard(), approved(), state=tendering)
    assert kinds(events) == ["PaymentIntended", "PaymentApproved"]
    assert (state.phase, state.flying.status) == ("paying", "approved")
    state, events = play(desk, c.CompletePayment(), state=state)
    assert kinds(events) == ["PaymentTendered", "SaleClosed"]
    closed = events[-1]
    assert isinstance(closed, e.SaleClosed)
    [tender] = closed.tenders
    assert (tender.tender, tender.amount_minor, tender.intent_id) == ("card", TOTAL_MINOR, INTENT)
    assert tender.approval is not None
    assert tender.approval.account == "############1234"
    assert closed.change_minor == 0
    assert (state.phase, state.payment) == ("change_due", None)


def test_cash_and_card_share_a_sale_and_only_cash_gives_change(desk, tendering) -> None:
    state, _ = play(desk, c.TenderCash(amount_minor=280), c.TenderCard(amount_minor=600), state=tendering)
    state, events = play(desk, approved(amount_minor=600), c.CompletePayment(), state=state)
    assert kinds(events) == ["PaymentApproved", "PaymentTendered"]
    assert (state.phase, state.open_sale.remaining_minor) == ("tendering", 400)
    assert refusal(desk, state, c.TenderCard(amount_minor=401)) == "no_change"
    _, events = play(desk, c.TenderCash(amount_minor=1000), state=state)
    closed = events[-1]
    assert isinstance(closed, e.SaleClosed)
    assert [(t.tender_seq, t.tender, t.amount_minor) for t in closed.tenders] == [
        (1, "cash", 280),
        (2, "card", 600),
        (3, "cash", 1000),
    ]
    assert closed.change_minor == 600


@pytest.mark.parametrize(("amount_minor", "reason"), [(0, "amount_limit"), (-1, "amount_limit"), (1281, "no_change")])
def test_an_amount_has_bounds(desk, tendering, amount_minor, reason) -> None:
    assert refusal(desk, tendering, c.TenderCard(amount_minor=amount_minor)) == reason


def test_a_part_approved_is_a_part_paid(desk, paying) -> None:
    state, events = play(desk, approved(amount_minor=1000), c.CompletePayment(), state=paying)
    assert kinds(events) == ["PaymentApproved", "PaymentTendered"]
    assert state.open_sale.remaining_minor == 280


def test_more_than_asked_for_goes_back(desk, paying) -> None:
    state, events = play(desk, approved(amount_minor=1281), state=paying)
    [event] = events
    assert isinstance(event, e.PaymentReversalAsked)
    assert (event.reason, state.flying.status, state.flying.reference) == ("amount_differs", "reversing", "0042")
    assert state.flying.taken_minor == 1281


def test_while_paying_nothing_else_happens(desk, paying) -> None:
    for command in [
        c.TenderCash(amount_minor=1280),
        c.TenderCard(),
        c.AbandonTender(),
        c.CancelSale(),
        c.StartTender(),
        c.KeyQuantity(quantity=2),
        c.VoidLine(line_seq=1),
        c.RegisterItem(code=MILK, entry_method="keyed"),
    ]:
        assert refusal(desk, paying, command) == "paying"
    state, events = play(desk, scan(MILK, 2), state=paying)
    assert events == [e.ScanRefused(scan_seq=2, scan_count=1, code=MILK, reason="paying")]
    assert state.last_scan_seq == 2


def test_a_declined_payment_goes_back_to_the_tender_and_the_next_has_another_name(desk, paying) -> None:
    state, _ = play(desk, c.AbortPayment(), state=paying)
    assert state.flying.stopping
    state, events = play(desk, declined(), c.TenderCard(), state=state)
    assert kinds(events) == ["PaymentDeclined", "PaymentIntended"]
    assert state.flying.intent_id == "T_1_2"


def test_intents_of_a_sale_have_an_end(desk, tendering) -> None:
    state = tendering
    for attempt in range(1, MAX_PAYMENT_ATTEMPTS + 1):
        state, _ = play(desk, c.TenderCard(), declined(f"T_1_{attempt}"), state=state)
    assert refusal(desk, state, c.TenderCard()) == "too_many_payments"
    assert play(desk, c.TenderCash(amount_minor=1280), state=state)[0].phase == "change_due"


def test_an_aborted_payment_may_still_be_approved(desk, paying) -> None:
    state, events = play(desk, c.AbortPayment(), approved(), c.CompletePayment(), state=paying)
    assert kinds(events)[-1] == "SaleClosed"
    assert state.phase == "change_due"


def test_an_unknown_payment_blocks_the_sale_until_somebody_knows(desk, lost_sight) -> None:
    for command in [c.TenderCash(amount_minor=1280), c.CancelSale(), c.AbandonTender(), c.CompletePayment()]:
        assert isinstance(decide(lost_sight, command, desk), Rejected)
    assert refusal(desk, lost_sight, c.AbortPayment()) == "payment_unknown"
    assert decide(lost_sight, unknown(), desk) == ()
    asked, events = play(desk, c.QueryPayment(), state=lost_sight)
    assert kinds(events) == ["PaymentQueried"]
    assert play(desk, approved(), c.CompletePayment(), state=asked)[0].phase == "change_due"
    assert play(desk, declined(), state=asked)[0].phase == "tendering"
    assert play(desk, reversed_(), state=asked)[0].phase == "tendering"


def test_a_person_says_paid(desk, lost_sight) -> None:
    state, events = play(desk, c.ConfirmByHand(paid=True, reason="bank"), state=lost_sight)
    assert kinds(events) == ["PaymentResolvedByHand", "SaleClosed"]
    closed = events[-1]
    assert isinstance(closed, e.SaleClosed)
    assert [(t.tender, t.amount_minor, t.by_hand) for t in closed.tenders] == [("card", TOTAL_MINOR, "bank")]
    assert state.phase == "change_due"
    kept, events = play(desk, approved(), state=state)
    assert kinds(events) == ["PaymentFound"]
    assert kept.past_payments[-1].status == "tendered"
    assert decide(kept, approved(), desk) == ()
    _, events = play(desk, declined(), state=state)
    assert isinstance(events[0], e.PaymentFound)
    assert events[0].verdict == "lost"


def test_a_person_says_not_paid_and_a_late_success_goes_back(desk, lost_sight) -> None:
    state, events = play(desk, c.ConfirmByHand(paid=False, reason="terminal"), state=lost_sight)
    assert kinds(events) == ["PaymentResolvedByHand"]
    state, _ = play(desk, c.TenderCash(amount_minor=1280), state=state)
    late, events = play(desk, approved(), state=state)
    [found] = events
    assert isinstance(found, e.PaymentFound)
    assert (found.verdict, found.transaction_seq) == ("unwanted", 1)
    assert decide(late, approved(), desk) == ()
    gone, events = play(desk, reversed_(), state=late)
    assert [event.verdict for event in events if isinstance(event, e.PaymentFound)] == ["gone"]
    assert gone.past_payments[-1].status == "reversed"
    stuck, events = play(desk, unknown(), state=late)
    assert stuck.past_payments[-1].status == "stuck"
    assert decide(stuck, approved(), desk) == ()
    assert play(desk, reversed_(), state=stuck)[0].past_payments[-1].status == "reversed"


def test_by_hand_only_when_nobody_knows(desk, paying) -> None:
    assert refusal(desk, paying, c.ConfirmByHand(paid=True, reason="bank")) == "payment_not_unknown"
    assert refusal(desk, paying, c.ReversePayment()) == "payment_not_unknown"


def test_a_payment_that_comes_too_late_goes_back_before_the_next_by_that_device(desk, paying) -> None:
    state, _ = play(desk, declined(), approved(), state=paying)
    assert state.past_payments[-1].status == "unwanted"
    assert refusal(desk, state, c.TenderCard()) == "payment_busy"
    assert not isinstance(decide(state, c.TenderWallet(code=WECHAT), desk), Rejected)
    state, _ = play(desk, reversed_(), c.TenderCard(), state=state)
    assert state.flying.intent_id == "T_1_2"


def test_a_tender_goes_back_before_the_sale_can_be_left(desk, tendering) -> None:
    state, _ = play(
        desk, c.TenderCard(amount_minor=500), approved(amount_minor=500), c.CompletePayment(), state=tendering
    )
    assert refusal(desk, state, c.AbandonTender()) == "tender_taken"
    assert refusal(desk, state, c.CancelSale()) == "tender_taken"
    assert refusal(desk, state, c.ReversePayment(tender_seq=9)) == "no_payment"
    state, events = play(desk, c.ReversePayment(), state=state)
    assert kinds(events) == ["PaymentReversalAsked"]
    assert (state.phase, state.flying.status, state.open_sale.tendered_minor) == ("paying", "reversing", 0)
    assert state.flying.reference == "0042"
    assert refusal(desk, state, c.AbortPayment()) == "payment_reversing"
    assert refusal(desk, state, c.QueryPayment()) == "payment_reversing"
    back, _ = play(desk, reversed_(), state=state)
    assert play(desk, c.AbandonTender(), c.CancelSale(), state=back)[0].phase == "idle"
    again, _ = play(desk, c.TenderCash(amount_minor=100), state=back)
    assert [tender.tender_seq for tender in again.open_sale.tenders] == [2]


def test_a_reversal_that_is_refused_leaves_the_money_unknown(desk, tendering) -> None:
    state, _ = play(
        desk, c.TenderCard(amount_minor=500), approved(amount_minor=500), c.CompletePayment(), state=tendering
    )
    state, events = play(desk, c.ReversePayment(), declined(reason="not_possible"), state=state)
    assert kinds(events)[-1] == "PaymentUnknown"
    assert decide(state, declined(reason="not_possible"), desk) == ()
    again, events = play(desk, c.QueryPayment(), approved(amount_minor=500), state=state)
    assert kinds(events) == ["PaymentQueried", "PaymentReversalAsked"], "the device may still do what it was asked"
    assert again.flying.status == "reversing"
    paid, _ = play(desk, c.ConfirmByHand(paid=True, reason="terminal"), state=state)
    assert (paid.phase, paid.open_sale.tendered_minor) == ("tendering", 500)


def test_an_approval_after_the_wish_to_reverse_brings_its_reference(desk, lost_sight) -> None:
    state, _ = play(desk, c.ReversePayment(), state=lost_sight)
    assert state.flying.reference == ""
    state, events = play(desk, approved(), state=state)
    assert kinds(events) == ["PaymentReversalAsked"]
    assert (state.flying.status, state.flying.reference) == ("reversing", "0042")
    assert decide(state, approved(), desk) == ()
    assert play(desk, reversed_(), state=state)[0].phase == "tendering"


def test_what_a_device_takes_back_from_an_open_sale_counts_no_more(desk, tendering) -> None:
    state, _ = play(
        desk, c.TenderCard(amount_minor=500), approved(amount_minor=500), c.CompletePayment(), state=tendering
    )
    state, events = play(desk, declined(), state=state)
    assert [event.verdict for event in events if isinstance(event, e.PaymentFound)] == ["gone"]
    assert (state.phase, state.open_sale.remaining_minor) == ("tendering", TOTAL_MINOR)


def test_what_a_device_takes_back_from_a_closed_sale_is_lost_and_said(desk, paying) -> None:
    state, _ = play(desk, approved(), c.CompletePayment(), state=paying)
    _, events = play(desk, declined(), state=state)
    assert [event.verdict for event in events if isinstance(event, e.PaymentFound)] == ["lost"]
    later, _ = play(desk, scan(MILK, 2), state=state)
    _, events = play(desk, reversed_(), state=later)
    assert [event.verdict for event in events if isinstance(event, e.PaymentFound)] == ["lost"]


def test_a_tender_its_device_does_not_know_is_doubted_until_it_does(desk, paying) -> None:
    state, _ = play(desk, approved(), c.CompletePayment(), state=paying)
    doubted, events = play(desk, unknown(), state=state)
    assert [event.verdict for event in events if isinstance(event, e.PaymentFound)] == ["doubted"]
    assert decide(doubted, unknown(), desk) == ()
    kept, _ = play(desk, approved(), state=doubted)
    assert kept.past_payments[-1].status == "tendered"
    lost, _ = play(desk, declined(), state=doubted)
    assert lost.past_payments[-1].status == "lost"


def test_money_nobody_asked_for_is_said_and_left_alone(desk, tendering) -> None:
    state, events = play(desk, approved("another_1_1_1_1"), state=tendering)
    [found] = events
    assert isinstance(found, e.PaymentFound)
    assert (found.verdict, found.transaction_seq) == ("stray", 0)
    for word in [approved("another_1_1_1_1"), declined("another_1_1_1_1"), unknown("x"), reversed_("x")]:
        assert decide(state, word, desk) == ()


def test_a_wallet_pays_and_its_code_is_kept_nowhere(desk, tendering) -> None:
    state, events = play(desk, c.TenderWallet(code=WECHAT, scan_seq=2), state=tendering)
    assert (state.flying.method, state.last_scan_seq) == ("wallet", 2)
    assert WECHAT not in repr(c.TenderWallet(code=WECHAT))
    refused, more = play(desk, scan(WECHAT, 3), state=state)
    _, late = play(desk, c.TenderWallet(code=WECHAT, scan_seq=4), state=refused)
    idle, early = play(desk, scan(WECHAT, 1))
    assert WECHAT not in repr((state, refused, idle, events, more, late, early))
    assert [event.code for event in (*more, *late, *early) if isinstance(event, e.ScanRefused)] == [
        "13************6789"
    ] * 3


def test_what_is_still_to_go_back_is_never_forgotten() -> None:
    def payment(number: int, status: str) -> Payment:
        return Payment(intent_id=str(number), transaction_seq=number, method="card", amount_minor=1, status=status)

    past: tuple[Payment, ...] = ()
    for number in range(3 * MAX_PAST_PAYMENTS):
        past = remembered(past, payment(number, "unwanted" if number == 1 else "tendered"))
    assert len(past) == MAX_PAST_PAYMENTS
    assert [other.intent_id for other in past[:2]] == ["1", str(2 * MAX_PAST_PAYMENTS + 1)]
