"""A serial port through Trio alone: our own open, our own termios, no asyncio between."""

import fcntl
import os
import struct
import termios
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from controller.devices.transport.fd_stream import FdStream, open_fd
from controller.devices.transport.pty import is_pty, possible_line, strip_bit_7
from controller.devices.transport.stream import SerialSettings

_DATA_BITS = {7: termios.CS7, 8: termios.CS8}
_PARITY = {"N": 0, "E": termios.PARENB, "O": termios.PARENB | termios.PARODD}
_STOP_BITS = {1: 0, 2: termios.CSTOPB}

# asm-generic/termbits.h: a speed that has no constant of its own.
TCGETS2 = 0x802C542A
TCSETS2 = 0x402C542B
BOTHER = 0o010000
CBAUD = 0o010017
_TERMIOS2 = struct.Struct("@4I20s2I")


@asynccontextmanager
async def open_serial_native(settings: SerialSettings) -> AsyncGenerator["NativeSerialStream", None]:
    """Open the port for the length of the block. Trio-flavoured; raises as `open_serial` does.

    Closing throws unsent bytes away and never waits for the device.
    """
    fd = await open_fd(lambda: _open_blocking(settings))
    stream = NativeSerialStream(fd, seven_bits=settings.bytesize == 7)  # noqa: PLR2004 - data bits
    try:
        yield stream
    finally:
        stream.close()


class NativeSerialStream(FdStream):
    """An open serial port. See `DeviceStream`."""

    def __init__(self, fd: int, *, seven_bits: bool) -> None:
        super().__init__(fd)
        self._seven_bits = seven_bits

    async def receive_some(self) -> bytes:
        """Wait for bytes; raises `TransportLost`."""
        data = await super().receive_some()
        return strip_bit_7(data) if self._seven_bits else data

    def close(self) -> None:
        """Close at once: the kernel would wait for a stuck device to take what is unsent."""
        with suppress(termios.error):  # it is gone already
            termios.tcflush(self._fd, termios.TCOFLUSH)
        super().close()


def _open_blocking(settings: SerialSettings) -> int:
    fd = os.open(settings.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not is_pty(settings.path):  # a pty would stay closed to everybody else for as long as its master lives
            fcntl.ioctl(fd, termios.TIOCEXCL)
        _set_line(fd, possible_line(settings))
        termios.tcflush(fd, termios.TCIOFLUSH)
    except BaseException:
        os.close(fd)
        raise
    return fd


def _set_line(fd: int, line: SerialSettings) -> None:
    """Set raw mode and the line. A byte with wrong parity is read as 00: noise, where a digit would be a wrong weight.

    VMIN 1, or a port without bytes would read like one that is gone.
    """
    before = termios.tcgetattr(fd)
    iflag = (termios.INPCK if line.parity != "N" else 0) | (
        termios.IXON | termios.IXOFF if line.flow == "xon_xoff" else 0
    )
    cflag = termios.CREAD | termios.CLOCAL | (before[2] & termios.HUPCL)
    cflag |= _DATA_BITS[line.bytesize] | _PARITY[line.parity] | _STOP_BITS[line.stopbits]
    cflag |= termios.CRTSCTS if line.flow == "rts_cts" else 0
    control = before[6]
    control[termios.VMIN], control[termios.VTIME] = 1, 0
    speed = getattr(termios, f"B{line.baudrate}", termios.B9600)
    termios.tcsetattr(fd, termios.TCSANOW, [iflag, 0, cflag, 0, speed, speed, control])
    if not hasattr(termios, f"B{line.baudrate}"):
        _set_unusual_speed(fd, line.baudrate)


def _set_unusual_speed(fd: int, baudrate: int) -> None:
    iflag, oflag, cflag, lflag, rest, _, _ = _TERMIOS2.unpack(fcntl.ioctl(fd, TCGETS2, bytes(_TERMIOS2.size)))
    wanted = _TERMIOS2.pack(iflag, oflag, cflag & ~CBAUD | BOTHER, lflag, rest, baudrate, baudrate)
    fcntl.ioctl(fd, TCSETS2, wanted)
