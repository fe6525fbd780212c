"""What a terminal model wants, as data.

config byte   02 payment receipts are ours, 04 the others too, 08 tell what you wait for
              10 payments start here only, 20 administration too, 80 receipts come as print lines
"""

from dataclasses import dataclass
from typing import Literal

from controller.devices.terminal.messages import PRINT_LINE, PRINT_TEXT_BLOCK
from controller.devices.terminal.text import Encoding

PRINTS_HERE = 0x80


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalProfile:
    """Wire, registration and patience.

    Seconds: `answer_s` T3, `knock_s` instead of it for a first registration over TCP (its line may have been bad, and
    a late answer cannot reach the next connection), `silence_s` T4, `byte_gap_s` T1 and `receipt_s` T2 of the serial
    line, `tcp_gap_s` the longest silence inside a message on TCP (more: both sides are out of step), `hold_s` until the
    terminal is told to ask again, `confirm_s` until a payment nobody confirms goes back, `finish_s` the longest silence
    from our answer to a result to the completion (more: the terminal is asked what became of it), `settle_s` between
    the two questions that find out that a lost payment did not happen, `idle_check_s` between questions how the
    terminal is.
    """

    framing: Literal["tcp", "serial"] = "tcp"
    config_byte: int = 0x3E
    commands: tuple[int, ...] = ()
    encoding: Encoding = "auto"
    payment_type: int | None = None
    max_status_infos: int | None = 30
    answer_s: float = 5.0
    knock_s: float = 1.0
    silence_s: float = 180.0
    silence_max_s: float = 600.0
    hold_s: float = 1.5
    confirm_s: float = 60.0
    finish_s: float = 30.0
    byte_gap_s: float = 0.2
    tcp_gap_s: float = 1.0
    receipt_s: float = 5.0
    sends: int = 3
    settle_s: float = 5.0
    idle_check_s: float = 60.0


ZVT_TCP = TerminalProfile()
"""ZVT over TCP 20007; receipts are made here from the result."""

ZVT_SERIAL = TerminalProfile(framing="serial")
"""ZVT over a serial line, 9600 or 115200 8N2."""

ZVT_TCP_PRINTING = TerminalProfile(config_byte=0x3E | PRINTS_HERE, commands=(PRINT_TEXT_BLOCK, PRINT_LINE))
"""A terminal that insists on wording its receipts itself."""
