"""The display's driver: shows the newest two lines, and shows them again when the display comes back."""

from typing import NamedTuple

import trio

from controller.devices.display import codec
from controller.devices.display.layout import fit
from controller.devices.display.profile import DisplaySettings
from controller.devices.driver import run_device
from controller.devices.health import Health
from controller.devices.reporter import DeviceReport, Reporter
from controller.devices.transport import opening
from controller.devices.transport.stream import DeviceStream, OpenStream

WRITE_DEADLINE_S = 1.0
RETRY_S = 0.5


class _Texts(NamedTuple):
    upper: str
    lower: str
    ascii_upper: str | None
    ascii_lower: str | None


class DisplayDriver:
    """`run` until cancelled; `show` at any time, it never waits. Lines that were overtaken are never sent."""

    def __init__(
        self, settings: DisplaySettings, report: DeviceReport, *, open_stream: OpenStream = opening.open_stream
    ) -> None:
        self._settings = settings
        self._profile = settings.profile
        self._reporter = Reporter("display", report)
        self._open_stream = open_stream
        self._wanted = _Texts("", "", None, None)
        self._changed = trio.Event()

    @property
    def health(self) -> Health:
        """The device's statistics."""
        return self._reporter.health

    def show(self, upper: str, lower: str, *, ascii_upper: str | None = None, ascii_lower: str | None = None) -> None:
        """Show two lines soon; the newest wins. The ASCII texts are shown where the display lacks a character."""
        self._wanted = _Texts(upper, lower, ascii_upper, ascii_lower)
        self._changed.set()

    async def run(self) -> None:
        """Serve the display until cancelled."""
        await run_device(self._open_stream, self._settings.port, self._session, self._reporter)

    async def _session(self, stream: DeviceStream) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._listen, stream)
            await self._write(stream)

    async def _listen(self, stream: DeviceStream) -> None:
        """Listen, although displays say nothing: it shows a pulled cable."""
        while True:
            self.health.noise_bytes += len(await stream.receive_some())

    async def _write(self, stream: DeviceStream) -> None:
        shown: _Texts | None = None  # None: nobody knows, so start anew
        while True:
            self._changed = trio.Event()
            wanted = self._wanted
            if wanted != shown:
                shown = wanted if await self._send(stream, wanted, anew=shown is None) else None
            if shown is None:
                await trio.sleep(RETRY_S)
            else:
                await self._changed.wait()

    async def _send(self, stream: DeviceStream, texts: _Texts, *, anew: bool) -> bool:
        """Return whether the port took all of it in time."""
        shared = self._settings.shared
        data = codec.start(self._profile, shared=shared) if anew else b""
        upper = fit(texts.upper, self._profile.encoding, texts.ascii_upper)
        lower = fit(texts.lower, self._profile.encoding, texts.ascii_lower)
        data += codec.show(upper, lower, self._profile, shared=shared)
        with trio.move_on_after(WRITE_DEADLINE_S):
            await stream.send_all(data)
            self._reporter.status("idle")
            return True
        self.health.timeouts += 1
        self._reporter.status("fault", "no_answer")
        return False
