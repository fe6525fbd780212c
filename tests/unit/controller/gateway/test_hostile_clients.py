import os
from contextlib import suppress
from itertools import pairwise

import pytest
import trio
import trio_websocket
from structlog.testing import capture_logs

from contracts.view import Ack, Delta, Snapshot
from controller.gateway import server
from controller.gateway.session import FRAME_MAX_BYTES, FRAMES_BURST, FRAMES_PER_S

MALFORMED = {
    "": 0,
    "nonsense": 0,
    "null": 0,
    "[]": 0,
    '{"type":"dance","seq":4}': 4,
    '{"seq":5}': 5,
    '{"type":"ping","seq":"6"}': 0,
    '{"type":"ping","seq":1e999}': 0,
    f'{{"type":"ping","seq":{10**30}}}': 0,
    '{"type":"intent","seq":7,"command_id":"c","intent":{"kind":"dance"}}': 7,
    '{"type":"intent","seq":8,"command_id":"c","intent":{"kind":"tender_cash","amount_minor":1.5}}': 8,
    f'{{"type":"intent","seq":9,"command_id":"c","intent":{{"kind":"tender_cash","amount_minor":{2**53}}}}}': 9,
    '{"type":"intent","seq":10,"command_id":"","intent":{"kind":"start_tender"}}': 10,
    '{"type":"intent","seq":11,"command_id":"LONG","intent":{"kind":"start_tender"}}'.replace("LONG", "x" * 65): 11,
    '{"type":"intent","seq":12,"command_id":"c","intent":{"kind":"start_tender","more":1}}': 12,
    '{"type":"resync","x":' + "[" * 16_000: 0,
    "[" * 16_000: 0,
}


@pytest.mark.parametrize(("text", "seq"), MALFORMED.items(), ids=range(len(MALFORMED)))
async def test_a_malformed_frame_gets_an_answer_and_nothing_else_happens(lane, text, seq):
    async with lane.page() as page:
        await page.send(text)
        ack = await page.ack()
        assert (ack.seq, ack.ok, ack.code) == (seq, False, "malformed")
        assert await page.is_alive()
    assert lane.frames == []


async def test_binary_is_closed_with_a_reason(lane):
    async with lane.page() as page:
        await page.send(b"\x00\x01")
        assert await page.closed() == (1008, "frames are text, not binary")


@pytest.mark.parametrize("size", [FRAME_MAX_BYTES + 1, 70 * 1024, 1024 * 1024])
async def test_an_oversized_frame_is_closed_as_too_big(lane, size):
    async with lane.page() as page:
        with trio.move_on_after(30), suppress(trio_websocket.ConnectionClosed):
            await page.send("x" * size)
        assert (await page.closed())[0] == 1009
    async with lane.page() as page:
        assert await page.is_alive()


async def test_a_flood_is_closed_and_the_lane_goes_on(lane):
    async with lane.page() as other, lane.page() as page:
        with suppress(trio_websocket.ConnectionClosed):
            for _ in range(int(3 * FRAMES_BURST)):
                await page.send('{"type":"ping","seq":1}')
        assert await page.closed() == (1008, f"at most {FRAMES_PER_S:.0f} frames a second")
        assert await other.is_alive()


async def test_a_burst_within_the_bound_is_served(lane):
    async with lane.page() as page:
        for number in range(int(FRAMES_BURST) - 1):
            await page.send(f'{{"type":"ping","seq":{number}}}')
        assert await page.is_alive()


async def test_a_client_that_never_reads_does_not_slow_the_lane(lane):
    """It gets one snapshot for what it missed, everybody else every delta."""
    async with lane.page(receive_buffer_size=4096, message_queue_size=1) as slow, lane.page() as quick:
        revs = []
        for _ in range(400):
            lane.commit(filler="x" * 20_000)
            revs.append((await quick.receive()).rev)
        assert revs == list(range(2, 402))
        frames = [await slow.receive()]
        while frames[-1].rev < lane.rev:
            frames.append(await slow.receive())
        assert len(frames) < 400
        assert any(isinstance(frame, Snapshot) for frame in frames)
        for before, after in pairwise(frames):
            assert isinstance(after, Snapshot) or after.rev == before.rev + 1


async def raw(lane, sent, *, upgrade):
    """Send bytes on a bare connection, then wait until the lane ends it."""
    stream = await trio.open_tcp_stream(lane.host, lane.port)
    async with stream:
        if upgrade:
            await stream.send_all(
                f"GET /lane/ws HTTP/1.1\r\nHost: {lane.host}:{lane.port}\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
            )
            assert b"101" in await stream.receive_some(65536)
        try:
            await stream.send_all(sent)
            while await stream.receive_some(65536):
                pass
        except trio.BrokenResourceError:
            return


MASK = b"\x00\x00\x00\x00"
PING_FRAME = b"\x81\x97" + MASK + b'{"type":"ping","seq":1}'
BROKEN_FRAMES = {
    "unmasked": b"\x81\x05hello",
    "reserved bits": b"\xf1\x80" + MASK,
    "unknown opcode": b"\x83\x80" + MASK,
    "invalid utf-8": b"\x81\x82" + MASK + b"\xff\xfe",
    "long ping": b"\x89\xfe\x01\x00" + MASK + b"x" * 256,
    "close, then more": b"\x88\x80" + MASK + PING_FRAME * 50,
    "binary, then more": b"\x82\x81" + MASK + b"x" + PING_FRAME * 5000,
    "too large, then more": b"\x81\xff\x00\x00\x00\x00\x10\x00\x00\x00" + MASK + b"x" * 3_000_000,
    "bad close code": b"\x88\x82" + MASK + b"\x00\x01",
}


@pytest.mark.parametrize("sent", BROKEN_FRAMES.values(), ids=BROKEN_FRAMES)
async def test_a_broken_websocket_ends_alone(lane, sent):
    async with lane.page() as other:
        with trio.fail_after(30):
            await raw(lane, sent, upgrade=True)
        assert await other.is_alive()


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00" * 1000,
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /lane HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 20_000,
        b"GET /lane/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"POST /lane HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\xff" * 100,
        b"GET /%ff%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET /lane\xff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nHTTP2-Settings: !!\r\nConnection: Upgrade\r\n\r\n",
    ],
    ids=range(9),
)
async def test_broken_http_ends_alone(lane, monkeypatch, sent):
    monkeypatch.setattr(server, "REQUEST_TIMEOUT_S", 0.3)
    async with lane.page() as other:
        with trio.fail_after(30):
            await raw(lane, sent, upgrade=False)
        assert await other.is_alive()


async def test_noise_after_the_upgrade_never_ends_the_lane(lane):
    with capture_logs() as logs:
        for seed in range(30):
            noise = os.urandom(1 + seed * 7)
            with trio.move_on_after(0.05):
                await raw(lane, noise, upgrade=True)
    async with lane.page() as page:
        lane.commit()
        assert isinstance(await page.receive(), Delta)
    assert all(entry["event"] != "request_failed" for entry in logs)


async def test_sessions_are_forgotten_when_they_end(lane, eventually):
    async with lane.page() as page:
        await page.intend(1, "c1")
        assert await page.ack() == Ack(seq=1, ok=True)
    await eventually(lambda: not lane.gateway._sessions)
    assert lane.gateway._sessions == set()
