"""What a terminal may be asked for."""

from dataclasses import dataclass, field

import trio

from controller.devices.terminal.status import Totals
from controller.ports import ResolvePayment, ReversePayment, StartPayment


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosed:
    """An end of day: `done` or why not, the terminal's totals, and its report for paper."""

    done: bool
    reason: str = ""
    totals: Totals | None = None
    paper: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True, eq=False)
class CloseDay:
    """The wish to close the day. `closed` holds the answer once `answered` is set."""

    intent_id: str
    answered: trio.Event = field(default_factory=trio.Event)
    closed: DayClosed = DayClosed(done=False, reason="terminal_offline")


Wish = StartPayment | ResolvePayment | ReversePayment | CloseDay
