"""Every NATS subject, in one place. Ids are `[A-Za-z0-9_-]+`, so they are single tokens."""

import re

STREAM = "LANE_EVENTS"
STREAM_SUBJECTS = "lane.*.*.event.>"
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,16}")


def token(value: str) -> str:
    """Return `value` when it may stand in a subject; raises `ValueError` otherwise."""
    if not TOKEN.fullmatch(value):
        raise ValueError(f"{value!r} is not an id: letters, digits, _ and -, 1 to 16 of them")
    return value


def event(store: str, lane: str, type_: str) -> str:
    """`lane.<store>.<lane>.event.<type>`: JetStream, one message per journal record."""
    return f"lane.{store}.{lane}.event.{type_}"


def applied(store: str, lane: str) -> str:
    """`store.<store>.applied.<lane>`: core NATS, an `AppliedMark` after each commit of the ledger and on request."""
    return f"store.{store}.applied.{lane}"


def status_request(store: str) -> str:
    """`store.<store>.status`: request-reply, a `StoreStatus`; the lane's sign that the store itself is up."""
    return f"store.{store}.status"


def message_id(store: str, lane: str, epoch: int, lane_seq: int) -> str:
    """Return the `Nats-Msg-Id`, an optimisation only: the store dedupes by the identity itself."""
    return f"{store}:{lane}:{epoch}:{lane_seq}"
