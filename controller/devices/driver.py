"""The shell every driver runs in: open the port, serve the device, and begin again whenever it went away."""

from collections.abc import Awaitable, Callable

import trio

from controller.devices.reporter import Reporter
from controller.devices.transport.stream import (
    DeviceStream,
    OpenStream,
    PortSettings,
    TransportLost,
    TransportUnavailable,
)
from runtime.island import one_error

RETRY_MIN_S = 0.2
RETRY_MAX_S = 1.0

Session = Callable[[DeviceStream], Awaitable[None]]


async def run_device(open_stream: OpenStream, port: PortSettings, session: Session, reporter: Reporter) -> None:
    """Keep the device in service until cancelled.

    `session` serves one connection; it reports `idle` itself, after its handshake, and ends in `TransportLost`. A lost
    or unavailable port is a fault on the edge and is tried again: a missing one each RETRY_MIN_S, another reason
    growing to RETRY_MAX_S. Any other exception is the supervisor's.
    """
    async with trio.open_nursery() as nursery:
        nursery.start_soon(reporter.run)
        await _keep_open(open_stream, port, session, reporter)


async def _keep_open(open_stream: OpenStream, port: PortSettings, session: Session, reporter: Reporter) -> None:
    delay_s = RETRY_MIN_S
    while True:
        try:
            with one_error(TransportLost, TransportUnavailable):
                async with open_stream(port) as stream:
                    reporter.health.openings += 1
                    delay_s = RETRY_MIN_S
                    await session(stream)
        except TransportLost as lost:
            reporter.status("fault", lost.reason)
        except TransportUnavailable as unavailable:
            reporter.status("fault", unavailable.reason)
            if unavailable.reason == "unplugged":
                delay_s = RETRY_MIN_S
        await trio.sleep(delay_s)
        delay_s = min(2 * delay_s, RETRY_MAX_S)
