"""What a scanner model can do, as data."""

from dataclasses import dataclass

from controller.devices.transport.stream import PortSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerProfile:
    """Bytes of the command channel; empty where the model has none."""

    good_beep: bytes
    bad_beep: bytes


DATALOGIC = ScannerProfile(good_beep=b"B", bad_beep=b"F")
"""Datalogic RS-232 standard (Magellan 9300i p.469, 9800i p.411): `B` good read, `F` not on file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerSettings:
    """One scanner.

    `duplicate_window_s`: the same symbol again within it, counted from its last read, is one scan held too long. 0
    keeps every read: an emulator never holds a symbol, and two equal cans are two scans. Start at 0.4 on real devices.
    """

    port: PortSettings
    profile: ScannerProfile = DATALOGIC
    duplicate_window_s: float = 0.0
