"""A terminal whose customer is a person: payments wait until somebody answers."""

import pytest
import trio

from controller.devices.sim.memory_net import MemoryNet
from controller.devices.sim.zvt_sim import Fault, ZvtSim
from controller.devices.terminal.driver import TerminalDriver, TerminalSettings
from controller.devices.transport.stream import SerialSettings
from controller.ports import (
    AbortPayment,
    ConfirmPayment,
    PaymentApproved,
    PaymentDeclined,
    PaymentUnknown,
    StartPayment,
)


class Store:
    """A book in memory."""

    data = None

    def load(self):
        return self.data

    async def save(self, data):
        await trio.lowlevel.checkpoint()
        self.data = data


class Lane:
    """A driver, and everything it said of payments."""

    def __init__(self, nursery):
        self.sim = ZvtSim(keeps=True)
        self.sim.attended = True
        self.readings = []
        net = MemoryNet(nursery, self.sim.serve, lambda: self.sim.away)
        self.driver = TerminalDriver(
            TerminalSettings(port=SerialSettings(path="memory")), self._take, store=Store(), open_stream=net.open
        )
        nursery.start_soon(self.driver.run)

    def _take(self, reading):
        self.readings.append(reading)
        if isinstance(reading, PaymentApproved):
            self.driver.confirm(ConfirmPayment(intent_id=reading.intent_id))
        return True

    def start(self):
        self.driver.start(StartPayment(intent_id="i1", amount_minor=1990, currency="EUR", method="card"))

    def outcomes(self):
        return [r for r in self.readings if isinstance(r, PaymentApproved | PaymentDeclined | PaymentUnknown)]


@pytest.fixture
async def lane(nursery):
    lane = Lane(nursery)
    await trio.sleep(1)
    lane.start()
    await trio.sleep(5)
    return lane


async def test_it_waits_for_an_answer(autojump_clock, lane):
    assert (lane.sim.doing, lane.sim.asked_minor, lane.outcomes()) == ("card", 1990, [])
    await trio.sleep(30)
    assert (lane.sim.doing, lane.sim.ledger) == ("card", [])


async def test_it_charges_once_when_the_customer_pays(autojump_clock, lane):
    assert lane.sim.answer(Fault())
    assert not lane.sim.answer(Fault())
    await trio.sleep(5)
    assert [type(outcome) for outcome in lane.outcomes()] == [PaymentApproved]
    assert (lane.sim.doing, [move.kind for move in lane.sim.ledger]) == ("idle", ["charge"])


async def test_a_refusal_charges_nothing(autojump_clock, lane):
    assert lane.sim.answer(Fault(kind="decline", code=0x6C))
    await trio.sleep(5)
    assert [type(outcome) for outcome in lane.outcomes()] == [PaymentDeclined]
    assert (lane.sim.doing, lane.sim.ledger) == ("idle", [])


async def test_the_lane_may_give_up(autojump_clock, lane):
    lane.driver.abort(AbortPayment(intent_id="i1"))
    await trio.sleep(5)
    assert [type(outcome) for outcome in lane.outcomes()] == [PaymentDeclined]
    assert (lane.sim.doing, lane.sim.ledger) == ("idle", [])


async def test_patience_ends(autojump_clock, lane):
    await trio.sleep(70)
    assert [type(outcome) for outcome in lane.outcomes()] == [PaymentDeclined]
    assert lane.sim.ledger == []


async def test_a_line_that_drops_after_the_charge_is_resolved_by_the_repeated_receipt(autojump_clock, lane):
    assert lane.sim.answer(Fault(kind="reboot", moment="charged", seconds=6))
    await trio.sleep(3)
    assert [type(outcome) for outcome in lane.outcomes()] == [PaymentUnknown]
    await trio.sleep(20)
    assert isinstance(lane.outcomes()[-1], PaymentApproved)
    assert [move.kind for move in lane.sim.ledger] == ["charge"]


async def test_a_reboot_while_it_waits_charges_nothing(autojump_clock, lane):
    lane.sim.reboot(8)
    await trio.sleep(30)
    assert isinstance(lane.outcomes()[-1], PaymentDeclined)
    assert (lane.sim.doing, lane.sim.ledger) == ("idle", [])
