import trio

from controller.devices.scale.driver import ScaleDriver
from controller.devices.scale.profile import ScaleSettings
from controller.devices.scale.protocol.enq_dc1 import block_check
from controller.devices.transport.memory import MemoryPort
from controller.devices.transport.stream import SerialSettings
from controller.ports import LiveWeight, SettledWeight, StatusUpdate


def frame(mass_g, status=b"S"):
    body = status + b" " + f"{mass_g / 1000:6.3f}".encode() + b"kg"
    return b"\x01\x02" + body + bytes((block_check(body),)) + b"\x03\x04"


class Scale:
    def __init__(self, port):
        self.port = port
        self.mass_g = 0
        self.delay_s = 0.0
        self.asked_s = []

    async def run(self):
        while True:
            await trio.sleep(0.001)
            if self.port.stream is None:
                continue
            for byte in await self.port.stream.take():
                mass_g = self.mass_g
                await trio.sleep(self.delay_s)
                if byte == 0x05:
                    self.asked_s.append(trio.current_time())
                    self.port.send(b"\x06")
                elif byte == 0x11:
                    self.port.send(frame(mass_g))


async def run(scenario):
    readings = []
    port = MemoryPort()
    scale = Scale(port)
    settings = ScaleSettings(port=SerialSettings(path="memory"))
    driver = ScaleDriver(settings, lambda r: readings.append(r) or True, open_stream=port.open)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(scale.run)
        nursery.start_soon(driver.run)
        await trio.sleep(0.5)
        await scenario(scale, driver, readings)
        nursery.cancel_scope.cancel()
    return readings


async def test_it_asks_slowly_until_somebody_weighs(autojump_clock):
    async def scenario(scale, driver, _):
        await trio.sleep(10)
        assert 9 <= len(scale.asked_s) <= 12
        driver.read_weight(1)
        before = len(scale.asked_s)
        await trio.sleep(1)
        assert len(scale.asked_s) - before > 10

    assert await run(scenario)


async def test_one_settled_weight_for_each_request(autojump_clock):
    async def scenario(scale, driver, _):
        scale.mass_g = 500
        await trio.sleep(2)
        driver.read_weight(1)
        await trio.sleep(3)
        scale.mass_g = 0
        await trio.sleep(0.3)
        scale.mass_g = 500
        await trio.sleep(0.3)
        driver.read_weight(1)
        await trio.sleep(3)

    readings = await run(scenario)
    assert [r for r in readings if isinstance(r, SettledWeight)] == [SettledWeight(request=1, mass_g=500)] * 2


async def test_what_was_sold_is_not_sold_again_before_it_was_taken_off(autojump_clock):
    async def scenario(scale, driver, readings):
        scale.mass_g = 642
        driver.read_weight(1)
        await trio.sleep(2)
        driver.read_weight(1)
        await trio.sleep(5)
        assert readings.count(SettledWeight(request=1, mass_g=642)) == 1
        assert readings[-1] == LiveWeight(scale="not_cleared", mass_g=642)
        scale.mass_g = 1216
        await trio.sleep(1)

    readings = await run(scenario)
    assert [r.mass_g for r in readings if isinstance(r, SettledWeight)] == [642, 1216]


async def test_a_weight_asked_for_before_the_request_does_not_count(autojump_clock):
    async def scenario(scale, driver, readings):
        scale.delay_s = 0.1
        scale.mass_g = 500
        await trio.sleep(scale.asked_s[-1] + 1.0 + 0.15 - trio.current_time())  # the answer of 500 g is on its way
        asked = len(scale.asked_s)
        scale.mass_g = 900
        driver.read_weight(1)
        assert len(scale.asked_s) == asked
        await trio.sleep(2)
        assert [r.mass_g for r in readings if isinstance(r, LiveWeight | SettledWeight)] == [900, 900]

    assert await run(scenario)


async def test_an_answer_after_three_deadlines_is_a_fault_and_its_lateness_no_weight(autojump_clock):
    async def scenario(scale, driver, readings):
        scale.mass_g = 500
        scale.delay_s = 0.6
        driver.read_weight(1)
        await trio.sleep(5)
        assert StatusUpdate(device="scale", state="fault", fault="no_answer") in readings
        assert not any(isinstance(r, SettledWeight) for r in readings)

    assert await run(scenario)
