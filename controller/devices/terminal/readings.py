"""A terminal's results as the lane's readings. Pure."""

from controller.devices.masking import masked
from controller.devices.terminal.dialogue import Ending
from controller.devices.terminal.slip import lines
from controller.devices.terminal.status import StatusInformation
from controller.devices.terminal.words import result_word
from controller.ports import PaymentApproved, PaymentDeclined


def approved(intent_id: str, amount_minor: int, terminal_id: str, result: StatusInformation) -> PaymentApproved:
    """Return an approval; a terminal that repeats no amount approved what it was asked for."""
    account = masked(result.card or "")
    return PaymentApproved(
        intent_id=intent_id,
        amount_minor=amount_minor if result.amount_minor is None else result.amount_minor,
        reference=result.receipt or "",
        scheme=result.scheme,
        account=account,
        terminal_id=result.terminal_id or terminal_id,
        trace=result.trace or "",
        paper=lines(result, account),
    )


def declined(intent_id: str, ending: Ending) -> PaymentDeclined:
    """Return why there is no payment: the result's code, or that of the end."""
    failed = ending.result.result if ending.result is not None and not ending.result.approved else None
    code = failed if failed is not None else ending.code
    if ending.how == "completed" and failed is None:
        code = None
    return PaymentDeclined(intent_id=intent_id, reason=result_word(code), detail="" if code is None else f"{code:02x}")
