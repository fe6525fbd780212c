"""The scale's driver: asks slowly to know the scale is there, fast while somebody waits for a weight."""

from dataclasses import dataclass

import trio

from controller.devices.driver import run_device
from controller.devices.health import Health
from controller.devices.noise import Noise
from controller.devices.reporter import DeviceReport, Reporter
from controller.devices.scale.codec import DC1, ENQ, Ready, ScaleCodec, ScaleReading, Weight
from controller.devices.scale.profile import ScaleSettings
from controller.devices.transport import opening
from controller.devices.transport.stream import DeviceStream, OpenStream
from controller.ports import LiveWeight, SettledWeight


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    """One call of `read_weight`; two calls with the same number are two requests."""

    number: int


class ScaleDriver:
    """`run` until cancelled; `read_weight` and `stop_weight` at any time, neither waits.

    Each `read_weight` ends in one `SettledWeight`: the first weight above zero that the scale calls stable in an
    answer to a question asked after the call. Until then, or `stop_weight`, changes are reported as `LiveWeight`.

    A weight that was sold is not sold again before the scale has shown anything else: what lies there is still the last
    item (`not_cleared`).
    """

    def __init__(
        self, settings: ScaleSettings, report: DeviceReport, *, open_stream: OpenStream = opening.open_stream
    ) -> None:
        self._settings = settings
        self._profile = settings.profile
        self._reporter = Reporter("scale", report)
        self._open_stream = open_stream
        self._codec = ScaleCodec()
        self._request: _Request | None = None
        self._live: LiveWeight | None = None
        self._sold_g: int | None = None
        self._pause = trio.CancelScope()

    @property
    def health(self) -> Health:
        """The device's statistics."""
        return self._reporter.health

    def read_weight(self, request: int) -> None:
        """Ask for a settled weight, which will bear this number; a request before this one is forgotten."""
        self._request = _Request(request)
        self._live = None
        self._pause.cancel()

    def stop_weight(self) -> None:
        """Nobody waits for a weight any more."""
        self._request = None

    async def run(self) -> None:
        """Serve the scale until cancelled."""
        await run_device(self._open_stream, self._settings.port, self._session, self._reporter)

    async def _session(self, stream: DeviceStream) -> None:
        self._live = None
        while True:
            request = self._request
            weight = await self._ask(stream)
            if weight is None:
                self._reporter.status("fault", "no_answer")
                self._live = None
            else:
                self._reporter.status("idle")
                if (weight.state, weight.mass_g) != ("stable", self._sold_g):
                    self._sold_g = None
                if request is not None and request is self._request:
                    self._take(weight, request)
            await self._rest(stream, answered=weight is not None)

    def _take(self, weight: Weight, request: _Request) -> None:
        state = weight.state if self._sold_g is None else "not_cleared"
        live = LiveWeight(scale=state, mass_g=weight.mass_g)
        if live != self._live:
            self._live = live
            self._reporter.post(live)
        if state == "stable" and weight.mass_g is not None and weight.mass_g > 0:
            self._request = None
            self._sold_g = weight.mass_g
            self.health.good_reads += 1
            self._reporter.post(SettledWeight(mass_g=weight.mass_g, request=request.number))

    async def _ask(self, stream: DeviceStream) -> Weight | None:
        """Return the scale's answer, `unknown` while it is busy, None when it gives none."""
        for attempt in range(self._profile.tries):
            self.health.retries += attempt > 0
            stream.discard_input()
            self._codec = ScaleCodec()
            ready = await self._exchange(stream, ENQ, Ready)
            if isinstance(ready, Ready) and not ready.ready:
                return Weight("unknown", None)
            weight = await self._exchange(stream, DC1, Weight) if ready is not None else None
            if isinstance(weight, Weight):
                return weight
        return None

    async def _exchange(
        self, stream: DeviceStream, question: bytes, answer: type[Ready] | type[Weight]
    ) -> ScaleReading | None:
        with trio.move_on_after(self._profile.reply_deadline_s):
            await stream.send_all(question)
            while True:
                for reading in self._feed(await stream.receive_some()):
                    if isinstance(reading, answer):
                        return reading
        self.health.timeouts += 1
        return None

    async def _rest(self, stream: DeviceStream, *, answered: bool) -> None:
        """Wait for the next question; listening, so that a pulled cable is seen now and a late answer is dropped."""
        weighing = self._request is not None and answered
        idle_s = self._profile.idle_interval_s if self._sold_g is None else self._profile.clearing_interval_s
        interval_s = self._profile.weighing_interval_s if weighing else idle_s
        with trio.move_on_after(interval_s) as self._pause:
            while True:
                self._feed(await stream.receive_some())

    def _feed(self, data: bytes) -> list[ScaleReading]:
        readings = self._codec.feed(data)
        self.health.noise_bytes += sum(reading.byte_count for reading in readings if isinstance(reading, Noise))
        return readings
