"""What the lane says to a terminal, and what it answers.

    06 00  registration  06 01  authorisation  06 20  repeat receipt  06 30  reversal
    06 50  end of day    06 B0  abort          05 01  status enquiry
    80 00 00  accepted   84 9C 00  ask me again in 2 s   84 6C 00  refused: the terminal reverses

Source: ZVT PA00P015 chapters 2 and 3.
"""

from controller.devices.terminal import bitmaps, tlv
from controller.devices.terminal.apdu import Apdu
from controller.devices.terminal.fields import bcd

REGISTRATION = 0x0600
AUTHORISATION = 0x0601
REPEAT_RECEIPT = 0x0620
REVERSAL = 0x0630
END_OF_DAY = 0x0650
ABORT_COMMAND = 0x06B0
STATUS_ENQUIRY = 0x0501
STATUS_INFORMATION = 0x040F
INTERMEDIATE_STATUS = 0x04FF
COMPLETION = 0x060F
ABORT = 0x061E
PRINT_LINE = 0x06D1
PRINT_TEXT_BLOCK = 0x06D3
POSITIVE = 0x8000
POSITIVE_CLASS = 0x80
NEGATIVE_CLASS = 0x84
POSITIVE_TOO = 0x8400

ACCEPTED = Apdu(POSITIVE)
ASK_AGAIN = Apdu(0x849C)
REFUSED = Apdu(0x846C)
UNKNOWN_COMMAND = Apdu(0x8483)

STATUS_AS_BEFORE = 0x01
NO_PRINT = 0x02

_SAID_BY_TERMINALS = frozenset({0x04, 0x05, 0x06, 0x08, 0x0F, NEGATIVE_CLASS})
_AMOUNT_BYTES = 6
_CURRENCY_BYTES = 2
_RECEIPT_BYTES = 2
_PASSWORD_BYTES = 3
_COMMAND_LIST = "26"
_COMMAND = "0A"


def registration(password: str, config_byte: int, currency: int, commands: tuple[int, ...]) -> Apdu:
    """Return the registration; `commands` are those the terminal may send beside the ones it always may."""
    data = _password(password) + bytes((config_byte,)) + bcd(currency, _CURRENCY_BYTES)
    if commands:
        allowed = tlv.encode(*((_COMMAND, command.to_bytes(2, "big")) for command in commands))
        container = tlv.encode((_COMMAND_LIST, allowed))
        data += bytes((bitmaps.TLV,)) + tlv.encode_length(len(container)) + container
    return Apdu(REGISTRATION, data)


def authorisation(
    amount_minor: int, currency: int, *, max_status_infos: int | None = None, payment_type: int | None = None
) -> Apdu:
    """Return the order to take an amount. The terminal asks at most `max_status_infos` times more for our answer."""
    data = _amount(amount_minor) + _field(bitmaps.CURRENCY, bcd(currency, _CURRENCY_BYTES))
    if payment_type is not None:
        data += _field(bitmaps.PAYMENT_TYPE, bytes((payment_type,)))
    if max_status_infos is not None:
        data += _field(bitmaps.MAX_STATUS_INFOS, bytes((max_status_infos,)))
    return Apdu(AUTHORISATION, data)


def reversal(password: str, receipt: str, amount_minor: int, currency: int) -> Apdu:
    """Return the order to give back the payment with this receipt number, if it has this amount."""
    number = bytes.fromhex(receipt.rjust(2 * _RECEIPT_BYTES, "0"))
    data = _password(password) + _field(bitmaps.RECEIPT, number) + _amount(amount_minor)
    return Apdu(REVERSAL, data + _field(bitmaps.CURRENCY, bcd(currency, _CURRENCY_BYTES)))


def repeat_receipt(password: str) -> Apdu:
    """Return the question for the last stored transaction, without paper."""
    service = _field(bitmaps.SERVICE_BYTE, bytes((STATUS_AS_BEFORE | NO_PRINT,)))
    return Apdu(REPEAT_RECEIPT, _password(password) + service)


def end_of_day(password: str) -> Apdu:
    """Return the order to hand the day's turnover to the host."""
    return Apdu(END_OF_DAY, _password(password))


def status_enquiry(password: str) -> Apdu:
    """Return the question how the terminal is."""
    return Apdu(STATUS_ENQUIRY, _password(password))


def abort() -> Apdu:
    """Return the wish to stop what the terminal does."""
    return Apdu(ABORT_COMMAND)


def is_answer(apdu: Apdu) -> bool:
    """Say whether it answers something; a message that does is never answered itself."""
    return apdu.control >> 8 in {POSITIVE_CLASS, NEGATIVE_CLASS}


def begins_message(head: bytes) -> bool:
    """Say whether bytes could be the beginning of a message; those of a line that is out of step could not."""
    return head[0] in _SAID_BY_TERMINALS or POSITIVE.to_bytes(2, "big").startswith(head[:2])


def refusal(apdu: Apdu) -> int | None:
    """Return the code of a refusal; None for anything else. 84 00 is no refusal but another word for 80 00."""
    if apdu.control >> 8 == NEGATIVE_CLASS and apdu.control != POSITIVE_TOO:
        return apdu.control & 0xFF
    return None


def _password(password: str) -> bytes:
    assert len(password) == 2 * _PASSWORD_BYTES, "a password has six digits"
    return bytes.fromhex(password)


def _amount(amount_minor: int) -> bytes:
    return _field(bitmaps.AMOUNT, bcd(amount_minor, _AMOUNT_BYTES))


def _field(field: int, value: bytes) -> bytes:
    return bytes((field,)) + value
