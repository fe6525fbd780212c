"""What a terminal reports, as values.

    04 0F  status information   27 result, 04 amount, 0B trace, 0C time, 0D date, 22 card, 29 terminal, 87 receipt ...
    04 FF  intermediate status  0A [01] [06 TLV 24: 07 07 ...]
    06 D1  print line           40 text
    06 D3  print text block     06 TLV  1F07 whose receipt, 25: 09 attribute, 07 line, 07 line ...
    06 0F  completion           fields, or a status byte
    06 1E  abort                6C

Every field is optional; what cannot be read is left out, never guessed. Source: ZVT PA00P015 chapter 3; captures of
bezahl-online and the tests of Portalum.Zvt.
"""

from dataclasses import dataclass
from typing import Literal

from controller.devices.terminal import bitmaps, fields, text, tlv
from controller.devices.terminal.bitmaps import Fields
from controller.devices.terminal.text import Encoding
from controller.devices.terminal.words import CARD_TYPES, SIGNATURES

ReceiptKind = Literal["merchant", "cardholder", "administration", "unknown"]

APPROVED = 0x00
_RECEIPT_KINDS: dict[int, ReceiptKind] = {0x01: "merchant", 0x02: "cardholder", 0x03: "administration"}
_LAST_LINE = 0x80
_LINE_FEEDS = 0xFF
_FEEDS_MAX = 10
_MINUTE_S = 60
_TRAILER_MAX_BYTES = 255
_TEXT_LINE = "07"
_ATTRIBUTE = "09"
_NO_TRACE = "000000"
_LLL = 3
_SCHEMES = ("Girocard", "JCB", "Eurocard", "Amex", "Visa", "Diners", "other")
_RECEIPT_BYTES = 2
_SCHEME_BYTES = 7
_TOTALS_BYTES = 2 * _RECEIPT_BYTES + len(_SCHEMES) * _SCHEME_BYTES


@dataclass(frozen=True, slots=True)
class SchemeTotal:
    """A card scheme's turnover of a day."""

    scheme: str
    count: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Field 60 of an end of day: the receipt numbers it covers, and each scheme's turnover."""

    first_receipt: str
    last_receipt: str
    schemes: tuple[SchemeTotal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusInformation:
    """One result. Numbers that identify (`receipt`, `trace`) keep their zeros; `time` is 22:39:53, `date` 10-06."""

    result: int | None = None
    amount_minor: int | None = None
    currency: int | None = None
    receipt: str | None = None
    trace: str | None = None
    original_trace: str | None = None
    turnover: str | None = None
    time: str | None = None
    date: str | None = None
    expiry: str | None = None
    card: str | None = None
    card_sequence: str | None = None
    card_type: int | None = None
    card_name: str | None = None
    terminal_id: str | None = None
    contract: str | None = None
    authorisation: str | None = None
    text: str | None = None
    payment_type: int | None = None
    technology: int | None = None
    authentication: int | None = None
    application_id: str | None = None
    emv_customer: str | None = None
    emv_merchant: str | None = None
    totals: Totals | None = None

    @property
    def approved(self) -> bool:
        """Whether it says that something was done."""
        return self.result == APPROVED

    @property
    def scheme(self) -> str:
        """The card's product name."""
        return self.card_name or CARD_TYPES.get(self.card_type or 0, "card")

    @property
    def needs_signature(self) -> bool:
        """Whether the customer has to sign."""
        return self.authentication in SIGNATURES


@dataclass(frozen=True, slots=True)
class IntermediateStatus:
    """What the terminal waits for. `wait_s` is how long it may take until its next word, if it says so."""

    status: int
    wait_s: int | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Print:
    """Lines for paper. `last` ends a receipt."""

    lines: tuple[str, ...]
    last: bool = False
    kind: ReceiptKind = "unknown"


@dataclass(frozen=True, slots=True)
class End:
    """A completion or an abort; `result` is its code, or the terminal's status, if it has one."""

    result: int | None
    fields: Fields
    software: str | None = None


def read_status(data: bytes, encoding: Encoding = "auto") -> StatusInformation:
    """Return the result in a status information's data block."""
    found = bitmaps.read(data)
    extra = found.tlv
    return StatusInformation(
        result=found.byte(bitmaps.RESULT),
        amount_minor=_number(found, bitmaps.AMOUNT),
        currency=_number(found, bitmaps.CURRENCY),
        receipt=_digits(found, bitmaps.RECEIPT),
        trace=_trace(found),
        original_trace=_digits(found, bitmaps.ORIGINAL_TRACE),
        turnover=_digits(found, bitmaps.TURNOVER),
        time=_split(found, bitmaps.TIME, ":"),
        date=_split(found, bitmaps.DATE, "-"),
        expiry=_digits(found, bitmaps.EXPIRY),
        card=_card(found),
        card_sequence=_digits(found, bitmaps.CARD_SEQUENCE),
        card_type=found.byte(bitmaps.CARD_TYPE),
        card_name=_text(found, bitmaps.CARD_NAME, encoding),
        terminal_id=_digits(found, bitmaps.TERMINAL_ID),
        contract=_text(found, bitmaps.CONTRACT, encoding),
        authorisation=_text(found, bitmaps.AUTHORISATION, encoding),
        text=_text(found, bitmaps.TEXT, encoding),
        payment_type=found.byte(bitmaps.PAYMENT_TYPE),
        technology=_first_byte(extra.first("1F12")),
        authentication=_first_byte(extra.first("1F10")),
        application_id=_hex(extra.first("43")),
        emv_customer=_tag_text(extra.first("46"), encoding),
        emv_merchant=_tag_text(extra.first("47"), encoding),
        totals=_totals(found.get(bitmaps.TOTALS)),
    )


def read_intermediate(data: bytes, encoding: Encoding = "auto") -> IntermediateStatus | None:
    """Return an intermediate status, None for an empty one."""
    if not data:
        return None
    minutes = fields.number(data[1:2]) if len(data) > 1 else None
    container = bitmaps.read(data[2:]).tlv
    lines = text.decode_all(container.all(_TEXT_LINE), encoding)
    return IntermediateStatus(data[0], None if minutes is None else minutes * _MINUTE_S, lines)


def read_print_line(data: bytes, encoding: Encoding = "auto") -> Print:
    """Return a print line: no text is a line feed, attribute FF counts them. A TLV container at its end is no text."""
    if not data:
        return Print(("",))
    attribute, content, container = data[0], *_split_container(data[1:])
    kind = _receipt_kind(container)
    if attribute == _LINE_FEEDS:
        return Print(("",) * min(content[0] if content else 1, _FEEDS_MAX), kind=kind)
    return Print((text.decode(content, encoding),), _is_last(attribute), kind)


def read_text_block(data: bytes, encoding: Encoding = "auto") -> Print:
    """Return the lines of a text block; one whose container is cut short gives those that are whole."""
    container = bitmaps.read(data).tlv
    lines = text.decode_all(container.all(_TEXT_LINE), encoding)
    last = any(_is_last(value[0]) for value in container.all(_ATTRIBUTE) if value)
    return Print(lines, last, _receipt_kind(container))


def read_end(data: bytes) -> End:
    """Return a completion. After a status enquiry it begins with the software's name and the terminal's status."""
    size = fields.counter(data[:_LLL]) if len(data) >= _LLL else None
    if size is not None and _LLL + size <= len(data):
        software, rest = text.decode(data[_LLL : _LLL + size]), data[_LLL + size :]
        return End(rest[0] if rest else None, bitmaps.read(rest[1:]), software)
    found = bitmaps.read(data)
    if data and found.rest == data:
        return End(data[0], bitmaps.read(data[1:]))
    return End(found.byte(bitmaps.RESULT), found)


def read_abort(data: bytes) -> End:
    """Return an abort: its first byte is the result."""
    return End(data[0] if data else None, bitmaps.read(data[1:]))


def _number(found: Fields, field: int) -> int | None:
    value = found.get(field)
    return None if value is None else fields.number(value)


def _digits(found: Fields, field: int) -> str | None:
    value = found.get(field)
    return None if value is None else fields.digits(value)


def _trace(found: Fields) -> str | None:
    """Return the trace number; a long one stands in tag 1F2B, with zeros in its own field."""
    long = found.tlv.first("1F2B")
    short = _digits(found, bitmaps.TRACE)
    return long.hex() if long is not None and short in {None, _NO_TRACE} else short


def _split(found: Fields, field: int, separator: str) -> str | None:
    value = found.get(field)
    return None if value is None else separator.join(f"{byte:02x}" for byte in value)


def _card(found: Fields) -> str | None:
    value = found.get(bitmaps.PAN)
    return fields.card_digits(value) if value else None


def _text(found: Fields, field: int, encoding: Encoding) -> str | None:
    value = found.get(field)
    return text.decode(value, encoding).rstrip() if value else None


def _tag_text(value: bytes | None, encoding: Encoding) -> str | None:
    return text.decode(value, encoding) if value else None


def _totals(value: bytes | None) -> Totals | None:
    """Return the totals: two receipt numbers, then a count (binary) and an amount (BCD) for each scheme."""
    if value is None or len(value) < _TOTALS_BYTES:
        return None
    parts = [value[at : at + _SCHEME_BYTES] for at in range(2 * _RECEIPT_BYTES, _TOTALS_BYTES, _SCHEME_BYTES)]
    schemes = tuple(
        SchemeTotal(scheme, part[0], fields.number(part[1:]) or 0) for scheme, part in zip(_SCHEMES, parts, strict=True)
    )
    return Totals(value[:_RECEIPT_BYTES].hex(), value[_RECEIPT_BYTES : 2 * _RECEIPT_BYTES].hex(), schemes)


def _first_byte(value: bytes | None) -> int | None:
    return value[0] if value else None


def _hex(value: bytes | None) -> str | None:
    return value.hex().upper() if value else None


def _is_last(attribute: int) -> bool:
    return attribute & _LAST_LINE != 0 and attribute != _LAST_LINE


def _receipt_kind(container: tlv.Container) -> ReceiptKind:
    return _RECEIPT_KINDS.get(_first_byte(container.first("1F07")) or 0, "unknown")


def _split_container(content: bytes) -> tuple[bytes, tlv.Container]:
    """Return text and the container behind it: some terminals add 06 04 1F 07 01 02 to each line."""
    first = max(len(content) - _TRAILER_MAX_BYTES, 0)
    at = content.rfind(bytes((bitmaps.TLV,)), first)
    while at >= 0:
        length = tlv.read_length(content, at + 1)
        if length is not None and length[0] > 0 and length[1] + length[0] == len(content):
            container = tlv.parse(content[length[1] :])
            if container.complete and container.tags:
                return content[:at], container
        at = content.rfind(bytes((bitmaps.TLV,)), first, at)
    return content, tlv.Container()
