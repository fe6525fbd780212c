"""From what the configuration says to what the drivers are given."""

from dataclasses import replace

from controller.device_sections import (
    DevicesSection,
    DisplaySection,
    DrawerSection,
    ScaleSection,
    ScannerSection,
    SecondPrinterSection,
    TerminalSection,
)
from controller.devices.display import profile as displays
from controller.devices.display.profile import DisplaySettings
from controller.devices.drawer import profile as drawers
from controller.devices.drawer.behind_printer import PrinterDrawerSettings
from controller.devices.drawer.profile import DrawerSettings
from controller.devices.printer import profile as printers
from controller.devices.printer.profile import PrinterSettings
from controller.devices.scale import profile as scales
from controller.devices.scale.conversation import HandshakeKey
from controller.devices.scale.profile import ScaleSettings
from controller.devices.scanner import profile as scanners
from controller.devices.scanner.profile import ScannerSettings
from controller.devices.terminal.driver import TerminalSettings
from controller.devices.terminal.profile import ZVT_TCP, ZVT_TCP_PRINTING
from controller.devices.transport.stream import PortSettings, SerialSettings

PLAIN = SerialSettings(path="")
"""9600 8N1."""


def scanner(section: ScannerSection) -> ScannerSettings:
    """Return a scanner's settings."""
    profile = scanners.PROFILES[section.profile]
    port = section.port(profile.port(""))
    if section.frame_gap_s is not None:
        profile = scanners.without_terminator(profile, section.frame_gap_s)
    return ScannerSettings(
        port=port,
        profile=profile,
        duplicate_window_s=section.duplicate_window_s,
        gs_substitute=section.gs_substitute.encode(),
    )


def scale(section: ScaleSection, devices: DevicesSection) -> ScaleSettings:
    """Return a scale's settings; its port may be the scanner's."""
    profile = scales.PROFILES[section.profile]
    if (key := section.handshake_key) is not None:
        profile = scales.dialog06(HandshakeKey(checksum=int(key[:4], 16), correction=int(key[4:], 16)))
    port: PortSettings
    if section.via == "scanner":
        assert devices.scanner is not None, "checked when the file was read"
        port = scanner(devices.scanner).port
    else:
        port = section.port(profile.port(""))
    return ScaleSettings(port=port, profile=profile, zero_between=section.zero_between)


def printer(section: SecondPrinterSection) -> PrinterSettings:
    """Return the settings of one printer."""
    return PrinterSettings(port=section.port(PLAIN), profile=printers.PROFILES[section.profile])


def drawer(section: DrawerSection) -> DrawerSettings | PrinterDrawerSettings:
    """Return a drawer's settings: with a port of its own, or on the printer's connector."""
    profile = drawers.PROFILES[section.profile]
    alarm_after_s = section.alarm_after_s or None
    if section.via == "printer":
        return PrinterDrawerSettings(
            profile=profile, open_when_high=section.open_when_high, alarm_after_s=alarm_after_s
        )
    return DrawerSettings(
        port=section.port(PLAIN), profile=profile, open_when_high=section.open_when_high, alarm_after_s=alarm_after_s
    )


def terminal(section: TerminalSection) -> TerminalSettings:
    """Return a payment terminal's settings; on a serial line ZVT wants 8N2."""
    profile = {"zvt": ZVT_TCP, "zvt-printing": ZVT_TCP_PRINTING}[section.profile]
    if section.path is not None:
        profile = replace(profile, framing="serial")
    port = section.port(SerialSettings(path="", stopbits=2))
    return TerminalSettings(port=port, profile=profile, password=section.password, currency=section.currency)


def display(section: DisplaySection, devices: DevicesSection) -> DisplaySettings:
    """Return a display's settings; its port may be the printer's."""
    profile = displays.PROFILES[section.profile]
    if (section.encoding, section.code_page) != (profile.encoding, None):
        profile = displays.with_code_page(profile, section.encoding, section.code_page)
    if section.via == "printer":
        assert devices.printer is not None, "checked when the file was read"
        return DisplaySettings(port=printer(devices.printer).port, profile=profile, shared=True)
    return DisplaySettings(port=section.port(profile.port("")), profile=profile)
