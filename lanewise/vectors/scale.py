"""Vectors of the areas scale.*: received bytes through the protocol's codec, sent bytes through its command table."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from controller.devices.noise import Noise
from controller.devices.scale.profile import ScaleCodec
from controller.devices.scale.protocol import ascii_line, dialog06, enq_dc1, magellan, nci, sasi, sma, toledo8217
from controller.devices.scale.protocol.cn_continuous import CnContinuousCodec
from controller.devices.scale.protocol.toledo_continuous import ToledoContinuousCodec
from controller.devices.scale.reading import Flags, Handshake, Ready, Remark, ScaleReading, Status, Tare, Weight
from lanewise.vectors.area import Answer, Areas, Given, Got
from lanewise.vectors.given import exchange, received, sent

STATE_WORDS = {
    "stable_zero": "stable zero",
    "motion": "unstable",
    "over_capacity": "over capacity",
    "under_zero": "under zero",
    "not_ready": "not ready",
}
KEYED_TARE = re.compile(rb"T\d{5}|\nT[ \d.]+\r")
"""An 8217's and an SMA scale's: the tare is in it, so no table lists it."""


def answer(codec: Callable[[], ScaleCodec], commands: Mapping[bytes, str] | None = None) -> Answer:
    """Return the mapping of one protocol."""

    def answer_one(given: Given) -> Got:
        got: Got = {}
        command = sent(given)
        if command and commands is not None:
            unlisted = "digital tare" if KEYED_TARE.fullmatch(command) else "unknown command"
            got["effect"] = commands.get(command, unlisted)
        scale = codec()
        readings = [reading for chunk in received(given) for reading in scale.feed(chunk)]
        if any(received(given)):
            got["valid"] = any(not isinstance(reading, Noise) for reading in readings)
        for reading in readings:
            got |= _tell(reading, got)
        if any(isinstance(reading, Weight) for reading in readings):
            got["frames"] = sum(isinstance(reading, Weight) for reading in readings)
        return got

    return exchange(answer_one)


def _tell(reading: ScaleReading, before: Got) -> Got:
    match reading:
        case Weight():
            return _weight(reading)
        case Ready():
            return {"effect": "ready" if reading.ready else "not ready", "accepted": reading.ready}
        case Flags():
            return {"flags": [*before.get("flags", []), *reading.flags]}
        case Tare():
            return {"tare": _text(reading.value), "unit": reading.unit}
        case Status():
            meaning = dialog06.STATUS[reading.code][1] if reading.code in dialog06.STATUS else None
            state = dialog06.status_weight(reading).state
            return {"record": "09", "status": reading.code, "meaning": meaning, "weight": None, "state": state}
        case Handshake():
            meaning = dialog06.HANDSHAKE[reading.kind]
            return {"record": "11", "meaning": meaning, "challenge": reading.challenge}
        case Remark():
            if reading.text == "?":
                return {"effect": "unknown command", "weight": None}
            return {"text": reading.text, "record": reading.text[:2]}
        case _:
            return {}


def _weight(weight: Weight) -> Got:
    at_rest = weight.value is not None and "motion" not in weight.flags
    got: Got = {
        "weight": _text(weight.value),
        "unit": weight.unit,
        "stable": None if weight.state == "unknown" and at_rest else at_rest,
        "net": bool(weight.net),
        "flags": list(weight.flags),
        "state": STATE_WORDS[weight.flags[0]] if weight.flags and weight.flags[0] in STATE_WORDS else weight.state,
    }
    if isinstance(weight, dialog06.Priced):
        price, amount = str(weight.unit_price), str(weight.amount)
        got |= {"record": "02", "unit_price": price, "price": price, "amount": amount, "total": amount}
    return got


def _text(value: Decimal | None) -> str | None:
    return format(value, "f") if value is not None else None


def _ascii_line(given: Given) -> Got:
    """Read a scale's line, or a lane's price record for a scale that computes amounts."""
    price = ascii_line.keyed_price(b"".join(received(given)) or sent(given))
    if price is not None:
        return {"unit_price": str(price), "price": str(price)}
    return answer(ascii_line.AsciiLineCodec, ascii_line.COMMANDS)(given)


def _dialog06(given: Given) -> Got:
    """Read what the scale sent; of what the lane sent, the record."""
    got = answer(dialog06.Dialog06Codec)(given)
    command = sent(given)
    if command == dialog06.ASK_RESULT:
        return {"effect": "result request"} | got
    for reading in dialog06.Dialog06Codec().feed(command):
        if isinstance(reading, Remark):
            got = {"record": reading.text[:2], "effect": dialog06.RECORDS.get(reading.text[:2])} | got
    return got


AREAS: Areas = {
    "scale.ascii_line": _ascii_line,
    "scale.cn_continuous": answer(CnContinuousCodec),
    "scale.dialog06": _dialog06,
    "scale.enq_dc1": answer(enq_dc1.EnqDc1Codec, enq_dc1.COMMANDS),
    "scale.magellan": answer(magellan.MagellanScaleCodec, magellan.COMMANDS),
    "scale.nci": answer(nci.NciCodec, nci.COMMANDS),
    "scale.sasi": answer(sasi.SasiCodec, sasi.COMMANDS),
    "scale.sma": answer(sma.SmaCodec, sma.COMMANDS),
    "scale.toledo8217": answer(toledo8217.Toledo8217Codec, toledo8217.COMMANDS),
    "scale.toledo_continuous": answer(ToledoContinuousCodec),
}
