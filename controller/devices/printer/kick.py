"""The drawer connector of a printer: pulses go out between the printer's own bytes, its sensor is in their status."""

from typing import TYPE_CHECKING

import trio

from controller.devices.printer.link import PrinterLink
from controller.devices.reporter import Reporter

if TYPE_CHECKING:
    from collections.abc import Callable

PULSES_MAX = 4
PULSE_DEADLINE_S = 2.5  # a long piece of a receipt may be on its way


class KickPort:
    """Part of a `PrinterDriver`.

    `on_pin3` hears the sensor, again with every status, None while the printer is silent; `on_late` of a lost pulse,
    `on_served` of a port that opened or is gone.
    """

    def __init__(self) -> None:
        self.on_pin3: Callable[[bool | None], None] = lambda _: None
        self.on_late: Callable[[], None] = lambda: None
        self.on_served: Callable[[bool], None] = lambda _: None
        self._link: PrinterLink | None = None
        self._pulses: trio.MemorySendChannel[tuple[bytes, float]] | None = None

    def kick(self, in_order: bytes, now: bytes | None) -> bool:
        """Send one pulse, `now` (DLE DC4) whenever the printer would not come to the one in order soon.

        Returns False, and nothing is sent, while nobody could hear it.
        """
        link = self._link
        if link is None or self._pulses is None or link.fault in {"no_answer", "unplugged"}:
            return False
        if link.fault is not None and now is None:
            return False
        pulse = now if now is not None and (link.fault is not None or link.busy) else in_order
        try:
            self._pulses.send_nowait((pulse, trio.current_time() + PULSE_DEADLINE_S))
        except trio.WouldBlock:
            return False
        return True

    def see(self, pin3_high: bool | None) -> None:  # noqa: FBT001 - a callback's only argument
        """Take in what the printer's status says of the pin."""
        self.on_pin3(pin3_high)

    async def serve(self, link: PrinterLink, reporter: Reporter) -> None:
        """Send what is asked for, over one connection, until cancelled."""
        self._pulses, asked = trio.open_memory_channel[tuple[bytes, float]](PULSES_MAX)
        self._link = link
        self.on_served(True)
        try:
            async for pulse, deadline_s in asked:
                with trio.move_on_at(deadline_s) as expiry:
                    await link.put_now(pulse)
                if expiry.cancelled_caught:
                    reporter.health.timeouts += 1
                    self.on_late()
        finally:
            self._link = self._pulses = None
            self.on_served(False)
