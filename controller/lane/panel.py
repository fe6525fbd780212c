"""What the screen shows besides the sale: lamps, live weight, drawer, link to the store, hints. Latest value wins.

A driver reports its state as soon as it runs, so a device without a lamp is one this lane does not have.
"""

from collections.abc import Callable
from typing import get_args

from contracts.view import DeviceKind, DeviceView, StoreLink, TenderKind
from contracts.why import HintView
from controller.domain.transaction import Transaction
from controller.ports import DrawerStatus, LiveWeight, StatusUpdate

LAMP_ORDER: tuple[DeviceKind, ...] = get_args(DeviceKind)


class Panel:
    """Written by drivers and the relay, read by the view; `on_change` wakes the lane's loop."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._lamps: dict[DeviceKind, DeviceView] = {}
        self.live_weight = LiveWeight(scale="unknown", mass_g=None)
        self.drawer_open: bool | None = None
        self.store_link = StoreLink(online=False, queued=0)
        self._hints: tuple[Transaction | None, tuple[HintView, ...]] = (None, ())
        self.changed = False

    @property
    def devices(self) -> tuple[DeviceView, ...]:
        """The lamps of the devices this lane has, always in the same order."""
        return tuple(self._lamps[kind] for kind in LAMP_ORDER if kind in self._lamps)

    def has(self, kind: DeviceKind) -> bool:
        """Say whether this lane has such a device, in whatever state."""
        return kind in self._lamps

    @property
    def tender_kinds(self) -> tuple[TenderKind, ...]:
        """What a customer can pay with here."""
        kinds: list[TenderKind] = ["cash"]
        if self.has("terminal"):
            kinds.append("card")
        if self.has("wallet"):
            kinds.append("wallet")
        return tuple(kinds)

    def report(self, reading: StatusUpdate | LiveWeight | DrawerStatus) -> None:
        """Keep the newest word of a device."""
        match reading:
            case StatusUpdate():
                self._lamps[reading.device] = DeviceView(kind=reading.device, state=reading.state, fault=reading.fault)
                self._forget(reading)
            case LiveWeight():
                self.live_weight = reading
            case DrawerStatus():
                self.drawer_open = reading.open
        self._mark()

    def link(self, *, online: bool, queued: int) -> None:
        """Keep what the relay knows of the store."""
        self.store_link = StoreLink(online=online, queued=queued)
        self._mark()

    def advise(self, sale: Transaction, hints: tuple[HintView, ...]) -> None:
        """Keep what one more would save in `sale` as it stands."""
        self._hints = (sale, hints)
        self._mark()

    def hints_for(self, sale: Transaction) -> tuple[HintView, ...]:
        """Return the hints that were given for exactly this state of a sale."""
        return self._hints[1] if self._hints[0] is sale else ()

    def _forget(self, reading: StatusUpdate) -> None:
        """Drop the reading of a device that is away: it may not be true any more."""
        if reading.state not in {"fault", "closed"}:
            return
        if reading.device == "scale":
            self.live_weight = LiveWeight(scale="unknown", mass_g=None)
        if reading.device == "drawer":
            self.drawer_open = None

    def _mark(self) -> None:
        self.changed = True
        self._on_change()
