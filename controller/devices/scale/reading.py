"""What a scale says, in one vocabulary for all protocols. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

from controller.devices.noise import Noise
from controller.ports import ScaleState

GRAMS = {"kg": 1000, "g": 1}
PARITY_OFF = 0x7F
_NUMBER = re.compile(r"([+-]?) *(\d{1,8})(?:[.,](\d{0,5}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What the scale shows. A status is one too: without a value, so never a weight of zero.

    `value` is exact, with the scale's decimals and sign; `unit` in lower case, None where the protocol does not say.
    `net` says whether the scale took a tare off, None where the protocol does not say. `flags` are the protocol's own
    words, in its order. `raw` is the frame, parity bits taken off.
    """

    state: ScaleState
    value: Decimal | None = None
    unit: str | None = None
    net: bool | None = None
    flags: tuple[str, ...] = ()
    raw: bytes = b""

    @property
    def mass_g(self) -> int | None:
        """Whole grams; None for another unit or a part of a gram: it is not ours to round. Nothing is 0 in any unit."""
        if self.value == 0:
            return 0
        if self.value is None or self.unit not in GRAMS:
            return None
        grams = self.value * GRAMS[self.unit]
        return int(grams) if grams == grams.to_integral_value() else None


@dataclass(frozen=True, slots=True)
class Ready:
    """ACK or NAK: whether the scale is ready, or took what was sent."""

    ready: bool


@dataclass(frozen=True, slots=True)
class Flags:
    """Words that follow a weight which was already told (ENQ/DC1, active mode)."""

    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tare:
    """The tare the scale holds."""

    value: Decimal
    unit: str | None
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Status:
    """A numbered status (Dialog 06, record 09)."""

    code: str


@dataclass(frozen=True, slots=True)
class Handshake:
    """Dialog 06, record 11: `0` refused, `1` accepted, `2` wanted, with the scale's two random characters."""

    kind: str
    challenge: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Anything else in proper form: an identification, a self test's result, an echo."""

    text: str


ScaleReading = Weight | Ready | Flags | Tare | Status | Handshake | Remark | Noise


def number(text: str) -> Decimal | None:
    """Read `+ 1.236`, `00,002`, `-12`; None for anything else."""
    match = _NUMBER.fullmatch(text.strip(" "))
    if match is None:
        return None
    sign, whole, fraction = match.groups()
    return Decimal(f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}")


def shifted(digits: str, decimals: int) -> Decimal:
    """Read digits without a point: `01250` with 3 decimals is 1.250."""
    return Decimal(digits).scaleb(-decimals)


def state_of(value: Decimal, *, moving: bool = False) -> ScaleState:
    """Return the state of a weight whose only questions are sign and rest."""
    if value < 0:
        return "under"
    if moving:
        return "moving"
    return "zero" if value == 0 else "stable"


def set_words(bits: int, words: dict[int, str]) -> tuple[str, ...]:
    """Return the words of the bits that are set, lowest first."""
    return tuple(word for bit, word in words.items() if bits & 1 << bit)
