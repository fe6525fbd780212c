"""From what the configuration says to what the drivers are given."""

from controller.device_sections import (
    DevicesSection,
    DisplaySection,
    DrawerSection,
    PrinterSection,
    ScaleSection,
    ScannerSection,
)
from controller.devices.display import profile as displays
from controller.devices.display.profile import DisplaySettings
from controller.devices.drawer.profile import DrawerSettings
from controller.devices.printer.profile import PrinterSettings
from controller.devices.scale import profile as scales
from controller.devices.scale.profile import ScaleSettings
from controller.devices.scanner import profile as scanners
from controller.devices.scanner.profile import ScannerSettings
from controller.devices.transport.stream import PortSettings, SerialSettings

PLAIN = SerialSettings(path="")
"""9600 8N1."""
S_PER_MS = 0.001


def scanner(section: ScannerSection) -> ScannerSettings:
    """Return a scanner's settings."""
    profile = scanners.PROFILES[section.model]
    port = section.port(profile.port(""))
    if section.ends_by_gap_ms is not None:
        profile = scanners.without_terminator(profile, section.ends_by_gap_ms * S_PER_MS)
    return ScannerSettings(
        port=port,
        profile=profile,
        duplicate_window_s=section.duplicate_window_s,
        gs_substitute=section.gs_substitute.encode(),
    )


def scale(section: ScaleSection, devices: DevicesSection) -> ScaleSettings:
    """Return a scale's settings; its port may be the scanner's."""
    profile = scales.PROFILES[section.model]
    port: PortSettings
    if section.via == "scanner":
        assert devices.scanner is not None, "checked when the file was read"
        port = scanner(devices.scanner).port
    else:
        port = section.port(profile.port(""))
    return ScaleSettings(port=port, profile=profile, zero_between=section.zero_between)


def printer(section: PrinterSection) -> PrinterSettings:
    """Return a printer's settings."""
    return PrinterSettings(port=section.port(PLAIN))


def drawer(section: DrawerSection) -> DrawerSettings:
    """Return a drawer's settings."""
    return DrawerSettings(port=section.port(PLAIN), open_when_high=section.open_when_high)


def display(section: DisplaySection, devices: DevicesSection) -> DisplaySettings:
    """Return a display's settings; its port may be the printer's."""
    profile = displays.PROFILES[section.model]
    if section.encoding != profile.encoding:
        profile = displays.with_code_page(profile, section.encoding)
    if section.via == "printer":
        assert devices.printer is not None, "checked when the file was read"
        return DisplaySettings(port=printer(devices.printer).port, profile=profile, shared=True)
    return DisplaySettings(port=section.port(profile.port("")), profile=profile)
