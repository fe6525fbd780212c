"""The lines a card payment adds to a receipt, from the terminal's result. Pure.

Registered so (config byte without 80), the terminal sends no print lines: its definitive acknowledgement is then the
answer to its result alone, and these lines are on disk with that result.
"""

from controller.devices.terminal.status import StatusInformation
from controller.devices.terminal.words import CARD_TECHNOLOGIES


def lines(status: StatusInformation, account: str) -> tuple[str, ...]:
    """Return what must stand on paper: terminal, numbers, card, approval, a line to sign if need be."""
    labelled = (
        ("Terminal", status.terminal_id),
        ("VU", status.contract),
        ("Receipt", status.receipt),
        ("Trace", status.trace),
        ("Card", account),
        ("Sequence", status.card_sequence),
        ("AID", status.application_id),
        ("Entry", CARD_TECHNOLOGIES.get(-1 if status.technology is None else status.technology)),
        ("Approval", status.authorisation),
        ("Date", " ".join(filter(None, (status.date, status.time))) or None),
    )
    found = [status.scheme, *(f"{label}: {value}" for label, value in labelled if value)]
    found += [text for text in (status.text, status.emv_customer) if text]
    if status.needs_signature:
        found += ["", "Signature: ____________________"]
    return tuple(found)
