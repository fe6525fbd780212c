"""The drawer on a printer's connector, when the lane speaks to both through the printer's one port."""

import time
from dataclasses import dataclass
from typing import Protocol

import trio

from controller.devices.drawer.codec import is_open, pulse, pulse_now
from controller.devices.drawer.profile import KICK_50MS, DrawerProfile
from controller.devices.drawer.sensor import DrawerSensor
from controller.devices.health import Health
from controller.devices.printer.kick import KickPort
from controller.devices.reporter import DeviceReport, Reporter


class HasKickPort(Protocol):
    """A printer with a drawer connector."""

    @property
    def drawer(self) -> KickPort:
        """The connector."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterDrawerSettings:
    """A drawer without a port of its own; see `DrawerSettings`."""

    profile: DrawerProfile = KICK_50MS
    open_when_high: bool = True
    alarm_after_s: float | None = 60.0


class PrinterDrawer:
    """`run` until cancelled; `open` at any time, it never waits. It is in service while the printer answers.

    Paper out or cover open do not keep it shut: then the pulse goes by DLE DC4, which does not wait in the buffer.
    """

    def __init__(self, settings: PrinterDrawerSettings, printer: HasKickPort, report: DeviceReport) -> None:
        self._settings = settings
        self._reporter = Reporter("drawer", report)
        self._sensor = DrawerSensor(self._reporter, settings.alarm_after_s)
        self._port = printer.drawer
        self._port.on_pin3 = self._see
        self._port.on_late = self._late
        self._port.on_served = self._served

    @property
    def health(self) -> Health:
        """The device's statistics."""
        return self._reporter.health

    def open(self) -> bool:
        """Ask for one pulse. With the printer away it is dropped for good, the fault is reported again, and False."""
        profile = self._settings.profile
        self._sensor.kicked()
        if self._port.kick(pulse(profile), pulse_now(profile) if profile.real_time else None):
            self.health.good_reads += 1
            return True
        self._reporter.repeat_status()
        return False

    async def run(self) -> None:
        """Watch the sensor until cancelled."""
        self.health.port = "printer"
        self._reporter.begin()
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._reporter.run)
                nursery.start_soon(self._sensor.run)
        finally:
            self._reporter.end()

    def _see(self, pin3_high: bool | None) -> None:  # noqa: FBT001 - the port's callback
        if pin3_high is None:
            self._reporter.status("fault", "no_answer")
            return
        self.health.bytes_received += 1  # the one status byte that holds our pin
        self.health.heard_mono_ns = time.monotonic_ns()
        self._reporter.status("idle")
        self._sensor.see(is_open=is_open(pin3_high=pin3_high, open_when_high=self._settings.open_when_high))

    def _late(self) -> None:
        self.health.timeouts += 1
        self._reporter.status("fault", "offline", repeat=True)

    def _served(self, served: bool) -> None:  # noqa: FBT001 - the port's callback
        self.health.claimed = served
        if served:
            self.health.openings += 1
            self._sensor.forget()
        else:
            self.health.losses += 1
            self._reporter.status("fault", "unplugged")
