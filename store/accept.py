"""Is this message a record of a lane of ours? Pure. What is not goes to quarantine with a reason."""

import re
from dataclasses import dataclass

from contracts import chain, subjects
from contracts.envelope import Envelope, MalformedEnvelope, decode

SEQ_MAX = 2**53
EPOCH_MAX = 2**32
VERSION_MAX = 2**16
TEXT_MAX_BYTES = 255
SHA256_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Refused:
    """Not a record: `reason` is a code, `detail` for a person."""

    reason: str
    detail: str


def accept(store: str, subject: str, data: bytes) -> Envelope | Refused:
    """Return the envelope in `data`, every field of it fit for the chain and the tables, or why not."""
    try:
        envelope = decode(data)
    except MalformedEnvelope as error:
        return Refused("malformed", str(error))
    except RecursionError as error:
        return Refused("malformed", str(error))
    if envelope.v != 1:
        return Refused("envelope_version", f"v is {envelope.v}")
    if envelope.store != store or subject != subjects.event(store, envelope.lane, envelope.type):
        return Refused("subject_differs", f"{envelope.store}/{envelope.lane}/{envelope.type} on {subject}")
    fault = _fault(envelope)
    return envelope if fault is None else Refused("out_of_bounds", fault)


def _fault(envelope: Envelope) -> str | None:
    if not subjects.TOKEN.fullmatch(envelope.lane):
        return "lane"
    if not 1 <= envelope.lane_seq < SEQ_MAX:
        return "lane_seq"
    if not 1 <= envelope.epoch < EPOCH_MAX:
        return "epoch"
    if not 0 <= envelope.version < VERSION_MAX:
        return "version"
    if any(len(text.encode()) > TEXT_MAX_BYTES for text in (envelope.type, envelope.occurred_at, envelope.currency)):
        return "text"
    if not (SHA256_HEX.fullmatch(envelope.payload_sha256) and SHA256_HEX.fullmatch(envelope.chain)):
        return "hash"
    return None


def next_chain(previous: str, envelope: Envelope) -> str:
    """Return the chain (hex) that `envelope` must carry when it follows `previous`."""
    return chain.link(
        previous=bytes.fromhex(previous),
        store=envelope.store,
        lane=envelope.lane,
        epoch=envelope.epoch,
        lane_seq=envelope.lane_seq,
        occurred_at=envelope.occurred_at,
        type=envelope.type,
        version=envelope.version,
        payload_sha256=bytes.fromhex(envelope.payload_sha256),
        body_sha256=chain.sha256(bytes(envelope.body)),
    ).hex()
