"""The demo's device bench: its state, pushed on every change, and what a person may do to the emulated devices.

Frames are JSON over one WebSocket `/bench/ws`. Nothing here reaches a real lane.
"""

from typing import Annotated, Literal

import msgspec

DeviceKind = Literal["scanner", "scale", "printer", "drawer", "display", "terminal", "wallet"]
SerialKind = Literal["scanner", "scale", "printer", "drawer", "display"]
BURST_MAX_CODES = 50


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


class Movement(_Part, frozen=True):
    """Money that moved. `number` is the receipt of a card payment, the order of a wallet payment."""

    kind: Literal["charge", "reversal", "auto_reversal", "refund"]
    number: str
    amount_minor: int


class Ledger(_Part, frozen=True):
    """All that was charged and all that went back; `movements` are the newest 4, newest last."""

    charge_count: int
    charged_minor: int
    returned_minor: int
    movements: tuple[Movement, ...]


class BenchTerminal(_Part, frozen=True):
    """The card terminal: what it does, and for which amount it waits."""

    doing: Literal["idle", "card", "bank", "answering", "reversing", "away"]
    amount_minor: int
    ledger: Ledger


class BenchWallet(_Part, frozen=True):
    """The wallet's gateway: the amount a customer is asked for, 0 while nobody is; whether it answers 503 to all."""

    asked_minor: int
    down: bool
    ledger: Ledger


class BenchState(_Part, tag="state", frozen=True):
    """Everything the emulators know.

    `receipts` holds the newest 20 printed papers as text, newest last; `display` two lines of 20 characters.
    """

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
    display: tuple[str, ...]
    terminal: BenchTerminal
    wallet: BenchWallet
    hanging: tuple[SerialKind, ...]
    babbling: tuple[SerialKind, ...]
    scale_shaking: bool


class BenchError(_Part, tag="error", frozen=True):
    """A command that could not be done, with its reason as a code."""

    code: str


BenchFrame = Catalogue | BenchState | BenchError


class _Do(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", forbid_unknown_fields=True):
    pass


class Scan(_Do, tag="scan", frozen=True):
    """Send this code through the scanner's wire."""

    code: str


class ScanBurst(_Do, tag="scan_burst", frozen=True):
    """Send all these codes in one go, faster than any hand."""

    codes: Annotated[tuple[str, ...], msgspec.Meta(max_length=BURST_MAX_CODES)]


class PutWeight(_Do, tag="put_weight", frozen=True):
    """Put a load on the scale, 0 to take it off; it moves for half a second, then settles."""

    mass_g: int


class ShakeScale(_Do, tag="shake_scale", frozen=True):
    """Let the pan never come to rest."""

    shaking: bool


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


class MakeTrouble(_Do, tag="make_trouble", frozen=True):
    """Let a device take everything and answer nothing, or send noise all the time; or no more."""

    device: SerialKind
    trouble: Literal["hang", "babble"]
    on: bool


class AnswerCard(_Do, tag="answer_card", frozen=True):
    """Be the customer at the terminal.

    `late`: pays, and the bank takes its time. `drop`: pays, and the line is dead before the lane hears of it.
    """

    answer: Literal["pays", "refuses", "late", "drop"]


class RebootTerminal(_Do, tag="reboot_terminal", frozen=True):
    """Switch the terminal off and on."""


class ShowCode(_Do, tag="show_code", frozen=True):
    """Hold a telephone with a fresh payment code before the scanner."""

    wallet: Literal["wechat", "alipay"]


class AnswerWallet(_Do, tag="answer_wallet", frozen=True):
    """Be the customer at the telephone. `late`: pays only after the lane gave up."""

    answer: Literal["confirms", "refuses", "late"]


class SetGateway(_Do, tag="set_gateway", frozen=True):
    """Let the wallet's gateway answer 503 to everything, or be well."""

    down: bool


class KillProcess(_Do, tag="kill_process", frozen=True):
    """`kill -9`; the supervisor starts it again."""

    process: Literal["lane", "store"]


class RunBroker(_Do, tag="run_broker", frozen=True):
    """Stop or start the broker."""

    running: bool


BenchCommand = (
    Scan
    | ScanBurst
    | PutWeight
    | ShakeScale
    | SetDrawer
    | SetPaper
    | SetCover
    | Plug
    | MakeTrouble
    | AnswerCard
    | RebootTerminal
    | ShowCode
    | AnswerWallet
    | SetGateway
    | KillProcess
    | RunBroker
)
