"""The gateway's messages: signed JSON both ways.

    POST /v1/pay                              200
    lanewise-merchant: 1900001                lanewise-timestamp: 1791234568
    lanewise-key: k1                          lanewise-signature: 5d1f...
    lanewise-timestamp: 1791234567
    lanewise-expires: 1791234577              {"amount_minor":1234,"order_no":"L1-7-1","state":"SUCCESS",...}
    lanewise-nonce: 32 hex digits
    lanewise-signature: 9c0e...

    {"amount_minor":1234,"code":"134...","currency":"CNY","order_no":"L1-7-1","wallet":"wechat"}

A signature is HMAC-SHA256, in hex, over lines that each end in LF:

    request   POST, path, timestamp, expires, nonce, SHA-256 of the body in hex
    answer    status, path, timestamp, the request's nonce, SHA-256 of the body in hex

Bodies are JSON with sorted keys and no spaces. After `expires` the gateway does nothing of a request any more, so what
a lane sent before it died is over then. An answer with a wrong signature, for another nonce, with a clock that is off
or about another order is no answer. Described in docs/devices/wallet.md.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

State = Literal["SUCCESS", "USERPAYING", "FAILED", "REVOKED", "REFUNDED", "NOTFOUND"]
Action = Literal["pay", "query", "revoke", "refund", "ping"]

OK = 200
BODY_MAX_BYTES = 64 * 1024
_STATES = get_args(State)
_CLOCK = re.compile(r"[0-9]{1,12}")
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Who we are at the gateway; `key` signs both ways."""

    merchant: str
    key_id: str
    key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One signed request."""

    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    nonce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the gateway knows of an order."""

    state: State
    order_no: str
    amount_minor: int | None = None
    transaction_id: str = ""
    wallet: str = ""
    payer: str = ""
    reason: str = ""


class BadAnswer(Exception):
    """Not to be believed: `reason` is a code for the log. It says nothing about the payment."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def request(
    base_path: str,
    action: Action,
    fields: Mapping[str, Any],
    credentials: Credentials,
    *,
    unix_s: int,
    valid_s: int,
    nonce: str,
) -> Request:
    """Return the signed request, which the gateway may act on for `valid_s`."""
    path = f"{base_path}/v1/{action}"
    body = canonical(fields)
    timestamp, expires = str(unix_s), str(unix_s + valid_s)
    signature = sign(credentials.key, ("POST", path, timestamp, expires, nonce), body)
    headers = (
        ("content-type", "application/json"),
        ("lanewise-merchant", credentials.merchant),
        ("lanewise-key", credentials.key_id),
        ("lanewise-timestamp", timestamp),
        ("lanewise-expires", expires),
        ("lanewise-nonce", nonce),
        ("lanewise-signature", signature),
    )
    return Request(path=path, headers=headers, body=body, nonce=nonce)


def read_answer(
    asked: Request,
    order_no: str,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    key: bytes,
    *,
    unix_s: int,
    skew_s: int,
) -> Answer:
    """Return a signed answer to `asked` about `order_no`; raises `BadAnswer`."""
    timestamp = headers.get("lanewise-timestamp", "")
    wanted = sign(key, (str(status), asked.path, timestamp, asked.nonce), body)
    given = headers.get("lanewise-signature", "")
    if not hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace")):
        raise BadAnswer("signature")
    if _CLOCK.fullmatch(timestamp) is None or abs(int(timestamp) - unix_s) > skew_s:
        raise BadAnswer("clock")
    if status != OK:
        raise BadAnswer(f"status_{status}")
    answer = _answer(body)
    if answer.order_no != order_no:
        raise BadAnswer("order")
    return answer


def canonical(fields: Mapping[str, Any]) -> bytes:
    """Return the one way to write these fields."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sign(key: bytes, head: tuple[str, ...], body: bytes) -> str:
    """Return the signature over the lines of `head` and the body's hash."""
    lines = (*head, hashlib.sha256(body).hexdigest())
    return hmac.new(key, "".join(f"{line}\n" for line in lines).encode(), hashlib.sha256).hexdigest()


def _answer(body: bytes) -> Answer:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadAnswer("json") from error
    if not isinstance(found, dict) or found.get("state") not in _STATES:
        raise BadAnswer("state")
    amount = found.get("amount_minor")
    if amount is not None and (not isinstance(amount, int) or isinstance(amount, bool)):
        raise BadAnswer("amount")
    if amount is None and found["state"] == "SUCCESS":
        raise BadAnswer("amount")
    texts = {name: found.get(name, "") for name in ("order_no", "transaction_id", "wallet", "payer", "reason")}
    if not all(isinstance(text, str) and not _HALF_CHARACTER.search(text) for text in texts.values()):
        raise BadAnswer("text")
    return Answer(state=found["state"], amount_minor=amount, **texts)
