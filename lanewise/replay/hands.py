"""A cashier's hands: they scan, weigh and press keys, and notice when the lane does not answer."""

from typing import Protocol

import trio

from contracts import view as v
from lanewise.lane_client import LaneClient, LaneTimeout
from lanewise.replay.basket_row import BasketRow
from lanewise.replay.scans import ScanTracker
from lanewise.replay.tally import LaneTally

PIPELINED_SCANS = 16
"""Scans under way at full speed; the lane's inbox takes 512."""
RESTART_TIMEOUT_S = 60.0
ANSWER_TIMEOUT_S = 10.0
WEIGH_TIMEOUT_S = 30.0
BARRIER_TIMEOUT_S = 2.0
MAX_BARRIERS = 10
FIRST_BARRIER = 900_000_000_000_000_000
"""18 digits that no price book sells; counted up, so that each one is known again."""
UNHEARD_WAIT_S = 0.02


class ReplayFault(Exception):
    """The replay cannot go on; the text says what stood in its way."""


class Trouble(Exception):
    """The lane refused a key, or the scanner had no listener: look at the lane's view before the next step."""


class Scanner(Protocol):
    """The emulated scanner. A code sent while no lane listens is lost and counted."""

    unheard_count: int

    def send(self, code: str) -> int:
        """Send one code; return the monotonic nanosecond at which its last byte was handed over."""
        ...


class Scale(Protocol):
    """The emulated scale."""

    def put(self, mass_g: int, *, settled: bool = False) -> None:
        """Change what lies on the pan."""
        ...


class Hands:
    """What a cashier can do at one lane."""

    def __init__(
        self, client: LaneClient, scanner: Scanner, scale: Scale, tally: LaneTally, *, pipelined_scans: int
    ) -> None:
        self.tracker = ScanTracker()
        self._tally = tally
        self._client = client
        self._scanner = scanner
        self._scale = scale
        self._pipelined_scans = pipelined_scans
        self._barrier = FIRST_BARRIER
        client.on_view = self.tracker.seen

    async def press(self, intent: v.Intent) -> None:
        """Ask for `intent`; raises `Trouble` when it is refused."""
        ack = await self._client.intent(intent)
        if not ack.ok:
            raise Trouble(f"{type(intent).__name__} was refused: {ack.code} {ack.args or ''}")

    async def scan(self, row_index: int, row: BasketRow) -> None:
        """Scan a row. Plain ones follow each other without waiting; a count or a weight waits for its own answer."""
        plain = row.quantity == 1 and row.mass_g is None
        if not plain:
            await self.answered()
        if row.quantity > 1:
            await self.press(v.KeyQuantity(quantity=row.quantity))
        if row.mass_g is not None:
            self._scale.put(row.mass_g)
        await self._send(row_index, row.gtin)
        if not plain or not self.tracker.numbered:
            await self.answered(WEIGH_TIMEOUT_S if row.mass_g else ANSWER_TIMEOUT_S)
        if row.mass_g is not None:
            self._scale.put(0)

    async def answered(self, timeout_s: float = ANSWER_TIMEOUT_S, at_most: int = 0) -> None:
        """Wait until `at_most` scans have no answer yet; raises `LaneTimeout` and `LaneLost`."""
        if self.tracker.waiting > at_most:
            await self._client.wait_for(lambda _: self.tracker.waiting <= at_most, timeout_s)

    async def clear_wire(self) -> v.LaneView:
        """Wait for the lane and its scanner, and until nothing sent before can turn up any more."""
        try:
            view = await self._client.attached(RESTART_TIMEOUT_S)
            if view.phase == "weighing":
                await self.press(v.CancelWeighing())
            return await self._pass_barrier()
        except LaneTimeout as error:
            raise ReplayFault(f"the lane does not come back: {error}") from error

    async def _pass_barrier(self) -> v.LaneView:
        """Scan a code that is refused for sure: the lane answers in order, so all before it has been answered."""
        for _ in range(MAX_BARRIERS):
            await self._client.wait_for(_scanner_idle, RESTART_TIMEOUT_S)
            self._barrier += 1
            self.tracker.expect(str(self._barrier))
            self._scanner.send(str(self._barrier))
            with trio.move_on_after(BARRIER_TIMEOUT_S):
                return await self._client.wait_for(lambda _: self.tracker.barrier_passed, RESTART_TIMEOUT_S)
        raise ReplayFault(f"the scanner is idle, but none of {MAX_BARRIERS} scans was answered")

    async def _send(self, row_index: int, code: str) -> None:
        await self.answered(at_most=self._pipelined_scans - 1)
        scan = self.tracker.add(row_index)
        unheard_count = self._scanner.unheard_count
        self._tally.scans_sent += 1
        scan.sent_ns = self._scanner.send(code)
        if self._scanner.unheard_count != unheard_count:
            self.tracker.scanner_away = True
            await trio.sleep(UNHEARD_WAIT_S)
            raise Trouble("the scanner has no listener")
        # Let the client read what the lane answers meanwhile.
        await trio.lowlevel.checkpoint()


def _scanner_idle(view: v.LaneView) -> bool:
    return any(lamp.kind == "scanner" and lamp.state in {"idle", "busy"} for lamp in view.devices)
