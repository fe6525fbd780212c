import pytest
import trio

from controller.devices.sim.cable import Trouble
from controller.devices.sim.memory_net import MemoryNet
from controller.devices.sim.troubled_stream import serve_troubled
from controller.devices.sim.zvt_sim import Fault, ZvtSim
from controller.devices.terminal.driver import TerminalDriver, TerminalSettings
from controller.devices.terminal.profile import ZVT_SERIAL, ZVT_TCP
from controller.devices.transport.stream import SerialSettings
from controller.ports import (
    AbortPayment,
    ConfirmPayment,
    PaymentApproved,
    PaymentDeclined,
    PaymentKept,
    PaymentProgress,
    PaymentReversed,
    PaymentUnknown,
    ResolvePayment,
    ReversePayment,
    StartPayment,
    StatusUpdate,
)

OUTCOMES = (PaymentApproved, PaymentDeclined, PaymentReversed)


class Store:
    """A book on a disk that survives the driver."""

    def __init__(self):
        self.data = None
        self.full = False
        self.saved = []

    def load(self):
        return self.data

    async def save(self, data):
        await trio.lowlevel.checkpoint()
        if self.full:
            raise OSError(28, "no space")
        self.data = data


class Desk:
    """A lane that takes every reading, and confirms approvals unless told otherwise."""

    def __init__(self, nursery, sim, *, store=None, profile=ZVT_TCP, confirms=True):
        self.sim = sim
        self.store = store or Store()
        self.net = MemoryNet(nursery, sim.serve, lambda: sim.away)
        self.profile = profile
        self.readings = []
        self.confirms = confirms
        self.disk_s = 0.0
        self.nursery = nursery
        self.scope = None
        self.begin()

    def begin(self):
        self.driver = TerminalDriver(
            TerminalSettings(port=SerialSettings(path="memory"), profile=self.profile),
            self.report,
            store=self.store,
            open_stream=self.net.open,
        )
        self.scope = trio.CancelScope()
        self.nursery.start_soon(self.run, self.driver, self.scope)

    async def run(self, driver, scope):
        with scope:
            await driver.run()

    def crash(self):
        self.scope.cancel()

    def report(self, reading):
        self.readings.append(reading)
        if isinstance(reading, PaymentApproved) and self.confirms:
            self.nursery.start_soon(self.confirm, reading.intent_id)
        return True

    async def confirm(self, intent_id):
        await trio.sleep(self.disk_s)
        self.driver.confirm(ConfirmPayment(intent_id=intent_id))

    def start(self, intent_id="i1", amount_minor=1234):
        self.driver.start(StartPayment(intent_id=intent_id, amount_minor=amount_minor, currency="EUR", method="card"))

    def resolve(self, intent_id="i1", amount_minor=1234):
        self.driver.resolve(
            ResolvePayment(intent_id=intent_id, amount_minor=amount_minor, currency="EUR", method="card")
        )

    def reverse(self, intent_id="i1", amount_minor=1234, reference=""):
        self.driver.reverse(
            ReversePayment(
                intent_id=intent_id, amount_minor=amount_minor, currency="EUR", method="card", reference=reference
            )
        )

    def of(self, *kinds):
        return [reading for reading in self.readings if isinstance(reading, kinds)]

    def outcomes(self):
        """The outcomes, each once."""
        found = []
        for reading in self.of(*OUTCOMES):
            if reading not in found:
                found.append(reading)
        return found


@pytest.fixture
def bench(nursery):
    def make(**options):
        sim_options = {key: options.pop(key) for key in ("framing", "prints", "keeps") if key in options}
        return Desk(nursery, ZvtSim(**sim_options), **options)

    return make


async def test_a_payment_is_approved_and_kept(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.start()
    await trio.sleep(10)
    [approved, kept] = desk.of(PaymentApproved, PaymentKept)
    assert isinstance(kept, PaymentKept)
    assert (approved.amount_minor, approved.reference, approved.account) == (1234, "0001", "************5726")
    assert "Terminal: 29001006" in approved.paper
    assert desk.of(PaymentProgress) == [PaymentProgress(intent_id="i1", message="insert_card")]
    assert [move.kind for move in desk.sim.ledger] == ["charge"]
    assert desk.of(StatusUpdate)[-1].state == "idle"


async def test_the_result_is_held_until_the_lane_has_it(autojump_clock, bench):
    desk = bench(confirms=False)
    kept = []
    desk.sim.on_moment = lambda moment: kept.append((moment, trio.current_time())) if moment == "kept" else None
    await trio.sleep(1)
    desk.start()
    await trio.sleep(8)
    assert desk.of(PaymentApproved)
    assert not kept
    desk.driver.confirm(ConfirmPayment(intent_id="i1"))
    await trio.sleep(4)
    assert kept
    assert len(desk.outcomes()) == 1
    assert len(desk.of(PaymentKept)) == 1
    assert desk.sim.net_minor(1) == 1234


async def test_nobody_confirms_and_the_money_goes_back(autojump_clock, bench):
    desk = bench(confirms=False)
    await trio.sleep(1)
    desk.start()
    await trio.sleep(120)
    assert desk.outcomes()[-1] == PaymentReversed(intent_id="i1", reference="0001")
    assert desk.sim.net_minor(1) == 0


@pytest.mark.parametrize(("code", "reason"), [(0x05, "card_refused"), (0x33, "insufficient_funds"), (0x41, "declined")])
async def test_a_declined_payment_says_why(autojump_clock, bench, code, reason):
    desk = bench()
    await trio.sleep(1)
    desk.sim.fault = Fault(kind="decline", code=code)
    desk.start()
    await trio.sleep(10)
    assert desk.outcomes() == [PaymentDeclined(intent_id="i1", reason=reason, detail=f"{code:02x}")]


async def test_a_refused_command_is_no_payment(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.sim.fault = Fault(kind="refuse", code=0x83)
    desk.start()
    await trio.sleep(10)
    assert desk.outcomes() == [PaymentDeclined(intent_id="i1", reason="function_not_possible", detail="83")]


async def test_abort_while_the_customer_looks_for_the_card(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.sim.fault = Fault(kind="no_card")
    desk.start()
    await trio.sleep(5)
    desk.driver.abort(AbortPayment(intent_id="i1"))
    await trio.sleep(5)
    assert desk.outcomes() == [PaymentDeclined(intent_id="i1", reason="aborted", detail="6c")]
    assert desk.sim.aborts == 1


async def test_without_a_terminal_a_payment_is_declined_and_never_sent_later(autojump_clock, bench):
    desk = bench()
    desk.sim.away_until_s = trio.current_time() + 60
    await trio.sleep(1)
    desk.start()
    await trio.sleep(10)
    assert desk.outcomes() == [PaymentDeclined(intent_id="i1", reason="terminal_offline")]
    await trio.sleep(120)
    assert desk.sim.orders == 0


async def test_the_same_intent_is_never_sent_twice(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.start()
    desk.start()
    await trio.sleep(10)
    desk.start()
    await trio.sleep(10)
    assert desk.sim.orders == 1
    assert len(desk.outcomes()) == 1


async def test_a_second_payment_while_one_runs_is_busy(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.start()
    await trio.sleep(0.1)
    desk.start("i2")
    await trio.sleep(10)
    assert PaymentDeclined(intent_id="i2", reason="terminal_busy") in desk.outcomes()
    assert desk.sim.orders == 1


@pytest.mark.parametrize("moment", ["begun", "reading", "charged"])
async def test_lost_before_the_result_the_terminal_reverses_and_the_lane_hears_it(autojump_clock, bench, moment):
    desk = bench()
    await trio.sleep(1)
    desk.sim.fault = Fault(kind="drop", moment=moment)
    desk.start()
    await trio.sleep(10)
    assert desk.of(PaymentUnknown)
    assert desk.outcomes() == [PaymentDeclined(intent_id="i1", reason="not_charged")]
    assert desk.sim.net_minor(1) == 0


async def test_a_kept_payment_whose_end_is_lost_stays_approved(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.sim.fault = Fault(kind="reboot", moment="kept", seconds=20)
    desk.start()
    await trio.sleep(10)
    assert desk.of(PaymentKept) == [], "whether our answer arrived is not known yet"
    await trio.sleep(30)
    assert desk.of(PaymentKept) == [PaymentKept(intent_id="i1")]
    [approved] = desk.outcomes()
    assert isinstance(approved, PaymentApproved)
    assert desk.sim.net_minor(1) == 1234


async def test_an_answer_the_terminal_did_not_hear_is_told_as_reversed(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.sim.fault = Fault(kind="deaf", moment="told")
    desk.start()
    await trio.sleep(10)
    assert isinstance(desk.outcomes()[0], PaymentApproved)
    assert desk.outcomes()[-1] == PaymentReversed(intent_id="i1", reference="0001")
    assert desk.sim.net_minor(1) == 0


@pytest.mark.parametrize("after_s", [0.0, 0.4, 0.9, 1.0, 1.1])
async def test_noise_on_the_line_declines_no_payment_that_is_charged(autojump_clock, nursery, after_s):
    """A terminal answers our answers to noise; its 84 83 was taken for a refusal of 06 01, and our 80 00 for a yes."""
    sim, trouble = ZvtSim(), Trouble()
    desk = Desk(nursery, sim)
    desk.net = MemoryNet(nursery, lambda stream: serve_troubled(sim.serve, stream, trouble))
    desk.crash()
    desk.begin()
    await trio.sleep(1)
    desk.start()
    await trio.sleep(after_s)
    trouble.babbling = True
    await trio.sleep(2)
    trouble.babbling = False
    await trio.sleep(20)
    last = desk.outcomes()[-1]
    assert isinstance(last, PaymentApproved if sim.net_minor(1) else PaymentDeclined | PaymentReversed)
    assert bool(desk.of(PaymentKept)) == isinstance(last, PaymentApproved)


async def test_a_terminal_that_keeps_what_nobody_answered_is_found_out(autojump_clock, bench):
    desk = bench(keeps=True)
    await trio.sleep(1)
    desk.sim.fault = Fault(kind="drop", moment="charged")
    desk.start()
    await trio.sleep(10)
    [approved] = desk.outcomes()
    assert isinstance(approved, PaymentApproved)
    assert desk.sim.net_minor(1) == 1234


async def test_the_last_payment_of_the_same_amount_is_not_taken_for_ours(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.start("i1")
    await trio.sleep(10)
    desk.sim.fault = Fault(kind="drop", moment="reading")
    desk.start("i2")
    await trio.sleep(10)
    assert desk.outcomes()[-1] == PaymentDeclined(intent_id="i2", reason="not_charged")


async def test_a_result_told_twice_is_one_payment(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.sim.fault = Fault(kind="double", moment="told")
    desk.start()
    await trio.sleep(10)
    assert len(desk.outcomes()) == 1
    assert desk.sim.net_minor(1) == 1234


async def test_a_second_charge_is_refused_and_goes_back(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.sim.fault = Fault(kind="twice")
    desk.start()
    await trio.sleep(10)
    assert len(desk.outcomes()) == 1
    assert desk.sim.net_minor(1) == 1234
    assert [move.kind for move in desk.sim.ledger] == ["charge", "charge", "auto_reversal"]


async def test_after_a_crash_the_intent_is_found_out(autojump_clock, bench):
    desk = bench(confirms=False, keeps=True)
    await trio.sleep(1)
    desk.start()
    await trio.sleep(3)
    assert desk.of(PaymentApproved)
    desk.crash()
    desk.readings.clear()
    desk.confirms = True
    await trio.sleep(1)
    desk.begin()
    desk.resolve()
    await trio.sleep(10)
    [approved] = desk.outcomes()
    assert approved.reference == "0001"


async def test_an_intent_that_was_never_sent_is_declined(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.start("i1")
    await trio.sleep(10)
    desk.crash()
    desk.readings.clear()
    await trio.sleep(1)
    desk.begin()
    desk.resolve("i2")
    await trio.sleep(10)
    assert desk.outcomes() == [PaymentDeclined(intent_id="i2", reason="not_charged", detail="not_sent")]


async def test_a_known_outcome_is_told_without_the_terminal(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.start()
    await trio.sleep(10)
    desk.crash()
    desk.readings.clear()
    desk.sim.away_until_s = trio.current_time() + 600
    await trio.sleep(1)
    desk.begin()
    desk.resolve()
    await trio.sleep(1)
    assert [type(reading) for reading in desk.outcomes()] == [PaymentApproved]


async def test_a_question_to_an_absent_terminal_is_unknown_until_it_returns(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.start("i1")
    await trio.sleep(10)
    desk.crash()
    desk.readings.clear()
    desk.sim.away_until_s = trio.current_time() + 60
    await trio.sleep(1)
    desk.begin()
    desk.resolve("i2")
    await trio.sleep(20)
    assert desk.of(PaymentUnknown) == [PaymentUnknown(intent_id="i2", reason="terminal_offline")]
    await trio.sleep(60)
    assert desk.outcomes() == [PaymentDeclined(intent_id="i2", reason="not_charged", detail="not_sent")]


async def test_without_a_book_an_equal_amount_is_a_persons_decision(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.start("i1")
    await trio.sleep(10)
    desk.crash()
    desk.readings.clear()
    desk.store.data = None
    await trio.sleep(1)
    desk.begin()
    desk.resolve("i2")
    desk.resolve("i3", amount_minor=999)
    await trio.sleep(10)
    assert desk.of(PaymentUnknown) == [PaymentUnknown(intent_id="i2", reason="not_comparable")]
    assert desk.outcomes() == [PaymentDeclined(intent_id="i3", reason="not_charged")]


async def test_nothing_is_sent_that_is_not_on_disk(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.store.full = True
    desk.start()
    await trio.sleep(10)
    assert desk.outcomes() == [PaymentDeclined(intent_id="i1", reason="not_recorded")]
    assert desk.sim.orders == 0


async def test_a_payment_is_given_back_once(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.start()
    await trio.sleep(10)
    desk.reverse(reference="0001")
    await trio.sleep(10)
    desk.reverse(reference="0001")
    await trio.sleep(10)
    assert desk.outcomes()[-1] == PaymentReversed(intent_id="i1", reference="0001")
    assert desk.sim.net_minor(1) == 0
    assert [move.kind for move in desk.sim.ledger] == ["charge", "reversal"]


@pytest.mark.parametrize("moment", ["asked", "charged", "told"])
async def test_a_reversal_whose_end_is_lost_is_asked_for_again(autojump_clock, bench, moment):
    desk = bench()
    await trio.sleep(1)
    desk.start()
    await trio.sleep(10)
    desk.sim.fault = Fault(kind="drop", moment=moment)
    desk.reverse(reference="0001")
    await trio.sleep(20)
    assert desk.outcomes()[-1] == PaymentReversed(intent_id="i1", reference="0001")
    assert [move.kind for move in desk.sim.ledger] == ["charge", "reversal"]


async def test_an_unknown_payment_can_be_given_back(autojump_clock, bench):
    desk = bench(keeps=True)
    await trio.sleep(1)
    desk.sim.fault = Fault(kind="reboot", moment="charged", seconds=30)
    desk.start()
    await trio.sleep(5)
    desk.reverse()
    await trio.sleep(60)
    assert desk.outcomes()[-1] == PaymentReversed(intent_id="i1", reference="0001")
    assert desk.sim.net_minor(1) == 0


async def test_print_lines_are_on_disk_before_their_answer(autojump_clock, bench):
    desk = bench(prints=True)
    await trio.sleep(1)
    desk.start()
    await trio.sleep(10)
    assert desk.driver.paper("i1") == ("Card payment", "APPROVED", "")
    assert b"APPROVED" in desk.store.data


@pytest.mark.parametrize("split_bytes", [1, 3])
async def test_split_and_merged_segments(autojump_clock, bench, split_bytes):
    desk = bench()
    desk.sim.split_bytes, desk.sim.merge = split_bytes, True
    await trio.sleep(1)
    desk.start()
    await trio.sleep(10)
    assert len(desk.of(PaymentApproved)) == 1


async def test_serial_with_spoiled_frames_in_both_directions(autojump_clock, bench):
    desk = bench(framing="serial", profile=ZVT_SERIAL)
    desk.sim.spoil_frames, desk.sim.refuse_frames = 2, 2
    await trio.sleep(1)
    desk.start()
    await trio.sleep(30)
    assert len(desk.of(PaymentApproved)) == 1
    assert desk.sim.net_minor(1) == 1234


@pytest.mark.parametrize("kind", ["half", "garbage", "hang"])
async def test_a_terminal_that_breaks_off(autojump_clock, bench, kind):
    desk = bench()
    await trio.sleep(1)
    desk.sim.fault = Fault(kind=kind, moment="begun", seconds=400)
    desk.start()
    await trio.sleep(500)
    assert desk.outcomes() == [PaymentDeclined(intent_id="i1", reason="not_charged")]


async def test_end_of_day(autojump_clock, bench):
    desk = bench()
    await trio.sleep(1)
    desk.start()
    await trio.sleep(10)
    closed = await desk.driver.end_of_day("day-1")
    assert closed.done
    assert closed.totals.schemes[0].amount_minor == 1234
    assert closed.paper[0].startswith("Z-REPORT")
    desk.start("i2", 500)
    await trio.sleep(10)
    assert desk.outcomes()[-1].intent_id == "i2"


async def test_end_of_day_of_an_absent_terminal_ends(autojump_clock, bench):
    desk = bench()
    desk.sim.away_until_s = trio.current_time() + 600
    await trio.sleep(1)
    closed = await desk.driver.end_of_day("day-1")
    assert (closed.done, closed.reason) == (False, "terminal_offline")
