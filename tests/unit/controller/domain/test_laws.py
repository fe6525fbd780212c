"""Laws that hold for any order of commands: replay gives the same state, scans are all accounted for, sums agree."""

from dataclasses import replace

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from controller import ports
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.commands import Command, Rejected
from controller.domain.decide import decide
from controller.domain.desk import Desk
from controller.domain.evolve import evolve
from controller.domain.label import Label
from controller.domain.transaction import LaneState

CODES = st.sampled_from(["9520000000011", "9520000000028", "4011", "0000"])
LINES = st.integers(1, 6)
MEASURED = st.none() | st.integers(1, 900)
INTENTS = st.sampled_from(["T_1_1", "T_1_1", "T_1_2", "T_1_3", "T_2_1"])
APPROVED = st.builds(
    ports.PaymentApproved,
    intent_id=INTENTS,
    amount_minor=st.sampled_from([1, 450, 1280, 10_000]),
    reference=st.sampled_from(["1", "2"]),
    scheme=st.just("girocard"),
    account=st.just("****1234"),
    terminal_id=st.just("5"),
    trace=st.just("7"),
)
WORDS = st.one_of(
    APPROVED,
    APPROVED,
    st.builds(ports.PaymentDeclined, intent_id=INTENTS, reason=st.just("declined")),
    st.builds(ports.PaymentUnknown, intent_id=INTENTS, reason=st.just("no_answer")),
    st.builds(ports.PaymentReversed, intent_id=INTENTS, reference=st.just("9")),
)
COMMANDS = st.one_of(
    st.builds(c.RegisterItem, code=CODES, entry_method=st.just("scanned"), scan_seq=st.just(0)),
    st.builds(c.RegisterItem, code=CODES, entry_method=st.just("keyed")),
    st.builds(
        c.RegisterItem,
        code=st.just("26401100"),
        entry_method=st.sampled_from(["scanned", "keyed"]),
        scan_seq=st.just(0),
        keys=st.tuples(CODES),
        label=st.builds(Label, amount_minor=MEASURED, mass_g=MEASURED, quantity=MEASURED),
    ),
    st.builds(c.TakeWeight, mass_g=st.integers(0, 3000)),
    st.builds(c.CancelWeighing),
    st.builds(c.KeyQuantity, quantity=st.integers(0, 12)),
    st.builds(c.ChangeQuantity, line_seq=LINES, quantity=st.integers(0, 12)),
    st.builds(c.VoidLine, line_seq=LINES),
    st.builds(c.OverridePrice, line_seq=LINES, amount_minor=st.integers(-1, 5000)),
    st.builds(c.CancelSale),
    st.builds(c.StartTender),
    st.builds(c.AbandonTender),
    st.builds(c.TenderCash, amount_minor=st.integers(0, 30_000)),
    st.builds(c.TenderCard, amount_minor=st.none() | st.integers(1, 2000)),
    st.builds(c.TenderWallet, code=st.just("134567890123456789")),
    st.builds(c.AbortPayment),
    st.builds(c.QueryPayment),
    st.builds(c.ConfirmByHand, paid=st.booleans(), reason=st.just("bank")),
    st.builds(c.ReversePayment),
    st.builds(c.HearPayment, word=WORDS),
    st.builds(c.HearPayment, word=APPROVED),
    st.builds(c.CompletePayment),
    st.builds(c.CompletePayment),
    st.builds(c.DismissSale),
    st.builds(c.PrintCopy, reason=st.just("operator")),
)
# Money is worth looking at more often than chance would.
TENDERED = (c.RegisterItem(code="9520000000011", entry_method="keyed"), c.StartTender())
PAID_BY_CARD = (*TENDERED, c.TenderCard(amount_minor=450))
_decoder: msgspec.json.Decoder[e.Event] = msgspec.json.Decoder(e.Event)


@settings(max_examples=300)
@given(
    begin=st.sampled_from([(), TENDERED, PAID_BY_CARD, PAID_BY_CARD]),
    commands=st.lists(COMMANDS, min_size=10, max_size=60),
)
def test_any_order_of_commands(desk: Desk, begin: tuple[Command, ...], commands: list[Command]) -> None:
    state, events, scans = LaneState(), [], 0
    for command in (*begin, *commands):
        if isinstance(command, c.RegisterItem) and command.scan_seq is not None:
            if state.phase == "weighing":
                continue  # the loop holds scans while an item is weighed
            scans += 1
            command = replace(command, entry_method="scanned", scan_seq=scans)  # noqa: PLW2901
        decision = decide(state, command, desk)
        if isinstance(decision, Rejected):
            assert not isinstance(command, c.RegisterItem) or command.scan_seq is None, "a scan is never just dropped"
            continue
        for event in decision:
            state = evolve(state, event)
            events.append(event)
        assert state.last_scan_seq == scans
        assert (state.payment is not None) == (state.phase == "paying")
        if state.transaction is not None:
            assert desk.priced(state.transaction).total_minor == state.transaction.total_minor
    replayed = LaneState()
    for event in events:
        replayed = evolve(replayed, _decoder.decode(msgspec.json.encode(event)))
    assert replayed == state
    begun = [event.intent_id for event in events if isinstance(event, e.PaymentIntended)]
    assert len(begun) == len(set(begun)), "an intent's name is used once"
    for event in events:
        if isinstance(event, e.SaleClosed):
            paid = [tender for tender in event.tenders if tender.tender != "cash"]
            assert sum(t.amount_minor for t in paid) <= event.total_minor, "only cash gives change"
            assert {t.intent_id for t in paid} <= set(begun)
            assert sum(t.amount_minor for t in event.tenders) - event.change_minor == event.total_minor
            assert event.subtotal_minor - event.discount_minor == event.total_minor
            assert sum(tax.gross_minor for tax in event.taxes) == event.total_minor
