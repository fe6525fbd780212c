"""What the operator must see and hear of what has just happened: the newest line, the notice, how the scan ended."""

from collections.abc import Callable
from typing import Literal

from contracts import view as v
from controller.domain import events as e
from controller.domain.decision import MAX_LINES
from controller.domain.transaction import LaneState
from controller.lane.payment_watch import payment_notice

Outcome = Literal["line", "refused", "held", "payment"]


class Notes:
    """Written by the lane's loop after each commit and each refusal, read by the view."""

    def __init__(self, state: LaneState, monotonic_ns: Callable[[], int]) -> None:
        self.notice: v.Notice | None = None
        self.last_scan: v.LastScan | None = None
        self.hero_line_seq = _newest_line(state)
        self._monotonic_ns = monotonic_ns

    def take(self, events: tuple[e.Event, ...], state: LaneState, scan_seq: int | None, commit_ns: int) -> None:
        """Note committed `events`; `state` is the state after them, `scan_seq` the scan that caused them."""
        ended = None
        for event in events:
            ended = self._note(event, state) or ended
        assert scan_seq is None or ended is not None, "every scan ends as a line, a payment, a refusal or held"
        if ended is not None:
            self.scan_ended(*ended, commit_ns)

    def scan_ended(self, scan_seq: int, outcome: Outcome, commit_ns: int = 0) -> None:
        """Note how a scan ended."""
        now_ns = self._monotonic_ns()
        self.last_scan = v.LastScan(scan_seq=scan_seq, outcome=outcome, committed_mono_ns=now_ns, commit_ns=commit_ns)

    def say(self, code: str, args: dict[str, str | int], tone: v.Tone) -> None:
        """Say it, also when it was said before."""
        seq = self.notice.seq + 1 if self.notice else 1
        self.notice = v.Notice(seq=seq, code=code, args=args, tone=tone)

    def _note(self, event: e.Event, state: LaneState) -> tuple[int, Outcome] | None:
        """Note one event; return the scan that ended by it, and how."""
        match event:
            case e.ItemRegistered():
                self.hero_line_seq = event.line_seq
                self.say("accepted", {}, "accepted")
                return _ended(event.scan_seq, "line")
            case e.QuantityChanged() | e.PriceOverridden():
                self.hero_line_seq = event.line_seq
            case e.LineVoided() | e.SaleOpened():
                self.hero_line_seq = _newest_line(state)
            case e.WeighingStarted():
                self.say("weigh", {}, "attention")
                return _ended(event.scan_seq, "held")
            case e.WeighingCancelled():
                return _ended(event.scan_seq, "refused")
            case e.ScanRefused():
                args: dict[str, str | int] = {
                    "code": event.code,
                    "count": event.scan_count,
                    "max": MAX_LINES,
                    "detail": event.detail,
                }
                self.say(event.reason, args, "refused")
                return _ended(event.scan_seq + event.scan_count - 1, "refused")
            case e.DrawerAlarmed():
                self.say(f"drawer_{event.reason}", {"seconds": event.open_s}, "attention")
            case e.PaymentIntended():
                return _ended(event.scan_seq, "payment")
            case _ if (said := payment_notice(event)) is not None:
                self.say(*said)
            case _:
                pass
        return None


def _ended(scan_seq: int | None, outcome: Outcome) -> tuple[int, Outcome] | None:
    return None if scan_seq is None else (scan_seq, outcome)


def _newest_line(state: LaneState) -> int | None:
    if state.transaction is None:
        return None
    return next((line.line_seq for line in reversed(state.transaction.lines) if not line.voided), None)
