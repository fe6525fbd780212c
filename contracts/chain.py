r"""The hash chain over a lane's journal, computed by the lane and recomputed by the store.

`h_n = SHA-256("lanewise-journal/1\0" | store | lane | epoch u32 | lane_seq u64 | occurred_at | type | version u16
| SHA-256(payload) | SHA-256(body) | h_{n-1})`, texts prefixed by a u8 length, integers big-endian. `payload` is what
the journal stores, `body` what the bus carries; both are hashed as bytes, never re-serialised.
"""

import hashlib
import struct

DOMAIN = b"lanewise-journal/1\0"
MAX_TEXT_BYTES = 255


def sha256(data: bytes) -> bytes:
    """Return the 32-byte digest."""
    return hashlib.sha256(data).digest()


def _text(value: str) -> bytes:
    data = value.encode()
    assert len(data) <= MAX_TEXT_BYTES, "texts in the chain are short identifiers"
    return bytes((len(data),)) + data


def genesis(store: str, lane: str, epoch: int) -> bytes:
    """Return `h_0`: a chain starts from who it belongs to."""
    return sha256(DOMAIN + _text(store) + _text(lane) + struct.pack(">I", epoch))


def link(
    *,
    previous: bytes,
    store: str,
    lane: str,
    epoch: int,
    lane_seq: int,
    occurred_at: str,
    type: str,  # noqa: A002 - the envelope's own word
    version: int,
    payload_sha256: bytes,
    body_sha256: bytes,
) -> bytes:
    """Return `h_n` (32 bytes) from the record's own fields and `h_{n-1}`."""
    head = DOMAIN + _text(store) + _text(lane) + struct.pack(">IQ", epoch, lane_seq)
    head += _text(occurred_at) + _text(type) + struct.pack(">H", version)
    return sha256(head + payload_sha256 + body_sha256 + previous)
