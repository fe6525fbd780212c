"""The scanner's driver: numbers each scan at its source, hands it to the lane, and says what the lane decided."""

import math
from collections.abc import Sequence
from dataclasses import replace

import trio

from controller.devices.driver import run_device
from controller.devices.health import Health
from controller.devices.noise import Noise
from controller.devices.reporter import DeviceReport, Reporter
from controller.devices.scanner.codec import Acknowledged, FrameCodec, Reply, ScanFrame, ScannerReading
from controller.devices.scanner.profile import ScannerSettings
from controller.devices.scanner.speech import BEEPS_MAX, CommandResult, Speech
from controller.devices.transport import opening
from controller.devices.transport.stream import DeviceStream, OpenStream
from controller.ports import ScanData, ScansDropped

__all__ = ["BEEPS_MAX", "ScannerDriver"]

FRAME_GAP_NS = 1_000_000_000  # a frame that pauses longer lost its end
NS_PER_S = 1_000_000_000


class ScannerDriver:
    """Give it `first_scan_seq`; it counts on without gaps. `run` until cancelled, the commands at any time.

    Commands never wait; the one about reading is said again whenever the scanner comes back.
    """

    def __init__(
        self,
        settings: ScannerSettings,
        report: DeviceReport,
        *,
        first_scan_seq: int,
        open_stream: OpenStream = opening.open_stream,
    ) -> None:
        self._settings = settings
        self._reporter = Reporter("scanner", report)
        self._open_stream = open_stream
        self._next_scan_seq = first_scan_seq
        self._last: tuple[ScanFrame, int] | None = None
        self._speech = Speech(settings.profile, self._reporter.health)

    @property
    def health(self) -> Health:
        """The device's statistics."""
        return self._reporter.health

    def beep(self, *, good: bool) -> None:
        """Sound the scanner's good or bad signal soon. Never waits; of too many the oldest are left out."""
        self._speech.beep(good=good)

    def enable(self) -> CommandResult:
        """Let the scanner read."""
        return self._speech.enable(wanted=True)

    def disable(self) -> CommandResult:
        """Let the scanner read nothing; a code it has already read still comes and is handled."""
        return self._speech.enable(wanted=False)

    def trigger(self, *, on: bool) -> CommandResult:
        """Pull or release the scanner's trigger."""
        return self._speech.trigger(on=on)

    def reset(self) -> CommandResult:
        """Start the scanner anew; it hears nothing for a while, up to 30 s by model."""
        return self._speech.reset()

    async def run(self) -> None:
        """Serve the scanner until cancelled."""
        await run_device(self._open_stream, self._settings.port, self._session, self._reporter)

    async def _session(self, stream: DeviceStream) -> None:
        self._speech.begin()
        self._last = None
        self._reporter.status("idle")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._speech.run, stream)
            await self._listen(stream)

    async def _listen(self, stream: DeviceStream) -> None:
        profile = self._settings.profile
        codec = profile.codec(self._settings.gs_substitute)
        gap_ns = FRAME_GAP_NS if profile.frame_gap_s is None else round(profile.frame_gap_s * NS_PER_S)
        last_mono_ns = 0
        while True:
            data = await self._receive(stream, codec)
            if data is None:
                self._handle(codec.pause(), last_mono_ns)
                continue
            received_mono_ns = stream.received_mono_ns
            late = received_mono_ns - last_mono_ns > gap_ns
            self._handle(codec.pause() if late else [], last_mono_ns)
            last_mono_ns = received_mono_ns
            self._handle(codec.feed(data), received_mono_ns)

    async def _receive(self, stream: DeviceStream, codec: FrameCodec) -> bytes | None:
        """Return the next bytes; None when a frame has begun and the scanner fell silent, where silence ends it."""
        gap_s = self._settings.profile.frame_gap_s
        with trio.move_on_after(gap_s if gap_s is not None and codec.pending else math.inf):
            return await stream.receive_some()
        return None

    def _handle(self, readings: Sequence[ScannerReading], received_mono_ns: int) -> None:
        for reading in readings:
            match reading:
                case ScanFrame():
                    self._take(reading, received_mono_ns)
                case Noise():
                    self.health.noise_bytes += reading.byte_count
                    self.beep(good=False)
                case Reply():
                    self._speech.reply(reading.data)
                case Acknowledged():
                    self._speech.acknowledged(taken=reading.taken)

    def _take(self, frame: ScanFrame, received_mono_ns: int) -> None:
        """Give the scan its number and report it.

        A refused one joins the dropped ones, which are reported before any later scan.
        """
        if self._is_duplicate(frame, received_mono_ns):
            self.health.duplicates += 1
            return
        self.health.good_reads += 1
        scan = ScanData(
            scan_seq=self._next_scan_seq,
            data=frame.data,
            symbology=frame.symbology,
            received_mono_ns=received_mono_ns,
        )
        self._next_scan_seq += 1
        if self._reporter.offer(scan):
            return
        dropped = self._reporter.waiting(ScansDropped)
        if dropped is None:
            dropped = ScansDropped(scan_seq=scan.scan_seq, scan_count=0)
        self._reporter.post(replace(dropped, scan_count=dropped.scan_count + 1))
        self.beep(good=False)

    def _is_duplicate(self, frame: ScanFrame, received_mono_ns: int) -> bool:
        last, self._last = self._last, (frame, received_mono_ns)
        if last is None or last[0] != frame:
            return False
        return received_mono_ns - last[1] < self._settings.duplicate_window_s * NS_PER_S
