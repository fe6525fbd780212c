from hypothesis import given
from hypothesis import strategies as st

from controller.devices.wallet.codec import Answer
from controller.devices.wallet.flow import Flow, Order
from controller.devices.wallet.profile import MICROPAY
from controller.ports import PaymentApproved, PaymentDeclined, PaymentReversed

ORDER = Order(intent_id="i1", amount_minor=5, currency="CNY", code="134567890123456789", wallet="wechat")


def told(state, amount_minor=5):
    return Answer(state=state, order_no="i1", amount_minor=amount_minor, transaction_id="T1")


def play(flow, *answers, now_s=0.0):
    asked = []
    for answer in answers:
        now_s = max(now_s, flow.due_s)
        asked.append(flow.ask())
        flow.hear(answer, now_s)
    return asked


def test_paid_at_once():
    flow = Flow(ORDER, "money", MICROPAY, 0.0)
    assert play(flow, told("SUCCESS")) == ["pay"]
    assert isinstance(flow.outcome, PaymentApproved)


def test_pay_is_asked_once_and_then_queried():
    flow = Flow(ORDER, "money", MICROPAY, 0.0)
    assert play(flow, None, None, told("NOTFOUND"), told("SUCCESS")) == ["pay", "query", "query", "query"]


def test_an_abort_before_anything_was_sent_sends_nothing():
    flow = Flow(ORDER, "money", MICROPAY, 0.0)
    flow.abort(0.0)
    assert flow.outcome == PaymentDeclined(intent_id="i1", reason="aborted")


def test_an_abort_while_pay_is_on_its_way_gives_the_money_back():
    flow = Flow(ORDER, "money", MICROPAY, 0.0)
    flow.ask()
    flow.abort(0.1)
    flow.hear(told("SUCCESS"), 1.0)
    assert play(flow, told("REFUNDED")) == ["refund"]
    assert flow.outcome == PaymentReversed(intent_id="i1", reference="T1")


def test_a_wrong_amount_goes_back():
    flow = Flow(ORDER, "money", MICROPAY, 0.0)
    assert play(flow, told("SUCCESS", 4), told("REFUNDED")) == ["pay", "refund"]
    assert isinstance(flow.outcome, PaymentReversed)


def test_after_the_revoke_a_query_decides():
    flow = Flow(ORDER, "money", MICROPAY, 0.0)
    asked = play(flow, *[told("USERPAYING")] * 12, told("REVOKED"), told("REVOKED"))
    assert asked[-2:] == ["revoke", "query"]
    assert asked.count("query") == 12
    assert flow.outcome == PaymentDeclined(intent_id="i1", reason="customer_too_slow")


def test_a_refused_refund_stays_unknown_and_is_asked_again():
    flow = Flow(ORDER, "nothing", MICROPAY, 0.0)
    assert play(flow, told("SUCCESS"), told("FAILED")) == ["query", "refund"]
    assert (flow.outcome, flow.doubt) == (None, "refund_refused")
    play(flow, told("REFUNDED"))
    assert isinstance(flow.outcome, PaymentReversed)


STATES = st.sampled_from(["SUCCESS", "USERPAYING", "FAILED", "REVOKED", "REFUNDED", "NOTFOUND"])
STEPS = st.lists(st.one_of(st.none(), st.builds(told, STATES), st.just("abort")), max_size=60)


@given(STEPS, st.sampled_from(["money", "truth", "nothing"]))
def test_whatever_comes_pay_goes_out_once_and_time_goes_on(steps, goal):
    flow, now_s, asked = Flow(ORDER, goal, MICROPAY, 0.0), 0.0, []
    for step in steps:
        if flow.outcome is not None:
            break
        if step == "abort":
            flow.abort(now_s)
            continue
        assert flow.due_s <= now_s + MICROPAY.stop_s
        now_s = max(now_s, flow.due_s)
        asked.append(flow.ask())
        flow.hear(step, now_s)
    assert asked.count("pay") <= (goal == "money")
    if isinstance(flow.outcome, PaymentApproved):
        assert goal != "nothing"
        assert "revoke" not in asked
