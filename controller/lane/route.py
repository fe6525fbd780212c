"""What a reading or an intent asks the domain to do. Pure: one function each, nothing looked up."""

from collections.abc import Collection
from dataclasses import replace
from typing import assert_never

from contracts import view as v
from controller.barcode.decode import AROUND_A_CODE, decode
from controller.barcode.decoded import PaymentCode
from controller.barcode.payment import family_of
from controller.barcode.settings import Settings
from controller.domain import commands as c
from controller.domain.transaction import Phase
from controller.lane.codes import Refusal, asked
from controller.ports import ScanData


def of_scan(scan: ScanData, phase: Phase, barcodes: Settings, kinds: Collection[v.TenderKind] = ()) -> c.Command:
    """Return the command for a scan; every scan has one, so every `scan_seq` ends somewhere.

    `kinds` are the tenders this lane has devices for. A wallet's code pays only where money was asked for.
    """
    decoded = decode(scan.data, scan.symbology, barcodes, tendering=phase == "tendering")
    if isinstance(decoded, PaymentCode) and "wallet" in kinds:
        return c.TenderWallet(code=decoded.code, scan_seq=scan.scan_seq)
    no_wallet = Refusal(decoded.shown, "no_wallet") if isinstance(decoded, PaymentCode) else None
    wanted = no_wallet or asked(clean(scan.data), decoded)
    if isinstance(wanted, Refusal):
        return c.RefuseScans(
            scan_seq=scan.scan_seq, scan_count=1, code=wanted.shown, reason=wanted.reason, detail=wanted.detail
        )
    return replace(wanted, entry_method="scanned", scan_seq=scan.scan_seq)


def of_key(data: str, barcodes: Settings) -> c.Command | c.Rejected:
    """Return the command for a code that a person keyed: no scanner says what kind it is."""
    code = clean(data)
    wanted = asked(code, decode(code, None, replace(barcodes, aim_required=False)))
    if not isinstance(wanted, Refusal):
        return wanted
    args = {"code": wanted.shown} | ({"detail": wanted.detail} if wanted.detail else {})
    return c.Rejected(wanted.reason, dict(args))


def of_intent(  # noqa: C901 - one exhaustive match
    intent: v.Intent, barcodes: Settings, kinds: Collection[v.TenderKind] = ()
) -> c.Command | c.Rejected:
    """Return the command for a wish of the operator; `kinds` are the tenders this lane has devices for."""
    match intent:
        case v.KeyCode():
            return of_key(intent.code, barcodes)
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
            if family_of(code, barcodes.payment_families) is None:
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
    return data.strip(AROUND_A_CODE)
