"""A device on the network. A link that died without a word is seen by keepalive and by unacknowledged bytes."""

import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import trio

from controller.devices.transport.fd_stream import FdStream
from controller.devices.transport.reasons import unavailable
from controller.devices.transport.stream import TcpSettings, TransportUnavailable

CONNECT_DEADLINE_S = 1.5
"""For all addresses of the host together; with the retry after it, a host that returns is found within 2 s."""
MS_PER_S = 1000


@asynccontextmanager
async def open_tcp(settings: TcpSettings) -> AsyncGenerator[FdStream, None]:
    """Connect for the length of the block; raises `TransportUnavailable`. Closing is a FIN, what is unsent still goes.

    One connection to an address on this machine: another one of ours is refused here, before the device would be
    confused by it.
    """
    with _claim(settings):
        stream = FdStream(await _connect(settings))
        try:
            yield stream
        finally:
            stream.close()


def _claim(settings: TcpSettings) -> socket.socket:
    """Hold a name in the kernel that goes away with this process, however that ends."""
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        claim.bind(f"\0lanewise-tcp-{settings.host}:{settings.port}")
    except OSError as error:
        claim.close()
        raise unavailable(error) from error
    return claim


async def _connect(settings: TcpSettings) -> int:
    """Return the descriptor of a connection, tried address after address."""
    failure = TransportUnavailable("unplugged", f"{settings.host}:{settings.port}: no answer")
    with trio.move_on_after(CONNECT_DEADLINE_S):
        try:
            found = await trio.socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
            for family, kind, protocol, _name, address in found:
                try:
                    return await _connect_to(settings, trio.socket.socket(family, kind, protocol), address)
                except OSError as error:
                    failure = unavailable(error)
        except OSError as error:
            raise unavailable(error) from error
    raise failure


async def _connect_to(settings: TcpSettings, connection: trio.socket.SocketType, address: object) -> int:
    with connection:
        _watch(connection, settings.dead_after_s)
        await connection.connect(address)
        return connection.detach()


def _watch(connection: trio.socket.SocketType, dead_after_s: int) -> None:
    """Probe a quiet link each third of the time, give up an unacknowledged one after it."""
    probe_s = max(1, dead_after_s // 3)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, probe_s)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, probe_s)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 2)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, dead_after_s * MS_PER_S)
