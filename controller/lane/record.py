"""A domain event as the journal keeps it: type, version, payload bytes, and the wire body beside it. Pure."""

from dataclasses import dataclass

import msgspec

from controller.domain.events import Event
from controller.lane.publish import to_wire

PAYLOAD_VERSION = 1

_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be appended; the journal adds number, time and chain. `type` and `version` name the body."""

    type: str
    version: int
    payload: bytes
    body: bytes


def draft(event: Event, transaction_seq: int) -> Draft:
    """Return the draft of `event`, which happened in (or opened) the transaction with this number."""
    body = to_wire(event, transaction_seq)
    tag = body.__struct_config__.tag
    assert isinstance(tag, str), "every wire event has a text tag"
    return Draft(tag, PAYLOAD_VERSION, msgspec.json.encode(event), msgspec.json.encode(body))


def event_of(payload: bytes) -> Event:
    """Return the domain event of a journal record; a payload this program cannot read is a programmer's error."""
    return _decoder.decode(payload)
