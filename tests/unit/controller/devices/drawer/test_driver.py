from contextlib import asynccontextmanager

import trio

from controller.devices.drawer.driver import PULSE_DEADLINE_S, DrawerDriver
from controller.devices.drawer.profile import APG_212A, APG_484A, KICK_POLLED, DrawerSettings
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


@asynccontextmanager
async def serving(profile):
    readings, port = [], MemoryPort()
    settings = DrawerSettings(port=SerialSettings(path="memory"), profile=profile)
    driver = DrawerDriver(settings, lambda r: readings.append(r) or True, open_stream=port.open)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(driver.run)
        await trio.sleep(0.1)
        yield port, driver, readings
        nursery.cancel_scope.cancel()


async def test_a_drawer_of_its_own_is_in_service_unasked_and_opens_by_its_word(autojump_clock):
    async with serving(APG_212A) as (port, driver, readings):
        assert readings[-1] == StatusUpdate(device="drawer", state="idle")
        assert driver.open()
        await trio.sleep(0.1)
        assert bytes(port.stream.sent) == b"[["
        await trio.sleep(60)
        assert bytes(port.stream.sent) == b"[[", "nothing is asked of it"


async def test_it_opens_no_faster_than_it_charges(autojump_clock):
    async with serving(APG_484A) as (port, driver, readings):
        assert driver.open()
        await trio.sleep(8)
        assert bytes(port.stream.sent) == b""
        assert readings[-2:] == [
            StatusUpdate(device="drawer", state="fault", fault="offline"),
            StatusUpdate(device="drawer", state="idle"),
        ], "it was dropped for good: nobody wants it minutes later"
        await trio.sleep(10)
        assert bytes(port.stream.sent) == b""
        assert driver.open()
        assert driver.open()
        await trio.sleep(1)
        assert bytes(port.stream.sent) == b"\x07"
        await trio.sleep(6)
        assert bytes(port.stream.sent) == b"\x07\x07"


async def test_a_polled_sensor_is_asked_ten_times_less_often_than_it_may(autojump_clock):
    async with serving(KICK_POLLED) as (port, _driver, readings):
        sent = b""
        for sensor in (b"\x12", b"\x12", b"\x16", b"\x16", b"\x16"):
            port.send(sensor)
            await trio.sleep(0.21)
            sent += await port.stream.take()
        assert sent.count(b"\x10\x04\x01") in range(4, 9)
        assert b"\x1da" not in sent
        assert [r.open for r in readings if isinstance(r, DrawerStatus)] == [False, True]


async def test_a_drawer_that_answers_again_is_in_service_within_2_seconds(autojump_clock):
    async def scenario(port, driver, readings):
        await trio.sleep(4.3)  # three questions without an answer, and half of the pause after them
        assert readings[-1] == StatusUpdate(device="drawer", state="fault", fault="no_answer")
        with trio.fail_after(2):
            while readings[-1] != StatusUpdate(device="drawer", state="idle"):
                if b"\x10\x04\x01" in await port.stream.take():
                    port.send(b"\x12")
                await trio.sleep(0.01)

    assert await run(scenario)
