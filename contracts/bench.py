"""The demo's device bench: its state, pushed on every change, and what a person may do to the emulated devices.

Frames are JSON over one WebSocket `/bench/ws`. Nothing here reaches a real lane.
"""

from typing import Literal

import msgspec

DeviceKind = Literal["scanner", "scale", "printer", "drawer"]


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    pass


class BenchItem(_Part, frozen=True):
    """An item to press."""

    code: str
    names: dict[str, str]
    department: str
    price_minor: int
    sold_by: Literal["each", "kg"]


class Catalogue(_Part, tag="catalogue", frozen=True):
    """First frame: what can be scanned."""

    currency: str
    currency_exponent: int
    departments: dict[str, dict[str, str]]
    items: tuple[BenchItem, ...]


class BenchState(_Part, tag="state", frozen=True):
    """Everything the emulators know. `receipts` holds the newest 20 printed papers as text, newest last."""

    plugged: dict[DeviceKind, bool]
    scans_sent: int
    good_beeps: int
    bad_beeps: int
    scale_mass_g: int
    scale_moving: bool
    paper: bool
    cover_open: bool
    receipts: tuple[str, ...]
    drawer_open: bool
    drawer_pulses: int
    lane_running: bool
    broker_running: bool
    store_running: bool


class BenchError(_Part, tag="error", frozen=True):
    """A command that could not be done, with its reason as a code."""

    code: str


BenchFrame = Catalogue | BenchState | BenchError


class _Do(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", forbid_unknown_fields=True):
    pass


class Scan(_Do, tag="scan", frozen=True):
    """Send this code through the scanner's wire."""

    code: str


class PutWeight(_Do, tag="put_weight", frozen=True):
    """Put a load on the scale, 0 to take it off; it moves for half a second, then settles."""

    mass_g: int


class SetDrawer(_Do, tag="set_drawer", frozen=True):
    """Open or close the drawer by hand."""

    open: bool


class SetPaper(_Do, tag="set_paper", frozen=True):
    """Take the paper out or put it in."""

    present: bool


class SetCover(_Do, tag="set_cover", frozen=True):
    """Open or close the printer's cover."""

    open: bool


class Plug(_Do, tag="plug", frozen=True):
    """Pull a device's cable or put it back."""

    device: DeviceKind
    plugged: bool


class KillProcess(_Do, tag="kill_process", frozen=True):
    """`kill -9`; the supervisor starts it again."""

    process: Literal["lane", "store"]


class RunBroker(_Do, tag="run_broker", frozen=True):
    """Stop or start the broker."""

    running: bool


BenchCommand = Scan | PutWeight | SetDrawer | SetPaper | SetCover | Plug | KillProcess | RunBroker
