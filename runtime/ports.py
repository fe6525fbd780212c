"""Free TCP ports for servers of ours, outside the range from which the kernel serves clients.

A client that tries to reconnect to an ephemeral port whose server is away can connect to itself and keep it.
"""

import random
import socket
from itertools import chain, cycle, islice

FIRST, LAST = 20_000, 31_999
TRIES = 100
HOST = "127.0.0.1"

_first = random.randint(FIRST, LAST)  # noqa: S311 - a port is no secret
_ports = cycle(chain(range(_first, LAST + 1), range(FIRST, _first)))
"""A process goes round the range: what it gave once is not given again before its first taker can have it."""


class NoFreePort(OSError):
    """All ports that were tried are taken."""


def free_port(host: str = HOST) -> int:
    """Return a port nobody listens on right now, another one at each call; raises `NoFreePort`."""
    for port in islice(_ports, TRIES):
        if is_free(port, host):
            return port
    raise NoFreePort(f"{TRIES} ports between {FIRST} and {LAST} on {host} are all taken")


def is_free(port: int, host: str = HOST) -> bool:
    """Say whether a server could listen there."""
    try:
        with socket.create_server((host, port)):
            return True
    except OSError:
        return False
