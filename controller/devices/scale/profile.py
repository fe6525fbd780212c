"""What a scale model speaks and can do, as data. Adding a model is a profile here and its vectors."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, Protocol

from controller.devices.scale.conversation import (
    Conversation,
    Dialog06Look,
    Dialog06Weighing,
    EnqThenDc1,
    HandshakeKey,
    Item,
    Question,
)
from controller.devices.scale.protocol import ascii_line, enq_dc1, magellan, nci, sasi, sma, toledo8217
from controller.devices.scale.protocol.cn_continuous import CnContinuousCodec
from controller.devices.scale.protocol.dialog06 import TARE_MAX_G, Dialog06Codec
from controller.devices.scale.protocol.toledo_continuous import ToledoContinuousCodec
from controller.devices.scale.reading import ScaleReading
from controller.devices.transport.stream import PortSettings, SerialSettings


class ScaleCodec(Protocol):
    """Feed bytes in any pieces, get readings."""

    def feed(self, data: bytes) -> list[ScaleReading]:
        """Return what is complete with `data`."""
        ...


Ask = Callable[[Item | None], Conversation]
"""Makes the conversation for an item, or for nobody: the scale is only watched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleProfile:
    """Line, language and pace of a scale.

    `continuous`: the scale sends by itself. `keyed_tare` makes the command for so many grams, at most `tare_max_g`;
    without it the driver subtracts. `tare_in_question`: the tare goes along with each question. A command is answered
    where the scale `answers_commands`, and followed by `command_pause_s` without questions. The intervals lie between
    an answer and the next question.
    """

    name: str
    codec: Callable[[], ScaleCodec]
    ask: Ask
    baudrate: int = 9600
    bytesize: Literal[7, 8] = 8
    parity: Literal["N", "E", "O"] = "N"
    stopbits: Literal[1, 2] = 1
    continuous: bool = False
    zero: bytes | None = None
    keyed_tare: Callable[[int], bytes] | None = None
    clear_tare: bytes | None = None
    tare_in_question: bool = False
    tare_max_g: int = 0
    answers_commands: bool = False
    command_pause_s: float = 0.15
    reply_deadline_s: float = 0.5
    late_reply_s: float = 0.25
    tries: int = 3
    weighing_interval_s: float = 0.06
    idle_interval_s: float = 1.0
    clearing_interval_s: float = 0.2
    missing_interval_s: float = 0.2

    def port(self, path: str, baudrate: int | None = None) -> SerialSettings:
        """Return the port as this model delivers it; `baudrate` where somebody set another."""
        return SerialSettings(
            path=path,
            baudrate=baudrate or self.baudrate,
            bytesize=self.bytesize,
            parity=self.parity,
            stopbits=self.stopbits,
        )


def asking(question: bytes) -> Ask:
    """Ask the same question for every item."""
    return lambda _item: Question(question)


def dialog06(key: HandshakeKey | None = None) -> ScaleProfile:
    """Bizerba, Mettler, Dibal, Ohaus, Cely in Dialog 06. `key` is needed where the scale demands the handshake."""
    return ScaleProfile(
        name="dialog06",
        codec=Dialog06Codec,
        ask=lambda item: Dialog06Look() if item is None else Dialog06Weighing(item, key),
        bytesize=7,
        parity="O",
        tare_in_question=True,
        tare_max_g=TARE_MAX_G,
    )


ENQ_DC1 = ScaleProfile(name="enq_dc1", codec=enq_dc1.EnqDc1Codec, ask=lambda _item: EnqThenDc1(), zero=enq_dc1.ZERO)
"""CAS PD/SW/AP, ACLAS OS2, Gram, Ohaus "CAS": 9600 8N1, asked by ENQ and DC1."""

TOLEDO_8217 = ScaleProfile(
    name="toledo8217",
    codec=toledo8217.Toledo8217Codec,
    ask=asking(toledo8217.WEIGH),
    bytesize=7,
    parity="E",
    zero=toledo8217.ZERO,
    answers_commands=True,
    keyed_tare=toledo8217.digital_tare,
    clear_tare=toledo8217.CLEAR_TARE,
    tare_max_g=toledo8217.TARE_MAX_G,
)
"""Mettler-Toledo 8217 and the many that copy it."""

TOLEDO_8213 = replace(TOLEDO_8217, name="toledo8213", keyed_tare=None, clear_tare=None, tare_max_g=0)
"""8213 dialect: pounds with two decimals."""

TOLEDO_8213_KG = replace(TOLEDO_8213, name="toledo8213_kg", codec=partial(toledo8217.Toledo8217Codec, "kg"))
"""8213 dialect on a scale that shows kilograms with two decimals (Salter Brecknell 3700LP)."""

NCI = ScaleProfile(
    name="nci", answers_commands=True, codec=nci.NciCodec, ask=asking(nci.WEIGH), bytesize=7, parity="E", zero=nci.ZERO
)
"""Weigh-Tronix, NCI, Brecknell in SCP-01."""

SMA = ScaleProfile(
    name="sma",
    codec=sma.SmaCodec,
    ask=asking(sma.WEIGH),
    zero=sma.ZERO,
    answers_commands=True,
    keyed_tare=sma.keyed_tare,
    clear_tare=sma.CLEAR_TARE,
    tare_max_g=99_999,
)
"""Brecknell, Avery Weigh-Tronix, Detecto in SCP-0499 level 2."""

MAGELLAN = ScaleProfile(
    name="magellan", codec=magellan.MagellanScaleCodec, ask=asking(magellan.WEIGH), bytesize=7, parity="O"
)
"""Scale of a Magellan scanner-scale on a single cable: open it through `single_cable`."""

SASI = ScaleProfile(name="sasi", codec=sasi.SasiCodec, ask=asking(sasi.WEIGH), bytesize=7, parity="E")
"""Scale of a Magellan scanner-scale on its own cable."""

ASCII_LINE = ScaleProfile(name="ascii_line", codec=ascii_line.AsciiLineCodec, ask=asking(ascii_line.WEIGH))
"""A&D, Excell and others, asked by P CR LF."""

ASCII_LINE_CONTINUOUS = replace(ASCII_LINE, name="ascii_line_continuous", ask=asking(b""), continuous=True)
"""The same, sending by themselves."""

CN_CONTINUOUS = ScaleProfile(
    name="cn_continuous", codec=partial(CnContinuousCodec, "kg"), ask=asking(b""), continuous=True
)
"""Chinese indicators, 12 bytes: for display, as the frame does not say whether the weight is at rest."""

TOLEDO_CONTINUOUS = ScaleProfile(
    name="toledo_continuous",
    codec=ToledoContinuousCodec,
    ask=asking(b""),
    bytesize=7,
    parity="E",
    continuous=True,
)
"""Mettler-Toledo indicators, 18 bytes over and over."""

DIALOG06 = dialog06()
"""Dialog 06 on a scale that demands no handshake."""

PROFILES = {
    profile.name: profile
    for profile in (
        ENQ_DC1,
        TOLEDO_8217,
        TOLEDO_8213,
        TOLEDO_8213_KG,
        NCI,
        DIALOG06,
        SMA,
        MAGELLAN,
        SASI,
        ASCII_LINE,
        ASCII_LINE_CONTINUOUS,
        CN_CONTINUOUS,
        TOLEDO_CONTINUOUS,
    )
}
"""By the name a configuration uses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleSettings:
    """One scale. `zero_between`: after a sale it must have been empty, not only changed, before it sells again."""

    port: PortSettings
    profile: ScaleProfile = ENQ_DC1
    zero_between: bool = False
