"""What every transport keeps, whichever it is: one contract, five openers, real ptys, pipes and sockets."""

import os
import time

import pytest
import trio

from controller.devices.driver import run_device
from controller.devices.reporter import Reporter
from controller.devices.transport.opening import open_stream
from controller.devices.transport.stream import TransportLost, TransportUnavailable
from tests.system.transport_ends import ENDS, ON_A_PATH, TWO_WAY, device_end

pytestmark = pytest.mark.system

BACK_WITHIN_S = 2.0


async def read_bytes(stream, count):
    received = b""
    while len(received) < count:
        received += await stream.receive_some()
    return received


@pytest.mark.parametrize("name", ENDS)
async def test_bytes_in_with_the_time_they_arrived(name, tmp_path):
    with device_end(name, tmp_path) as end, trio.fail_after(5):
        async with open_stream(end.settings) as stream:
            await end.accepted()
            before_ns = time.monotonic_ns()
            await end.write(b"Scan42\r")
            assert await read_bytes(stream, 7) == b"Scan42\r"
            assert before_ns < stream.received_mono_ns < time.monotonic_ns()


@pytest.mark.parametrize("name", TWO_WAY)
async def test_bytes_out_and_every_value_both_ways(name, tmp_path):
    every = bytes(range(256))
    with device_end(name, tmp_path) as end, trio.fail_after(5):
        async with open_stream(end.settings) as stream:
            await end.accepted()
            await stream.send_all(every)
            assert await end.read() == every
            await end.write(every)
            assert await read_bytes(stream, 256) == every


async def test_what_is_sent_to_a_keyboard_is_dropped(tmp_path):
    with device_end("evdev", tmp_path) as end, trio.fail_after(5):
        async with open_stream(end.settings) as stream:
            await stream.send_all(b"B")
            await end.write(b"1\r")
            assert await read_bytes(stream, 2) == b"1\r"


@pytest.mark.parametrize("name", TWO_WAY)
async def test_200_kb_to_a_slow_reader_are_byte_exact(name, tmp_path):
    data = os.urandom(200_000)
    received = bytearray()

    async def read_slowly(end):
        while len(received) < len(data):
            received.extend(await end.read())
            await trio.sleep(0.001)

    with device_end(name, tmp_path) as end, trio.fail_after(30):
        async with open_stream(end.settings) as stream, trio.open_nursery() as nursery:
            await end.accepted()
            nursery.start_soon(read_slowly, end)
            await stream.send_all(data)
        assert received == data


@pytest.mark.parametrize("name", TWO_WAY)
async def test_200_kb_from_a_fast_device_are_byte_exact(name, tmp_path):
    data = os.urandom(200_000)
    with device_end(name, tmp_path) as end, trio.fail_after(30):
        async with open_stream(end.settings) as stream, trio.open_nursery() as nursery:
            await end.accepted()
            nursery.start_soon(end.write, data)
            assert await read_bytes(stream, len(data)) == data


@pytest.mark.parametrize("name", ENDS)
async def test_unplugged_while_reading(name, tmp_path):
    async def unplug(end):
        await trio.sleep(0.05)
        end.unplug()

    async def scenario(end):
        async with open_stream(end.settings) as stream, trio.open_nursery() as nursery:
            await end.accepted()
            nursery.start_soon(unplug, end)
            with pytest.raises(TransportLost, match="unplugged"):
                await stream.receive_some()

    with device_end(name, tmp_path) as end, trio.fail_after(2):
        await scenario(end)


@pytest.mark.parametrize("name", ENDS)
async def test_what_came_before_the_unplug_is_never_garbled(name, tmp_path):
    with device_end(name, tmp_path) as end, trio.fail_after(2):
        async with open_stream(end.settings) as stream:
            await end.accepted()
            await end.write(b"last\r")
            assert await read_bytes(stream, 5) == b"last\r"
            end.unplug()
            for _ in range(2):
                with pytest.raises(TransportLost, match="unplugged"):
                    await stream.receive_some()


@pytest.mark.parametrize("name", TWO_WAY)
async def test_unplugged_while_a_write_waits(name, tmp_path):
    async def unplug(end):
        await trio.sleep(0.05)
        end.unplug()

    with device_end(name, tmp_path) as end, trio.fail_after(2):
        async with open_stream(end.settings) as stream, trio.open_nursery() as nursery:
            await end.accepted()
            nursery.start_soon(unplug, end)
            with pytest.raises(TransportLost, match="unplugged"):
                await stream.send_all(bytes(20_000_000))


@pytest.mark.parametrize("name", ENDS)
async def test_a_write_after_the_unplug_is_an_error(name, tmp_path):
    with device_end(name, tmp_path) as end, trio.fail_after(2):
        async with open_stream(end.settings) as stream:
            await end.accepted()
            end.unplug()
            await trio.sleep(0.05)
            with pytest.raises(TransportLost, match="unplugged"):
                await stream.send_all(b"x")


@pytest.mark.parametrize("name", TWO_WAY)
async def test_a_cancelled_write_leaves_a_stream_that_works(name, tmp_path):
    with device_end(name, tmp_path) as end, trio.fail_after(10):
        async with open_stream(end.settings) as stream:
            await end.accepted()
            with trio.move_on_after(0.1) as stuck:
                await stream.send_all(bytes(20_000_000))
            assert stuck.cancelled_caught
            drained = b""
            with trio.move_on_after(0.3):
                while True:
                    drained = await end.read()
            assert not drained.strip(b"\0")
            await stream.send_all(b"after")
            assert (await end.read()).endswith(b"after")


@pytest.mark.parametrize("name", ENDS)
async def test_a_cancelled_read_takes_nothing(name, tmp_path):
    with device_end(name, tmp_path) as end, trio.fail_after(5):
        async with open_stream(end.settings) as stream:
            await end.accepted()
            with trio.move_on_after(0.05):
                await stream.receive_some()
            await end.write(b"kept\r")
            with trio.CancelScope() as gone:
                gone.cancel()
                await stream.receive_some()
            assert await read_bytes(stream, 5) == b"kept\r"


@pytest.mark.parametrize("name", TWO_WAY)
async def test_closing_a_stuck_port_is_quick_and_it_opens_again(name, tmp_path):
    with device_end(name, tmp_path) as end, trio.fail_after(5):
        began_s = trio.current_time()
        async with open_stream(end.settings) as stream:
            await end.accepted()
            with trio.move_on_after(0.2):
                await stream.send_all(bytes(20_000_000))
        assert trio.current_time() - began_s < 1.5
        async with open_stream(end.settings) as stream:
            await end.accepted()
            await end.write(b"again")
            assert await read_bytes(stream, 5) == b"again"


@pytest.mark.parametrize("name", ENDS)
async def test_a_second_owner_is_refused_and_the_first_one_not_disturbed(name, tmp_path):
    with device_end(name, tmp_path) as end, trio.fail_after(5):
        async with open_stream(end.settings) as stream:
            await end.accepted()
            with pytest.raises(TransportUnavailable) as refused:
                async with open_stream(end.settings):
                    pass
            assert refused.value.reason == "port_in_use"
            await end.write(b"mine\r")
            assert await read_bytes(stream, 5) == b"mine\r"


@pytest.mark.parametrize("name", ENDS)
async def test_discarded_input_is_gone_and_later_input_is_not(name, tmp_path):
    with device_end(name, tmp_path) as end, trio.fail_after(5):
        async with open_stream(end.settings) as stream:
            await end.accepted()
            await end.write(b"old\r")
            await trio.sleep(0.05)
            stream.discard_input()
            await end.write(b"new\r")
            assert await read_bytes(stream, 4) == b"new\r"


@pytest.mark.parametrize("name", ENDS)
async def test_what_is_not_there_is_unplugged(name, tmp_path):
    with device_end(name, tmp_path) as end:
        end.unplug()
        with pytest.raises(TransportUnavailable) as refused:
            async with open_stream(end.settings):
                pass
        assert refused.value.reason == "unplugged"


@pytest.mark.parametrize("name", ENDS)
async def test_a_device_that_returns_is_back_within_two_seconds(name, tmp_path):
    readings = []
    reporter = Reporter("scanner", lambda reading: readings.append(reading) or True)
    served = trio.Event()

    async def session(stream):
        nonlocal served
        reporter.status("idle")
        served.set()
        await stream.receive_some()

    with device_end(name, tmp_path) as end, trio.fail_after(20):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(run_device, open_stream, end.settings, session, reporter)
            await end.accepted()
            for away_s in (0.3, 3.0):
                await served.wait()
                served = trio.Event()
                end.unplug()
                await trio.sleep(away_s)
                end.plug()
                returned_s = trio.current_time()
                await end.accepted()
                await served.wait()
                assert trio.current_time() - returned_s < BACK_WITHIN_S
            nursery.cancel_scope.cancel()
    assert [(update.state, update.fault) for update in readings] == [
        ("idle", None),
        ("fault", "unplugged"),
        ("idle", None),
        ("fault", "unplugged"),
        ("idle", None),
    ]


@pytest.mark.parametrize("name", ON_A_PATH)
async def test_a_file_that_is_no_device_is_refused(name, tmp_path):
    with device_end(name, tmp_path) as end:
        end.unplug()
        end.path.mkdir()
        with pytest.raises(TransportUnavailable) as refused:
            async with open_stream(end.settings):
                pass
        assert refused.value.reason == "error"


@pytest.mark.parametrize("quiet", [True, False])
async def test_a_network_device_that_vanished_without_a_word_is_seen(quiet, tmp_path):
    with device_end("tcp", tmp_path) as end, trio.fail_after(10):
        async with open_stream(end.settings) as stream:
            await end.accepted()
            end.vanish()
            began_s = trio.current_time()
            if not quiet:
                await stream.send_all(b"anybody there?")
            with pytest.raises(TransportLost, match="unplugged"):
                await stream.receive_some()
            assert trio.current_time() - began_s < 2 * end.settings.dead_after_s
