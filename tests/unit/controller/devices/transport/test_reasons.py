import errno
import socket
import termios

import pytest
from serial.serialutil import SerialException

from controller.devices.transport.pty import strip_bit_7
from controller.devices.transport.reasons import unavailable
from controller.devices.transport.stream import EvdevSettings, LpSettings, SerialSettings, TcpSettings, port_name


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (SerialException(2, "no such file"), "unplugged"),
        (SerialException(13, "permission denied"), "no_permission"),
        (SerialException(11, "could not lock"), "port_in_use"),
        (SerialException(16, "busy"), "port_in_use"),
        (SerialException("no number"), "error"),
        (termios.error(5, "input/output error"), "unplugged"),
        (termios.error(22, "invalid argument"), "error"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "unplugged"),
        (OSError(errno.EHOSTUNREACH, "no route"), "unplugged"),
        (socket.gaierror(socket.EAI_AGAIN, "no name yet"), "unplugged"),
        (ValueError("embedded null byte"), "error"),
    ],
)
def test_reasons(error, reason):
    assert unavailable(error).reason == reason
    assert unavailable(error).detail


def test_termios_error_is_no_oserror():
    assert not issubclass(termios.error, OSError)


def test_a_seven_bit_line_has_no_bit_7():
    assert strip_bit_7(bytes(range(256))) == bytes(range(128)) * 2


def test_places_by_name():
    ports = (SerialSettings(path="/dev/a"), TcpSettings(host="h", port=7), LpSettings(path="/dev/b"))
    assert [port_name(port) for port in (*ports, EvdevSettings(path="/dev/c"))] == ["/dev/a", "h:7", "/dev/b", "/dev/c"]
