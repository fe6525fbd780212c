"""Who may talk to the lane from a browser, and what the page may do. Wraps the whole application.

A page from elsewhere must not reach the lane: its DNS name may point here (Host check), and a WebSocket ignores the
same-origin policy (Origin check). A client that is no browser sends no Origin and is let in.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; object-src 'none'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}

log = structlog.get_logger()


class Guard:
    """ASGI middleware: checks Host and Origin, adds the security headers."""

    def __init__(self, app: ASGIApp, allowed_hosts: Iterable[str]) -> None:
        self._app = app
        self._allowed_hosts = {*LOOPBACK_HOSTS, *(host.lower() for host in allowed_hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection of the server, or refuse it."""
        headers = Headers(scope=scope) if scope["type"] in {"http", "websocket"} else Headers()
        host = headers.get("host", "")
        if host_name(host) not in self._allowed_hosts:
            log.warning("host_refused", host=host[:100])
            await _refuse(scope, receive, send, "This lane does not answer to that host name.")
        elif scope["type"] == "websocket" and not same_origin(headers.get("origin"), host):
            log.warning("origin_refused", origin=headers.get("origin", "")[:100])
            await _refuse(scope, receive, send, "Only the lane's own page may connect.")
        else:
            await self._app(scope, receive, _with_headers(send))


def host_name(host: str) -> str | None:
    """Return the name in a Host header, lower case, without port and brackets; None when it is none."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def same_origin(origin: str | None, host: str) -> bool:
    """Return whether `origin` names the same host and port as the Host header; no origin is no browser."""
    if origin is None:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.netloc.lower() == host.lower()


async def _refuse(scope: Scope, receive: Receive, send: Send, text: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close"})  # before accept the server answers 403
    else:
        await PlainTextResponse(text, status_code=403, headers=SECURITY_HEADERS)(scope, receive, send)


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(SECURITY_HEADERS)
        await send(message)

    return send_with_headers
