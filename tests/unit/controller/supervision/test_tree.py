from datetime import UTC, datetime

import pytest
import structlog
import trio
from structlog.testing import capture_logs

from controller.devices.transport.stream import TransportLost, TransportUnavailable
from controller.supervision.policy import Policy
from controller.supervision.tree import Edge, supervise


class TrioClock:
    def wall(self) -> datetime:
        return datetime.fromtimestamp(trio.current_time(), UTC)

    def monotonic_ns(self) -> int:
        return int(trio.current_time() * 1_000_000_000)


class Device:
    """Fails as its script says, then runs for ever."""

    def __init__(self, *script):
        self.script = list(script)
        self.starts_s = []

    async def run(self):
        self.starts_s.append(round(trio.current_time(), 3))
        if not self.script:
            await trio.sleep_forever()
        step = self.script.pop(0)
        if isinstance(step, (int, float)):
            await trio.sleep(step)
            step = self.script.pop(0)
        if step is not None:
            raise step


@pytest.fixture(autouse=True)
def plain_logging():
    structlog.reset_defaults()


async def observe(device, for_s, policy=None):
    edges = []
    with capture_logs() as logs, trio.move_on_after(for_s):
        begin_s = trio.current_time()
        await supervise("scanner", device.run, policy or Policy(), TrioClock(), edges.append)
    device.starts_s = [round(at_s - begin_s, 3) for at_s in device.starts_s]
    return edges, [entry["event"] for entry in logs]


async def test_a_fault_is_said_once_and_so_is_the_recovery(autojump_clock):
    device = Device(TransportLost("unplugged"), TransportLost("unplugged"), TransportLost("unplugged"))
    edges, events = await observe(device, 60)
    assert device.starts_s == [0, 0.2, 0.6, 1.4]
    assert edges == [Edge("scanner", "down", "TransportLost('unplugged')"), Edge("scanner", "up")]
    assert events == ["device_task_failed", "device_task_recovered"]


async def test_a_mistake_in_a_driver_is_logged_each_time_and_stays_inside(autojump_clock):
    device = Device(KeyError("oops"), AssertionError("oops"))
    edges, events = await observe(device, 60)
    assert len(device.starts_s) == 3
    assert [edge.condition for edge in edges] == ["down", "up"]
    assert events == ["device_task_crashed", "device_task_crashed", "device_task_recovered"]


async def test_a_crash_loop_rests_then_tries_again(autojump_clock):
    device = Device(*[ValueError(n) for n in range(5)])
    edges, _ = await observe(device, 120)
    assert device.starts_s == [0, 0.2, 0.6, 1.4, 2.4, 32.4]
    assert [edge.condition for edge in edges] == ["down", "resting", "up"]


async def test_a_task_that_returns_is_started_again(autojump_clock):
    device = Device(None)
    edges, events = await observe(device, 60)
    assert len(device.starts_s) == 2
    assert events[0] == "device_task_crashed"
    assert edges[0].error == "RuntimeError('the task returned')"


async def test_groups_of_faults_are_faults_and_mixed_ones_are_crashes(autojump_clock):
    device = Device(
        ExceptionGroup("island", [ExceptionGroup("inner", [TransportUnavailable("error")])]),
        10,
        ExceptionGroup("island", [TransportUnavailable("error"), KeyError("oops")]),
    )
    _, events = await observe(device, 60)
    assert events == [
        "device_task_failed",
        "device_task_recovered",
        "device_task_crashed",
        "device_task_recovered",
    ]


async def test_cancellation_passes_also_through_a_failing_cleanup(autojump_clock):
    async def fails_in_cleanup():
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep_forever)
            try:
                await trio.sleep_forever()
            finally:
                raise OSError("the port would not close")

    with capture_logs() as logs, trio.move_on_after(1) as scope:
        await supervise("printer", fails_in_cleanup, Policy(), TrioClock(), lambda _: None)
    assert scope.cancelled_caught
    assert [entry["event"] for entry in logs] == ["device_task_failed_while_stopping"]


async def test_one_device_crashing_leaves_its_sibling_alone(autojump_clock):
    healthy = Device()
    crashing = Device(*[ValueError(n) for n in range(20)])
    with trio.move_on_after(300):
        async with trio.open_nursery() as nursery:
            for name, device in (("scale", healthy), ("scanner", crashing)):
                nursery.start_soon(supervise, name, device.run, Policy(), TrioClock(), lambda _: None)
    assert len(healthy.starts_s) == 1
    assert len(crashing.starts_s) > 5
