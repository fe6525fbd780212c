"""What the world is asked to do after a commit. Pure: events and the state after them in, effects out."""

from controller.domain import events as e
from controller.domain.commands import PrintCopy
from controller.domain.transaction import LaneState, PendingReceipt
from controller.lane.payment_effects import payment_effects
from controller.lane.receipt import ReceiptHead, merchant_slip, receipt
from controller.ports import Beep, Effect, OpenDrawer, PrintReceipt, ReadWeight, StopWeight

SLIP = "m"
"""Marks the `output_id` of a merchant's slip: it is the journal that keeps it, the paper is for the drawer."""


def effects(
    events: tuple[e.Event, ...], state: LaneState, head: ReceiptHead, wallet_code: str | None = None
) -> list[Effect]:
    """Return the effects of committed `events`, in order. `state` is the state after the last of them.

    `wallet_code` goes from the command into the payment's effect and nowhere else.
    """
    wanted: list[Effect] = []
    for event in events:
        match event:
            case e.SaleClosed():
                if any(tender.tender == "cash" for tender in event.tenders):
                    wanted.append(OpenDrawer())
                wanted.append(print_receipt(PendingReceipt(sale=event, copy_no=0), head))
                wanted += print_slips(event, head)
            case e.CopyRequested():
                wanted += [print_receipt(p, head) for p in state.pending_receipts if _is_copy(p, event)]
            case e.WeighingStarted():
                wanted.append(ReadWeight(request=state.weighings))
            case e.WeighingCancelled():
                wanted += [StopWeight(), Beep(good=False)]
            case e.ItemRegistered(scan_seq=int()):
                wanted.append(Beep(good=True))
            case e.ScanRefused():
                wanted.append(Beep(good=False))
            case e.PaymentIntended(scan_seq=int()):
                wanted += [Beep(good=True), *payment_effects(event, state, head.currency, wallet_code)]
            case _:
                wanted += payment_effects(event, state, head.currency, wallet_code)
    return wanted


def resume_commands(state: LaneState) -> list[PrintCopy]:
    """Return what a restart must do about papers nobody confirmed: print them again, marked as copies.

    A drawer pulse is never repeated.
    """
    return [
        PrintCopy(reason="recovery", transaction_seq=pending.sale.transaction_seq) for pending in state.pending_receipts
    ]


def print_receipt(pending: PendingReceipt, head: ReceiptHead) -> PrintReceipt:
    """Return the effect that prints this paper."""
    return PrintReceipt(output_id=output_id(pending), receipt=receipt(pending.sale, pending.copy_no, head))


def print_slips(sale: e.SaleClosed, head: ReceiptHead) -> list[Effect]:
    """Return the merchant's slip of a sale, if a device wants one printed."""
    slip = merchant_slip(sale, head)
    return [] if slip is None else [PrintReceipt(output_id=f"{sale.transaction_seq}-0-{SLIP}", receipt=slip)]


def is_slip(value: str) -> bool:
    """Say whether an `output_id` is that of a merchant's slip."""
    return value.endswith(f"-{SLIP}")


def output_id(pending: PendingReceipt) -> str:
    """Return `<transaction_seq>-<copy_no>`."""
    return f"{pending.sale.transaction_seq}-{pending.copy_no}"


def parse_output_id(value: str) -> tuple[int, int]:
    """Return (transaction_seq, copy_no) of an `output_id`."""
    transaction_seq, copy_no, *_ = value.split("-")
    return int(transaction_seq), int(copy_no)


def _is_copy(pending: PendingReceipt, event: e.CopyRequested) -> bool:
    return (pending.sale.transaction_seq, pending.copy_no) == (event.transaction_seq, event.copy_no)
