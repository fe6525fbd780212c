"""One cell: bring the lane into the state, make the fault, go on selling, put it right, look at every ledger."""

from collections.abc import Callable
from dataclasses import dataclass, field

import trio

from contracts import view as v
from tests.faults.matrix.cells import PAYERS, Cell
from tests.faults.matrix.till import ITEM, MASS_G, WEIGHED, Till

PROBES = 8
PROBE_GAP_S = 0.015
HELD_S = 0.5
"""A fault lasts at least so long, and in the basket until its lamp shows it, but no longer than SEEN_S."""
SEEN_S = 4.0
QUERY_S = 4.5
"""A wallet's gateway is asked each four seconds whether the customer has paid: one of the questions meets the fault."""
BACK_WITHIN_S = 2.0
POLL_S = 0.005
STEADY_S = 0.3
CUSTOMER_S = 1.2
"""What a card or a telephone takes in phase paying, so that the fault falls into it."""
PAPER_LINE_S = 0.08
SHOWN_ITEM = "Strawb"
PAYMENT_S = 60.0
PAPER_S = 15.0
ABORT_AFTER_S = 3.0
WEIGHS_IN_SPITE = {"slow", "babble"}


@dataclass(slots=True)
class Result:
    """`seen` are the codes the lamp showed; `problem` is empty when everything held."""

    cell: Cell
    base_ms: list[float] = field(default_factory=list)
    faulted_ms: list[float] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    back_s: float = 0.0
    problem: str = ""


class Play:
    """Plays one cell at a till. `alone` is held while scans are timed, so that no other lane is timed against."""

    def __init__(self, till: Till, cell: Cell, alone: trio.Lock, number: int) -> None:
        self._till = till
        self._lane = till.lane
        self._cell = cell
        self._alone = alone
        self._mass_g = MASS_G + 5 * number
        self._result = Result(cell)

    async def run(self) -> Result:
        till, cell = self._till, self._cell
        begun = len(till.receipts), len(till.ghosts)
        till.faults_seen.clear()
        till.by_key = cell.device == "scanner"
        async with self._alone:
            await self._enter()
            self._result.base_ms = await self._probes()
            self._lane.begin(cell.device, cell.fault)
            began_s = trio.current_time()
            try:
                self._result.faulted_ms = await self._probes()
            except BaseException:
                self._lane.end(cell.device, cell.fault)
                raise
        try:
            await self._go_on()
            await self._hold(began_s)
        finally:
            self._lane.end(cell.device, cell.fault)
        self._result.back_s = await self._back()
        await self._finish()
        till.by_key = False
        await self._prove()
        self._check_ledgers(*begun)
        return self._result

    async def _enter(self) -> None:
        till, state = self._till, self._cell.state
        await till.cancel()
        if state == "closed":
            return
        await till.item(WEIGHED if state == "weighing" else ITEM)
        if state == "tendering":
            await till.must(v.StartTender())
        if state == "paying" and self._cell.device == "wallet":
            await till.ask_wallet(CUSTOMER_S)
        elif state == "paying":
            await till.ask_card(CUSTOMER_S)
        if state == "printing":
            self._lane.devices["printer"].line_s = PAPER_LINE_S
            await till.pay_cash()

    async def _probes(self) -> list[float]:
        took_ms = []
        for _ in range(PROBES):
            took_ms.append(await self._till.probe())
            await trio.sleep(PROBE_GAP_S)
        return took_ms

    async def _go_on(self) -> None:
        """Do what comes next in this state, in spite of the fault."""
        till, cell = self._till, self._cell
        match cell.state:
            case "closed" | "printing":
                await till.item()
                if cell.state == "closed":
                    await till.cancel()
            case "tendering" if cell.device == "terminal":
                await till.ask_card(0.1)
            case "tendering" if cell.device == "wallet":
                await till.ask_wallet(0.0)
            case "basket" | "tendering":
                await till.pay_cash()
            case "weighing":
                till.put(self._mass_g)
                if cell.device != "scale":
                    await self._weighed()
                    await till.pay_cash()
            case "paying" if cell.device not in PAYERS:
                await till.until(lambda view: view.phase == "change_due", "the card closes the sale", 10.0)

    async def _hold(self, began_s: float) -> None:
        """Keep the fault on for a while; a weight that cannot be known prices nothing meanwhile."""
        till, cell = self._till, self._cell
        with trio.move_on_at(began_s + SEEN_S):
            if cell.state == "basket":
                await till.client.wait_for(lambda _: till.lamp(cell.device).fault is not None, 2 * SEEN_S)
        asked_again = cell.device == "wallet" and cell.state == "paying"
        await trio.sleep_until(began_s + (QUERY_S if asked_again else HELD_S))
        if cell.device == "scale" and cell.state == "weighing" and cell.fault not in WEIGHS_IN_SPITE:
            assert till.view.phase == "weighing", f"weighed {till.view.lines[-1].mass_g} g without a scale"
        self._result.seen = {fault for kind, fault in till.faults_seen if kind == cell.device}

    async def _back(self) -> float:
        """Return how long it took until lamp and connection were good, and stayed so for STEADY_S."""
        began_s = steady_s = trio.current_time()
        while trio.current_time() < steady_s + STEADY_S:
            if not self._in_service():
                steady_s = trio.current_time()
            assert steady_s - began_s <= BACK_WITHIN_S, f"not back within {BACK_WITHIN_S} s"
            await trio.sleep(POLL_S)
        return steady_s - began_s

    def _in_service(self) -> bool:
        kind = self._cell.device
        connected = kind in PAYERS or self._lane.devices[kind].port.listened
        return connected and self._till.lamp(kind).fault is None

    async def _finish(self) -> None:
        """End the sale that the fault fell into; all paper comes out."""
        till, cell = self._till, self._cell
        if cell.state == "weighing" and cell.device == "scale":
            await self._weighed()
            await till.pay_cash()
        if cell.state in {"tendering", "paying"} and cell.device in PAYERS:
            await self._settle_payment()
        self._lane.devices["printer"].line_s = 0.0
        await self._papers_out()
        await till.cancel()
        self._lane.devices["scale"].put(0)

    async def _weighed(self) -> None:
        view = await self._till.until(lambda seen: seen.phase == "basket", "the weight comes")
        assert view.lines[-1].mass_g == self._mass_g, f"{view.lines[-1].mass_g} g for {self._mass_g} g"

    async def _papers_out(self) -> None:
        await self._till.until(lambda view: view.receipts_pending == 0, "every receipt comes out", PAPER_S)

    async def _settle_payment(self) -> None:
        """Wait for the payment's end, which the lane finds out by itself; a cashier gives up a customer who is slow."""
        till = self._till
        began_s, aborted = trio.current_time(), False
        with trio.fail_after(PAYMENT_S):
            while till.view.phase == "paying":
                waited_s = trio.current_time() - began_s
                status = till.view.payment.status if till.view.payment else "asked"
                if status == "asked" and waited_s > ABORT_AFTER_S and not aborted:
                    aborted = True
                    await till.do(v.AbortPayment())
                await trio.sleep(POLL_S)
        if till.view.phase == "tendering":
            await till.pay_cash()

    async def _prove(self) -> None:
        """Let the device do its work once more: it is really back."""
        till, devices, kind = self._till, self._lane.devices, self._cell.device
        pulses = len(devices["drawer"].pulses)
        await till.item(WEIGHED if kind == "scale" else ITEM, tries=2)
        match kind:
            case "scale":
                self._mass_g += 2
                till.put(self._mass_g)
                await self._weighed()
            case "display":
                await _until(lambda: devices["display"].lines[0].startswith(SHOWN_ITEM), "the display shows the sale")
                await till.must(v.StartTender())
                await _until(lambda: not devices["display"].lines[0].startswith(SHOWN_ITEM), "... and what comes next")
            case "terminal":
                await till.pay_by(lambda: till.ask_card(0.05))
            case "wallet":
                await till.pay_by(lambda: till.ask_wallet(0.0))
            case "drawer":
                await till.pay_cash()
                await _until(lambda: len(devices["drawer"].pulses) == pulses + 1, "the drawer opens")
            case "printer":
                await till.pay_cash()
        await self._papers_out()
        await till.cancel()
        devices["scale"].put(0)

    def _check_ledgers(self, receipts: int, ghosts: int) -> None:
        """Nothing happened twice, nothing without a cause, nothing that must happen is missing."""
        till, devices = self._till, self._lane.devices
        assert till.ghosts[ghosts:] == [], till.ghosts[ghosts:]
        cash = sum(tender.tender == "cash" for tender in till.paid)
        kicks = len(devices["drawer"].pulses)
        assert kicks <= cash, f"{kicks} kicks for {cash} cash sales"
        if self._cell.device != "drawer":
            assert kicks == cash - till.kicks_missed, f"{kicks} kicks for {cash - till.kicks_missed} cash sales"
        till.kicks_missed = cash - kicks
        for number in till.receipts[receipts:]:
            papers = [paper for paper in devices["printer"].papers if number in paper.text]
            originals = [paper for paper in papers if "COPY" not in paper.text]
            assert len(originals) <= 1, f"{len(originals)} originals of {number}"
            assert any(paper.complete for paper in papers), f"no whole receipt of {number}"
        for kind in PAYERS:
            charged, booked = self._net_minor(kind), till.booked_minor(kind)
            assert charged == booked, f"the {kind} has {charged}, the lane {booked}"

    def _net_minor(self, kind: str) -> int:
        moves = self._lane.devices[kind].sim.ledger
        return sum(move.amount_minor if move.kind == "charge" else -move.amount_minor for move in moves)


async def _until(condition: Callable[[], bool], what: str) -> None:
    with trio.move_on_after(BACK_WITHIN_S):
        while not condition():  # noqa: ASYNC110 - an emulator's ledger has no event
            await trio.sleep(POLL_S)
        return
    raise AssertionError(f"{what}: not within {BACK_WITHIN_S} s")
