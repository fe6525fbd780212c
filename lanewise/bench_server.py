"""The demo's device bench: a page on a port of its own that plays with the emulated devices of one lane."""

import socket

import msgspec
import trio
from starlette.applications import Starlette
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from starlette.websockets import WebSocket, WebSocketDisconnect

import ui_web
from contracts import bench as b
from contracts.price_book import PriceBook
from controller.gateway.guard import Guard
from controller.gateway.server import serve as serve_app
from lanewise.bench_commands import attend, do
from lanewise.bench_state import catalogue, state
from lanewise.environment import Environment

LOOK_AGAIN_S = 0.2
"""A pan comes to rest and a terminal comes back without a word."""

_commands = msgspec.json.Decoder(b.BenchCommand)


class Bench:
    """State of the devices for the page, and what the page may do to them."""

    def __init__(self, book: PriceBook) -> None:
        self._catalogue = catalogue(book)
        self._changed = trio.Event()
        self._environment: Environment | None = None
        self.lane_url = "/"

    def attach(self, environment: Environment) -> None:
        """Begin to serve: everything is running."""
        attend(environment.lanes[0])
        self._environment = environment
        self.touch()

    def touch(self) -> None:
        """Wake the pages: something changed."""
        self._changed.set()
        self._changed = trio.Event()

    async def serve(self, listener: socket.socket) -> None:
        """Serve the page until cancelled."""
        await serve_app(self._app(), listener)

    def _app(self) -> ASGIApp:
        static = ui_web.static_dir()

        async def page(_request: object) -> Response:
            return FileResponse(static / "bench.html", headers={"Cache-Control": "no-cache"})

        routes = [
            Route("/bench", page),
            Route("/lane", lambda _request: RedirectResponse(self.lane_url)),
            Mount("/assets", StaticFiles(directory=static / "assets")),
            WebSocketRoute("/bench/ws", self._socket),
        ]
        return Guard(Starlette(routes=routes), ())

    async def _socket(self, websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text(msgspec.json.encode(self._catalogue).decode())
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._push, websocket)
            try:
                while True:
                    await self._command(websocket, await websocket.receive_text())
            except (WebSocketDisconnect, KeyError):
                nursery.cancel_scope.cancel()

    async def _push(self, websocket: WebSocket) -> None:
        shown = ""
        while True:
            changed = self._changed
            if self._environment is not None:
                now = msgspec.json.encode(state(self._environment)).decode()
                if now != shown:
                    await websocket.send_text(now)
                shown = now
            with trio.move_on_after(LOOK_AGAIN_S):
                await changed.wait()

    async def _command(self, websocket: WebSocket, text: str) -> None:
        try:
            command = _commands.decode(text)
        except msgspec.DecodeError:
            code: str | None = "malformed"
        else:
            code = "not_ready" if self._environment is None else await do(command, self._environment)
        if code is not None:
            await websocket.send_text(msgspec.json.encode(b.BenchError(code=code)).decode())
        self.touch()
