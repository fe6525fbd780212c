"""The lane's devices as one thing: drivers made from the configuration, effects handed to the right one."""

from collections.abc import Callable
from typing import assert_never

import structlog

from controller.config import DevicesSection, SerialSection
from controller.devices.drawer.driver import DrawerDriver
from controller.devices.drawer.profile import DrawerSettings
from controller.devices.printer.driver import PrinterDriver
from controller.devices.printer.profile import PrinterSettings
from controller.devices.scale.driver import ScaleDriver
from controller.devices.scale.profile import ScaleSettings
from controller.devices.scanner.driver import ScannerDriver
from controller.devices.scanner.profile import ScannerSettings
from controller.devices.transport.stream import SerialSettings
from controller.ports import Beep, DeviceKind, Effect, OpenDrawer, PrintReceipt, Reading, ReadWeight, StopWeight

log = structlog.get_logger()

Driver = ScannerDriver | ScaleDriver | PrinterDriver | DrawerDriver


class Fleet:
    """The drivers of one lane; a device that is not configured is None and its effects go nowhere, said once."""

    def __init__(self, devices: DevicesSection, report: Callable[[Reading], bool], first_scan_seq: int) -> None:
        self.scanner = self.scale = self.printer = self.drawer = None
        if (scanner := devices.scanner) is not None:
            self.scanner = ScannerDriver(
                ScannerSettings(port=_port(scanner), duplicate_window_s=scanner.duplicate_window_s),
                report,
                first_scan_seq=first_scan_seq,
            )
        if devices.scale is not None:
            self.scale = ScaleDriver(ScaleSettings(port=_port(devices.scale)), report)
        if devices.printer is not None:
            self.printer = PrinterDriver(PrinterSettings(port=_port(devices.printer)), report)
        if (drawer := devices.drawer) is not None:
            settings = DrawerSettings(port=_port(drawer), open_when_high=drawer.open_when_high)
            self.drawer = DrawerDriver(settings, report)

    def drivers(self) -> dict[DeviceKind, Driver]:
        """Return the configured drivers by name."""
        named: dict[DeviceKind, Driver | None] = {
            "scanner": self.scanner,
            "scale": self.scale,
            "printer": self.printer,
            "drawer": self.drawer,
        }
        return {name: driver for name, driver in named.items() if driver is not None}

    def perform(self, effect: Effect) -> None:  # noqa: C901 - one exhaustive match
        """Hand an effect to its driver. Never waits and never fails: a fault comes back as a reading."""
        match effect:
            case Beep():
                if self.scanner:
                    self.scanner.beep(good=effect.good)
            case ReadWeight():
                if self.scale:
                    self.scale.read_weight(effect.request)
            case StopWeight():
                if self.scale:
                    self.scale.stop_weight()
            case OpenDrawer():
                if self.drawer:
                    self.drawer.open()
            case PrintReceipt():
                if self.printer:
                    self.printer.submit(effect)
            case _:
                assert_never(effect)


def _port(section: SerialSection) -> SerialSettings:
    return SerialSettings(path=section.path, baudrate=section.baudrate)
