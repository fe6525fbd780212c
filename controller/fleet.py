"""The lane's devices as one thing: drivers made from the configuration, effects handed to the right one."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import assert_never

import trio

from controller import device_settings
from controller.device_sections import DevicesSection, DrawerSection, PrinterSection
from controller.devices.display.driver import DisplayDriver
from controller.devices.drawer.behind_printer import PrinterDrawer, PrinterDrawerSettings
from controller.devices.drawer.driver import DrawerDriver
from controller.devices.health import HealthCheck, HealthSnapshot, check_external, check_internal, snapshot
from controller.devices.payment import PaymentTerminal
from controller.devices.printer.driver import PrinterDriver
from controller.devices.printer.failover import FailoverPrinter
from controller.devices.scale.driver import ScaleDriver
from controller.devices.scanner.driver import ScannerDriver
from controller.devices.shared_port import SharedPort, pass_through, single_cable
from controller.devices.terminal.book_file import FileStore
from controller.devices.terminal.driver import TerminalDriver
from controller.devices.transport.opening import open_stream
from controller.devices.transport.stream import OpenStream
from controller.devices.wallet.driver import WalletDriver
from controller.ports import (
    AbortPayment,
    Beep,
    ConfirmPayment,
    DeviceKind,
    Effect,
    OpenDrawer,
    PaymentDeclined,
    PaymentEffect,
    PaymentUnknown,
    PrintReceipt,
    Reading,
    ReadWeight,
    ResolvePayment,
    ReversePayment,
    ShowCustomer,
    StartPayment,
    StopWeight,
)

CHECK_DEADLINE_S = 3.0
CHECK_POLL_S = 0.05
ASKED_ALL_THE_TIME: frozenset[DeviceKind] = frozenset({"scale", "printer", "drawer"})
MS_PER_S = 1000
NOT_HERE = "not_configured"

Report = Callable[[Reading], bool]
Printer = PrinterDriver | FailoverPrinter
Drawer = DrawerDriver | PrinterDrawer
Driver = ScannerDriver | ScaleDriver | Printer | Drawer | DisplayDriver | PaymentTerminal


class Fleet:
    """The drivers of one lane; a device that is not configured is None, and an effect for it ends at once.

    `folder` is where a payment device keeps what it must not forget.
    """

    def __init__(self, devices: DevicesSection, report: Report, first_scan_seq: int, folder: Path) -> None:
        self.scanner: ScannerDriver | None = None
        self.scale: ScaleDriver | None = None
        self.display: DisplayDriver | None = None
        self.terminal: PaymentTerminal | None = None
        self.wallet: PaymentTerminal | None = None
        self._report = report
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
        self.printer = _printer(devices.printer, report, openers.get("printer", open_stream))
        self.drawer = _drawer(devices.drawer, self.printer, report)
        if devices.display is not None:
            display = device_settings.display(devices.display, devices)
            self.display = DisplayDriver(display, report, open_stream=openers.get("display", open_stream))
        if devices.terminal is not None:
            store = FileStore(folder / "terminal.book")
            self.terminal = TerminalDriver(device_settings.terminal(devices.terminal), report, store=store)
        if devices.wallet is not None:
            self.wallet = WalletDriver(device_settings.wallet(devices.wallet), report)
            self.wallet.health.port = devices.wallet.url

    def drivers(self) -> dict[DeviceKind, Driver]:
        """Return the configured drivers by name."""
        named: dict[DeviceKind, Driver | None] = {
            "scanner": self.scanner,
            "scale": self.scale,
            "printer": self.printer,
            "drawer": self.drawer,
            "display": self.display,
            "terminal": self.terminal,
            "wallet": self.wallet,
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
        asked = kind in ASKED_ALL_THE_TIME and not isinstance(self.drivers()[kind], PrinterDrawer)
        with trio.move_on_after(CHECK_DEADLINE_S):
            while asked and health.bytes_received == heard:  # noqa: ASYNC110 - a counter
                await trio.sleep(CHECK_POLL_S)
        after = snapshot(kind, health, monotonic_ns())
        waited_ms = round((trio.current_time() - began_s) * MS_PER_S)
        return check_internal(after), check_external(before, after, asked=asked, waited_ms=waited_ms)

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
                    self.display.show(
                        effect.upper, effect.lower, ascii_upper=effect.plain_upper, ascii_lower=effect.plain_lower
                    )
            case StartPayment() | ConfirmPayment() | AbortPayment() | ResolvePayment() | ReversePayment():
                self._pay(effect)
            case _:
                assert_never(effect)

    def _pay(self, effect: PaymentEffect) -> None:
        """Hand a payment to the device of its method; what names only an intent goes to both, and one knows it."""
        if isinstance(effect, ConfirmPayment | AbortPayment):
            for device in (self.terminal, self.wallet):
                if device is not None:
                    _tell(device, effect)
            return
        named = self.terminal if effect.method == "card" else self.wallet
        if named is not None:
            _tell(named, effect)
        elif isinstance(effect, StartPayment):
            self._report(PaymentDeclined(intent_id=effect.intent_id, reason=NOT_HERE))
        else:
            self._report(PaymentUnknown(intent_id=effect.intent_id, reason=NOT_HERE))


def _tell(device: PaymentTerminal, effect: PaymentEffect) -> None:
    match effect:
        case StartPayment():
            device.start(effect)
        case ConfirmPayment():
            device.confirm(effect)
        case AbortPayment():
            device.abort(effect)
        case ResolvePayment():
            device.resolve(effect)
        case ReversePayment():
            device.reverse(effect)


def _printer(section: PrinterSection | None, report: Report, opened: OpenStream) -> Printer | None:
    if section is None:
        return None
    first = device_settings.printer(section)
    if section.second is None:
        return PrinterDriver(first, report, open_stream=opened)
    second = device_settings.printer(section.second)
    return FailoverPrinter(first, second, report, after_s=section.failover_after_s)


def _drawer(section: DrawerSection | None, printer: Printer | None, report: Report) -> Drawer | None:
    if section is None:
        return None
    settings = device_settings.drawer(section)
    if isinstance(settings, PrinterDrawerSettings):
        assert printer is not None, "checked when the file was read"
        return PrinterDrawer(settings, printer, report)
    return DrawerDriver(settings, report)


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
