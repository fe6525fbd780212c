"""The lane's devices as one thing: drivers made from the configuration, effects handed to the right one."""

from collections.abc import Awaitable, Callable, Mapping
from typing import assert_never

import structlog
import trio

from controller import device_settings
from controller.device_sections import DevicesSection
from controller.devices.display.driver import DisplayDriver
from controller.devices.drawer.driver import DrawerDriver
from controller.devices.health import HealthCheck, HealthSnapshot, check_external, check_internal, snapshot
from controller.devices.printer.driver import PrinterDriver
from controller.devices.scale.driver import ScaleDriver
from controller.devices.scanner.driver import ScannerDriver
from controller.devices.shared_port import SharedPort, pass_through, single_cable
from controller.devices.transport.opening import open_stream
from controller.devices.transport.stream import OpenStream
from controller.ports import Beep, DeviceKind, Effect, OpenDrawer, PrintReceipt, Reading, ReadWeight, StopWeight

CHECK_DEADLINE_S = 3.0
CHECK_POLL_S = 0.05
ASKED_ALL_THE_TIME: frozenset[DeviceKind] = frozenset({"scale", "printer", "drawer"})
MS_PER_S = 1000

log = structlog.get_logger()

Driver = ScannerDriver | ScaleDriver | PrinterDriver | DrawerDriver | DisplayDriver


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
    """The drivers of one lane; a device that is not configured is None and its effects go nowhere."""

    def __init__(self, devices: DevicesSection, report: Callable[[Reading], bool], first_scan_seq: int) -> None:
        self.scanner = self.scale = self.printer = self.drawer = self.display = None
        self._shared, openers = _shared_ports(devices)
        if devices.scanner is not None:
            self.scanner = ScannerDriver(
                device_settings.scanner(devices.scanner),
                report,
                first_scan_seq=first_scan_seq,
                open_stream=openers.get("scanner", open_stream),
            )
        if devices.scale is not None:
            scale = device_settings.scale(devices.scale, devices)
            self.scale = ScaleDriver(scale, report, open_stream=openers.get("scale", open_stream))
        if devices.printer is not None:
            printer = device_settings.printer(devices.printer)
            self.printer = PrinterDriver(printer, report, open_stream=openers.get("printer", open_stream))
        if devices.drawer is not None:
            self.drawer = DrawerDriver(device_settings.drawer(devices.drawer), report)
        if devices.display is not None:
            display = device_settings.display(devices.display, devices)
            self.display = DisplayDriver(display, report, open_stream=openers.get("display", open_stream))

    def drivers(self) -> dict[DeviceKind, Driver]:
        """Return the configured drivers by name."""
        named: dict[DeviceKind, Driver | None] = {
            "scanner": self.scanner,
            "scale": self.scale,
            "printer": self.printer,
            "drawer": self.drawer,
            "display": self.display,
        }
        return {name: driver for name, driver in named.items() if driver is not None}

    def tasks(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what must run: every driver under its kind, and the ports that two of them share."""
        drivers = {str(kind): driver.run for kind, driver in self.drivers().items()}
        return {**drivers, **{f"{name} port": port.run for name, port in self._shared.items()}}

    def health(self, now_mono_ns: int) -> tuple[HealthSnapshot, ...]:
        """Return how every device is now."""
        return tuple(snapshot(kind, driver.health, now_mono_ns) for kind, driver in self.drivers().items())

    async def check(self, kind: DeviceKind, monotonic_ns: Callable[[], int]) -> tuple[HealthCheck, HealthCheck]:
        """Return the internal and the external health check of a configured device, within CHECK_DEADLINE_S."""
        health = self.drivers()[kind].health
        before = snapshot(kind, health, monotonic_ns())
        heard, began_s = health.bytes_received, trio.current_time()
        with trio.move_on_after(CHECK_DEADLINE_S):
            while health.bytes_received == heard and kind in ASKED_ALL_THE_TIME:  # noqa: ASYNC110 - a counter
                await trio.sleep(CHECK_POLL_S)
        after = snapshot(kind, health, monotonic_ns())
        waited_ms = round((trio.current_time() - began_s) * MS_PER_S)
        external = check_external(before, after, asked=kind in ASKED_ALL_THE_TIME, waited_ms=waited_ms)
        return check_internal(after), external

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


def _shared_ports(devices: DevicesSection) -> tuple[Mapping[str, SharedPort], Mapping[DeviceKind, OpenStream]]:
    """Return the ports with two devices on them, and how those devices open them."""
    ports: dict[str, SharedPort] = {}
    openers: dict[DeviceKind, OpenStream] = {}
    if devices.scanner is not None and devices.scale is not None and devices.scale.via == "scanner":
        ports["scanner"] = single_cable(device_settings.scanner(devices.scanner).port)
        openers |= {"scanner": ports["scanner"].side("scanner"), "scale": ports["scanner"].side("scale")}
    if devices.printer is not None and devices.display is not None and devices.display.via == "printer":
        ports["printer"] = pass_through(device_settings.printer(devices.printer).port)
        openers |= {"printer": ports["printer"].side("printer"), "display": ports["printer"].side("display")}
    return ports, openers
