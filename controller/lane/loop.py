"""The lane: takes one input at a time, decides, commits, and only then lets the world know.

Nothing is visible before `journal.append` has returned: not the view, not the drawer, not the paper.
"""

import math
from collections.abc import Callable, Sequence
from typing import Protocol

import structlog
import trio

from contracts import view as v
from controller.barcode.settings import Settings
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.decide import decide
from controller.domain.desk import Desk
from controller.domain.evolve import evolve
from controller.domain.transaction import LaneState
from controller.domain.weighed import MAX_FRAME_LENGTH, Weighed
from controller.lane.customer_display import show_customer
from controller.lane.effects import effects, is_slip, parse_output_id, print_slips, resume_commands
from controller.lane.explainer import Explainer
from controller.lane.inbox import Ask, Inbox, Input
from controller.lane.notes import Notes
from controller.lane.panel import Panel
from controller.lane.payments import Payments
from controller.lane.receipt import ReceiptHead
from controller.lane.record import Draft, draft
from controller.lane.route import of_intent, of_scan
from controller.lane.view import ViewBuilder, delta
from controller.ports import (
    DiskFull,
    DrawerAlarm,
    DrawerStatus,
    Effect,
    LiveWeight,
    OutputComplete,
    OutputSpoiled,
    Reading,
    ReadWeight,
    ScanData,
    ScansDropped,
    SettledWeight,
    ShowCustomer,
    StatusUpdate,
)

PANEL_INTERVAL_S = 0.05
"""Lamps and live weight are pushed at most this often."""

log = structlog.get_logger()


class JournalPort(Protocol):
    """Where the lane's truth is kept."""

    async def append(self, drafts: Sequence[Draft], occurred_at: str) -> int:
        """Commit all drafts or none and return the nanoseconds the disk took.

        Raises `DiskFull` with nothing changed; anything else ends the process.
        """

    def may_open_sale(self) -> bool:
        """Say whether there is room to begin a sale and finish it."""


class Lane:
    """One lane. `report` and `submit` are its doors; `run` is its only task, `explainer` has its own beside it.

    `state` is the state after the `commits` records appended since it was opened.
    """

    def __init__(
        self,
        *,
        state: LaneState,
        desk: Desk,
        journal: JournalPort,
        head: ReceiptHead,
        plain_head: ReceiptHead,
        barcodes: Settings,
        builder: ViewBuilder,
        perform: Callable[[Effect], None],
        publish: Callable[[v.LaneView, v.Delta], None],
        monotonic_ns: Callable[[], int],
    ) -> None:
        self.state = state
        self.inbox = Inbox()
        self.panel = Panel(self.inbox.touch)
        self.explainer = Explainer(desk, lambda: self.state, self.panel.advise)
        self._desk = desk
        self._journal = journal
        self._head = head
        self._plain_head = plain_head
        self._barcodes = barcodes
        self._builder = builder
        self._perform = perform
        self._publish = publish
        self._notes = Notes(state, monotonic_ns)
        self._next_panel_at = 0.0
        self._payments = Payments(
            currency=head.currency,
            state=lambda: self.state,
            execute=self._execute,
            perform=perform,
            push=self._push,
        )
        self._shown: ShowCustomer | None = None
        self._shown_rev = 0
        self.commits = 0
        self.view = self._build(1)

    def report(self, reading: Reading) -> bool:
        """Take a device's reading; False when the inbox has no room for it. Never waits."""
        match reading:
            case StatusUpdate() | LiveWeight() | DrawerStatus():
                self.panel.report(reading)
                return True
            case _:
                return self.inbox.put(reading)

    async def submit(self, frame: v.IntentFrame) -> v.Ack:
        """Do what the operator wants; the answer comes after the commit."""
        ask = Ask(frame, trio.Event())
        if not self.inbox.put(ask):
            return v.Ack(seq=frame.seq, ok=False, code="busy")
        await ask.answered.wait()
        assert ask.ack is not None, "the loop answers before it sets the event"
        return ask.ack

    async def run(self) -> None:
        """Finish what a crash left open, then take inputs for ever."""
        if self.state.phase == "weighing":
            self._perform(ReadWeight(request=self.state.weighings))
        for command in resume_commands(self.state):
            await self._execute(command)
        await self._payments.resume()
        while True:
            self._show_customer()
            value = self.inbox.take(hold_scans=self.state.phase == "weighing")
            if value is not None:
                await self._handle(value)
                # A flood of inputs must not starve the tasks that read devices and push views.
                await trio.lowlevel.checkpoint()
            else:
                await self._idle()

    async def _idle(self) -> None:
        """Show what changed around the sale, at most once an interval, and wait for the next input."""
        now = trio.current_time()
        if now >= self._payments.due_at:
            await self._payments.attend()
            return
        if self.inbox.scans_waiting != self.view.scans_held or (self.panel.changed and now >= self._next_panel_at):
            self._next_panel_at = now + PANEL_INTERVAL_S
            self._push()
        with trio.move_on_at(min(self._payments.due_at, self._next_panel_at if self.panel.changed else math.inf)):
            await self.inbox.wait()

    async def _handle(self, value: Input) -> None:
        match value:
            case ScanData():
                await self._scan(
                    value.scan_seq, of_scan(value, self.state.phase, self._barcodes, self.panel.tender_kinds)
                )
            case ScansDropped():
                await self._scan(
                    value.scan_seq,
                    c.RefuseScans(scan_seq=value.scan_seq, scan_count=value.scan_count, code="", reason="inbox_full"),
                )
            case SettledWeight():
                await self._weight(value)
            case OutputComplete() if is_slip(value.output_id):
                pass
            case OutputSpoiled() if is_slip(value.output_id):
                self._print_slip_again(value)
            case OutputComplete():
                transaction_seq, copy_no = parse_output_id(value.output_id)
                await self._execute(c.ConfirmReceipt(transaction_seq=transaction_seq, copy_no=copy_no))
            case OutputSpoiled():
                transaction_seq, _ = parse_output_id(value.output_id)
                await self._execute(c.PrintCopy(reason="printer", transaction_seq=transaction_seq))
            case Ask():
                await self._answer(value)
            case DrawerAlarm():
                await self._execute(c.NoteDrawer(reason=value.reason, open_s=value.open_s))
            case _:
                await self._payments.hear(value)

    def _print_slip_again(self, spoiled: OutputSpoiled) -> None:
        """Ask for a merchant's slip once more, as long as its sale is the newest: the journal has it in any case."""
        transaction_seq, _ = parse_output_id(spoiled.output_id)
        sale = self.state.last_sale
        if sale is not None and sale.transaction_seq == transaction_seq:
            for effect in print_slips(sale, self._head):
                self._perform(effect)

    async def _weight(self, weight: SettledWeight) -> None:
        """Take a settled weight; one asked for an item the operator gave up is nobody's, whatever waits now."""
        if weight.request != self.state.weighings:
            return
        frame = weight.frame[:MAX_FRAME_LENGTH]
        weighed = Weighed(frame=frame, tare_g=weight.tare_g, zero_seen=weight.zero_seen)
        rejected = await self._execute(c.TakeWeight(mass_g=weight.mass_g, weighed=weighed))
        if rejected is None or self.state.phase != "weighing":
            return
        if self._notes.notice is None or self._notes.notice.code != rejected.reason:
            self._notes.say(rejected.reason, rejected.args, "refused")
            self._push()
        self._perform(ReadWeight(request=self.state.weighings))

    async def _scan(self, scan_seq: int, command: c.Command) -> None:
        rejected = await self._execute(command, scan_seq=scan_seq)
        if rejected is not None:
            self._notes.scan_ended(scan_seq, "refused")
            self._notes.say(rejected.reason, rejected.args, "refused")
            self._push()

    async def _answer(self, ask: Ask) -> None:
        command = of_intent(ask.frame.intent, self._barcodes, self.panel.tender_kinds)
        rejected = command if isinstance(command, c.Rejected) else await self._execute(command)
        if rejected is None:
            ask.ack = v.Ack(seq=ask.frame.seq, ok=True)
        else:
            self._notes.say(rejected.reason, rejected.args, "refused")
            self._push()
            ask.ack = v.Ack(seq=ask.frame.seq, ok=False, code=rejected.reason, args=rejected.args)
        ask.answered.set()

    async def _execute(self, command: c.Command, scan_seq: int | None = None) -> c.Rejected | None:
        """Decide, commit, show, act; return why not, when nothing was done."""
        decision = decide(self.state, command, self._desk)
        if isinstance(decision, c.Rejected):
            return decision
        if not decision:
            return None
        if any(isinstance(event, e.SaleOpened) for event in decision) and not self._journal.may_open_sale():
            return c.Rejected.because("disk_full")
        after, drafts = self.state, []
        for event in decision:
            after = evolve(after, event)
            drafts.append(draft(event, after.last_transaction_seq))
        # Laid out before the commit: a mistake in a receipt must not leave a record that crashes every restart.
        wallet_code = command.code if isinstance(command, c.TenderWallet) else None
        wanted = effects(decision, after, self._head, wallet_code)
        try:
            commit_ns = await self._journal.append(drafts, self._desk.now())
        except DiskFull:
            log.warning("journal_full", command=type(command).__name__)
            return c.Rejected.because("disk_full")
        self.state = after
        self.commits += len(drafts)
        self._payments.watch.follow(after, trio.current_time())
        self.explainer.basket_changed()
        self._notes.take(decision, after, scan_seq, commit_ns)
        if any(isinstance(event, e.PaymentQueried) for event in decision):
            self._payments.watch.checking()
        self._push()
        for effect in wanted:
            self._perform(effect)
        return None

    def _push(self) -> None:
        after = self._build(self.view.rev + 1)
        self.panel.changed = False
        change = delta(self.view, after)
        if not (change.set or change.lines or change.lines_reset):
            return
        self.view = after
        self._publish(after, change)

    def _show_customer(self) -> None:
        """Show the customer what the cashier sees by now: nobody waits for it, so it comes after view and beep."""
        if self._shown_rev == self.view.rev or not self.panel.has("display"):
            return
        self._shown_rev = self.view.rev
        shown = show_customer(self.view, self._head, self._plain_head)
        if shown != self._shown:
            self._shown = shown
            self._perform(shown)

    def _build(self, rev: int) -> v.LaneView:
        return self._builder.build(
            rev,
            self.state,
            self.panel,
            hero_line_seq=self._notes.hero_line_seq,
            scans_held=self.inbox.scans_waiting if self.state.phase == "weighing" else 0,
            notice=self._notes.notice,
            last_scan=self._notes.last_scan,
            payment_message=self._payments.watch.message,
        )
