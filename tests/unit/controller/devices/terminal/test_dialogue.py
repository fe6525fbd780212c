from hypothesis import given
from hypothesis import strategies as st

from controller.devices.terminal import messages
from controller.devices.terminal.apdu import Apdu
from controller.devices.terminal.dialogue import Dialogue, Paper, Result, Send, Waits, answer_stray
from controller.devices.terminal.profile import ZVT_TCP
from controller.devices.terminal.status import StatusInformation

YES = Apdu(0x8000)
COMPLETION = Apdu(0x060F)
ACK = Send(messages.ACCEPTED)
AGAIN = Send(messages.ASK_AGAIN)
NO = Send(messages.REFUSED)


def result(receipt=42, amount_minor=1234, code=0, currency=None):
    data = f"27{code:02x}04{amount_minor:012d}0b{receipt:06d}87{receipt:04d}"
    data += f"49{currency:04d}" if currency is not None else ""
    return Apdu(0x040F, bytes.fromhex(data))


def payment(amount_minor=1234):
    dialogue = Dialogue(messages.authorisation(amount_minor, 978), ZVT_TCP, payment_minor=amount_minor, currency=978)
    [command] = dialogue.start(0.0)
    assert command.apdu.encode().hex() == "06010a04000000001234490978"
    assert dialogue.receive(YES, 0.1) == []
    return dialogue


def test_a_result_is_held_and_then_accepted():
    dialogue = payment()
    assert dialogue.receive(Apdu(0x04FF, b"\x0a\x01"), 1.0) == [ACK, Waits(0x0A)]
    [told] = dialogue.receive(result(), 2.0)
    assert isinstance(told, Result)
    assert dialogue.deadline_s == 2.0 + ZVT_TCP.hold_s
    assert dialogue.confirm(2.5) == [ACK]
    assert dialogue.receive(COMPLETION, 3.0) == [ACK]
    assert dialogue.ending.accepted
    assert dialogue.ending.how == "completed"


def test_a_slow_lane_asks_for_the_result_again():
    dialogue = payment()
    dialogue.receive(result(), 2.0)
    assert dialogue.tick(3.5) == [AGAIN]
    assert dialogue.confirm(4.0) == []
    assert dialogue.receive(result(), 5.5) == [ACK]


def test_nobody_confirms_for_a_minute():
    dialogue = payment()
    now_s = 2.0
    dialogue.receive(result(), now_s)
    while (answer := dialogue.tick(now_s + 1.5)) == [AGAIN]:
        now_s += 3.5
        dialogue.receive(result(), now_s)
    assert answer == [NO]
    assert 60 <= now_s <= 66
    assert dialogue.confirm(now_s + 2) == []
    dialogue.receive(result(code=0x6C), now_s + 3)
    dialogue.receive(Apdu(0x061E, b"\x6c"), now_s + 3)
    assert dialogue.ending.refused
    assert not dialogue.ending.accepted


def test_a_second_result_is_answered_like_the_first():
    dialogue = payment()
    dialogue.receive(result(), 2.0)
    dialogue.confirm(2.1)
    assert dialogue.receive(result(), 2.2) == [ACK]


def test_another_payment_in_the_same_dialogue_is_refused():
    dialogue = payment()
    dialogue.receive(result(), 2.0)
    dialogue.confirm(2.1)
    assert dialogue.receive(result(receipt=43), 2.2) == [NO]
    assert dialogue.receive(result(amount_minor=99), 2.3) == [NO]


def test_another_currency_is_refused_and_nobody_is_told():
    dialogue = payment()
    assert dialogue.receive(result(currency=756), 2.0) == [NO]
    assert [type(out) for out in dialogue.receive(result(currency=978), 2.1)] == [Result]


def test_another_amount_is_refused_and_nobody_is_told():
    dialogue = payment()
    assert dialogue.receive(result(amount_minor=99), 2.0) == [NO]


def test_an_abort_before_the_result_refuses_it():
    dialogue = payment()
    assert dialogue.abort() == [Send(messages.abort())]
    assert dialogue.abort() == []
    assert dialogue.receive(Apdu(0x8483), 1.0) == []
    assert dialogue.receive(result(), 2.0) == [NO]


def test_an_abort_before_the_terminal_answered_follows_its_answer():
    dialogue = Dialogue(messages.authorisation(1, 978), ZVT_TCP, payment_minor=1)
    dialogue.start(0.0)
    assert dialogue.abort() == []
    assert dialogue.receive(YES, 0.1) == [Send(messages.abort())]


def test_an_abort_after_the_result_changes_nothing():
    dialogue = payment()
    dialogue.receive(result(), 2.0)
    assert dialogue.abort() == []
    assert dialogue.confirm(2.1) == [ACK]


def test_print_lines_are_on_disk_before_their_answer():
    dialogue = payment()
    got = dialogue.receive(Apdu(0x06D1, b"\x40Summe"), 1.0)
    assert got == [Paper(("Summe",)), ACK]


def test_no_answer_and_no_more_word():
    dialogue = Dialogue(messages.authorisation(1, 978), ZVT_TCP, payment_minor=1)
    dialogue.start(0.0)
    dialogue.tick(4.9)
    assert dialogue.ending is None
    dialogue.tick(5.0)
    assert dialogue.ending.how == "unanswered"
    silent = payment()
    silent.receive(Apdu(0x04FF, b"\x0e"), 100.0)
    silent.tick(279.0)
    assert silent.ending is None
    silent.tick(280.0)
    assert silent.ending.how == "silent"


def test_the_terminal_may_ask_for_more_time():
    dialogue = payment()
    dialogue.receive(Apdu(0x04FF, b"\x0e\x05"), 10.0)
    assert dialogue.deadline_s == 310.0


def test_what_comes_before_the_answer_ends_nothing():
    dialogue = Dialogue(messages.authorisation(1, 978), ZVT_TCP, payment_minor=1)
    dialogue.start(0.0)
    assert dialogue.receive(Apdu(0x061E, b"\x6c"), 0.1) == [ACK]
    assert dialogue.receive(result(), 0.2) == [NO]
    assert dialogue.ending is None


def test_completion_without_a_result_is_no_payment():
    dialogue = payment()
    dialogue.receive(COMPLETION, 1.0)
    assert not dialogue.ending.accepted
    assert dialogue.ending.result is None


def test_a_refused_command():
    dialogue = Dialogue(messages.authorisation(1, 978), ZVT_TCP, payment_minor=1)
    dialogue.start(0.0)
    dialogue.receive(Apdu(0x8483), 0.1)
    assert (dialogue.ending.how, dialogue.ending.code) == ("refused", 0x83)


def test_84_00_is_a_yes():
    dialogue = payment()
    dialogue.receive(Apdu(0x8400), 0.2)
    assert dialogue.ending is None


def test_an_unknown_command_of_the_terminal_is_refused_politely():
    assert payment().receive(Apdu(0x06D8), 1.0) == [Send(messages.UNKNOWN_COMMAND)]


def test_strays():
    accepted = StatusInformation(result=0, receipt="0042", trace="000042")
    assert answer_stray(result(), accepted) == messages.ACCEPTED
    assert answer_stray(result(receipt=43), accepted) == messages.REFUSED
    assert answer_stray(result(), None) == messages.REFUSED
    assert answer_stray(result(code=0x6C), None) == messages.ACCEPTED
    assert answer_stray(COMPLETION, None) == messages.ACCEPTED


MESSAGES = st.one_of(
    st.just(YES),
    st.just(COMPLETION),
    st.builds(
        result, receipt=st.integers(41, 43), amount_minor=st.sampled_from([1234, 99]), code=st.sampled_from([0, 5])
    ),
    st.builds(Apdu, st.sampled_from([0x04FF, 0x06D1, 0x06D3, 0x061E, 0x849C, 0x0401]), st.binary(max_size=12)),
)
STEPS = st.lists(st.one_of(MESSAGES, st.sampled_from(["confirm", "abort", "wait"])), max_size=30)


@given(STEPS)
def test_no_approval_is_accepted_that_the_lane_did_not_confirm(steps):
    """Whatever comes in whatever order: 80 00 answers an approval only after `confirm`, and only one payment."""
    dialogue, now_s, told, confirmed = payment(), 1.0, [], False
    for step in steps:
        now_s += 1.0
        approval = isinstance(step, Apdu) and step.control == 0x040F and step.data[1] == 0
        match step:
            case "confirm":
                confirmed = confirmed or bool(told)
                outs = dialogue.confirm(now_s) if told else []
            case "abort":
                outs = dialogue.abort()
            case "wait":
                now_s += 2.0
                outs = dialogue.tick(now_s)
            case _ if dialogue.ending is None:
                outs = dialogue.receive(step, now_s)
            case _:
                outs = []
        told += [out.status for out in outs if isinstance(out, Result)]
        if approval and ACK in outs:
            assert confirmed
    assert len({status.receipt for status in told}) <= 1
    assert all(status.amount_minor == 1234 for status in told)
    if dialogue.ending is not None and dialogue.ending.accepted:
        assert confirmed
