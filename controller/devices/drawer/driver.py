"""The driver of a drawer with a port of its own: one pulse when asked, never another by itself, and the sensor."""

import trio

from controller.devices.drawer.codec import ASK_SENSOR, WATCH_SENSOR, is_open, pulse
from controller.devices.drawer.profile import DrawerSettings
from controller.devices.drawer.sensor import DrawerSensor
from controller.devices.driver import run_device
from controller.devices.escpos import codec
from controller.devices.escpos.question import Questions
from controller.devices.health import Health
from controller.devices.noise import Noise
from controller.devices.reporter import DeviceReport, Reporter
from controller.devices.transport import opening
from controller.devices.transport.stream import DeviceStream, OpenStream

PULSES_MAX = 4
PULSE_DEADLINE_S = 1.0
WATCH_S = 2.0
WATCH_FAULT_S = 0.5
POLL_S = 0.2


class DrawerDriver:
    """`run` until cancelled; `open` at any time, it never waits."""

    def __init__(
        self, settings: DrawerSettings, report: DeviceReport, *, open_stream: OpenStream = opening.open_stream
    ) -> None:
        self._settings = settings
        self._profile = settings.profile
        self._reporter = Reporter("drawer", report)
        self._sensor = DrawerSensor(self._reporter, settings.alarm_after_s)
        self._open_stream = open_stream
        self._pulses: trio.MemorySendChannel[float] | None = None
        self._charged_at_s = 0.0

    @property
    def health(self) -> Health:
        """The device's statistics."""
        return self._reporter.health

    def open(self) -> bool:
        """Ask for one pulse. With the drawer away it is dropped for good, its fault is reported again, and False."""
        if self._pulses is not None:
            try:
                self._pulses.send_nowait(trio.current_time() + PULSE_DEADLINE_S + self._profile.recharge_s)
            except trio.WouldBlock:
                pass
            else:
                return True
        self._reporter.repeat_status()
        return False

    async def run(self) -> None:
        """Serve the drawer until cancelled."""
        await run_device(self._open_stream, self._settings.port, self._session, self._reporter)

    async def _session(self, stream: DeviceStream) -> None:
        line = _Line(stream, self.health)
        pulses, asked = trio.open_memory_channel[float](PULSES_MAX)
        self._sensor.forget()
        self._charged_at_s = trio.current_time() + self._profile.first_charge_s
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._listen, line)
                nursery.start_soon(self._sensor.run)
                nursery.start_soon(self._kick, line, asked)
                if self._profile.sensor == "none":
                    self._pulses = pulses
                    self._reporter.status("idle")
                    await trio.sleep_forever()
                await self._watch(line, pulses)
        finally:
            self._pulses = None

    async def _watch(self, line: "_Line", pulses: trio.MemorySendChannel[float]) -> None:
        """Ask now and then: automatic status says nothing of a dead interface, and a returned one forgot it."""
        polled = self._profile.sensor == "polled"
        while True:
            answer = await line.questions.ask(ASK_SENSOR)
            if answer is None:
                self._pulses = None
                self._reporter.status("fault", "no_answer")
            else:
                if self._pulses is None and not polled:
                    await line.send(WATCH_SENSOR)
                self._pulses = pulses
                self._reporter.status("idle")
                self._see(pin3_high=codec.drawer_pin3_high(answer))
            if polled:
                await trio.sleep(POLL_S)
            else:
                await trio.sleep(WATCH_S if answer is not None else WATCH_FAULT_S)

    async def _listen(self, line: "_Line") -> None:
        escpos = codec.EscPosCodec()
        while True:
            for reading in escpos.feed(await line.stream.receive_some()):
                match reading:
                    case codec.RealTimeStatus():
                        line.questions.answer(reading.value)
                    case codec.DeviceStatus():
                        self._see(pin3_high=reading.drawer_pin3_high)
                    case Noise():
                        self.health.noise_bytes += reading.byte_count
                    case _:
                        pass  # a printer's blocks

    async def _kick(self, line: "_Line", asked: trio.MemoryReceiveChannel[float]) -> None:
        async for deadline in asked:
            with trio.move_on_at(deadline) as expiry:
                await trio.sleep_until(self._charged_at_s)
                self._sensor.kicked()
                await line.send(pulse(self._profile))
                self._charged_at_s = trio.current_time() + self._profile.recharge_s
                self.health.good_reads += 1
            if expiry.cancelled_caught:
                self.health.timeouts += 1
                self._reporter.status("fault", "offline", repeat=True)
                if self._profile.sensor == "none":  # nothing else would ever say that it is back
                    self._reporter.status("idle")

    def _see(self, *, pin3_high: bool) -> None:
        self._sensor.see(is_open=is_open(pin3_high=pin3_high, open_when_high=self._settings.open_when_high))


class _Line:
    """One connection: whole writes, one question at a time."""

    def __init__(self, stream: DeviceStream, health: Health) -> None:
        self.stream = stream
        self.questions = Questions(self.send, health)
        self._writing = trio.Lock()

    async def send(self, data: bytes) -> None:
        async with self._writing:
            await self.stream.send_all(data)
