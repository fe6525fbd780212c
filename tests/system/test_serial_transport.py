"""The traps of pyserial-asyncio and of ptys, each kept as a test."""

import asyncio
import os
import tty
from contextlib import contextmanager

import pytest
import serial_asyncio
import trio
from serial.serialposix import Serial

from controller.devices.transport.inbox import INBOX_MAX_BYTES
from controller.devices.transport.serial import open_serial
from controller.devices.transport.stream import SerialSettings, TransportLost, TransportUnavailable
from runtime.island import open_island

pytestmark = pytest.mark.system

PATIENCE_S = 30.0
"""Ends what hangs; no test measures with it."""


class Pty:
    def __init__(self):
        self.master, slave = os.openpty()
        tty.setraw(slave)
        self.path = os.ttyname(slave)
        self._slave = slave
        os.set_blocking(self.master, False)

    def settings(self, **line):
        return SerialSettings(path=self.path, **line)

    def hang_up(self):
        for fd in (self.master, self._slave):
            if fd >= 0:
                os.close(fd)
        self.master = self._slave = -1


@contextmanager
def new_pty():
    pty = Pty()
    try:
        yield pty
    finally:
        pty.hang_up()


async def test_bytes_both_ways_with_an_arrival_time():
    with new_pty() as pty:
        async with open_serial(pty.settings()) as stream:
            os.write(pty.master, b"in")
            assert await stream.receive_some() == b"in"
            assert stream.received_mono_ns > 0
            await stream.send_all(b"out")
            assert os.read(pty.master, 10) == b"out"


async def test_200_kb_to_a_slow_reader_are_byte_exact():
    data = os.urandom(200_000)
    with new_pty() as pty:
        received = bytearray()

        async def read_slowly():
            while len(received) < len(data):
                await trio.lowlevel.wait_readable(pty.master)
                received.extend(os.read(pty.master, 4096))
                await trio.sleep(0.001)

        async with open_serial(pty.settings()) as stream, trio.open_nursery() as nursery:
            nursery.start_soon(read_slowly)
            await stream.send_all(data)
        assert received == data


async def test_unplug_ends_a_waiting_read():
    async def unplug_while_reading(pty):
        async with open_serial(pty.settings()) as stream, trio.open_nursery() as nursery:
            nursery.start_soon(stream.receive_some)
            await trio.sleep(0.05)
            pty.hang_up()

    with new_pty() as pty, trio.fail_after(PATIENCE_S), pytest.raises(TransportLost, match="unplugged"):
        await unplug_while_reading(pty)


async def test_unplug_ends_a_waiting_write():
    async def unplug_while_writing(pty):
        async with open_serial(pty.settings()) as stream, trio.open_nursery() as nursery:
            nursery.start_soon(stream.send_all, bytes(1_000_000))
            await trio.sleep(0.05)
            pty.hang_up()

    with new_pty() as pty, trio.fail_after(PATIENCE_S), pytest.raises(TransportLost, match="unplugged"):
        await unplug_while_writing(pty)


async def test_a_write_after_the_unplug_is_an_error_here_though_the_library_ignores_it():
    with new_pty() as pty, trio.fail_after(PATIENCE_S):
        async with open_serial(pty.settings()) as stream:
            pty.hang_up()
            await trio.sleep(0.05)
            with pytest.raises(TransportLost, match="unplugged"):
                await stream.send_all(b"x")


async def test_closing_a_stuck_port_is_quick():
    with new_pty() as pty:
        with trio.fail_after(PATIENCE_S):
            async with open_serial(pty.settings()) as stream:
                with trio.move_on_after(0.2) as stuck:
                    await stream.send_all(bytes(1_000_000))
                assert stuck.cancelled_caught
        async with open_serial(pty.settings()) as stream:
            os.write(pty.master, b"again")
            assert await stream.receive_some() == b"again"


async def test_closing_twice_and_closing_after_the_unplug_are_harmless():
    with new_pty() as pty:
        async with open_serial(pty.settings()) as stream:
            await stream.aclose()
            await stream.aclose()
            with pytest.raises(TransportLost):
                await stream.send_all(b"x")
        async with open_serial(pty.settings()) as stream:
            pty.hang_up()
            await trio.sleep(0.05)
            await stream.aclose()


async def test_the_librarys_second_abort_still_fails():
    with new_pty() as pty:
        async with open_island() as loop:
            transport = serial_asyncio.SerialTransport(loop, asyncio.Protocol(), Serial(pty.path))
            transport.abort()
            await trio.sleep(0.05)
            with pytest.raises(AttributeError):
                transport.abort()


async def test_unread_bytes_are_bounded():
    async def read_all(stream):
        while True:
            await stream.receive_some()

    with new_pty() as pty, trio.fail_after(PATIENCE_S):
        async with open_serial(pty.settings()) as stream:
            sent = 0
            while sent <= INBOX_MAX_BYTES:
                sent += os.write(pty.master, bytes(1024))
                await trio.sleep(0.001)
            await trio.sleep(0.1)
            with pytest.raises(TransportLost, match="overrun"):
                await read_all(stream)


@pytest.mark.parametrize("line", [{"bytesize": 7, "parity": "E"}, {"bytesize": 8, "parity": "O"}, {"stopbits": 2}])
async def test_a_pty_opens_again_and_again_whatever_line_is_asked(line):
    with new_pty() as pty:
        for _ in range(3):
            async with open_serial(pty.settings(**line)) as stream:
                os.write(pty.master, b"\xff")
                assert await stream.receive_some() == (b"\x7f" if line.get("bytesize") == 7 else b"\xff")


async def test_a_second_owner_is_refused_and_the_first_one_not_disturbed():
    with new_pty() as pty:
        async with open_serial(pty.settings()) as stream:
            with pytest.raises(TransportUnavailable) as refused:
                async with open_serial(pty.settings()):
                    pass
            assert refused.value.reason == "port_in_use"
            os.write(pty.master, b"mine")
            assert await stream.receive_some() == b"mine"


async def test_a_missing_path_and_a_plain_file(tmp_path):
    for path, reason in [(tmp_path / "none", "unplugged"), (tmp_path, "error")]:
        with pytest.raises(TransportUnavailable) as refused:
            async with open_serial(SerialSettings(path=str(path))):
                pass
        assert refused.value.reason == reason


async def test_cancelling_closes_the_port():
    with new_pty() as pty:
        with trio.move_on_after(0.1):
            async with open_serial(pty.settings()) as stream:
                await stream.receive_some()
        async with open_serial(pty.settings()):
            pass
