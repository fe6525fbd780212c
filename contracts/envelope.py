"""Envelope v1, frozen: who says it, which one it is, and the untouched bytes of what is said.

A reader decodes the envelope first with a raw body; an unknown `type` or `version` is kept, never dropped.
"""

import msgspec


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a lane's journal on the wire.

    Identity is (`store`, `lane`, `epoch`, `lane_seq`); `lane_seq` counts from 1 without gaps inside an epoch.
    `payload_sha256` and `chain` are lower-case hex and follow `contracts.chain`; `occurred_at` is RFC 3339 UTC with
    milliseconds. All amounts in `body` are minor units of `currency`.
    """

    v: int = 1
    store: str
    lane: str
    epoch: int
    lane_seq: int
    type: str
    version: int
    occurred_at: str
    currency: str
    payload_sha256: str
    chain: str
    body: msgspec.Raw


class AppliedMark(msgspec.Struct, frozen=True, kw_only=True):
    """The store's word on one lane: everything up to `lane_seq` is in the ledger, and where the next gap is.

    `resend_from` is set when records after `lane_seq` are there but `lane_seq + 1` is missing: the lane sends again
    from that number.
    """

    store: str
    lane: str
    epoch: int
    lane_seq: int
    chain: str
    resend_from: int | None = None


_decoder = msgspec.json.Decoder(Envelope)
_mark_decoder = msgspec.json.Decoder(AppliedMark)


class MalformedEnvelope(ValueError):
    """The bytes are not an envelope; the text says what is wrong with them."""


def encode(value: Envelope | AppliedMark) -> bytes:
    """Return canonical UTF-8 JSON."""
    return msgspec.json.encode(value)


def decode(data: bytes) -> Envelope:
    """Return the envelope with its body still raw; raises `MalformedEnvelope`."""
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedEnvelope(str(error)) from error


def decode_mark(data: bytes) -> AppliedMark:
    """Return the mark; raises `MalformedEnvelope`."""
    try:
        return _mark_decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedEnvelope(str(error)) from error
