"""The lane's state as a file, so that a restart need not replay years: a cache of the journal, never the truth.

`SHA-256 of the rest, 32 bytes | JSON {version, lane_seq, chain, state}`. A snapshot that is damaged, of another program
version, or of another journal (its chain is not the one the journal has at `lane_seq`) is not used.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from contracts.chain import sha256
from controller.domain.transaction import LaneState

DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The state after record `lane_seq`, whose chain is `chain` (hex)."""

    version: str
    lane_seq: int
    chain: str
    state: LaneState


_decoder = msgspec.json.Decoder(Snapshot)


def encode(snapshot: Snapshot) -> bytes:
    """Return the file's bytes."""
    body = msgspec.json.encode(snapshot)
    return sha256(body) + body


def decode(data: bytes, version: str, chain_at: Callable[[int], str | None]) -> Snapshot | None:
    """Return the snapshot if it may be used with the journal that `chain_at` looks into."""
    digest, body = data[:DIGEST_BYTES], data[DIGEST_BYTES:]
    if sha256(body) != digest:
        return None
    try:
        snapshot = _decoder.decode(body)
    except msgspec.DecodeError:
        return None
    same = snapshot.version == version and chain_at(snapshot.lane_seq) == snapshot.chain
    return snapshot if same else None
