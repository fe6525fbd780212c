"""Laws that hold for any order of commands: replay gives the same state, scans are all accounted for, sums agree."""

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.commands import Command, Rejected
from controller.domain.decide import decide
from controller.domain.desk import Desk
from controller.domain.evolve import evolve
from controller.domain.transaction import LaneState

CODES = st.sampled_from(["9520000000011", "9520000000028", "4011", "0000"])
LINES = st.integers(1, 6)
COMMANDS = st.one_of(
    st.builds(c.RegisterItem, code=CODES, entry_method=st.just("scanned"), scan_seq=st.just(0)),
    st.builds(c.RegisterItem, code=CODES, entry_method=st.just("keyed")),
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
    st.builds(c.DismissSale),
    st.builds(c.PrintCopy, reason=st.just("operator")),
)
_decoder: msgspec.json.Decoder[e.Event] = msgspec.json.Decoder(e.Event)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commands=st.lists(COMMANDS, max_size=40))
def test_any_order_of_commands(desk: Desk, commands: list[Command]) -> None:
    state, events, scans = LaneState(), [], 0
    for command in commands:
        if isinstance(command, c.RegisterItem) and command.scan_seq is not None:
            if state.phase == "weighing":
                continue  # the loop holds scans while an item is weighed
            scans += 1
            command = c.RegisterItem(code=command.code, entry_method="scanned", scan_seq=scans)  # noqa: PLW2901
        decision = decide(state, command, desk)
        if isinstance(decision, Rejected):
            assert not isinstance(command, c.RegisterItem) or command.scan_seq is None, "a scan is never just dropped"
            continue
        for event in decision:
            state = evolve(state, event)
            events.append(event)
        assert state.last_scan_seq == scans
        if state.transaction is not None:
            assert desk.priced(state.transaction).total_minor == state.transaction.total_minor
    replayed = LaneState()
    for event in events:
        replayed = evolve(replayed, _decoder.decode(msgspec.json.encode(event)))
    assert replayed == state
    for event in events:
        if isinstance(event, e.SaleClosed):
            assert sum(t.amount_minor for t in event.tenders) - event.change_minor == event.total_minor
            assert event.subtotal_minor - event.discount_minor == event.total_minor
            assert sum(tax.gross_minor for tax in event.taxes) == event.total_minor
