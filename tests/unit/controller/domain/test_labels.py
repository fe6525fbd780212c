"""Labels of packs: weight, amount and pieces become lines; the label's amount wins; the books stay right."""

from dataclasses import replace

import msgspec
import pytest

from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.commands import Rejected
from controller.domain.decide import decide
from controller.domain.decision import MAX_QUANTITY
from controller.domain.evolve import evolve
from controller.domain.label import Label
from controller.domain.transaction import LaneState

MILK, NOODLES, BANANA = "9520000000011", "9520000000028", "4011"
LABEL_CODE = "264011000028000401"


def play(desk, *commands, state=None):
    state, events = state or LaneState(), []
    for command in commands:
        decision = decide(state, command, desk)
        assert not isinstance(decision, Rejected), (command, decision)
        for event in decision:
            state = evolve(state, event)
            events.append(event)
    return state, events


def pack(key, seq=1, **said):
    return c.RegisterItem(code=LABEL_CODE, entry_method="scanned", scan_seq=seq, keys=("000", key), label=Label(**said))


def refused(desk, command, state=None):
    [event] = decide(state or LaneState(), command, desk)
    assert isinstance(event, e.ScanRefused)
    assert event.scan_seq == command.scan_seq
    return event.reason


def paid(desk, *commands):
    state, _ = play(desk, *commands, c.StartTender())
    _, events = play(desk, c.TenderCash(amount_minor=state.open_sale.total_minor), state=state)
    closed = events[-1]
    assert isinstance(closed, e.SaleClosed)
    return closed


def test_a_weight_on_the_label_is_sold_without_the_scale(desk) -> None:
    state, events = play(desk, pack(BANANA, mass_g=401))
    registered = events[-1]
    assert state.phase == "basket"
    assert (registered.mass_g, registered.total_minor, registered.code) == (401, 280, LABEL_CODE)
    assert registered.label == Label(mass_g=401)
    assert state.last_scan_seq == 1


def test_the_amount_on_the_label_wins_over_weight_times_price(desk) -> None:
    closed = paid(desk, pack(BANANA, mass_g=401, amount_minor=281))
    [line] = closed.lines
    assert (line.mass_g, line.gross_minor, line.amount_minor, line.overridden) == (401, 281, 281, False)
    assert line.label == Label(mass_g=401, amount_minor=281)
    assert closed.total_minor == 281
    assert closed.taxes[0].gross_minor == 281


def test_an_amount_alone_gives_the_weight_that_costs_it(desk) -> None:
    [line] = paid(desk, pack(BANANA, amount_minor=1396)).lines
    assert (line.mass_g, line.amount_minor) == (2000, 1396)
    [line] = paid(desk, pack(BANANA, amount_minor=1)).lines
    assert (line.mass_g, line.amount_minor) == (1, 1)


def test_pieces_and_their_price_are_the_whole_lines(desk) -> None:
    [line] = paid(desk, pack(MILK, quantity=6, amount_minor=5000)).lines
    assert (line.quantity, line.mass_g, line.amount_minor) == (6, None, 5000)
    [line] = paid(desk, pack(MILK, quantity=6)).lines
    assert (line.quantity, line.amount_minor) == (6, 6 * 1280)
    [line] = paid(desk, pack(MILK, amount_minor=999, mass_g=640)).lines
    assert (line.quantity, line.mass_g, line.amount_minor) == (1, None, 999)


def test_no_offer_touches_what_the_scale_has_priced(desk) -> None:
    packs = [pack(NOODLES, seq, amount_minor=400) for seq in (1, 2, 3)]
    closed = paid(desk, *packs)
    assert (closed.total_minor, closed.discount_minor) == (1200, 0)


def test_a_person_may_price_a_pack_again_and_take_it_off(desk) -> None:
    state, _ = play(desk, pack(BANANA, mass_g=401, amount_minor=281), c.OverridePrice(line_seq=1, amount_minor=200))
    assert state.open_sale.total_minor == 200
    assert state.open_sale.lines[0].label_amount_minor is None
    [line] = paid(desk, pack(BANANA, amount_minor=281), c.OverridePrice(line_seq=1, amount_minor=200)).lines
    assert (line.amount_minor, line.overridden) == (200, True)
    state, _ = play(desk, c.VoidLine(line_seq=1), state=state)
    assert state.open_sale.total_minor == 0


def test_a_pack_has_no_other_quantity(desk) -> None:
    state, _ = play(desk, c.KeyQuantity(quantity=2))
    assert refused(desk, pack(MILK, amount_minor=999), state) == "label_quantity"
    state, _ = play(desk, pack(MILK, amount_minor=999))
    assert decide(state, c.ChangeQuantity(line_seq=1, quantity=2), desk) == Rejected("label_quantity", {})
    state, _ = play(desk, pack(MILK, quantity=2), c.ChangeQuantity(line_seq=1, quantity=3))
    assert state.open_sale.total_minor == 3 * 1280


@pytest.mark.parametrize(
    ("key", "said", "reason"),
    [
        (MILK, {"mass_g": 401}, "label_mismatch"),
        (BANANA, {"quantity": 3}, "label_mismatch"),
        (MILK, {"quantity": MAX_QUANTITY + 1}, "quantity_limit"),
        (BANANA, {"mass_g": 10**9}, "amount_limit"),
    ],
)
def test_a_label_that_cannot_be_sold_so(desk, key, said, reason) -> None:
    assert refused(desk, pack(key, **said)) == reason


def test_a_label_without_a_measure_is_weighed_or_counted(desk) -> None:
    state, _ = play(desk, pack(BANANA, lot="A1"))
    assert state.phase == "weighing"
    state, events = play(desk, c.KeyQuantity(quantity=2), pack(MILK, lot="A1"))
    assert (events[-1].quantity, events[-1].label) == (2, Label(lot="A1"))


def test_a_code_that_the_book_lists_is_that_item_and_no_label(desk) -> None:
    command = c.RegisterItem(code=MILK, entry_method="scanned", scan_seq=1, keys=(BANANA,), label=Label(amount_minor=1))
    _, events = play(desk, command)
    assert (events[-1].item_id, events[-1].total_minor, events[-1].label) == ("milk", 1280, None)


def test_goods_past_their_date_are_refused_with_it(desk) -> None:
    def dated(expires, seq=1):
        return c.RegisterItem(code=MILK, entry_method="scanned", scan_seq=seq, expires=expires)

    [event] = decide(LaneState(), dated("261121"), desk)
    assert (event.reason, event.detail, event.code) == ("expired", "2026-11-21", MILK)
    assert refused(desk, dated("261000")) == "expired"
    for good in ("261122", "261100", "270131"):
        play(desk, dated(good))
    keyed = c.RegisterItem(code=MILK, entry_method="keyed", expires="200229")
    assert decide(LaneState(), keyed, desk) == Rejected("expired", {"detail": "2020-02-29"})


def test_what_is_not_in_the_book_has_the_reason_of_its_kind(desk) -> None:
    coupon = c.RegisterItem(code="9912345678904", entry_method="scanned", scan_seq=1, otherwise="coupon_later")
    assert refused(desk, coupon) == "coupon_later"
    wallet = c.RegisterItem(code="134567890123456789", entry_method="keyed", otherwise="payment_too_early")
    assert decide(LaneState(), wallet, desk) == Rejected("payment_too_early", {"code": "13************6789"})
    weighing, _ = play(desk, c.RegisterItem(code=BANANA, entry_method="keyed"))
    [event] = decide(weighing, replace(wallet, entry_method="scanned", scan_seq=9), desk)
    assert (event.reason, event.code) == ("weigh", "13************6789")


def test_a_record_comes_back_as_it_was(desk) -> None:
    _, events = play(desk, pack(BANANA, mass_g=401, amount_minor=281, lot="A1", serial="7"))
    decoder = msgspec.json.Decoder(e.Event)
    assert [decoder.decode(msgspec.json.encode(event)) for event in events] == events
