"""The lane's devices as one thing: drivers made from the configuration, effects handed to the right one."""

from collections.abc import Callable
from typing import Protocol, assert_never

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
from controller.ports import (
    AbortPayment,
    Beep,
    ConfirmPayment,
    DeviceKind,
    Effect,
    OpenDrawer,
    PaymentEffect,
    PaymentMethod,
    PrintReceipt,
    Reading,
    ReadWeight,
    ResolvePayment,
    ReversePayment,
    ShowCustomer,
    StartPayment,
    StopWeight,
)

log = structlog.get_logger()

Driver = ScannerDriver | ScaleDriver | PrinterDriver | DrawerDriver


class PaymentTerminal(Protocol):
    """A device that takes payments. It never waits, and ignores an intent that is not its own."""

    def start(self, effect: StartPayment, /) -> None:
        """Take money once."""

    def confirm(self, effect: ConfirmPayment, /) -> None:
        """Tell the device that its result is on disk."""

    def abort(self, effect: AbortPayment, /) -> None:
        """Give up while that is possible."""

    def resolve(self, effect: ResolvePayment, /) -> None:
        """Find out what became of an intent."""

    def reverse(self, effect: ReversePayment, /) -> None:
        """Give the money back."""


class CustomerDisplay(Protocol):
    """A device with two lines for the customer."""

    def show(self, effect: ShowCustomer, /) -> None:
        """Show both lines; an earlier pair may be left out."""


class Fleet:
    """The drivers of one lane; a device that is not configured is None and its effects go nowhere, said once."""

    def __init__(self, devices: DevicesSection, report: Callable[[Reading], bool], first_scan_seq: int) -> None:
        self.scanner = self.scale = self.printer = self.drawer = None
        self.terminal: PaymentTerminal | None = None
        self.wallet: PaymentTerminal | None = None
        self.display: CustomerDisplay | None = None
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
            case ShowCustomer():
                if self.display:
                    self.display.show(effect)
            case StartPayment() | ConfirmPayment() | AbortPayment() | ResolvePayment() | ReversePayment():
                self._pay(effect)
            case _:
                assert_never(effect)

    def _pay(self, effect: PaymentEffect) -> None:
        """Hand a payment to the device of its method; what names only an intent goes to both, and one knows it."""
        devices: dict[PaymentMethod, PaymentTerminal | None] = {"card": self.terminal, "wallet": self.wallet}
        for method, device in devices.items():
            if device is None:
                continue
            match effect:
                case ConfirmPayment():
                    device.confirm(effect)
                case AbortPayment():
                    device.abort(effect)
                case StartPayment() if effect.method == method:
                    device.start(effect)
                case ResolvePayment() if effect.method == method:
                    device.resolve(effect)
                case ReversePayment() if effect.method == method:
                    device.reverse(effect)
                case _:
                    pass


def _port(section: SerialSection) -> SerialSettings:
    return SerialSettings(path=section.path, baudrate=section.baudrate)
