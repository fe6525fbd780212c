"""One record of the journal, before and after it has its place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """What the lane wants recorded.

    `payload` is the domain event as the lane replays it, `body` the same event as the bus carries it (JSON). Both are
    kept as they are and never serialised again.
    """

    type: str
    version: int
    payload: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """A draft with its place: `lane_seq` counts from 1 without gaps, `chain` is `h_n` of `contracts.chain`.

    `occurred_at` is RFC 3339 UTC with milliseconds.
    """

    lane_seq: int
    occurred_at: str
    type: str
    version: int
    payload: bytes
    body: bytes
    chain: bytes
