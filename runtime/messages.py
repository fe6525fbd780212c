"""What goes over a NATS link: plain values, so that the code around a link needs neither nats-py nor Trio."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["stored", "duplicate", "unknown", "failed"]


class LinkDown(Exception):
    """The connection is of no use any more: close the link and open a new one. `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class OutMessage:
    """One message for a stream. `message_id` becomes the `Nats-Msg-Id` the stream dedupes by."""

    subject: str
    data: bytes
    message_id: str


@dataclass(frozen=True, slots=True)
class InMessage:
    """One message received. `stream_seq` is 0 and `reply` may be empty when it did not come out of a stream."""

    subject: str
    data: bytes
    reply: str = ""
    stream_seq: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSpec:
    """A stream that only appends: kept on file, full means refused, nobody may delete or purge."""

    name: str
    subjects: tuple[str, ...]
    max_bytes: int
    duplicate_window_s: float


@dataclass(frozen=True, slots=True)
class StreamState:
    """What the broker has. `created` tells one incarnation of a stream from the next; sequences are reused."""

    created: str
    first_seq: int
    last_seq: int
