"""The shell every driver runs in: open the port, serve the device, and begin again whenever it went away."""

from collections.abc import Awaitable, Callable

import trio

from controller.devices.health import Health
from controller.devices.reporter import Reporter
from controller.devices.transport.stream import (
    DeviceStream,
    FaultCode,
    OpenStream,
    PortSettings,
    TransportLost,
    TransportUnavailable,
    port_name,
)
from runtime.island import one_error

RETRY_MIN_S = 0.2
RETRY_MAX_S = 5.0
RETRY_CEILING_S: dict[FaultCode, float] = {"unplugged": RETRY_MIN_S, "port_in_use": 1.0}
"""What returns by itself must be back within 2 s; other reasons want a person."""
FLAPPING_CEILING_S = 1.0
SETTLED_S = 1.0
"""A connection that lasted so long was a good one: the back-off starts again."""
OPENING_TOLD_AFTER_S = 0.3

Session = Callable[[DeviceStream], Awaitable[None]]


async def run_device(open_stream: OpenStream, port: PortSettings, session: Session, reporter: Reporter) -> None:
    """Keep the device in service until cancelled.

    `session` serves one connection; it reports `idle` itself, after its handshake, and ends in `TransportLost`. A lost
    or unavailable port is a fault on the edge and is tried again, by the rules of `Backoff`. Any other exception is
    the supervisor's.
    """
    reporter.health.port = port_name(port)
    reporter.begin()
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(reporter.run)
            nursery.start_soon(_tell_slow_opening, reporter)
            await _keep_open(open_stream, port, session, reporter)
    finally:
        reporter.end()


async def _tell_slow_opening(reporter: Reporter) -> None:
    await trio.sleep(OPENING_TOLD_AFTER_S)
    if reporter.health.state == "opening":
        reporter.status("opening")


async def _keep_open(open_stream: OpenStream, port: PortSettings, session: Session, reporter: Reporter) -> None:
    health, backoff = reporter.health, Backoff()
    while True:
        opened_s: float | None = None
        reason: FaultCode = "error"
        try:
            with one_error(TransportLost, TransportUnavailable):
                async with open_stream(port) as stream:
                    opened_s = trio.current_time()
                    health.openings += 1
                    health.claimed = True
                    await session(_Counted(stream, health))
        except TransportLost as lost:
            health.losses += 1
            reason = lost.reason
            reporter.status("fault", reason)
        except TransportUnavailable as unavailable:
            reason = unavailable.reason
            reporter.status("fault", reason, detail=unavailable.detail)
        finally:
            health.claimed = False
        served_s = None if opened_s is None else trio.current_time() - opened_s
        await trio.sleep(backoff.next_s(reason, served_s))


class Backoff:
    """How long to wait before the next try: RETRY_MIN_S, doubling up to a ceiling that depends on what went wrong."""

    def __init__(self) -> None:
        self._delay_s = RETRY_MIN_S

    def next_s(self, reason: FaultCode, served_s: float | None) -> float:
        """Return the wait after a connection that lasted `served_s`, or after none (None)."""
        if served_s is not None and served_s >= SETTLED_S:
            self._delay_s = RETRY_MIN_S
        ceiling_s = FLAPPING_CEILING_S if served_s is not None else RETRY_CEILING_S.get(reason, RETRY_MAX_S)
        wait_s = min(self._delay_s, ceiling_s)
        self._delay_s = min(2 * wait_s, RETRY_MAX_S)
        return wait_s


class _Counted:
    """A stream that counts what goes through it."""

    def __init__(self, stream: DeviceStream, health: Health) -> None:
        self.received_mono_ns = 0
        self._stream = stream
        self._health = health

    async def receive_some(self) -> bytes:
        data = await self._stream.receive_some()
        self.received_mono_ns = self._stream.received_mono_ns
        self._health.bytes_received += len(data)
        self._health.heard_mono_ns = self.received_mono_ns
        return data

    async def send_all(self, data: bytes) -> None:
        await self._stream.send_all(data)
        self._health.bytes_sent += len(data)

    def discard_input(self) -> None:
        self._stream.discard_input()
