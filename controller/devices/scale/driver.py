"""The scale's driver: asks slowly to know the scale is there, fast while somebody waits for a weight."""

from dataclasses import dataclass
from typing import Literal

import trio

from controller.devices.driver import run_device
from controller.devices.health import Health
from controller.devices.noise import Noise
from controller.devices.reporter import DeviceReport, Reporter
from controller.devices.scale.conversation import Conversation, Item
from controller.devices.scale.pan import Pan
from controller.devices.scale.profile import ScaleSettings
from controller.devices.scale.reading import ScaleReading, Weight
from controller.devices.transport import opening
from controller.devices.transport.stream import DeviceStream, OpenStream
from controller.ports import LiveWeight, SettledWeight

EXCHANGES_MAX = 8
"""Messages to the scale in one weighing: Dialog 06 with a handshake takes six."""

CommandResult = Literal["asked", "not_supported"]


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    """One call of `read_weight`; two calls with the same number are two requests."""

    number: int
    item: Item


class ScaleDriver:
    """`run` until cancelled; all other methods at any time, none waits.

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
        self._codec = self._profile.codec()
        self._pan = Pan(zero_between=settings.zero_between)
        self._request: _Request | None = None
        self._live: LiveWeight | None = None
        self._zero_wanted = False
        self._scale_tare_g: int | None = None  # None: whatever an earlier process left there
        self._listening_for: _Request | None = None
        self._pause = trio.CancelScope()

    @property
    def health(self) -> Health:
        """The device's statistics."""
        return self._reporter.health

    def read_weight(self, request: int, *, tare_g: int = 0, unit_price_minor: int | None = None) -> None:
        """Ask for a settled weight, which will bear this number; a request before this one is forgotten.

        `tare_g` is taken off, by the scale where it can; `unit_price_minor` is for scales that show an amount.
        """
        assert tare_g >= 0, tare_g
        self._request = _Request(request, Item(tare_g=tare_g, unit_price_minor=unit_price_minor))
        self._live = None
        self._pause.cancel()

    def stop_weight(self) -> None:
        """Nobody waits for a weight any more."""
        self._request = None

    def zero(self) -> CommandResult:
        """Ask the scale to call what it shows zero. Whether it did shows in the weights that follow."""
        if self._profile.zero is None:
            return "not_supported"
        self._zero_wanted = True
        self._pause.cancel()
        return "asked"

    async def run(self) -> None:
        """Serve the scale until cancelled."""
        await run_device(self._open_stream, self._settings.port, self._session, self._reporter)

    async def _session(self, stream: DeviceStream) -> None:
        self._live = None
        self._scale_tare_g = None
        while True:
            request = self._request
            await self._command(stream, request)
            weight = await self._ask(stream, request)
            if weight is None:
                self._reporter.status("fault", "no_answer")
                self._live = None
                self._scale_tare_g = None
            else:
                self._reporter.status("idle")
                self._look(weight, request)
            await self._rest(stream, answered=weight is not None)

    def _look(self, weight: Weight, request: _Request | None) -> None:
        """Learn what lies on the pan; report it if it answers the request that is still wanted."""
        tare_g = request.item.tare_g if request is not None else 0
        if self._tare_went_astray(weight):
            self._scale_tare_g = None
            weight = Weight(state="unknown", raw=weight.raw)
        shown = self._pan.look(weight, tare_g=tare_g, scale_tare_g=self._tare_on_scale(tare_g))
        if request is None or request is not self._request:
            return
        live = LiveWeight(scale=shown.state, mass_g=shown.mass_g)
        if live != self._live:
            self._live = live
            self._reporter.post(live)
        if shown.state == "stable" and shown.mass_g is not None:
            self._request = None
            self.health.good_reads += 1
            zero_seen = self._pan.sell()
            self._reporter.post(
                SettledWeight(
                    mass_g=shown.mass_g,
                    request=request.number,
                    tare_g=tare_g,
                    frame=weight.raw.hex(),
                    zero_seen=zero_seen,
                )
            )

    def _tare_on_scale(self, tare_g: int) -> int:
        if self._profile.tare_in_question and tare_g <= self._profile.tare_max_g:
            return tare_g
        return self._scale_tare_g or 0

    def _tare_went_astray(self, weight: Weight) -> bool:
        """Whether the scale takes off a tare it was not told, or none although it was: then its weight prices nothing.

        On a scale that is told its tare only that tare counts: one left by an earlier process would go unseen.
        """
        told = self._profile.keyed_tare is not None and weight.value is not None and weight.net is not None
        return told and weight.net != bool(self._scale_tare_g)

    async def _command(self, stream: DeviceStream, request: _Request | None) -> None:
        """Send what must be said before the next question: zero, and the tare of the item, or none."""
        profile = self._profile
        if self._zero_wanted and profile.zero is not None:
            self._zero_wanted = False
            await self._tell(stream, profile.zero)
        if profile.keyed_tare is None or profile.clear_tare is None:
            return
        tare_g = request.item.tare_g if request is not None else 0
        if tare_g > profile.tare_max_g:
            tare_g = 0  # more than the scale takes: the driver subtracts it
        if tare_g != self._scale_tare_g:
            await self._tell(stream, profile.keyed_tare(tare_g) if tare_g else profile.clear_tare)
            self._scale_tare_g = tare_g

    async def _tell(self, stream: DeviceStream, command: bytes) -> None:
        """Send a command and let its answer pass: what the scale made of it shows in its weights."""
        profile = self._profile
        stream.discard_input()
        with trio.move_on_after(profile.reply_deadline_s) as deadline:
            await stream.send_all(command)
            while profile.answers_commands and not self._feed(await stream.receive_some()):
                pass
        if deadline.cancelled_caught:
            self.health.timeouts += 1
            await self._drain(stream, profile.late_reply_s)
        await self._drain(stream, profile.command_pause_s)

    async def _ask(self, stream: DeviceStream, request: _Request | None) -> Weight | None:
        """Return the scale's answer; None when it gives none."""
        item = request.item if request is not None else None
        for attempt in range(self._profile.tries):
            self.health.retries += attempt > 0
            if not self._profile.continuous or request is not self._listening_for or attempt > 0:
                stream.discard_input()
                self._codec = self._profile.codec()
            self._listening_for = request
            weight = await self._converse(stream, self._profile.ask(item))
            if weight is not None:
                return weight
            if not self._profile.continuous:
                await self._drain(stream, self._profile.late_reply_s)
        return None

    async def _converse(self, stream: DeviceStream, conversation: Conversation) -> Weight | None:
        send = conversation.begin()
        for _ in range(EXCHANGES_MAX):
            with trio.move_on_after(self._profile.reply_deadline_s) as deadline:
                if send:
                    await stream.send_all(send)
                answer = await self._answer(stream, conversation)
            if deadline.cancelled_caught:
                self.health.timeouts += 1
                return None
            if isinstance(answer, Weight):
                return answer
            send = answer
        return None

    async def _answer(self, stream: DeviceStream, conversation: Conversation) -> bytes | Weight:
        """Wait for a reading that the conversation answers; of several weights at once the last one counts."""
        while True:
            answer: bytes | Weight | None = None
            for reading in self._feed(await stream.receive_some()):
                answer = conversation.answer(reading) or answer
            if answer is not None:
                return answer

    async def _drain(self, stream: DeviceStream, duration_s: float) -> None:
        """Read and forget, so that the answer to an old question is not taken for one to the next."""
        with trio.move_on_after(duration_s):
            while True:
                self._feed(await stream.receive_some())

    async def _rest(self, stream: DeviceStream, *, answered: bool) -> None:
        """Wait for the next question; listening, so that a pulled cable is seen now and a late answer is dropped."""
        profile = self._profile
        if profile.continuous:
            return
        if not answered:
            interval_s = profile.missing_interval_s
        elif self._request is not None:
            interval_s = profile.weighing_interval_s
        else:
            interval_s = profile.clearing_interval_s if self._pan.sold else profile.idle_interval_s
        with trio.move_on_after(interval_s) as self._pause:
            while True:
                self._feed(await stream.receive_some())

    def _feed(self, data: bytes) -> list[ScaleReading]:
        readings = self._codec.feed(data)
        self.health.noise_bytes += sum(reading.byte_count for reading in readings if isinstance(reading, Noise))
        return readings
