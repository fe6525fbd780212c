import trio

from controller.devices.drawer.sensor import EXPECTED_S, DrawerSensor
from controller.devices.reporter import Reporter
from controller.ports import DrawerAlarm, DrawerStatus

OPEN, SHUT = DrawerStatus(open=True), DrawerStatus(open=False)
ALARM_S = 20.0


async def run(scenario, *, alarm_after_s=ALARM_S):
    readings = []
    sensor = DrawerSensor(Reporter("drawer", lambda reading: readings.append(reading) or True), alarm_after_s)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(sensor.run)
        await scenario(sensor)
        await trio.sleep(0.1)
        nursery.cancel_scope.cancel()
    return readings


async def test_an_opening_somebody_asked_for_is_no_alarm(autojump_clock):
    async def scenario(sensor):
        sensor.see(is_open=False)
        await trio.sleep(60)
        sensor.kicked()
        await trio.sleep(0.5)
        sensor.see(is_open=True)
        await trio.sleep(5)
        sensor.see(is_open=False)

    assert await run(scenario) == [SHUT, OPEN, SHUT]


async def test_an_opening_nobody_asked_for_is(autojump_clock):
    async def scenario(sensor):
        sensor.kicked()
        sensor.see(is_open=False)
        await trio.sleep(EXPECTED_S + 1)
        sensor.see(is_open=True)
        await trio.sleep(1)
        sensor.see(is_open=False)

    assert await run(scenario) == [SHUT, OPEN, DrawerAlarm(reason="unexpected"), SHUT]


async def test_a_drawer_found_open_is_news_but_no_break_in(autojump_clock):
    async def scenario(sensor):
        sensor.see(is_open=True)
        await trio.sleep(1)
        sensor.forget()
        sensor.see(is_open=True)

    assert await run(scenario) == [OPEN, OPEN]


async def test_left_open_it_is_told_once_an_opening(autojump_clock):
    async def scenario(sensor):
        for _ in range(2):
            sensor.see(is_open=False)
            await trio.sleep(1)
            sensor.kicked()
            sensor.see(is_open=True)
            for _ in range(40):  # a poll says so again and again
                await trio.sleep(2)
                sensor.see(is_open=True)

    alarm = DrawerAlarm(reason="open_too_long", open_s=20)
    assert await run(scenario) == [SHUT, OPEN, alarm, SHUT, OPEN, alarm]
    assert DrawerAlarm not in map(type, await run(scenario, alarm_after_s=None))


async def test_bounces_are_one_closing(autojump_clock):
    async def scenario(sensor):
        sensor.kicked()
        sensor.see(is_open=True)
        await trio.sleep(1)
        for is_open in (False, True, False, True, False):
            sensor.see(is_open=is_open)
            await trio.sleep(0.008)

    assert await run(scenario) == [OPEN, SHUT]
