"""Why a port cannot be opened, from what the system said, as a fault code."""

import errno
import socket
import termios

from controller.devices.transport.stream import FaultCode, TransportUnavailable

OPEN_ERRORS = (OSError, termios.error, ValueError)
"""What opening a port raises: `termios.error` is not an `OSError`, and a path may hold a NUL."""

_REASONS: dict[object, FaultCode] = {
    errno.ENOENT: "unplugged",
    errno.ENODEV: "unplugged",
    errno.ENXIO: "unplugged",
    errno.EIO: "unplugged",
    errno.ECONNREFUSED: "unplugged",
    errno.ECONNRESET: "unplugged",
    errno.EPIPE: "unplugged",
    errno.EHOSTUNREACH: "unplugged",
    errno.EHOSTDOWN: "unplugged",
    errno.ENETUNREACH: "unplugged",
    errno.ENETDOWN: "unplugged",
    errno.ETIMEDOUT: "unplugged",
    errno.EAGAIN: "port_in_use",
    errno.EBUSY: "port_in_use",
    errno.EADDRINUSE: "port_in_use",
    errno.EACCES: "no_permission",
    errno.EPERM: "no_permission",
}


def unavailable(error: Exception) -> TransportUnavailable:
    """Name the reason. pyserial puts the number into `errno`, termios into `args`; a name may be known later."""
    if isinstance(error, socket.gaierror):
        return TransportUnavailable("unplugged", str(error))
    number = getattr(error, "errno", None) or (error.args[0] if error.args else None)
    return TransportUnavailable(_REASONS.get(number, "error"), str(error))
