"""One browser's WebSocket, from accept to close: a task that sends and a loop that receives.

    client                               lane
      | <--- hello, snapshot -------------- |
      | <--- delta, delta, ... ------------ |   after each commit
      | ---- intent ----------------------> |
      | <--- delta, then its ack ---------- |
      | ---- explain ---------------------> |
      | <--- explained -------------------- |   to this page alone

Nothing a client sends raises out of here: a frame that is not of the contract gets an ack `malformed`, a client that
breaks the bounds is closed with 1008 or 1009 and a reason.
"""

from collections.abc import Awaitable, Callable

import structlog
import trio
from starlette.websockets import WebSocket, WebSocketDisconnect

from contracts.view import Ack, Explain, IntentFrame, Ping, Pong, Resync
from contracts.why import Explained

from . import frames
from .commands import Commands
from .outbound import Outbound
from .rate import Bucket

FRAME_MAX_BYTES = 16 * 1024
FRAMES_PER_S = 400.0
FRAMES_BURST = 400.0
CLOSE_DRAIN_S = 1.0

POLICY_VIOLATION = 1008
MESSAGE_TOO_BIG = 1009

Explainer = Callable[[Explain], Awaitable[Explained | Ack]]

log = structlog.get_logger()


class _BrokenBound(Exception):
    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


async def run(websocket: WebSocket, hello: str, outbound: Outbound, commands: Commands, explain: Explainer) -> None:
    """Serve an accepted connection until it ends."""
    broken: _BrokenBound | None = None
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_send, websocket, hello, outbound, nursery.cancel_scope)
        try:
            await _receive(websocket, outbound, commands, explain)
        except _BrokenBound as error:
            broken = error
        nursery.cancel_scope.cancel()
    if broken is not None:
        log.warning("session_closed", reason=broken.reason, code=broken.code)
        await close(websocket, broken.code, broken.reason)


async def close(websocket: WebSocket, code: int, reason: str) -> None:
    """Say why, then read on for a moment: bytes left unread would reset the connection before the reason arrives."""
    with trio.move_on_after(CLOSE_DRAIN_S):
        try:
            await websocket.close(code, reason)
            while (await websocket.receive())["type"] != "websocket.disconnect":
                pass
        except WebSocketDisconnect:
            return


async def _send(websocket: WebSocket, hello: str, outbound: Outbound, session: trio.CancelScope) -> None:
    try:
        await websocket.send_text(hello)
        while True:
            await websocket.send_text(await outbound.next_frame())
    except WebSocketDisconnect:
        session.cancel()


async def _receive(websocket: WebSocket, outbound: Outbound, commands: Commands, explain: Explainer) -> None:
    bucket = Bucket(rate_per_s=FRAMES_PER_S, burst=FRAMES_BURST, now_s=trio.current_time())
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return
        text = message.get("text")
        if text is None:
            raise _BrokenBound(POLICY_VIOLATION, "frames are text, not binary")
        if len(text.encode()) > FRAME_MAX_BYTES:
            raise _BrokenBound(MESSAGE_TOO_BIG, f"a frame has at most {FRAME_MAX_BYTES} bytes")
        if not bucket.take(trio.current_time()):
            raise _BrokenBound(POLICY_VIOLATION, f"at most {FRAMES_PER_S:.0f} frames a second")
        answer = await _answer(text, outbound, commands, explain)
        if answer is not None and not outbound.answer(frames.encode(answer)):
            raise _BrokenBound(POLICY_VIOLATION, "answers are not read")


async def _answer(
    text: str, outbound: Outbound, commands: Commands, explain: Explainer
) -> Ack | Explained | Pong | None:
    try:
        frame = frames.decode(text)
    except frames.MalformedFrame as error:
        return frames.refusal(error)
    match frame:
        case IntentFrame():
            return await commands.once(frame)
        case Explain():
            return await explain(frame)
        case Ping():
            return Pong(seq=frame.seq)
        case Resync():
            outbound.resync()
            return None
