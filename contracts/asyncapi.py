"""The AsyncAPI 3.0 document of every NATS subject in `contracts.subjects`, with the payload of each."""

import typing
from collections.abc import Mapping
from typing import Any

from contracts import subjects
from contracts.envelope import AppliedMark, Envelope
from contracts.events import LaneEvent
from contracts.status import StoreStatus

REF = "#/components/schemas/"
PARAMETERS = {
    "store": "The store's id, one subject token.",
    "lane": "The lane's id, one subject token.",
    "type": "The event's type, the tag of the envelope's body.",
}

Document = dict[str, Any]


def payload_types() -> tuple[type, ...]:
    """Return every struct that travels on a subject."""
    return (Envelope, AppliedMark, StoreStatus, *typing.get_args(LaneEvent))


def document(schemas: Mapping[str, Any]) -> Document:
    """Return the document; `schemas` are the components of `payload_types()` by name."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Lanewise bus", "version": "1.0.0", "license": {"name": "Apache-2.0"}},
        "defaultContentType": "application/json",
        "channels": {
            "laneEvents": _channel(
                address=subjects.event("{store}", "{lane}", "{type}"),
                description=f"JetStream `{subjects.STREAM}`: one message per journal record, its id in `Nats-Msg-Id`.",
                parameters=("store", "lane", "type"),
                messages=[_tag(event) for event in typing.get_args(LaneEvent)],
            ),
            "applied": _channel(
                address=subjects.applied("{store}", "{lane}"),
                description="Core NATS: the store's mark after each commit of the ledger, and on request.",
                parameters=("store", "lane"),
                messages=["applied_mark"],
            ),
            "status": _channel(
                address=subjects.status_request("{store}"),
                description="Core NATS request-reply: an empty request, or a lane's id, gets the store's status.",
                parameters=("store",),
                messages=["store_status"],
            ),
        },
        "operations": {
            "publishLaneEvent": _operation("send", "laneEvents", "The lane publishes each record of its journal."),
            "askStatus": _operation("receive", "status", "Anybody learns whether the store is up and what it has."),
            "receiveApplied": _operation("receive", "applied", "The lane learns what the store has booked."),
        },
        "components": {"messages": _messages(), "schemas": dict(schemas)},
    }


def _channel(*, address: str, description: str, parameters: tuple[str, ...], messages: list[str]) -> Document:
    return {
        "address": address,
        "description": description,
        "parameters": {name: {"description": PARAMETERS[name]} for name in parameters},
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
    }


def _operation(action: str, channel: str, summary: str) -> Document:
    return {"action": action, "channel": {"$ref": f"#/channels/{channel}"}, "summary": summary}


def _messages() -> Document:
    events = {_tag(event): _event_message(event) for event in typing.get_args(LaneEvent)}
    mark = {"name": "applied_mark", "payload": {"$ref": f"{REF}AppliedMark"}}
    status = {"name": "store_status", "payload": {"$ref": f"{REF}StoreStatus"}}
    return {**events, "applied_mark": mark, "store_status": status}


def _event_message(event: type) -> Document:
    narrowed = {"properties": {"type": {"const": _tag(event)}, "body": {"$ref": f"{REF}{event.__name__}"}}}
    return {"name": _tag(event), "payload": {"allOf": [{"$ref": f"{REF}Envelope"}, narrowed]}}


def _tag(event: type) -> str:
    tag = event.__struct_config__.tag  # type: ignore[attr-defined]
    assert isinstance(tag, str), "every lane event is tagged"
    return tag
