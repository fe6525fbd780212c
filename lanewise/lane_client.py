"""A lane's client: attaches to its WebSocket, keeps the view by folding frames, and asks for things.

    hello, snapshot, delta, delta, ...  ->  `view`
    `intent(...)`                       ->  its ack

The connection may die with the lane at any moment: whoever waits then hears `LaneLost`, and the client attaches again
by itself.
"""

import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, get_type_hints
from urllib.parse import urlsplit

import msgspec
import trio
from trio_websocket import ConnectionClosed, HandshakeError, WebSocketConnection, wrap_client_stream

from contracts import view as v
from contracts.why import Explained
from controller.gateway.session import FRAMES_BURST, FRAMES_PER_S

INTENT_TIMEOUT_S = 10.0
HANDSHAKE_TIMEOUT_S = 2.0
RECONNECT_INTERVAL_S = 0.05
MAX_MESSAGE_BYTES = 8 * 1024 * 1024
"""A snapshot of a thousand lines has less than one megabyte."""
FRAME_INTERVAL_S = 1 / (0.95 * FRAMES_PER_S)
BURST_S = 0.8 * FRAMES_BURST * FRAME_INTERVAL_S
"""The client keeps a little below the gateway's rate and burst, so that it is never taken for a flood."""

_frames: msgspec.json.Decoder[v.ServerFrame] = msgspec.json.Decoder(v.ServerFrame)
_fields: dict[str, msgspec.json.Decoder[Any]] = {
    name: msgspec.json.Decoder(hint) for name, hint in get_type_hints(v.LaneView).items()
}

ViewSeen = Callable[[v.LaneView, int], None]
"""Called for every view, in order, with the monotonic nanosecond at which its frame was read."""


class LaneLost(Exception):
    """The connection died, or was not there: what was asked may or may not have happened."""


class LaneTimeout(Exception):
    """The lane is there, but what was waited for did not come."""


class RevisionGap(Exception):
    """A delta does not follow the view at hand."""


def fold(view: v.LaneView | None, frame: v.Snapshot | v.Delta) -> v.LaneView:
    """Return the view after `frame`; raises `RevisionGap` when a delta does not follow."""
    if isinstance(frame, v.Snapshot):
        return frame.view
    if view is None or frame.rev != view.rev + 1:
        raise RevisionGap(f"delta {frame.rev} after {view.rev if view else 'nothing'}")
    changes: dict[str, Any] = {name: _fields[name].decode(raw) for name, raw in frame.set.items() if name in _fields}
    lines = () if frame.lines_reset else view.lines
    if frame.lines or frame.lines_reset:
        changes["lines"] = _upserted(lines, frame.lines)
    return msgspec.structs.replace(view, rev=frame.rev, **changes)


def _upserted(lines: tuple[v.LineView, ...], changed: tuple[v.LineView, ...]) -> tuple[v.LineView, ...]:
    by_seq = {line.line_seq: line for line in lines}
    by_seq.update((line.line_seq, line) for line in changed)
    return tuple(by_seq[line_seq] for line_seq in sorted(by_seq))


class LaneClient:
    """One attached client. `view` is None while the lane is away."""

    def __init__(self, url: str, on_view: ViewSeen | None = None) -> None:
        self.view: v.LaneView | None = None
        self.on_view = on_view
        self.attachments = 0
        parts = urlsplit(url)
        assert parts.hostname is not None, "a lane's address names host and port"
        assert parts.port is not None, "a lane's address names host and port"
        self._url, self._host, self._port, self._resource = url, parts.hostname, parts.port, parts.path
        self._socket: WebSocketConnection | None = None
        self._changed = trio.Event()
        self._acks: dict[int, v.Ack] = {}
        self._seq = 0
        self._resyncing = False
        self._due_s = 0.0

    async def attached(self, timeout_s: float) -> v.LaneView:
        """Return the first view after the lane is there (again); raises `LaneTimeout`."""
        with trio.move_on_after(timeout_s):
            while self.view is None:
                await self._changed.wait()
            return self.view
        raise LaneTimeout(f"no lane at {self._url} within {timeout_s:g} s")

    async def wait_for(self, wanted: Callable[[v.LaneView], bool], timeout_s: float) -> v.LaneView:
        """Return the first view seen that is `wanted`; raises `LaneTimeout` and `LaneLost`."""
        attachment = self.attachments
        with trio.move_on_after(timeout_s):
            while True:
                view = self._attached_since(attachment)
                if wanted(view):
                    return view
                await self._changed.wait()
        raise LaneTimeout(f"what the client waited for did not come within {timeout_s:g} s")

    async def intent(self, intent: v.Intent, timeout_s: float = INTENT_TIMEOUT_S) -> v.Ack:
        """Ask for `intent` once and return the lane's answer; raises `LaneTimeout` and `LaneLost`."""
        attachment = self.attachments
        self._attached_since(attachment)
        self._seq += 1
        seq = self._seq
        with trio.move_on_after(timeout_s):
            await self._pace()
            await self._send(v.IntentFrame(seq=seq, command_id=uuid.uuid4().hex, intent=intent))
            while seq not in self._acks:
                self._attached_since(attachment)
                await self._changed.wait()
            return self._acks.pop(seq)
        raise LaneTimeout(f"no answer to {type(intent).__name__} within {timeout_s:g} s")

    async def run(self) -> None:
        """Attach, and attach again whenever the connection dies, until cancelled."""
        while True:
            with suppress(OSError):  # the lane is away: whoever waits is told by `_lose`
                async with await trio.open_tcp_stream(self._host, self._port) as stream:
                    if stream.socket.getsockname() != stream.socket.getpeername():
                        await self._attach(stream)
                    # else TCP met itself on a port nobody listens on, and would keep the lane from having it
            await trio.sleep(RECONNECT_INTERVAL_S)

    async def _attach(self, stream: trio.SocketStream) -> None:
        """Speak over one connection until it dies. The stream is closed by its owner, whatever happens here."""
        try:
            async with trio.open_nursery() as nursery:
                host = f"{self._host}:{self._port}"
                # A connection that dies before the handshake is over leaves trio-websocket waiting for ever.
                with trio.fail_after(HANDSHAKE_TIMEOUT_S):
                    socket = await wrap_client_stream(
                        nursery, stream, host, self._resource, max_message_size=MAX_MESSAGE_BYTES
                    )
                await self._receive(socket)
        except* (ConnectionClosed, HandshakeError, LaneLost, OSError, trio.TooSlowError):
            pass  # as above
        finally:
            self._lose()

    async def _receive(self, socket: WebSocketConnection) -> None:
        self._socket = socket
        self._resyncing = False
        self._due_s = 0.0
        while True:
            message = await socket.get_message()
            received_ns = time.monotonic_ns()
            await self._take(_frames.decode(message), received_ns)

    async def _take(self, frame: v.ServerFrame, received_ns: int) -> None:
        match frame:
            case v.Snapshot() | v.Delta():
                try:
                    view = fold(self.view, frame)
                except RevisionGap:
                    await self._resync()
                    return
                self._resyncing = False
                self.attachments += self.view is None
                self.view = view
                if self.on_view is not None:
                    self.on_view(view, received_ns)
            case v.Ack():
                self._acks[frame.seq] = frame
            case v.Hello() | Explained() | v.Pong():
                return
        self._wake()

    async def _resync(self) -> None:
        """Ask once for a snapshot; deltas on their way before it are of no use."""
        if not self._resyncing:
            self._resyncing = True
            await self._send(v.Resync())

    def _attached_since(self, attachment: int) -> v.LaneView:
        if self.view is None or self.attachments != attachment:
            raise LaneLost(f"the connection to {self._url} died")
        return self.view

    async def _pace(self) -> None:
        """Wait until the gateway's bucket has room for one more frame."""
        self._due_s = max(self._due_s, trio.current_time() - BURST_S) + FRAME_INTERVAL_S
        await trio.sleep_until(self._due_s)

    async def _send(self, frame: v.ClientFrame) -> None:
        if self._socket is None:
            raise LaneLost(f"no connection to {self._url}")
        try:
            await self._socket.send_message(msgspec.json.encode(frame).decode())
        except (ConnectionClosed, OSError) as error:
            raise LaneLost(f"the connection to {self._url} died") from error

    def _lose(self) -> None:
        self._socket = None
        self.view = None
        self._acks.clear()
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = trio.Event()


@asynccontextmanager
async def open_lane_client(url: str, on_view: ViewSeen | None = None) -> AsyncIterator[LaneClient]:
    """Attach to the lane at `url` for as long as the block runs."""
    client = LaneClient(url, on_view)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(client.run)
        yield client
        nursery.cancel_scope.cancel()
