"""The demo's device bench: a page on a port of its own that plays with the emulated devices of one lane."""

import socket
from typing import Protocol

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
from contracts.price_book import Item, PriceBook
from controller.devices.sim.cable import Cable
from controller.gateway.guard import Guard
from controller.gateway.server import serve as serve_app
from lanewise.bench_labels import is_packed, label
from lanewise.environment import Environment, LaneHandle

RECEIPTS_SHOWN = 20
MAX_MASS_G = 30_000
"""What the emulated scale can carry."""

_commands = msgspec.json.Decoder(b.BenchCommand)


class Bench:
    """State of the devices for the page, and what the page may do to them."""

    def __init__(self, book: PriceBook) -> None:
        self._catalogue = _catalogue(book)
        self._changed = trio.Event()
        self._environment: Environment | None = None
        self.lane_url = "/"

    def attach(self, environment: Environment) -> None:
        """Begin to serve: everything is running."""
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
        while True:
            changed = self._changed
            if self._environment is not None:
                await websocket.send_text(msgspec.json.encode(_state(self._environment)).decode())
            await changed.wait()

    async def _command(self, websocket: WebSocket, text: str) -> None:
        try:
            command = _commands.decode(text)
        except msgspec.DecodeError:
            code: str | None = "malformed"
        else:
            code = "not_ready" if self._environment is None else await _do(command, self._environment)
        if code is not None:
            await websocket.send_text(msgspec.json.encode(b.BenchError(code=code)).decode())
        self.touch()


async def _do(command: b.BenchCommand, environment: Environment) -> str | None:  # noqa: C901 - one exhaustive match
    """Do it; return a code when it cannot be done."""
    lane = environment.lanes[0]
    match command:
        case b.Scan():
            if not lane.scanner.port.plugged:
                return "unplugged"
            lane.scanner.send(command.code)
        case b.PutWeight():
            if not 0 <= command.mass_g <= MAX_MASS_G:
                return "mass_limit"
            lane.scale.put(command.mass_g)
        case b.SetDrawer():
            (lane.drawer.open if command.open else lane.drawer.close)()
        case b.SetPaper():
            lane.printer.set_paper(present=command.present)
        case b.SetCover():
            lane.printer.set_cover(is_open=command.open)
        case b.Plug():
            _plug(lane, command)
        case b.KillProcess():
            await (lane.process if command.process == "lane" else environment.store).kill()
        case b.RunBroker():
            await (environment.broker.start() if command.running else environment.broker.stop())
    return None


class Pluggable(Protocol):
    """What every emulated device can do."""

    port: Cable

    def unplug(self) -> None:
        """Pull the cable."""

    def replug(self) -> None:
        """Put it back."""


def _plug(lane: LaneHandle, command: b.Plug) -> None:
    sims: dict[str, Pluggable] = {
        "scanner": lane.scanner,
        "scale": lane.scale,
        "printer": lane.printer,
        "drawer": lane.drawer,
    }
    sim = sims[command.device]
    if sim.port.plugged and not command.plugged:
        sim.unplug()
    elif command.plugged and not sim.port.plugged:
        sim.replug()


def _state(environment: Environment) -> b.BenchState:
    lane = environment.lanes[0]
    return b.BenchState(
        plugged={
            "scanner": lane.scanner.port.plugged,
            "scale": lane.scale.port.plugged,
            "printer": lane.printer.port.plugged,
            "drawer": lane.drawer.port.plugged,
        },
        scans_sent=lane.scanner.sent_count,
        good_beeps=lane.scanner.good_beep_count,
        bad_beeps=lane.scanner.bad_beep_count,
        scale_mass_g=lane.scale.mass_g,
        scale_moving=lane.scale.moving,
        paper=lane.printer.has_paper,
        cover_open=lane.printer.cover_open,
        receipts=tuple(paper.text for paper in lane.printer.papers[-RECEIPTS_SHOWN:]),
        drawer_open=lane.drawer.is_open,
        drawer_pulses=len(lane.drawer.pulses),
        lane_running=lane.process.running,
        broker_running=environment.broker.running,
        store_running=environment.store.running,
    )


def _catalogue(book: PriceBook) -> b.Catalogue:
    return b.Catalogue(
        currency=book.currency,
        currency_exponent=book.currency_exponent,
        departments={department.id: department.names for department in book.departments},
        items=tuple(label(item) if is_packed(item) else _item(item) for item in book.items),
    )


def _item(item: Item) -> b.BenchItem:
    return b.BenchItem(
        code=item.codes[0],
        names=item.names,
        department=item.department,
        price_minor=item.price_minor,
        sold_by=item.sold_by,
    )
