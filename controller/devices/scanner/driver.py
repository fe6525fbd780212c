"""The scanner's driver: numbers each scan at its source, hands it to the lane, and sounds what the lane decided."""

from collections import deque
from dataclasses import replace

import trio

from controller.devices.driver import run_device
from controller.devices.health import Health
from controller.devices.noise import Noise
from controller.devices.reporter import DeviceReport, Reporter
from controller.devices.scanner.codec import ScanFrame, ScannerCodec
from controller.devices.scanner.profile import ScannerSettings
from controller.devices.transport import opening
from controller.devices.transport.stream import DeviceStream, OpenStream
from controller.ports import ScanData, ScansDropped

BEEPS_MAX = 16
BEEP_DEADLINE_S = 0.5
FRAME_GAP_NS = 1_000_000_000  # a frame that pauses longer lost its end
NS_PER_S = 1_000_000_000


class ScannerDriver:
    """Give it `first_scan_seq`; it counts on without gaps. `run` until cancelled, `beep` at any time."""

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
        self._beeps: deque[bool] = deque(maxlen=BEEPS_MAX)
        self._beep_asked = trio.Event()

    @property
    def health(self) -> Health:
        """The device's statistics."""
        return self._reporter.health

    def beep(self, *, good: bool) -> None:
        """Sound the scanner's good or bad signal soon. Never waits; of too many the oldest are left out."""
        self._beeps.append(good)
        self._beep_asked.set()

    async def run(self) -> None:
        """Serve the scanner until cancelled."""
        await run_device(self._open_stream, self._settings.port, self._session, self._reporter)

    async def _session(self, stream: DeviceStream) -> None:
        self._beeps.clear()
        self._last = None
        self._reporter.status("idle")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._sound, stream)
            await self._listen(stream)

    async def _listen(self, stream: DeviceStream) -> None:
        codec = ScannerCodec()
        last_mono_ns = 0
        while True:
            data = await stream.receive_some()
            received_mono_ns = stream.received_mono_ns
            late = received_mono_ns - last_mono_ns > FRAME_GAP_NS
            last_mono_ns = received_mono_ns
            for reading in (codec.abandon() if late else []) + codec.feed(data):
                match reading:
                    case ScanFrame():
                        self._take(reading, received_mono_ns)
                    case Noise():
                        self.health.noise_bytes += reading.byte_count
                        self.beep(good=False)

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

    async def _sound(self, stream: DeviceStream) -> None:
        profile = self._settings.profile
        while True:
            await self._beep_asked.wait()
            self._beep_asked = trio.Event()
            while self._beeps:
                signal = profile.good_beep if self._beeps.popleft() else profile.bad_beep
                with trio.move_on_after(BEEP_DEADLINE_S) as deadline:
                    await stream.send_all(signal)
                if deadline.cancelled_caught:
                    self.health.timeouts += 1
