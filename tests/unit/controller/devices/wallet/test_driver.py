import pytest
import trio

from controller.devices.sim.wallet_sim import Customer, WalletSim, unix_now
from controller.devices.wallet.driver import WalletDriver, WalletSettings
from controller.ports import (
    AbortPayment,
    ConfirmPayment,
    PaymentApproved,
    PaymentDeclined,
    PaymentProgress,
    PaymentReversed,
    PaymentUnknown,
    ResolvePayment,
    ReversePayment,
    StartPayment,
    StatusUpdate,
)

KEY = b"k" * 32
CODE = "134567890123456789"


class Desk:
    def __init__(self, nursery, *, confirms=True, key=KEY):
        self.sim = WalletSim(KEY)
        self.readings = []
        self.times = []
        self.confirms = confirms
        nonces = iter(range(10**6))
        self.driver = WalletDriver(
            WalletSettings(url="https://gateway.test/api", merchant="m1", key_id="k1", key=key),
            self.report,
            connect=lambda to: self.sim.connect(to, nursery),
            unix_s=unix_now,
            nonce=lambda: f"{next(nonces):032x}",
        )
        nursery.start_soon(self.driver.run)

    def report(self, reading):
        self.readings.append(reading)
        self.times.append(trio.current_time())
        if isinstance(reading, PaymentApproved) and self.confirms:
            self.driver.confirm(ConfirmPayment(intent_id=reading.intent_id))
        return True

    def start(self, intent_id="i1", code=CODE):
        self.driver.start(
            StartPayment(intent_id=intent_id, amount_minor=1234, currency="CNY", method="wallet", code=code)
        )

    def resolve(self, intent_id="i1"):
        self.driver.resolve(ResolvePayment(intent_id=intent_id, amount_minor=1234, currency="CNY", method="wallet"))

    def reverse(self, intent_id="i1"):
        self.driver.reverse(
            ReversePayment(intent_id=intent_id, amount_minor=1234, currency="CNY", method="wallet", reference="")
        )

    def of(self, *kinds):
        return [reading for reading in self.readings if isinstance(reading, kinds)]

    def outcomes(self):
        return self.of(PaymentApproved, PaymentDeclined, PaymentReversed)

    def state(self):
        return self.of(StatusUpdate)[-1]


@pytest.fixture
def bench(nursery):
    return lambda **options: Desk(nursery, **options)


async def test_paid_at_once(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.start()
    await trio.sleep(5)
    [approved] = desk.outcomes()
    assert (approved.amount_minor, approved.reference, approved.scheme) == (1234, "T-i1", "wechat")
    assert desk.sim.asked == ["ping", "pay"]
    assert desk.state().state == "idle"


async def test_the_customer_confirms_later(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.sim.customer = Customer(pays_s=10)
    desk.start()
    await trio.sleep(30)
    assert len(desk.of(PaymentApproved)) == 1
    assert set(desk.of(PaymentProgress)) == {PaymentProgress(intent_id="i1", message="customer_confirms")}
    assert desk.sim.asked == ["ping", "pay", "query", "query", "query"]


async def test_after_45_seconds_it_is_revoked_and_the_revoke_looked_at(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.sim.customer = Customer(pays_s=None)
    desk.start()
    await trio.sleep(60)
    assert desk.outcomes() == [PaymentDeclined(intent_id="i1", reason="customer_too_slow")]
    assert [action for action in desk.sim.asked if action != "ping"][-2:] == ["revoke", "query"]
    assert 45 <= desk.times[desk.readings.index(desk.outcomes()[0])] - 1 < 50


async def test_paid_between_the_last_query_and_the_revoke_is_given_back(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.sim.customer = Customer(pays_s=44.9)
    desk.start()
    await trio.sleep(60)
    assert desk.outcomes() == [PaymentReversed(intent_id="i1", reference="T-i1")]
    assert desk.sim.net_minor("i1") == 0
    assert len(desk.sim.ledger) == 2


async def test_a_success_after_the_revoke_is_given_back(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.sim.customer = Customer(pays_s=None, races=True)
    desk.start()
    await trio.sleep(60)
    assert desk.outcomes() == [PaymentReversed(intent_id="i1", reference="T-i1")]
    assert desk.sim.net_minor("i1") == 0
    assert len(desk.sim.ledger) == 2


async def test_a_refusal_says_why(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.sim.customer = Customer(refusal="INSUFFICIENT_FUNDS")
    desk.start()
    await trio.sleep(5)
    assert desk.outcomes() == [
        PaymentDeclined(intent_id="i1", reason="insufficient_funds", detail="INSUFFICIENT_FUNDS")
    ]


async def test_the_cashier_gives_up(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.sim.customer = Customer(pays_s=20)
    desk.start()
    await trio.sleep(6)
    desk.driver.abort(AbortPayment(intent_id="i1"))
    await trio.sleep(60)
    assert desk.outcomes() == [PaymentDeclined(intent_id="i1", reason="aborted")]
    assert desk.sim.net_minor("i1") == 0


async def test_a_code_of_nobody_is_declined_here(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.start(code="4006381333931")
    await trio.sleep(5)
    assert desk.outcomes() == [PaymentDeclined(intent_id="i1", reason="code_invalid")]
    assert desk.sim.asked == ["ping"]


@pytest.mark.parametrize("away", ["down", "unanswered", "late"])
async def test_a_gateway_that_returns_is_seen_within_2_seconds(autojump_clock, bench, away):
    desk = bench()
    await trio.sleep(1)
    desk.sim.down = away == "down"
    desk.sim.trouble = lambda _action: "well" if away == "down" else away
    await trio.sleep(80.5)
    assert desk.state().fault == "no_answer"
    desk.sim.down, desk.sim.trouble = False, lambda _action: "well"
    await trio.sleep(2)
    assert desk.state().state == "idle"
    asked = len(desk.sim.asked)
    await trio.sleep(30)
    assert desk.state().state == "idle"
    assert len(desk.sim.asked) <= asked + 1, "a gateway that is there is not asked all the time"


async def test_a_payment_goes_on_when_the_gateway_returns(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.sim.customer = Customer(pays_s=1)
    desk.sim.trouble = lambda action: "unanswered" if action == "pay" else "lost"
    desk.start()
    await trio.sleep(15)
    assert desk.outcomes() == []
    desk.sim.trouble = lambda _action: "well"
    await trio.sleep(2)
    assert len(desk.of(PaymentApproved)) == 1
    assert desk.sim.net_minor("i1") == 1234


@pytest.mark.parametrize("handled", ["lost", "unanswered", "late", "forged", "stale", "broken", "refused"])
async def test_a_pay_without_an_answer_is_never_sent_again(autojump_clock, bench, handled):
    desk = bench()
    await trio.sleep(1)
    desk.sim.trouble = lambda action: handled if action == "pay" else "well"
    desk.start()
    await trio.sleep(120)
    assert desk.sim.asked.count("pay") == 1
    [outcome] = desk.outcomes()
    assert desk.sim.net_minor("i1") == (1234 if isinstance(outcome, PaymentApproved) else 0)


async def test_a_pay_that_arrives_after_its_revoke_is_refused(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.sim.late_s = 80
    desk.sim.trouble = lambda action: "late" if action == "pay" else "well"
    desk.start()
    await trio.sleep(200)
    assert desk.outcomes() == [PaymentDeclined(intent_id="i1", reason="customer_too_slow")]
    assert desk.sim.net_minor("i1") == 0


async def test_a_gateway_that_goes_away_is_asked_until_it_is_back(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.sim.customer = Customer(pays_s=6)
    desk.start()
    await trio.sleep(2)
    desk.sim.down = True
    await trio.sleep(200)
    assert desk.of(PaymentUnknown) == [PaymentUnknown(intent_id="i1", reason="gateway_offline")]
    assert desk.state() == StatusUpdate(device="wallet", state="fault", fault="no_answer")
    assert desk.outcomes() == []
    desk.sim.down = False
    await trio.sleep(30)
    assert desk.outcomes() == [PaymentReversed(intent_id="i1", reference="T-i1")]
    assert desk.sim.net_minor("i1") == 0
    assert desk.state().state == "idle"


@pytest.mark.parametrize(
    ("customer", "expected"),
    [
        (Customer(pays_s=0), PaymentApproved),
        (Customer(pays_s=None), PaymentDeclined),
        (Customer(refusal="DECLINED"), PaymentDeclined),
    ],
)
async def test_after_a_crash_the_gateway_knows(autojump_clock, bench, customer, expected):
    desk = bench()
    await trio.sleep(1)
    desk.sim.customer = customer
    desk.sim._pay("old", 1234)
    desk.resolve("old")
    await trio.sleep(60)
    [outcome] = desk.outcomes()
    assert isinstance(outcome, expected)
    assert desk.sim.net_minor("old") == (1234 if expected is PaymentApproved else 0)


async def test_an_order_the_gateway_never_heard_of_is_closed_before_it_is_declined(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.resolve("old")
    await trio.sleep(60)
    assert desk.outcomes() == [PaymentDeclined(intent_id="old", reason="not_charged")]
    assert "revoke" in desk.sim.asked


async def test_money_goes_back_once(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.start()
    await trio.sleep(5)
    desk.reverse()
    await trio.sleep(10)
    desk.reverse()
    await trio.sleep(10)
    assert desk.outcomes()[1:] == [PaymentReversed(intent_id="i1", reference="T-i1")] * 2
    assert [move.kind for move in desk.sim.ledger] == ["charge", "refund"]


async def test_an_approval_is_told_until_it_is_confirmed(autojump_clock, bench):
    desk = bench(confirms=False)
    await trio.sleep(1)
    desk.start()
    await trio.sleep(20)
    assert len(desk.of(PaymentApproved)) > 2
    desk.driver.confirm(ConfirmPayment(intent_id="i1"))
    count = len(desk.of(PaymentApproved))
    await trio.sleep(30)
    assert len(desk.of(PaymentApproved)) == count


async def test_a_wrong_key_shows_on_the_lamp(autojump_clock, bench):
    desk = bench(key=b"x" * 32)
    await trio.sleep(5)
    assert desk.state() == StatusUpdate(device="wallet", state="fault", fault="no_answer")


def test_settings_refuse_what_could_never_work():
    with pytest.raises(ValueError, match="https"):
        WalletSettings(url="http://gateway.test", merchant="m", key_id="k", key=KEY)
    with pytest.raises(ValueError, match="16 bytes"):
        WalletSettings(url="https://gateway.test", merchant="m", key_id="k", key=b"short")
    assert "kkk" not in repr(WalletSettings(url="https://gateway.test", merchant="m", key_id="k", key=KEY))
