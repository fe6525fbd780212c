"""What every transport keeps, whichever it is: one contract, five openers, real ptys, pipes and sockets."""

import fcntl
import os
import struct
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import trio

from controller.devices.driver import run_device
from controller.devices.reporter import Reporter
from controller.devices.transport.fd_stream import open_fd
from controller.devices.transport.opening import open_stream
from controller.devices.transport.stream import LpSettings, TransportLost, TransportUnavailable
from tests.system.transport_ends import ENDS, ON_A_PATH, TWO_WAY, device_end

pytestmark = pytest.mark.system

BACK_WITHIN_S = 2.0
PATIENCE_S = 30.0
"""Ends what hangs; no test measures with it."""
ARRIVED_S = 0.3
"""Much longer than a busy kernel takes to hand over four bytes."""
PROMPT_S = 10.0
"""Far from how long closing takes, and from the 30 s a kernel gives a port to send what is left."""
TCGETS2 = 0x802C542A


async def read_bytes(stream, count):
    received = b""
    while len(received) < count:
        received += await stream.receive_some()
    return received


@pytest.mark.parametrize("name", ENDS)
async def test_bytes_in_with_the_time_they_arrived(name, tmp_path):
    with device_end(name, tmp_path) as end, trio.fail_after(PATIENCE_S):
        async with open_stream(end.settings) as stream:
            await end.accepted()
            before_ns = time.monotonic_ns()
            await end.write(b"Scan42\r")
            assert await read_bytes(stream, 7) == b"Scan42\r"
            assert before_ns < stream.received_mono_ns < time.monotonic_ns()


@pytest.mark.parametrize("name", TWO_WAY)
async def test_bytes_out_and_every_value_both_ways(name, tmp_path):
    every = bytes(range(256))
    with device_end(name, tmp_path) as end, trio.fail_after(PATIENCE_S):
        async with open_stream(end.settings) as stream:
            await end.accepted()
            await stream.send_all(every)
            assert await end.read() == every
            await end.write(every)
            assert await read_bytes(stream, 256) == every


@pytest.mark.parametrize("name", ENDS)
async def test_an_empty_write_sends_nothing_and_harms_nothing(name, tmp_path):
    with device_end(name, tmp_path) as end, trio.fail_after(PATIENCE_S):
        async with open_stream(end.settings) as stream:
            await end.accepted()
            await stream.send_all(b"")
            if name in TWO_WAY:
                await stream.send_all(b"B")
                assert await end.read() == b"B"
            await end.write(b"1\r")
            assert await read_bytes(stream, 2) == b"1\r"


async def test_what_is_sent_to_a_keyboard_is_dropped(tmp_path):
    with device_end("evdev", tmp_path) as end, trio.fail_after(PATIENCE_S):
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

    with device_end(name, tmp_path) as end, trio.fail_after(PATIENCE_S):
        async with open_stream(end.settings) as stream, trio.open_nursery() as nursery:
            await end.accepted()
            nursery.start_soon(read_slowly, end)
            await stream.send_all(data)
        assert received == data


@pytest.mark.parametrize("name", TWO_WAY)
async def test_200_kb_from_a_fast_device_are_byte_exact(name, tmp_path):
    data = os.urandom(200_000)
    with device_end(name, tmp_path) as end, trio.fail_after(PATIENCE_S):
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

    with device_end(name, tmp_path) as end, trio.fail_after(PATIENCE_S):
        await scenario(end)


@pytest.mark.parametrize("name", ENDS)
async def test_what_came_before_the_unplug_is_never_garbled(name, tmp_path):
    with device_end(name, tmp_path) as end, trio.fail_after(PATIENCE_S):
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

    with device_end(name, tmp_path) as end, trio.fail_after(PATIENCE_S):
        async with open_stream(end.settings) as stream, trio.open_nursery() as nursery:
            await end.accepted()
            nursery.start_soon(unplug, end)
            with pytest.raises(TransportLost, match="unplugged"):
                await stream.send_all(bytes(20_000_000))


@pytest.mark.parametrize("name", ENDS)
async def test_a_write_after_the_unplug_is_an_error(name, tmp_path):
    with device_end(name, tmp_path) as end, trio.fail_after(PATIENCE_S):
        async with open_stream(end.settings) as stream:
            await end.accepted()
            end.unplug()
            await trio.sleep(0.05)
            with pytest.raises(TransportLost, match="unplugged"):
                await stream.send_all(b"x")


@pytest.mark.parametrize("name", TWO_WAY)
async def test_a_cancelled_write_leaves_a_stream_that_works(name, tmp_path):
    with device_end(name, tmp_path) as end, trio.fail_after(PATIENCE_S):
        async with open_stream(end.settings) as stream, trio.open_nursery() as nursery:
            await end.accepted()
            with trio.move_on_after(0.1) as stuck:
                await stream.send_all(bytes(20_000_000))
            assert stuck.cancelled_caught
            nursery.start_soon(stream.send_all, b"after")
            tail = b""
            while not tail.endswith(b"after"):
                tail = tail[-4:] + await end.read()
            assert tail.strip(b"\0") == b"after"


@pytest.mark.parametrize("name", ENDS)
async def test_a_cancelled_read_takes_nothing(name, tmp_path):
    with device_end(name, tmp_path) as end, trio.fail_after(PATIENCE_S):
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
    with device_end(name, tmp_path) as end, trio.fail_after(PATIENCE_S):
        began_s = trio.current_time()
        async with open_stream(end.settings) as stream:
            await end.accepted()
            with trio.move_on_after(0.2):
                await stream.send_all(bytes(20_000_000))
        assert trio.current_time() - began_s < PROMPT_S
        async with open_stream(end.settings) as stream:
            await end.accepted()
            await end.write(b"again")
            assert await read_bytes(stream, 5) == b"again"


@pytest.mark.parametrize("name", ENDS)
async def test_a_second_owner_is_refused_and_the_first_one_not_disturbed(name, tmp_path):
    with device_end(name, tmp_path) as end, trio.fail_after(PATIENCE_S):
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
    with device_end(name, tmp_path) as end, trio.fail_after(PATIENCE_S):
        async with open_stream(end.settings) as stream:
            await end.accepted()
            await end.write(b"old\r")
            await trio.sleep(ARRIVED_S)
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
    readings, back_s = [], []
    reporter = Reporter("scanner", lambda reading: readings.append(reading) or True)
    served = trio.Event()

    async def session(stream):
        nonlocal served
        reporter.status("idle")
        served.set()
        await stream.receive_some()

    with device_end(name, tmp_path) as end, trio.fail_after(PATIENCE_S):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(run_device, open_stream, end.settings, session, reporter)
            await end.accepted()
            for away_s in (0.3, 3.0, 0.3):
                await served.wait()
                served = trio.Event()
                end.unplug()
                await trio.sleep(away_s)
                end.plug()
                returned_s = trio.current_time()
                await end.accepted()
                await served.wait()
                back_s.append(trio.current_time() - returned_s)
            nursery.cancel_scope.cancel()
    assert [(update.state, update.fault) for update in readings if update.state != "opening"] == [
        ("idle", None),
        *[("fault", "unplugged"), ("idle", None)] * 3,
    ]
    assert min(back_s) < BACK_WITHIN_S, f"back after {back_s} s, in the best case of a shared machine"


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
    with device_end("tcp", tmp_path) as end, trio.fail_after(PATIENCE_S):
        async with open_stream(end.settings) as stream:
            await end.accepted()
            end.vanish()
            began_s = trio.current_time()
            if not quiet:
                await stream.send_all(b"anybody there?")
            with pytest.raises(TransportLost, match="unplugged"):
                await stream.receive_some()
            assert trio.current_time() - began_s < PROMPT_S


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize(
    "line", [{"bytesize": 7, "parity": "E"}, {"bytesize": 7, "parity": "O"}, {"parity": "O"}, {"stopbits": 2}]
)
async def test_a_pty_opens_again_whatever_line_is_asked_and_7_bits_are_7_bits(backend, line, tmp_path):
    with device_end("serial trio", tmp_path) as end, trio.fail_after(PATIENCE_S):
        settings = replace(end.settings, backend=backend, flow="rts_cts", **line)
        for _ in range(3):
            async with open_stream(settings) as stream:
                await end.write(b"\xb1\x31")
                assert await read_bytes(stream, 2) == (b"\x31\x31" if settings.bytesize == 7 else b"\xb1\x31")


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("baudrate", [9600, 28_800, 921_600])
async def test_usual_and_unusual_speeds_are_set(backend, baudrate, tmp_path):
    with device_end("serial trio", tmp_path) as end, trio.fail_after(PATIENCE_S):
        async with open_stream(replace(end.settings, backend=backend, baudrate=baudrate)):
            line = fcntl.ioctl(end.slave, TCGETS2, bytes(44))
            assert struct.unpack("@4I20s2I", line)[-1] == baudrate


async def test_a_printer_that_cannot_be_read_still_prints_and_still_tells_when_it_goes(tmp_path):
    path = tmp_path / "lp0"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    data, printed = os.urandom(200_000), bytearray()

    async def print_slowly():
        while len(printed) < len(data):
            await trio.lowlevel.wait_readable(reader)
            printed.extend(os.read(reader, 4096))

    try:
        with trio.fail_after(PATIENCE_S):
            async with open_stream(LpSettings(path=str(path))) as stream, trio.open_nursery() as nursery:
                nursery.start_soon(print_slowly)
                await stream.send_all(data)
                with trio.move_on_after(0.1) as silent:
                    await stream.receive_some()
                assert silent.cancelled_caught
                path.unlink()
                with pytest.raises(TransportLost, match="unplugged"):
                    await stream.receive_some()
        assert printed == data
    finally:
        os.close(reader)


async def test_an_open_that_hangs_is_given_up_and_closes_itself_later(monkeypatch):
    monkeypatch.setattr("controller.devices.transport.fd_stream.OPEN_DEADLINE_S", 0.1)
    go, made = threading.Event(), []

    def open_late():
        go.wait(5)
        made.append(os.open("/dev/null", os.O_RDWR))
        return made[0]

    with pytest.raises(TransportUnavailable, match="open timed out"):
        await open_fd(open_late)
    go.set()
    with trio.fail_after(PATIENCE_S):
        while not made or _is_open(made[0]):  # noqa: ASYNC110 - another thread's doing
            await trio.sleep(0.01)


def _is_open(fd):
    try:
        return str(Path(f"/proc/self/fd/{fd}").readlink()) == "/dev/null"
    except OSError:
        return False
