from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
import trio
import trio_websocket

from contracts.view import Ack, Delta, Explain, Hello, IntentFrame, LaneView, Pong, ServerFrame, Snapshot
from contracts.why import Explained
from controller.gateway import Gateway

_decoder = msgspec.json.Decoder(ServerFrame)


@dataclass
class Lane:
    """A lane that counts what it is asked and bumps its revision."""

    frames: list[IntentFrame] = field(default_factory=list)
    rev: int = 1
    may_answer: trio.Event = field(default_factory=trio.Event)
    gateway: Gateway | None = None
    host: str = ""
    port: int = 0

    def view(self) -> LaneView:
        return LaneView(
            rev=self.rev,
            store_id="s1",
            store_names={"en": "Store"},
            lane_id="3",
            currency="CNY",
            currency_exponent=2,
            phase="idle",
        )

    async def submit(self, frame: IntentFrame) -> Ack:
        self.frames.append(frame)
        await self.may_answer.wait()
        self.commit()
        return Ack(seq=frame.seq, ok=True)

    async def explain(self, question: Explain) -> Explained | Ack:
        """Know one line, number 1."""
        if question.line_seq != 1:
            return Ack(seq=question.seq, ok=False, code="line_unknown")
        return Explained(seq=question.seq, line_seq=1, units=(), levy_minor=0, taxes=(), unused=())

    def commit(self, filler: str = "") -> None:
        self.rev += 1
        assert self.gateway is not None
        changed = {"quantity": msgspec.Raw(msgspec.json.encode(self.rev))}
        if filler:
            changed["receipt_no"] = msgspec.Raw(msgspec.json.encode(filler))
        self.gateway.publish(self.view(), Delta(rev=self.rev, set=changed))

    @asynccontextmanager
    async def page(self, **options: object) -> AsyncIterator["Page"]:
        """Connect and read hello and snapshot."""
        async with self.connect(**options) as socket:
            page = Page(socket)
            assert isinstance(await page.receive(), Hello)
            assert isinstance(await page.receive(), Snapshot)
            yield page

    @asynccontextmanager
    async def connect(self, **options: object) -> AsyncIterator[trio_websocket.WebSocketConnection]:
        """Open a WebSocket on a stream of our own: trio-websocket leaves its own open when it is refused."""
        stream = await trio.open_tcp_stream(self.host, self.port)
        try:
            async with stream, trio.open_nursery() as nursery:
                address = f"{self.host}:{self.port}"
                socket = await trio_websocket.wrap_client_stream(nursery, stream, address, "/lane/ws", **options)
                yield socket
                with trio.move_on_after(1):
                    await socket.aclose()
                nursery.cancel_scope.cancel()
        except* trio_websocket.ConnectionRejected as refused:
            raise refused.exceptions[0] from None


@dataclass
class Page:
    """A browser's side of the socket."""

    socket: trio_websocket.WebSocketConnection

    async def send(self, text: str | bytes) -> None:
        await self.socket.send_message(text)

    async def receive(self) -> ServerFrame:
        with trio.fail_after(30):
            return _decoder.decode(await self.socket.get_message())

    async def intend(self, seq: int, command_id: str, kind: str = "start_tender", **args: object) -> None:
        intent = {"kind": kind, **args}
        frame = {"type": "intent", "seq": seq, "command_id": command_id, "intent": intent}
        await self.send(msgspec.json.encode(frame).decode())

    async def ack(self) -> Ack:
        """Return the next ack, skipping deltas."""
        while not isinstance(frame := await self.receive(), Ack):
            assert isinstance(frame, Delta | Snapshot)
        return frame

    async def is_alive(self) -> bool:
        await self.send('{"type":"ping","seq":999999}')
        frame: ServerFrame | None = None
        while frame != Pong(seq=999_999):
            frame = await self.receive()
        return True

    async def closed(self) -> tuple[int, str | None]:
        """Return code and reason once the lane has closed."""
        with pytest.raises(trio_websocket.ConnectionClosed) as closed, trio.fail_after(30):
            await self._read_on()
        return closed.value.reason.code, closed.value.reason.reason

    async def _read_on(self) -> None:
        while True:
            await self.socket.get_message()


@pytest.fixture
async def lane(tmp_path: Path, nursery: trio.Nursery) -> Lane:
    (tmp_path / "assets").mkdir()
    (tmp_path / "lane.html").write_text("<!doctype html><title>Lane</title>")
    (tmp_path / "assets" / "main-1a2b3c.js").write_text("export {}")
    lane = Lane()
    lane.may_answer.set()
    lane.gateway = Gateway(
        static_dir=tmp_path,
        build="b1",
        submit=lane.submit,
        explain=lane.explain,
        current=lane.view,
        bench_url="http://127.0.0.1:8081/bench",
        allowed_hosts=("till-3.store.example",),
    )
    lane.host, lane.port = await nursery.start(lane.gateway.serve, "127.0.0.1", 0)
    return lane


@pytest.fixture
def eventually() -> Callable[[Callable[[], object]], Awaitable[None]]:
    """Wait until a condition holds, at most 30 s."""
    return _eventually


async def _eventually(condition: Callable[[], object]) -> None:
    with trio.fail_after(30):
        while not condition():  # noqa: ASYNC110 - the condition is the product's, it has no event
            await trio.sleep(0.01)
