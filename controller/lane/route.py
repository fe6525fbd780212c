"""What a reading or an intent asks the domain to do. Pure: one function each, nothing looked up."""

from collections.abc import Collection
from typing import assert_never

from contracts import view as v
from controller.domain import commands as c
from controller.domain.payment_codes import is_wallet_code, safe
from controller.domain.transaction import Phase
from controller.ports import ScanData

MAX_CODE_LENGTH = 64
"""Characters of a code kept in journal and view; a longer one is cut there."""
GTIN_14_LENGTH = 14


def of_scan(scan: ScanData, phase: Phase, kinds: Collection[v.TenderKind] = ()) -> c.Command:
    """Return the command for a scan; every scan has one, so every `scan_seq` ends somewhere.

    `kinds` are the tenders this lane has devices for.
    """
    code = clean(scan.data)
    if pays(code, phase):
        if "wallet" not in kinds:
            return c.RefuseScans(scan_seq=scan.scan_seq, scan_count=1, code=safe(code), reason="no_wallet")
        return c.TenderWallet(code=code, scan_seq=scan.scan_seq)
    if not code.isascii() or not code.isdigit():
        shown = printable(code)
        return c.RefuseScans(scan_seq=scan.scan_seq, scan_count=1, code=shown, reason="malformed_code")
    return c.RegisterItem(code=gtin(code), entry_method="scanned", scan_seq=scan.scan_seq)


def pays(code: str, phase: Phase) -> bool:
    """Say whether a scanned code is a customer's wallet: only where money was asked for, elsewhere it is an item."""
    return phase == "tendering" and is_wallet_code(code)


def of_intent(  # noqa: C901 - one exhaustive match
    intent: v.Intent, kinds: Collection[v.TenderKind] = ()
) -> c.Command | c.Rejected:
    """Return the command for a wish of the operator; `kinds` are the tenders this lane has devices for."""
    match intent:
        case v.KeyCode():
            code = clean(intent.code)
            if not code.isascii() or not code.isdigit() or len(code) > MAX_CODE_LENGTH:
                return c.Rejected.because("malformed_code", code=printable(code))
            return c.RegisterItem(code=gtin(code), entry_method="keyed")
        case v.KeyQuantity():
            return c.KeyQuantity(quantity=intent.quantity)
        case v.ChangeQuantity():
            return c.ChangeQuantity(line_seq=intent.line_seq, quantity=intent.quantity)
        case v.VoidLine():
            return c.VoidLine(line_seq=intent.line_seq)
        case v.OverridePrice():
            return c.OverridePrice(line_seq=intent.line_seq, amount_minor=intent.amount_minor)
        case v.CancelSale():
            return c.CancelSale()
        case v.CancelWeighing():
            return c.CancelWeighing()
        case v.StartTender():
            return c.StartTender()
        case v.AbandonTender():
            return c.AbandonTender()
        case v.TenderCash():
            return c.TenderCash(amount_minor=intent.amount_minor)
        case v.TenderCard():
            if "card" not in kinds:
                return c.Rejected.because("no_terminal")
            return c.TenderCard(amount_minor=intent.amount_minor)
        case v.TenderWallet():
            code = clean(intent.code)
            if "wallet" not in kinds:
                return c.Rejected.because("no_wallet")
            if not is_wallet_code(code):
                return c.Rejected.because("no_wallet_code")
            return c.TenderWallet(code=code, amount_minor=intent.amount_minor)
        case v.AbortPayment():
            return c.AbortPayment()
        case v.QueryPayment():
            return c.QueryPayment()
        case v.ConfirmByHand():
            return c.ConfirmByHand(paid=intent.paid, reason=intent.reason)
        case v.ReversePayment():
            return c.ReversePayment(tender_seq=intent.tender_seq)
        case v.DismissSale():
            return c.DismissSale()
        case v.PrintCopy():
            return c.PrintCopy(reason="operator")
        case _:
            assert_never(intent)


def clean(data: str) -> str:
    """Drop what scanners and people put around a code."""
    return data.strip(" \t\r\n\0")


def gtin(code: str) -> str:
    """Return a GTIN-14 that only pads a GTIN-13 as the GTIN-13."""
    return code[1:] if len(code) == GTIN_14_LENGTH and code.startswith("0") else code


def printable(code: str) -> str:
    """Return `code` fit for a screen, a log and the journal: no control characters, bounded."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in code[:MAX_CODE_LENGTH])
