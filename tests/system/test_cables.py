"""What can go wrong in an emulated cable, seen from the lane's end of it."""

from contextlib import asynccontextmanager

import pytest
import trio

from controller.devices.sim.pty_port import PtyPort
from controller.devices.sim.scanner_sim import ScannerSim
from controller.devices.sim.tcp_port import TcpPort
from controller.devices.sim.wedge_port import WedgePort
from controller.devices.transport.opening import open_stream
from controller.devices.transport.stream import (
    EvdevSettings,
    SerialSettings,
    TcpSettings,
    TransportLost,
    TransportUnavailable,
)

pytestmark = pytest.mark.system

KINDS = ("pty", "tcp")
PATIENCE_S = 30.0
"""Ends what hangs; no test measures with it."""


@asynccontextmanager
async def connected(kind, folder):
    cable = PtyPort(folder / "dev") if kind == "pty" else TcpPort()
    heard = bytearray()
    async with trio.open_nursery() as nursery:
        await nursery.start(cable.run, heard.extend)
        settings = SerialSettings(path=str(folder / "dev"))
        if isinstance(cable, TcpPort):
            settings = TcpSettings(host="127.0.0.1", port=cable.port, dead_after_s=2)
        async with open_stream(settings) as stream:
            await until(lambda: cable.listened)
            yield cable, stream, heard
        nursery.cancel_scope.cancel()


async def until(condition):
    with trio.fail_after(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - the other end of a cable
            await trio.sleep(0.01)


async def gather(stream, count):
    data = b""
    with trio.fail_after(PATIENCE_S):
        while len(data) < count:
            data += await stream.receive_some()
    return data


async def silence(stream):
    """Give what must not come some time to come."""
    with trio.move_on_after(0.2):
        return await stream.receive_some()
    return b""


@pytest.mark.parametrize("kind", KINDS)
async def test_without_trouble_everything_passes(kind, tmp_path):
    async with connected(kind, tmp_path) as (cable, stream, heard):
        assert cable.write(b"hello")
        await stream.send_all(b"there")
        assert await gather(stream, 5) == b"hello"
        await until(lambda: heard == b"there")


@pytest.mark.parametrize("kind", KINDS)
async def test_late_slow_cut_corrupt_and_garbled(kind, tmp_path):
    async with connected(kind, tmp_path) as (cable, stream, heard):
        cable.trouble.late_s = 0.2
        began_s = trio.current_time()
        cable.write(b"late")
        assert await gather(stream, 4) == b"late"
        assert trio.current_time() - began_s >= 0.2
        cable.trouble.late_s, cable.trouble.bytes_per_s = 0.0, 100
        began_s = trio.current_time()
        cable.write(bytes(50))
        assert len(await gather(stream, 50)) == 50
        assert trio.current_time() - began_s >= 50 / 100
        cable.trouble.bytes_per_s, cable.trouble.cut_count = 0, 1
        cable.write(b"whole one")
        assert await gather(stream, 4) == b"whol"
        cable.trouble.corrupt_count = 1
        cable.write(b"123")
        assert await gather(stream, 3) == b"133"
        cable.trouble.garbled = True
        cable.write(b"weight")
        await stream.send_all(b"question")
        assert b"weight" not in await gather(stream, 6)
        await until(lambda: len(heard) == 8)
        assert b"question" not in heard


@pytest.mark.parametrize("kind", KINDS)
async def test_hanging_and_babbling(kind, tmp_path):
    async with connected(kind, tmp_path) as (cable, stream, heard):
        cable.trouble.hang(hanging=True)
        cable.write(b"answer")
        await stream.send_all(b"question")
        assert await silence(stream) == b""
        assert heard == b""
        cable.trouble.hang(hanging=False)
        cable.trouble.babbling = True
        assert len(await gather(stream, 100)) >= 100


async def test_a_network_device_out_of_reach_and_back(tmp_path):
    async with connected("tcp", tmp_path) as (cable, stream, _):
        cable.vanish()
        with trio.fail_after(PATIENCE_S), pytest.raises(TransportLost):
            await stream.receive_some()
        settings = TcpSettings(host="127.0.0.1", port=cable.port)
        with pytest.raises(TransportUnavailable):
            async with open_stream(settings):
                pass


async def test_a_second_lane_is_not_served_by_a_network_device(tmp_path):
    async with connected("tcp", tmp_path) as (cable, stream, _):
        other = await trio.open_tcp_stream("127.0.0.1", cable.port)
        cable.write(b"first")
        assert await gather(stream, 5) == b"first"
        await other.aclose()


async def test_a_scanner_that_types(tmp_path):
    scanner = ScannerSim(WedgePort(tmp_path / "event-kbd"))
    code = "]d2010401234567890110Ab$/\x1d21\\x~"
    async with trio.open_nursery() as nursery:
        await nursery.start(scanner.run)
        assert not scanner.port.listened
        async with open_stream(EvdevSettings(path=str(tmp_path / "event-kbd"))) as stream:
            assert scanner.port.listened
            scanner.send(code, aim=None)
            assert await gather(stream, len(code) + 1) == code.encode() + b"\r"
        nursery.cancel_scope.cancel()
