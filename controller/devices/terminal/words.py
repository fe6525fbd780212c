"""What ZVT's numbers mean, as codes that a client translates.

Source: ZVT PA00P015 chapters 3.7 (intermediate status), 10 (results), 11 (terminal status), 12 (cards).
"""

from collections.abc import Mapping

HOST_RESULTS = range(0x01, 0x64)
"""Answers of the card's bank, or of the network."""

RESULT_WORDS: Mapping[int, str] = {
    0x05: "card_refused",
    0x33: "insufficient_funds",
    0x37: "wrong_pin",
    0x64: "card_unreadable",
    0x65: "card_unreadable",
    0x66: "processing_error",
    0x67: "card_refused",
    0x68: "card_refused",
    0x6A: "terminal_full",
    0x6B: "not_registered",
    0x6C: "aborted",
    0x6F: "wrong_currency",
    0x71: "insufficient_funds",
    0x72: "card_unreadable",
    0x73: "card_unreadable",
    0x77: "end_of_day_impossible",
    0x78: "card_expired",
    0x79: "card_refused",
    0x7A: "card_refused",
    0x7D: "no_connection",
    0x83: "function_not_possible",
    0x85: "terminal_not_ready",
    0x89: "terminal_defect",
    0x9A: "protocol_error",
    0x9B: "no_connection",
    0x9C: "terminal_busy",
    0xA0: "terminal_busy",
    0xA1: "no_connection",
    0xA3: "no_connection",
    0xB1: "terminal_full",
    0xB2: "terminal_full",
    0xB4: "already_reversed",
    0xB5: "reversal_not_possible",
    0xC1: "card_refused",
    0xC2: "diagnosis_required",
    0xC3: "amount_limit",
    0xC5: "card_refused",
    0xC6: "wrong_currency",
    0xC8: "amount_limit",
    0xCC: "printer_not_ready",
    0xDC: "card_inserted",
    0xE4: "terminal_not_ready",
    0xED: "terminal_defect",
    0xF0: "end_of_day_required",
    0xFF: "terminal_error",
}

STATUS_WORDS: Mapping[int, str] = {
    0x00: "confirm_amount",
    0x01: "watch_pin_pad",
    0x02: "watch_pin_pad",
    0x03: "not_accepted",
    0x04: "connecting",
    0x05: "reversing",
    0x06: "connecting",
    0x07: "card_refused",
    0x08: "card_refused",
    0x09: "card_expired",
    0x0A: "insert_card",
    0x0B: "remove_card",
    0x0C: "card_unreadable",
    0x0D: "processing_error",
    0x0E: "please_wait",
    0x10: "card_refused",
    0x12: "terminal_error",
    0x13: "not_accepted",
    0x14: "insufficient_funds",
    0x15: "wrong_pin",
    0x17: "please_wait",
    0x18: "wrong_pin",
    0x19: "card_unreadable",
    0x1B: "approved",
    0x1C: "approved",
    0x1D: "declined",
    0x28: "select_currency",
    0x29: "select_language",
    0x2C: "select_application",
    0xC8: "waits_for_cashier",
    0xD2: "connecting",
    0xD3: "connecting",
    0xE0: "select_application",
    0xE1: "select_language",
}
"""Codes from 41 on say the same as those 40 lower, with the card still inside."""

_CARD_INSIDE = range(0x41, 0x5E)
_CARD_INSIDE_OFFSET = 0x40

ALREADY_REVERSED = 0xB4
BUSY = frozenset({0x9C, 0xA0})
"""Refusals that pass by themselves."""

CARD_TYPES: Mapping[int, str] = {
    0x02: "ec-card",
    0x05: "girocard",
    0x06: "Mastercard",
    0x07: "EAPS",
    0x08: "American Express",
    0x09: "EuroELV",
    0x0A: "Visa",
    0x0B: "VISA electron",
    0x0C: "Diners",
    0x0D: "V PAY",
    0x0E: "JCB",
    0x0F: "REKA Card",
    0x1E: "Geldkarte",
    0x2E: "Maestro",
    0x45: "Postcard (Postfinance Card)",
    0x57: "Bancontact-MisterCash",
    0x61: "ALIPAY",
    0x6B: "ALIPAY @POS-Model 2",
    0xC4: "Dankort",
    0xC5: "VISA/Dankort",
    0xC6: "CUP-card",
    0xE8: "Discover Card",
}

CARD_TECHNOLOGIES: Mapping[int, str] = {0x00: "Magnetic stripe", 0x01: "Chip", 0x02: "NFC"}

AUTHENTICATIONS: Mapping[int, str] = {
    0x00: "No Cardholder authentication",
    0x01: "Signature",
    0x02: "Online Pin",
    0x03: "Offline encrypted Pin",
    0x04: "Offline plaintext Pin",
    0x05: "Offline encrypted Pin + signature",
    0x06: "Offline plaintext Pin + signature",
    0x07: "Online Pin + signature",
    0xFF: "Unknown cardholder verification",
}

SIGNATURES = frozenset({0x01, 0x05, 0x06, 0x07})
"""Authentications that want a signature on paper."""


def result_word(result: int | None) -> str:
    """Return why a payment failed."""
    if result is None:
        return "no_result"
    fallback = "declined" if result in HOST_RESULTS else "terminal_error"
    return RESULT_WORDS.get(result, fallback)


def status_word(status: int) -> str:
    """Return what the terminal waits for."""
    shifted = status - _CARD_INSIDE_OFFSET if status in _CARD_INSIDE else status
    return STATUS_WORDS.get(shifted, "please_wait")
