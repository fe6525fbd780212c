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
    """Part of a `PrinterDriver`. `on_pin3` hears the sensor, again with every status; `on_late` of a lost pulse."""

    def __init__(self) -> None:
        self.on_pin3: Callable[[bool], None] = lambda _: None
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
        waits = link.fault is not None or link.busy
        if waits and now is None and link.fault is not None:
            return False
        try:
            deadline_s = trio.current_time() + PULSE_DEADLINE_S
            self._pulses.send_nowait((now if waits and now is not None else in_order, deadline_s))
        except trio.WouldBlock:
            return False
        return True

    def see(self, pin3_high: bool) -> None:  # noqa: FBT001 - a callback's only argument
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
