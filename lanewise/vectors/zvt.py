"""Vectors of the areas zvt.*."""

from typing import Any

from controller.devices.noise import Noise
from controller.devices.terminal import bitmaps, messages, text, words
from controller.devices.terminal.apdu import Apdu, ApduReader, read_header
from controller.devices.terminal.codec import Broken, Receipt, SerialCodec
from controller.devices.terminal.fields import digits
from controller.devices.terminal.status import (
    StatusInformation,
    read_abort,
    read_end,
    read_intermediate,
    read_print_line,
    read_status,
    read_text_block,
)
from lanewise.vectors.area import Areas, Given, Got, NotExpressible
from lanewise.vectors.given import bytes_of, received

COMMANDS = {
    0x0401: "set date and time",
    0x040D: "input request",
    0x040E: "menu request",
    messages.STATUS_INFORMATION: "status information",
    messages.INTERMEDIATE_STATUS: "intermediate status",
    messages.STATUS_ENQUIRY: "status enquiry",
    messages.REGISTRATION: "registration",
    messages.AUTHORISATION: "authorisation",
    0x0602: "log-off",
    messages.COMPLETION: "completion",
    0x0610: "send turnover totals",
    0x0612: "reprint receipts",
    0x0618: "reset terminal",
    0x061A: "print system configuration",
    messages.ABORT: "abort",
    messages.REPEAT_RECEIPT: "repeat receipt",
    0x0622: "reservation",
    0x0623: "partial reversal",
    messages.REVERSAL: "reversal",
    0x0631: "refund",
    messages.END_OF_DAY: "end of day",
    0x0670: "diagnosis",
    0x0691: "set date and time",
    0x0693: "initialisation",
    messages.ABORT_COMMAND: "abort from ECR",
    0x06C0: "read card",
    messages.PRINT_LINE: "print line",
    messages.PRINT_TEXT_BLOCK: "print text block",
    0x06E0: "display text",
    messages.POSITIVE: "positive acknowledgement",
    messages.POSITIVE_TOO: "positive acknowledgement",
}
REFUSALS = {
    0x9C: "ask again later",
    0x83: "function not possible",
    0x1E: "wrong currency",
    0x9D: "partial issue of goods",
    0xCC: "printer not ready",
}
BEHIND_PASSWORD = {0x0501, 0x0600, 0x0612, 0x0618, 0x061A, 0x0620, 0x0625, 0x0630, 0x0631, 0x0650, 0x0693}
PASSWORD_BYTES = 3


def _apdu(given: Given) -> Got:
    chunks = received(given, "apdu" if "apdu" in given else "rx")
    whole = b"".join(chunks)
    if not whole:
        raise NotExpressible(f"no bytes in {sorted(given)}")
    header = read_header(whole)
    if header is None:
        return {"complete": False, "data_length": 0, "wait": True}
    reader = ApduReader()
    found, complete_after = [], None
    for count, chunk in enumerate(chunks, 1):
        found += reader.feed(chunk)
        if found and complete_after is None:
            complete_after = count
    data = whole[header.size_bytes : header.size_bytes + header.data_bytes]
    return {
        **_message(Apdu(header.control, data)),
        "data": data.hex(),
        "data_length": header.data_bytes,
        "left_over": whole[header.size_bytes + header.data_bytes :].hex(),
        "length_form": "extended" if header.extended else "short",
        "complete": bool(found),
        "wait": not found,
        "complete_after_chunk": complete_after,
    }


def _dialogue(given: Given) -> Got:
    if "rx" not in given and "rx_chunks" not in given:
        raise NotExpressible(f"no rx in {sorted(given)}")
    reader = ApduReader()
    found = [apdu for read in received(given) for apdu in reader.feed(read)]
    got = {"left_over": reader.rest.hex(), **(_message(found[-1]) if found else {})}
    got["outcome"] = _outcome(found, reader.rest)
    return got


def _outcome(found: list[Apdu], rest: bytes) -> str:
    if not found:
        return "unknown answer" if rest else "no answer"
    code = messages.refusal(found[0])
    if code is not None:
        return REFUSALS.get(code, "command refused")
    if found[0].control not in {messages.POSITIVE, messages.POSITIVE_TOO}:
        return "unknown answer"
    ends = {messages.COMPLETION: "completed", messages.ABORT: "aborted"}
    return next((ends[apdu.control] for apdu in found[1:] if apdu.control in ends), "command accepted")


def _serial(given: Given) -> Got:
    codec = SerialCodec()
    for reading in codec.feed(bytes_of(given, "frame")):
        match reading:
            case Apdu():
                return {**_message(reading), "apdu": reading.encode().hex(), "crc_ok": True, "valid": True}
            case Receipt():
                return {"command": "ACK" if reading.good else "NAK"}
            case Broken():
                return {"valid": False, "crc_ok": reading.reason != "crc", "answer": "15"}
            case Noise():
                continue
    raise NotExpressible("no whole frame")


def _message(apdu: Apdu) -> Got:
    code = messages.refusal(apdu)
    if code is not None:
        why = REFUSALS.get(code, words.result_word(code).replace("_", " "))
        return {"command": f"negative: {why}", "code": f"{code:02x}", **_fields(bitmaps.read(apdu.data))}
    got: Got = {"command": COMMANDS.get(apdu.control, "unknown")}
    match apdu.control:
        case messages.STATUS_INFORMATION:
            got |= _fields(bitmaps.read(apdu.data)) | _status(read_status(apdu.data))
        case messages.INTERMEDIATE_STATUS:
            got |= _intermediate(apdu.data)
        case messages.PRINT_LINE:
            printed = read_print_line(apdu.data)
            got |= {"attribute": apdu.data[:1].hex(), "text": "\n".join(printed.lines), "last": printed.last}
            got["receipt_type"] = printed.kind
        case messages.PRINT_TEXT_BLOCK:
            block = read_text_block(apdu.data)
            got |= {"text": "\n".join(block.lines), "lines": list(block.lines), "line_count": len(block.lines)}
            got |= {"first_line": block.lines[0] if block.lines else None, "last": block.last}
            got["receipt_type"] = block.kind
        case messages.COMPLETION:
            got |= _end(apdu.data)
        case messages.ABORT:
            end = read_abort(apdu.data)
            got |= _fields(end.fields) | {"code": _hex(end.result), "result": _hex(end.result)}
        case messages.REGISTRATION:
            got |= _registration(apdu.data)
        case _:
            got |= _command(apdu)
    return got


def _status(status: StatusInformation) -> Got:
    totals = status.totals
    names = {
        "trace": status.trace,
        "card": status.card,
        "scheme": status.scheme,
        "card_type_name": words.CARD_TYPES.get(status.card_type or 0),
        "card_technology": words.CARD_TECHNOLOGIES.get(-1 if status.technology is None else status.technology),
        "cardholder_authentication": words.AUTHENTICATIONS.get(
            -1 if status.authentication is None else status.authentication
        ),
        "application_id": status.application_id,
        "emv_customer": status.emv_customer,
        "emv_merchant": status.emv_merchant,
        "approved": status.approved,
        "receipt_start": totals.first_receipt if totals else None,
        "receipt_end": totals.last_receipt if totals else None,
    }
    return {name: value for name, value in names.items() if value is not None}


def _intermediate(data: bytes) -> Got:
    status = read_intermediate(data)
    if status is None:
        return {"status": None, "text": None}
    code = f"{status.status:02x}"
    text = "\n".join(status.lines) if status.lines else None
    return {"status": code, "code": code, "text": text, "lines": list(status.lines), "timeout_s": status.wait_s}


def _end(data: bytes) -> Got:
    end = read_end(data)
    status = _hex(end.result)
    version = {"version": end.software, "software": end.software} if end.software is not None else {}
    return {**_fields(end.fields), "result": status, "status": status, "code": status, **version}


def _registration(data: bytes) -> Got:
    got: Got = {"password": data[:PASSWORD_BYTES].hex(), "config_byte": data[PASSWORD_BYTES : PASSWORD_BYTES + 1].hex()}
    rest = data[PASSWORD_BYTES + 1 :]
    if len(rest) >= bitmaps.FIXED_BYTES[bitmaps.CURRENCY]:
        got |= {"currency": _currency(rest[:2]), **_fields(bitmaps.read(rest[2:]))}
    return got


def _command(apdu: Apdu) -> Got:
    if apdu.control not in BEHIND_PASSWORD:
        return _fields(bitmaps.read(apdu.data))
    found = _fields(bitmaps.read(apdu.data[PASSWORD_BYTES:]))
    return {**found, "password": apdu.data[:PASSWORD_BYTES].hex()} if apdu.data else found


def _fields(found: bitmaps.Fields) -> Got:
    """Return the fields that are there, in the vectors' words."""
    shapes: dict[str, tuple[int, Any]] = {
        "result": (bitmaps.RESULT, bytes.hex),
        "amount": (bitmaps.AMOUNT, _amount),
        "currency": (bitmaps.CURRENCY, _currency),
        "receipt": (bitmaps.RECEIPT, digits),
        "trace": (bitmaps.TRACE, digits),
        "original_trace": (bitmaps.ORIGINAL_TRACE, digits),
        "turnover": (bitmaps.TURNOVER, digits),
        "time": (bitmaps.TIME, lambda value: ":".join(f"{byte:02x}" for byte in value)),
        "date": (bitmaps.DATE, lambda value: "-".join(f"{byte:02x}" for byte in value)),
        "expiry": (bitmaps.EXPIRY, digits),
        "card_sequence": (bitmaps.CARD_SEQUENCE, digits),
        "sequence": (bitmaps.CARD_SEQUENCE, digits),
        "payment_type": (bitmaps.PAYMENT_TYPE, bytes.hex),
        "status_byte": (bitmaps.PAYMENT_TYPE, bytes.hex),
        "terminal_id": (bitmaps.TERMINAL_ID, digits),
        "vu_number": (bitmaps.CONTRACT, _text),
        "aid": (bitmaps.AUTHORISATION, _text),
        "text": (bitmaps.TEXT, _text),
        "card_type": (bitmaps.CARD_TYPE, bytes.hex),
        "card_name": (bitmaps.CARD_NAME, _text),
        "service_byte": (bitmaps.SERVICE_BYTE, bytes.hex),
        "timeout": (bitmaps.TIMEOUT, bytes.hex),
        "max_status_infos": (bitmaps.MAX_STATUS_INFOS, bytes.hex),
    }
    got: Got = {name: say(found.values[field]) for name, (field, say) in shapes.items() if field in found.values}
    lines = [_text(found.values[field]) for field in range(0xF1, 0xF9) if field in found.values]
    if lines:
        got |= {"lines": lines, "text": "\n".join(lines)} | {f"line{at}": line for at, line in enumerate(lines, 1)}
    if "text" not in got and (spoken := found.tlv.all("07")):
        got["text"] = "\n".join(text.decode_all(spoken))
    if (extended := found.tlv.first("1F17")) is not None:
        got["error_text"] = text.decode(extended)
    if found.tlv.tags:
        got["tlv"] = {name.lower(): value.hex() for name, value in found.tlv.flat()}
    return got


def _amount(value: bytes) -> str:
    return f"{int(value.hex()[:-2])}.{value.hex()[-2:]}" if value.hex().isdecimal() else value.hex()


def _currency(value: bytes) -> str:
    return value.hex()[1:]


def _text(value: bytes) -> str:
    return text.decode(value).rstrip()


def _hex(value: int | None) -> str | None:
    return None if value is None else f"{value:02x}"


AREAS: Areas = {"zvt.apdu": _apdu, "zvt.dialogue": _dialogue, "zvt.serial": _serial}
