import trio

from controller.devices.drawer.driver import PULSE_DEADLINE_S, DrawerDriver
from controller.devices.drawer.profile import DrawerSettings
from controller.devices.transport.memory import MemoryPort
from controller.devices.transport.stream import SerialSettings
from controller.ports import DrawerStatus, StatusUpdate

PULSE = bytes.fromhex("1b700019fa")


async def run(scenario, *, open_when_high=True):
    readings = []
    port = MemoryPort(capacity_bytes=16)
    settings = DrawerSettings(port=SerialSettings(path="memory"), open_when_high=open_when_high)
    driver = DrawerDriver(settings, lambda r: readings.append(r) or True, open_stream=port.open)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(driver.run)
        await trio.sleep(0.1)
        await scenario(port, driver, readings)
        nursery.cancel_scope.cancel()
    return readings


async def test_before_it_answered_a_pulse_is_dropped(autojump_clock):
    async def scenario(port, driver, readings):
        assert not driver.open()
        assert PULSE not in bytes(port.stream.sent)

    assert StatusUpdate(device="drawer", state="fault", fault="unplugged") in await run(scenario)


async def test_polarity_and_bounce(autojump_clock):
    async def scenario(port, driver, readings):
        port.send(b"\x12")
        await trio.sleep(0.2)
        for sensor in (b"\x14", b"\x10", b"\x14"):
            port.send(sensor + bytes(3))
            await trio.sleep(0.01)
        await trio.sleep(0.2)

    readings = await run(scenario, open_when_high=False)
    assert [r.open for r in readings if isinstance(r, DrawerStatus)] == [True, False]


async def test_a_pulse_that_cannot_be_sent_in_time_never_is(autojump_clock):
    async def scenario(port, driver, readings):
        port.send(b"\x12")
        await trio.sleep(0.1)
        port.stream.sent[:] = b"x" * 16  # the device takes nothing
        assert driver.open()
        await trio.sleep(PULSE_DEADLINE_S + 0.1)
        assert StatusUpdate(device="drawer", state="fault", fault="offline") in readings
        sent = await port.stream.take()
        await trio.sleep(5)
        assert PULSE not in sent + bytes(port.stream.sent)

    assert await run(scenario)
