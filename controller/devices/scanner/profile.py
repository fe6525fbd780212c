"""What a scanner model speaks and can do, as data. Adding a model is a profile here and its vectors."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from controller.devices.scanner import ssi
from controller.devices.scanner.codec import FrameCodec, ScannerCodec
from controller.devices.scanner.commands import newland
from controller.devices.scanner.magellan import MagellanScannerCodec
from controller.devices.transport.stream import PortSettings, SerialSettings

GAP_MIN_S = 0.02
"""The shortest silence that may end a frame: a USB adapter hands bytes over every 16 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerProfile:
    """Line, framing and command channel. A command is empty where the model has none, or none was confirmed.

    `codec` takes the bytes that stand for GS. `frame_gap_s`: a silence this long ends a frame. After `reset` the
    scanner hears nothing for `reset_pause_s`. `bad_beep_disables`: it must be enabled again after the bad beep.
    """

    name: str = "line"
    codec: Callable[[bytes], FrameCodec] = ScannerCodec
    frame_gap_s: float | None = None
    baudrate: int = 9600
    bytesize: Literal[7, 8] = 8
    parity: Literal["N", "E", "O"] = "N"
    good_beep: bytes = b""
    bad_beep: bytes = b""
    enable: bytes = b""
    disable: bytes = b""
    trigger_on: bytes = b""
    trigger_off: bytes = b""
    reset: bytes = b""
    reset_pause_s: float = 0.0
    bad_beep_disables: bool = False

    def port(self, path: str, baudrate: int | None = None) -> SerialSettings:
        """Return the port as this model delivers it; `baudrate` where somebody set another."""
        return SerialSettings(path=path, baudrate=baudrate or self.baudrate, bytesize=self.bytesize, parity=self.parity)


def without_terminator(profile: ScannerProfile, gap_s: float = 0.05) -> ScannerProfile:
    """Return the profile for a scanner in line mode that sends no terminator: silence ends a code."""
    assert gap_s >= GAP_MIN_S, gap_s
    return replace(profile, codec=partial(ScannerCodec, ends_by_gap=True), frame_gap_s=gap_s)


LINE = ScannerProfile()
"""Any scanner in line mode, without a command channel."""

DATALOGIC = ScannerProfile(
    name="datalogic",
    good_beep=b"B",
    bad_beep=b"F",
    enable=b"E",
    disable=b"D",
    reset=b"R",
    reset_pause_s=30.0,
)
"""Datalogic RS-232 standard (Magellan 9300i p.469, 9800i p.411): `B` good read, `F` not on file."""

DATALOGIC_800I = replace(DATALOGIC, name="datalogic_800i", bad_beep_disables=True)
"""Magellan 800i: after `F` it reads nothing until `E`."""

MAGELLAN = ScannerProfile(
    name="magellan",
    codec=MagellanScannerCodec,
    bytesize=7,
    parity="O",
    good_beep=b"S334\r",
    reset=b"S10\r",
    reset_pause_s=5.0,
)
"""Magellan on a single cable (one vendor driver): one beep, reset. Open it through `single_cable`."""

HONEYWELL = ScannerProfile(
    name="honeywell", good_beep=b"\x1b7", bad_beep=b"\x1b8", trigger_on=b"\x16T\r", trigger_off=b"\x16U\r"
)
"""Honeywell serial trigger; the beeps are the 2020 family's."""

METROSELECT = ScannerProfile(name="metroselect")
"""Honeywell MetroSelect (MS9520): its channel programs the scanner and does nothing a lane asks for."""

CIPHERLAB = ScannerProfile(name="cipherlab", good_beep=b"#@////\r", enable=b"E", disable=b"D")
"""CipherLab 1663, 1664: one beep, no bad one."""

ZEBRA_SSI = ScannerProfile(
    name="zebra_ssi",
    codec=ssi.SsiCodec,
    frame_gap_s=0.1,
    good_beep=ssi.frame(ssi.BEEP, b"\x00"),
    bad_beep=ssi.frame(ssi.BEEP, b"\x10"),
    enable=ssi.frame(ssi.ENABLE),
    disable=ssi.frame(ssi.DISABLE),
    trigger_on=ssi.frame(ssi.START),
    trigger_off=ssi.frame(ssi.STOP),
)
"""Zebra in SSI; which beep code sounds how is not confirmed."""


def newland_profile(
    *, enable: bytes = b"", disable: bytes = b"", good_beep: bytes = b"", bad_beep: bytes = b""
) -> ScannerProfile:
    """Newland: give the tags of the model's manual, such as `SCNTRG1`; an empty one is a command the model lacks."""
    commands = {"enable": enable, "disable": disable, "good_beep": good_beep, "bad_beep": bad_beep}
    told = {name: newland(tag) if tag else b"" for name, tag in commands.items()}
    return ScannerProfile(
        name="newland",
        enable=told["enable"],
        disable=told["disable"],
        good_beep=told["good_beep"],
        bad_beep=told["bad_beep"],
    )


NEWLAND = newland_profile()
"""Newland in line mode, without commands: their tags differ by model."""

PROFILES = {
    profile.name: profile
    for profile in (
        LINE,
        DATALOGIC,
        DATALOGIC_800I,
        MAGELLAN,
        HONEYWELL,
        METROSELECT,
        CIPHERLAB,
        NEWLAND,
        ZEBRA_SSI,
    )
}
"""By the name a configuration uses."""
FRAMED = frozenset(name for name, profile in PROFILES.items() if profile.codec is not ScannerCodec)
"""Those that are not in line mode: silence ends none of their codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerSettings:
    """One scanner.

    `duplicate_window_s`: the same symbol again within it, counted from its last read, is one scan held too long. 0
    keeps every read: an emulator never holds a symbol, and two equal cans are two scans. Start at 0.4 on real devices.
    `gs_substitute`: what this scanner sends where the code has GS (1D), nothing if it sends GS.
    """

    port: PortSettings
    profile: ScannerProfile = DATALOGIC
    duplicate_window_s: float = 0.0
    gs_substitute: bytes = b""
