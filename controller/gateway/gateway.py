"""The lane's door for browsers: one `LaneView` fanned out to every session, intents back to the lane."""

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

import structlog
import trio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from contracts.view import Ack, Delta, Hello, IntentFrame, LaneView, Snapshot

from . import frames, pages, server, session
from .commands import Commands
from .guard import Guard
from .outbound import Outbound

SESSIONS_MAX = 32
TRY_AGAIN_LATER = 1013
WILDCARD_HOSTS = ("0.0.0.0", "::", "")

log = structlog.get_logger()


class Gateway:
    """Serves the page and its WebSocket.

    `submit` does one intent and answers after the commit. `explain` answers a question. `current` returns the newest
    view; a view given to `publish` must already be the current one. `build` names the web client, `bench_url` the
    demo's device bench, and `allowed_hosts` the names, besides loopback and the bound address, under which browsers
    may reach this lane.
    """

    def __init__(
        self,
        *,
        static_dir: Path,
        build: str,
        submit: Callable[[IntentFrame], Awaitable[Ack]],
        explain: session.Explainer,
        current: Callable[[], LaneView],
        bench_url: str | None = None,
        allowed_hosts: Iterable[str] = (),
    ) -> None:
        self._static_dir = static_dir
        self._build = build
        self._submit = submit
        self._explain = explain
        self._current = current
        self._bench_url = bench_url
        self._allowed_hosts = tuple(allowed_hosts)
        self._sessions: set[Outbound] = set()

    def publish(self, view: LaneView, delta: Delta) -> None:
        """Send `delta`, which led to `view`, to every session. Never waits, whatever the clients do."""
        assert view.rev == delta.rev, "a delta leads to the view of its revision"
        if not self._sessions:
            return
        text = frames.encode(delta)
        for outbound in self._sessions:
            outbound.push(text)

    async def serve(
        self, host: str, port: int, *, task_status: trio.TaskStatus[tuple[str, int]] = trio.TASK_STATUS_IGNORED
    ) -> None:
        """Serve until cancelled; `started` gets the bound host and port (port 0 takes a free one).

        Raises `PortInUse` or `AddressUnusable`, naming the address, before anything is served. An exception of
        `submit` is a mistake of the lane and comes out here.
        """
        listener = server.listen(host, port)
        bound_host, bound_port = listener.getsockname()[:2]
        async with trio.open_nursery() as nursery:
            app = self._app(bound_host, Commands(self._submit, nursery))
            nursery.start_soon(server.serve, app, listener)
            task_status.started((bound_host, bound_port))

    def _app(self, bound_host: str, commands: Commands) -> ASGIApp:
        async def lane_socket(websocket: WebSocket) -> None:
            await self._session(websocket, commands)

        routes = [
            WebSocketRoute("/lane/ws", lane_socket),
            Route("/health", self._health),
            *pages.routes(self._static_dir, self._bench_url),
        ]
        hosts = self._allowed_hosts if bound_host in WILDCARD_HOSTS else (*self._allowed_hosts, bound_host)
        return Guard(Starlette(routes=routes), hosts)

    async def _session(self, websocket: WebSocket, commands: Commands) -> None:
        await websocket.accept()
        if len(self._sessions) >= SESSIONS_MAX:
            log.warning("session_refused", sessions=len(self._sessions))
            await session.close(websocket, TRY_AGAIN_LATER, f"this lane serves at most {SESSIONS_MAX} pages")
            return
        outbound = Outbound(self._snapshot)
        hello = frames.encode(Hello(build=self._build, rev=self._current().rev))
        self._sessions.add(outbound)
        try:
            await session.run(websocket, hello, outbound, commands, self._explain)
        finally:
            self._sessions.remove(outbound)

    def _snapshot(self) -> str:
        view = self._current()
        return frames.encode(Snapshot(rev=view.rev, view=view))

    async def _health(self, _: Request) -> Response:
        body = {"status": "ok", "build": self._build, "rev": self._current().rev, "sessions": len(self._sessions)}
        return JSONResponse(body, headers={"cache-control": "no-store"})
