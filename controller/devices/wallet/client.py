"""The gateway on the network: one HTTP/1.1 request on one connection, TLS unless it is on this machine."""

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import h11
import trio

from controller.devices.wallet.codec import BODY_MAX_BYTES, Request

CHUNK_BYTES = 16 * 1024
HEAD_MAX_BYTES = 16 * 1024
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_HTTPS_PORT = 443
_HTTP_PORT = 80


class GatewayUnreachable(Exception):
    """No answer, or none that is HTTP. Whether the gateway did what was asked is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where the gateway is."""

    host: str
    port: int
    base_path: str
    tls: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """What came back; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


Connect = Callable[[Endpoint], Awaitable[trio.abc.Stream]]


def endpoint(url: str) -> Endpoint:
    """Read `https://host[:port][/path]`; plain http only reaches this machine. Raises ValueError."""
    parts = urlsplit(url)
    if parts.hostname is None or parts.scheme not in {"https", "http"} or parts.query or parts.fragment:
        raise ValueError(f"not a gateway's address: {url!r}")
    if parts.username is not None or (parts.scheme == "http" and parts.hostname not in LOOPBACK):
        raise ValueError(f"a gateway is reached by https: {url!r}")
    tls = parts.scheme == "https"
    port = parts.port or (_HTTPS_PORT if tls else _HTTP_PORT)
    return Endpoint(host=parts.hostname, port=port, base_path=parts.path.rstrip("/"), tls=tls)


def connector(ca_file: str | None) -> Connect:
    """Return what opens connections; `ca_file` is trusted instead of the system's authorities."""
    context = ssl.create_default_context(cafile=ca_file)

    async def connect(to: Endpoint) -> trio.abc.Stream:
        stream: trio.abc.Stream = await trio.open_tcp_stream(to.host, to.port)
        return trio.SSLStream(stream, context, server_hostname=to.host, https_compatible=True) if to.tls else stream

    return connect


async def post(to: Endpoint, asked: Request, connect: Connect) -> HttpAnswer:
    """Send one request and return its answer; raises `GatewayUnreachable`. The caller sets the deadline."""
    try:
        stream = await connect(to)
        async with stream:
            return await _exchange(stream, to, asked)
    except (OSError, ssl.SSLError, trio.BrokenResourceError, trio.ClosedResourceError, h11.ProtocolError) as error:
        raise GatewayUnreachable(type(error).__name__) from error


async def _exchange(stream: trio.abc.Stream, to: Endpoint, asked: Request) -> HttpAnswer:
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD_MAX_BYTES)
    headers = [("host", f"{to.host}:{to.port}"), ("connection", "close"), ("content-length", str(len(asked.body)))]
    head = h11.Request(method="POST", target=asked.path, headers=[*headers, *asked.headers])
    parts: tuple[h11.Event, ...] = (head, h11.Data(data=asked.body), h11.EndOfMessage())
    await stream.send_all(b"".join(connection.send(part) or b"" for part in parts))
    response: h11.Response | None = None
    body = bytearray()
    while True:
        event = connection.next_event()
        match event:
            case h11.NEED_DATA:
                connection.receive_data(bytes(await stream.receive_some(CHUNK_BYTES)))
            case h11.Response():
                response = event
            case h11.Data():
                body += event.data
                if len(body) > BODY_MAX_BYTES:
                    raise GatewayUnreachable("body_too_long")
            case h11.EndOfMessage() if response is not None:
                found = {name.decode("latin-1"): value.decode("latin-1") for name, value in response.headers}
                return HttpAnswer(status=response.status_code, headers=found, body=bytes(body))
            case h11.InformationalResponse():
                continue
            case _:
                raise GatewayUnreachable("closed")
