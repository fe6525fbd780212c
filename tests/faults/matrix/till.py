"""A cashier at one lane: scans or keys, sees the view, takes the money, counts what was sold."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import trio

from contracts import view as v
from controller.devices.sim.wallet_sim import Customer
from lanewise.lane_client import LaneClient

ITEM = "9521001000017"
ITEM_MINOR = 1990
WEIGHED = "2000000040110"
UNKNOWN = "9521999999994"
WALLET_CODE = "134567890123456789"
MASS_G = 500
AGAIN_S = 0.5
PATIENCE_S = 4.0
"""The lane answers within this, whatever its devices do."""
NS_PER_MS = 1_000_000

Wanted = Callable[[v.LaneView], bool]


class Till:
    """`receipts` are the numbers of the sales that were closed; `by_key`: the scanner is not to be relied on."""

    client: LaneClient

    def __init__(self, lane: Any) -> None:
        self.lane = lane
        self.by_key = False
        self.receipts: list[str] = []
        self.paid: list[v.TenderView] = []
        self.kicks_missed = 0
        self.ghosts: list[str] = []
        self.masses_g: set[int] = set()
        self.faults_seen: set[tuple[str, str]] = set()
        self._watched: Wanted | None = None
        self._watched_view: tuple[v.LaneView, int] | None = None

    @property
    def view(self) -> v.LaneView:
        assert self.client.view is not None, f"lane {self.lane.name} is gone"
        return self.client.view

    def seen(self, view: v.LaneView, received_ns: int) -> None:
        """Take every view: note what must never be there, and the one somebody waits for."""
        for line in view.lines:
            if line.mass_g is not None and line.mass_g not in self.masses_g:
                self.ghosts.append(f"a weight of {line.mass_g} g that was never on the pan")
            if line.code not in {ITEM, WEIGHED, "4011"}:
                self.ghosts.append(f"a line {line.code} that nobody scanned")
        for lamp in view.devices:
            if lamp.state == "fault" and lamp.fault is not None:
                self.faults_seen.add((lamp.kind, lamp.fault))
        if view.phase == "change_due" and view.receipt_no is not None and view.receipt_no not in self.receipts:
            self.receipts.append(view.receipt_no)
            self.paid += view.tenders
        if self._watched is not None and self._watched(view):
            self._watched, self._watched_view = None, (view, received_ns)

    def lamp(self, kind: str) -> v.DeviceView:
        return next(lamp for lamp in self.view.devices if lamp.kind == kind)

    async def until(self, wanted: Wanted, what: str, patience_s: float = PATIENCE_S) -> v.LaneView:
        """Wait for a view; a lane that does not show it has stopped."""
        try:
            return await self.client.wait_for(wanted, patience_s)
        except Exception as error:
            view = self.client.view
            shown = view and (view.phase, view.notice, view.payment, view.weighing, view.receipts_pending, view.devices)
            raise AssertionError(f"{what}: not within {patience_s} s; {shown}") from error

    async def do(self, intent: v.Intent) -> v.Ack:
        return await self.client.intent(intent, PATIENCE_S)

    async def must(self, intent: v.Intent) -> None:
        ack = await self.do(intent)
        assert ack.ok, f"{intent} was refused: {ack.code} in {self.view.phase}"

    # Scans.

    async def item(self, code: str = ITEM, tries: int = 1) -> None:
        """Scan or key an item; return when it is shown. Who hears a bad beep, or none, scans again."""
        before = self.view
        lines = len(before.lines) if before.phase in {"basket", "weighing", "tendering"} else 0
        phase = "weighing" if code == WEIGHED else "basket"
        for left in range(tries - 1, -1, -1):
            if self.by_key:
                await self.must(v.KeyCode(code=code))
            else:
                self.lane.devices["scanner"].send(code)
            with trio.move_on_after(AGAIN_S if left else PATIENCE_S + 1):
                shown = lambda view: view.phase == phase and (code == WEIGHED or len(view.lines) > lines)  # noqa: E731
                await self.until(shown, "a scan becomes a line")
                return

    async def probe(self) -> float:
        """Scan (or key) a code nobody sells; return the milliseconds to the view that shows it, without the disk's."""
        before = self.view
        newest = before.last_scan.scan_seq if before.last_scan else 0
        noticed = before.notice.seq if before.notice else 0
        if self.by_key:
            self._watched = lambda view: view.notice is not None and view.notice.seq > noticed
            sent_ns = time.monotonic_ns()
            await self.do(v.KeyCode(code=UNKNOWN))
        else:
            held = before.scans_held
            self._watched = (
                (lambda view: view.scans_held > held)
                if before.phase == "weighing"
                else (lambda view: view.last_scan is not None and view.last_scan.scan_seq > newest)
            )
            sent_ns = self.lane.devices["scanner"].send(UNKNOWN)
        await self.until(lambda _: self._watched is None, "a scan is shown")
        assert self._watched_view is not None
        view, received_ns = self._watched_view
        disk_ns = view.last_scan.commit_ns if view.last_scan and view.last_scan.scan_seq > newest else 0
        return (received_ns - sent_ns - disk_ns) / NS_PER_MS

    def put(self, mass_g: int) -> None:
        """Put something on the scale."""
        self.masses_g = {mass_g}
        self.lane.devices["scale"].put(mass_g)

    # Money.

    def booked_minor(self, kind: str = "") -> int:
        """Return what closed sales say was paid at the terminal, at the wallet, or by both."""
        methods = {"terminal": {"card"}, "wallet": {"wallet"}}.get(kind, {"card", "wallet"})
        return sum(tender.amount_minor for tender in self.paid if tender.tender in methods)

    async def pay_cash(self) -> None:
        if self.view.phase == "basket":
            await self.must(v.StartTender())
        await self.must(v.TenderCash(amount_minor=self.view.cash_remaining_minor))
        await self.until(lambda view: view.phase == "change_due", "cash closes the sale")

    async def pay_by(self, ask: Callable[[], Awaitable[None]]) -> None:
        """Pay; a customer who was declined tries once more."""
        for left in (1, 0):
            await ask()
            view = await self.until(lambda view: view.phase in {"change_due", "tendering"}, "the payment ends", 8.0)
            if view.phase == "change_due":
                return
            assert left, f"declined twice: {view.notice}"

    async def ask_card(self, card_s: float) -> None:
        """Ask for the card of a customer who takes so long."""
        self.lane.devices["terminal"].sim.card_s = card_s
        self.lane.devices["terminal"].sim.host_s = 0.05
        if self.view.phase == "basket":
            await self.must(v.StartTender())
        await self.must(v.TenderCard())
        await self.until(lambda view: view.phase == "paying", "the terminal is asked")

    async def ask_wallet(self, pays_s: float) -> None:
        """Charge the wallet of a customer who confirms after so long."""
        self.lane.devices["wallet"].sim.customer = Customer(pays_s=pays_s)
        if self.view.phase == "basket":
            await self.must(v.StartTender())
        await self.must(v.TenderWallet(code=WALLET_CODE))
        await self.until(lambda view: view.phase in {"paying", "change_due"}, "the wallet is asked")

    async def cancel(self) -> None:
        """Put whatever there is away."""
        if self.view.phase == "weighing":
            await self.must(v.CancelWeighing())
            await self.until(lambda view: view.phase != "weighing" and not view.scans_held, "the weighing ends")
        if self.view.phase == "tendering":
            await self.must(v.AbandonTender())
        if self.view.phase == "basket":
            await self.must(v.CancelSale())
        if self.view.phase == "change_due":
            await self.must(v.DismissSale())
        await self.until(lambda view: view.phase == "idle", "the lane is free")
