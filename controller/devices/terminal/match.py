"""Whether a payment happened, judged by the terminal's last stored transaction. Pure.

A ZVT payment carries no number of ours. What tells two payments apart is the terminal's receipt number, or its trace
number where it gives no receipt. So the last transaction is asked for right before every payment (`before`), and again
when its outcome is unknown (`last`):

    last is the one from before                                     not charged
    last is another one: same amount, currency, terminal; approved  charged
    last is another one: refused, or a reversal                     not charged
    anything else, and what cannot be compared                      unknown: a person decides

One payment runs at a time and the terminal takes none by itself (it is registered so), so nothing else comes between;
an end of day, which a terminal may begin by itself, hides what was before it.
A wrong "charged" would make somebody pay for nothing, a wrong "not charged" would make somebody pay twice: whatever is
missing makes the answer unknown.
"""

from typing import Literal

from controller.devices.terminal.status import StatusInformation

NOTHING = StatusInformation()
"""The last transaction of a terminal that has none stored."""

Verdict = Literal["charged", "not_charged", "unknown"]


def same_payment(one: StatusInformation | None, other: StatusInformation) -> bool:
    """Say whether two results are of one transaction, as far as their numbers tell: one dialogue holds one payment."""
    return one is not None and differ(one, other) is not True


def differ(one: StatusInformation, other: StatusInformation) -> bool | None:
    """Return whether two transactions differ, None when that cannot be told."""
    answers = {
        mine != theirs
        for mine, theirs in ((one.receipt, other.receipt), (_trace(one), _trace(other)))
        if mine is not None and theirs is not None
    }
    return answers.pop() if len(answers) == 1 else None


def judge(
    *,
    amount_minor: int,
    currency: int,
    terminal_id: str,
    before: StatusInformation | None,
    last: StatusInformation | None,
) -> Verdict:
    """Judge a payment of `amount_minor`. `before` and `last` are None when the terminal could not say."""
    if last is None or not _same_place(last, currency, terminal_id):
        return "unknown"
    if before is None:
        return "unknown" if last.totals is not None or _may_be(last, amount_minor) else "not_charged"
    different = _follows(before, last)
    if different is None:
        return "unknown"
    if not different:
        return "not_charged"
    if last.totals is not None:
        return "unknown"
    if not _is_payment(last):
        return "not_charged"
    return "charged" if last.amount_minor == amount_minor else "unknown"


def is_reversal_since(before: StatusInformation | None, last: StatusInformation | None, amount_minor: int) -> bool:
    """Say whether an amount was given back since `before`."""
    if before is None or last is None or not last.approved or last.original_trace is None:
        return False
    return _follows(before, last) is True and last.amount_minor == amount_minor


def _follows(before: StatusInformation, last: StatusInformation) -> bool | None:
    """Return whether something happened since `before`, None when that cannot be told."""
    if before == NOTHING:
        return last != NOTHING
    if last == NOTHING:
        return None
    if (before.totals is None) != (last.totals is None):
        return True
    return differ(before, last)


def _is_payment(last: StatusInformation) -> bool:
    return last.approved and last.original_trace is None and last.totals is None


def _may_be(last: StatusInformation, amount_minor: int) -> bool:
    return _is_payment(last) and last.amount_minor in {None, amount_minor}


def _same_place(last: StatusInformation, currency: int, terminal_id: str) -> bool:
    if last.currency is not None and last.currency != currency:
        return False
    return not (terminal_id and last.terminal_id) or last.terminal_id == terminal_id


def _trace(status: StatusInformation) -> str | None:
    return None if status.trace is None or not status.trace.strip("0") else status.trace
