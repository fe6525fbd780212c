"""What the world is asked to do after a commit. Pure: events and the state after them in, effects out."""

from controller.domain import events as e
from controller.domain.commands import PrintCopy
from controller.domain.transaction import LaneState, PendingReceipt
from controller.lane.receipt import ReceiptHead, receipt
from controller.ports import Beep, Effect, OpenDrawer, PrintReceipt, ReadWeight, StopWeight


def effects(events: tuple[e.Event, ...], state: LaneState, head: ReceiptHead) -> list[Effect]:
    """Return the effects of committed `events`, in order. `state` is the state after the last of them."""
    wanted: list[Effect] = []
    for event in events:
        match event:
            case e.SaleClosed():
                wanted.append(OpenDrawer())
                wanted.append(print_receipt(PendingReceipt(sale=event, copy_no=0), head))
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
            case _:
                pass
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


def output_id(pending: PendingReceipt) -> str:
    """Return `<transaction_seq>-<copy_no>`."""
    return f"{pending.sale.transaction_seq}-{pending.copy_no}"


def parse_output_id(value: str) -> tuple[int, int]:
    """Return (transaction_seq, copy_no) of an `output_id`."""
    transaction_seq, copy_no = value.split("-")
    return int(transaction_seq), int(copy_no)


def _is_copy(pending: PendingReceipt, event: e.CopyRequested) -> bool:
    return (pending.sale.transaction_seq, pending.copy_no) == (event.transaction_seq, event.copy_no)
