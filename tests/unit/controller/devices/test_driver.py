import pytest
import trio

from controller.devices.driver import RETRY_MAX_S, run_device
from controller.devices.reporter import Reporter
from controller.devices.transport.memory import MemoryPort
from controller.devices.transport.stream import SerialSettings
from controller.ports import StatusUpdate

PORT = SerialSettings(path="memory")


class Device:
    def __init__(self):
        self.readings = []
        self.reporter = Reporter("scale", self._report)
        self.opened_s = []

    def _report(self, reading):
        self.readings.append(reading)
        return True

    async def session(self, stream):
        self.opened_s.append(trio.current_time())
        self.reporter.status("idle")
        while True:
            await stream.receive_some()

    def states(self):
        return [(r.state, r.fault) for r in self.readings if isinstance(r, StatusUpdate)]


async def test_a_returned_device_is_back_soon_and_only_edges_are_reported(autojump_clock):
    device, port = Device(), MemoryPort()
    port.refusal = "unplugged"
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run_device, port.open, PORT, device.session, device.reporter)
        await trio.sleep(60)
        port.replug()
        returned_s = trio.current_time()
        await trio.sleep(1)
        assert device.opened_s[0] - returned_s <= 0.21
        port.unplug()
        await trio.sleep(60)
        nursery.cancel_scope.cancel()
    assert device.states() == [("fault", "unplugged"), ("idle", None), ("fault", "unplugged")]
    assert device.reporter.health.openings == 1


async def test_another_reason_is_tried_less_often_but_at_least_each_second(autojump_clock):
    device, port = Device(), MemoryPort()
    port.refusal = "port_in_use"
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run_device, port.open, PORT, device.session, device.reporter)
        await trio.sleep(30.5)
        port.refusal = None
        freed_s = trio.current_time()
        await trio.sleep(2)
        assert device.opened_s[0] - freed_s <= RETRY_MAX_S
        nursery.cancel_scope.cancel()


async def test_a_programmer_error_is_the_supervisors(autojump_clock):
    async def session(_stream):
        raise ZeroDivisionError

    with pytest.RaisesGroup(ZeroDivisionError, flatten_subgroups=True):
        await run_device(MemoryPort().open, PORT, session, Device().reporter)


async def test_losing_the_port_in_two_tasks_at_once_is_one_fault(autojump_clock):
    device, port = Device(), MemoryPort()

    async def session(stream):
        device.reporter.status("idle")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(stream.receive_some)
            nursery.start_soon(stream.send_all, b"x" * 100_000)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(run_device, port.open, PORT, session, device.reporter)
        await trio.sleep(1)
        port.unplug()
        await trio.sleep(1)
        nursery.cancel_scope.cancel()
    assert device.states() == [("idle", None), ("fault", "unplugged")]
