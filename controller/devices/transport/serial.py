"""The serial door: pyserial-asyncio on an island of its own, a Trio-flavoured stream outside.

What it keeps from its callers (each one is a test): a write after close is silently ignored, an empty one is an error;
`connection_lost` waits for unsent bytes; a second abort fails; `termios.error` is not an OSError; a pty takes 8N1 only;
opening may block.
"""

import asyncio
import os
import termios
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import serial_asyncio
import structlog
import trio
from serial.serialposix import Serial
from serial.serialutil import SerialException

from controller.devices.transport.inbox import ByteInbox
from controller.devices.transport.pty import possible_line, strip_bit_7
from controller.devices.transport.reasons import OPEN_ERRORS, unavailable
from controller.devices.transport.stream import SerialSettings, TransportLost, TransportUnavailable
from runtime.island import open_island

OPEN_DEADLINE_S = 5.0
CLOSE_DEADLINE_S = 1.0

# Two classes of a library without types.
_Transport: Any = serial_asyncio.SerialTransport
_Serial: Any = Serial

log = structlog.get_logger()


@asynccontextmanager
async def open_serial(settings: SerialSettings) -> AsyncGenerator["SerialStream", None]:
    """Open the port for the length of the block. Trio-flavoured.

    Raises `TransportUnavailable` when it cannot, `TransportLost` when the device goes away meanwhile. Closing
    throws unsent bytes away and takes at most CLOSE_DEADLINE_S.
    """
    port = await _open_port(settings)
    async with open_island(TransportLost, TransportUnavailable) as loop:
        protocol = _Protocol()
        loop.set_exception_handler(protocol.fault)
        try:
            transport = _Transport(loop, protocol, port)
            _check_parity(port.fileno())
        except (SerialException, termios.error) as error:
            port.close()
            raise unavailable(error) from error
        transport.set_write_buffer_limits(high=0)
        stream = SerialStream(transport, protocol, seven_bits=settings.bytesize == 7)  # noqa: PLR2004 - data bits
        try:
            yield stream
        finally:
            await stream.aclose()


class SerialStream:
    """An open serial port. Trio-flavoured; see `DeviceStream`."""

    def __init__(self, transport: Any, protocol: "_Protocol", *, seven_bits: bool) -> None:
        self.received_mono_ns = 0
        self._seven_bits = seven_bits
        self._transport = transport
        self._protocol = protocol

    async def receive_some(self) -> bytes:
        """Wait for a chunk as it arrived; raises `TransportLost`."""
        data, self.received_mono_ns = await self._protocol.inbox.get()
        return strip_bit_7(data) if self._seven_bits else data

    async def send_all(self, data: bytes) -> None:
        """Return when the kernel took all of `data`; raises `TransportLost`."""
        await trio.lowlevel.checkpoint()
        self._raise_if_lost()
        if not data:  # pyserial-asyncio would write it, take 0 for an error and fail in its loop
            return
        rest = self._write_now(data)
        if not rest:
            return
        self._transport.write(rest)
        try:
            await self._protocol.drained.wait()
        except trio.Cancelled:
            self._transport.flush()  # pyserial-asyncio's word for: forget the rest
            raise
        self._raise_if_lost()

    def discard_input(self) -> None:
        """Forget what arrived and was not read."""
        self._protocol.inbox.discard()

    async def aclose(self) -> None:
        """Close now: unsent bytes are thrown away, or the driver's tcdrain would wait for a stuck device."""
        if not self._protocol.closed.is_set():
            unsent = self._transport.get_write_buffer_size() > 0
            self._transport.flush()
            with suppress(termios.error, SerialException):
                self._transport.serial.reset_output_buffer()
            if unsent or not self._transport.is_closing():
                self._transport.abort()
        with trio.move_on_after(CLOSE_DEADLINE_S, shield=True):
            await self._protocol.closed.wait()

    def _write_now(self, data: bytes) -> bytes:
        """Return what the kernel has no room for; pyserial-asyncio alone asks for each write whether there is room."""
        if self._transport.get_write_buffer_size():
            return data
        try:
            return data[os.write(self._transport.serial.fileno(), data) :]
        except OSError:  # the port is full, or gone: then the transport finds out and ends the connection
            return data

    def _raise_if_lost(self) -> None:
        if self._protocol.inbox.lost is not None:
            raise TransportLost(self._protocol.inbox.lost)
        if self._transport.is_closing():
            raise TransportLost("unplugged")


class _Protocol(asyncio.Protocol):
    """The asyncio side: callbacks push into the inbox, none of them waits."""

    def __init__(self) -> None:
        self.inbox = ByteInbox()
        self.drained = trio.Event()
        self.drained.set()
        self.closed = trio.Event()

    def data_received(self, data: bytes) -> None:
        self.inbox.put(data, time.monotonic_ns())

    def pause_writing(self) -> None:
        self.drained = trio.Event()

    def resume_writing(self) -> None:
        self.drained.set()

    def connection_lost(self, _exc: Exception | None) -> None:
        self.inbox.lose("unplugged")
        self.drained.set()
        self.closed.set()

    def fault(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Take a failed write as the end of the connection; let any other error of the loop crash the island."""
        if isinstance(context.get("exception"), (SerialException, termios.error, OSError)):
            self.inbox.lose("unplugged")
            self.drained.set()
        else:
            loop.default_exception_handler(context)


async def _open_port(settings: SerialSettings) -> Any:
    """Open in a thread, because a USB port can block for seconds; an open that comes too late closes itself."""
    if not Path(settings.path).exists():  # noqa: ASYNC240 - a device file system does not block
        await trio.lowlevel.checkpoint()
        raise TransportUnavailable("unplugged", settings.path)
    try:
        with trio.fail_after(OPEN_DEADLINE_S):
            return await trio.to_thread.run_sync(_open_blocking, settings, abandon_on_cancel=True)
    except trio.TooSlowError as error:
        raise TransportUnavailable("error", "open timed out") from error
    except (SerialException, *OPEN_ERRORS) as error:
        raise unavailable(error) from error


def _open_blocking(settings: SerialSettings) -> Any:
    line = possible_line(settings)
    return _Serial(
        settings.path,
        baudrate=line.baudrate,
        bytesize=line.bytesize,
        parity=line.parity,
        stopbits=line.stopbits,
        rtscts=line.flow == "rts_cts",
        xonxoff=line.flow == "xon_xoff",
        timeout=0,
        write_timeout=0,
        exclusive=True,
    )


def _check_parity(fd: int) -> None:
    """Read a byte with wrong parity as 00: noise, where a digit would be a wrong weight. pyserial lets it pass."""
    with suppress(termios.error):  # gone already: the next read says so
        attributes = termios.tcgetattr(fd)
        if attributes[2] & termios.PARENB:
            attributes[0] |= termios.INPCK
            termios.tcsetattr(fd, termios.TCSANOW, attributes)
