"""A registration that nobody heard is soon sent again; a terminal that is slow to answer one gets its T3."""

import pytest
import trio

from controller.devices.sim.memory_net import MemoryNet
from controller.devices.sim.zvt_sim import ZvtSim
from controller.devices.terminal.profile import ZVT_TCP
from tests.unit.controller.devices.terminal.test_driver import Desk

SLOW_S = ZVT_TCP.answer_s - 0.5


class Late:
    """Lets nothing through for a while; `deaf` connections hear nothing at all."""

    def __init__(self, deaf: int, late_s: float) -> None:
        self.sim = ZvtSim()
        self._deaf = deaf
        self._late_s = late_s

    async def serve(self, stream):
        if self._deaf:
            self._deaf -= 1
            await trio.sleep_forever()
        await trio.sleep(self._late_s)
        await self.sim.serve(stream)


@pytest.mark.parametrize(("late", "within_s"), [(Late(1, 0.0), 2.0), (Late(0, SLOW_S), 2.0 + SLOW_S)])
async def test_a_terminal_is_registered(autojump_clock, nursery, late, within_s):
    desk = Desk(nursery, late.sim)
    desk.crash()
    desk.net = MemoryNet(nursery, late.serve)
    desk.begin()
    await trio.sleep(within_s)
    assert desk.driver.health.state == "idle"
