"""Hypercorn's Trio protocol on a listener of ours, so that no client can hold or break the process.

Hypercorn 0.18 alone would: send under a shield (a client that stops reading blocks the shutdown), let an error of its
protocol code end every connection, keep a connection open for ever after a refused upgrade, keep buffering a message
that it has refused as too large, and leave its reader blocked when the application ends first. Each has a bound here
and a test in `test_hostile_clients.py`.
"""

import errno
import socket
import sys
from typing import cast

import structlog
import trio
from hypercorn.config import Config
from hypercorn.logging import Logger
from hypercorn.trio.tcp_server import TCPServer
from hypercorn.trio.worker_context import WorkerContext
from hypercorn.typing import ASGIFramework, ConnectionState
from hypercorn.utils import wrap_app
from starlette.types import ASGIApp

CONNECTIONS_MAX = 128
BACKLOG_CONNECTIONS = 64
MESSAGE_MAX_BYTES = 64 * 1024
SEND_TIMEOUT_S = 5.0
CLOSE_GRACE_S = 2.0
REQUEST_TIMEOUT_S = 30.0  # for the next bytes of anything but a WebSocket, whose silence is normal
SILENT_BEFORE_PROBE_S = 10
PROBE_INTERVAL_S = 5
UNACKED_TIMEOUT_MS = 30_000

_SWITCHING = b"HTTP/1.1 101"
_CLOSE_OPCODE = b"\x88"

log = structlog.get_logger()


class AddressUnusable(OSError):
    """Nothing can listen at the address."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"cannot listen at {host}:{port}: {reason}")


class PortInUse(AddressUnusable):
    """Another program listens there."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(host, port, "the port is in use; stop the other program or choose another port")


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one. Raises `PortInUse` or `AddressUnusable`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG_CONNECTIONS)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(host, port) from error
        raise AddressUnusable(host, port, error.strerror or str(error)) from error
    # Every accepted connection inherits these: a tablet that lost its power is noticed within half a minute.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, SILENT_BEFORE_PROBE_S)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, PROBE_INTERVAL_S)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKED_TIMEOUT_MS)
    return listener


async def serve(app: ASGIApp, listener: socket.socket) -> None:
    """Serve `app` at `listener` until cancelled."""
    server = _Server(app)
    await trio.serve_listeners(server.handle, [trio.SocketListener(trio.socket.from_stdlib_socket(listener))])


class _Server:
    def __init__(self, app: ASGIApp) -> None:
        self._config = Config()
        self._config.logger_class = _QuietLogger
        self._config.include_server_header = False
        self._config.websocket_max_message_size = MESSAGE_MAX_BYTES
        self._app = wrap_app(cast("ASGIFramework", app), self._config.wsgi_max_body_size, "asgi")
        self._context = WorkerContext(None)
        self._connections = 0

    async def handle(self, stream: trio.SocketStream) -> None:
        """Serve one connection; its errors end it and nothing else."""
        if self._connections >= CONNECTIONS_MAX:
            log.warning("connection_refused", connections=self._connections)
            return
        self._connections += 1
        try:
            async with trio.open_nursery() as nursery:
                bounded = _BoundedStream(stream)
                nursery.start_soon(_end_soon_after, bounded.ending, nursery.cancel_scope)
                server = TCPServer(
                    self._app,
                    self._config,
                    self._context,
                    ConnectionState({}),
                    cast("trio.SSLStream[trio.SocketStream]", bounded),
                )
                await server.run()
                nursery.cancel_scope.cancel()
        except Exception as error:
            # One client's bytes against somebody else's protocol code: no kind of error there may end the lane.
            log.warning("connection_failed", exc_info=error)
        finally:
            self._connections -= 1


async def _end_soon_after(ending: trio.Event, connection: trio.CancelScope) -> None:
    await ending.wait()
    await trio.sleep(CLOSE_GRACE_S)
    connection.cancel()


class _BoundedStream:
    """A SocketStream whose sends end in time, and which notices the last frame of a WebSocket."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self.socket = stream.socket
        self.ending = trio.Event()
        self._stream = stream
        self._switched = False

    async def send_all(self, data: bytes) -> None:
        if self._switched and data[:1] == _CLOSE_OPCODE:
            self.ending.set()
        self._switched = self._switched or data.startswith(_SWITCHING)
        with trio.move_on_after(SEND_TIMEOUT_S) as timeout:
            try:
                await self._stream.send_all(data)
            except trio.BusyResourceError as error:
                raise trio.BrokenResourceError("the end of the stream is being sent") from error
        if timeout.cancelled_caught:
            self.ending.set()
            await trio.aclose_forcefully(self._stream)
            raise trio.BrokenResourceError(f"the client read nothing for {SEND_TIMEOUT_S} s")

    async def receive_some(self, max_bytes: int) -> bytes | bytearray:
        data: bytes | bytearray = b""
        with trio.move_on_after(REQUEST_TIMEOUT_S) as timeout:
            data = await self._stream.receive_some(max_bytes)
        if timeout.cancelled_caught and self._switched:
            data = await self._stream.receive_some(max_bytes)
        if not data:
            self.ending.set()
        return data

    async def send_eof(self) -> None:
        self.ending.set()
        await self._stream.send_eof()

    async def aclose(self) -> None:
        self.ending.set()
        await self._stream.aclose()


class _QuietLogger(Logger):
    """Hypercorn speaks through structlog, and only when an application failed."""

    def __init__(self, config: Config) -> None:
        config.accesslog = None
        config.errorlog = None
        super().__init__(config)

    async def exception(self, message: str, *_args: object, **_kwargs: object) -> None:
        log.error("request_failed", detail=message, exc_info=sys.exc_info()[1])
