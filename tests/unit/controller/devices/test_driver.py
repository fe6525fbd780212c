import pytest
import trio

from controller.devices.driver import RETRY_CEILING_S, RETRY_MAX_S, RETRY_MIN_S, Backoff, run_device
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


async def test_a_port_in_use_is_tried_less_often_but_at_least_each_second(autojump_clock):
    device, port = Device(), MemoryPort()
    port.refusal = "port_in_use"
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run_device, port.open, PORT, device.session, device.reporter)
        await trio.sleep(30.5)
        port.refusal = None
        freed_s = trio.current_time()
        await trio.sleep(2)
        assert device.opened_s[0] - freed_s <= RETRY_CEILING_S["port_in_use"]
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


def test_waits_grow_from_a_fifth_of_a_second_to_five():
    backoff = Backoff()
    assert [backoff.next_s("no_permission", None) for _ in range(7)] == [
        0.2,
        0.4,
        0.8,
        1.6,
        3.2,
        RETRY_MAX_S,
        RETRY_MAX_S,
    ]
    assert backoff.next_s("unplugged", None) == RETRY_MIN_S
    assert backoff.next_s("error", None) == 2 * RETRY_MIN_S


def test_a_flapping_device_is_not_opened_all_the_time_and_a_good_one_at_once():
    backoff = Backoff()
    assert [backoff.next_s("unplugged", 0.01) for _ in range(5)] == [0.2, 0.4, 0.8, 1.0, 1.0]
    assert backoff.next_s("unplugged", 60.0) == RETRY_MIN_S


async def test_states_from_closed_to_closed(autojump_clock):
    device, port = Device(), MemoryPort()
    answered = trio.Event()

    async def session(stream):
        await answered.wait()
        device.reporter.status("idle")
        await stream.receive_some()
        await trio.sleep_forever()

    health = device.reporter.health
    assert (health.state, health.claimed) == ("closed", False)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run_device, port.open, PORT, session, device.reporter)
        await trio.sleep(0.1)
        assert (health.state, health.claimed, device.states()) == ("opening", True, [])
        await trio.sleep(1)
        assert device.states() == [("opening", None)]
        answered.set()
        port.send(b"abc")
        await trio.sleep(0.1)
        assert (health.state, health.bytes_received, health.port) == ("idle", 3, "memory")
        nursery.cancel_scope.cancel()
    assert (health.state, health.claimed) == ("closed", False)
    assert device.states() == [("opening", None), ("idle", None)]


async def test_a_driver_that_crashed_and_is_started_again_tells_its_state_again(autojump_clock):
    device, port = Device(), MemoryPort()

    async def session(_stream):
        device.reporter.status("idle")
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.RaisesGroup(ZeroDivisionError, flatten_subgroups=True):
            await run_device(port.open, PORT, session, device.reporter)
    assert device.states() == [("idle", None), ("idle", None)]
