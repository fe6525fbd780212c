"""What becomes of a drawer's sensor: debounced, reported, and an alarm where nobody asked or nobody shuts it."""

import trio

from controller.devices.reporter import Reporter
from controller.ports import DrawerAlarm, DrawerStatus

DEBOUNCE_S = 0.05
EXPECTED_S = 3.0  # a pulse opens the drawer at once; a poll and a busy printer may see it late


class DrawerSensor:
    """`see` every raw state, as often as it comes; `run` beside it reports what rests."""

    def __init__(self, reporter: Reporter, alarm_after_s: float | None) -> None:
        self._reporter = reporter
        self._alarm_after_s = alarm_after_s
        self._open = False
        self._reported: bool | None = None
        self._kicked_at_s = -EXPECTED_S
        self._alarm_at_s: float | None = None
        self._moved = trio.Event()

    def kicked(self) -> None:
        """Take note that the drawer was asked to open."""
        self._kicked_at_s = trio.current_time()

    def see(self, *, is_open: bool) -> None:
        """Take in the sensor."""
        self._open = is_open
        self._moved.set()

    def forget(self) -> None:
        """Begin a connection: what the sensor says first is news, and no alarm."""
        self._reported = None
        self._alarm_at_s = None

    async def run(self) -> None:
        """Report the sensor once it rests, as a closing drawer bounces; until cancelled."""
        while True:
            with trio.move_on_at(float("inf") if self._alarm_at_s is None else self._alarm_at_s):
                await self._moved.wait()
                self._moved = trio.Event()
                await trio.sleep(DEBOUNCE_S)
            if self._open != self._reported:
                self._report(first=self._reported is None)
            self._alarm()

    def _report(self, *, first: bool) -> None:
        now_s = trio.current_time()
        self._reported = self._open
        self._reporter.post(DrawerStatus(open=self._open))
        if self._open and not first and now_s - self._kicked_at_s > EXPECTED_S:
            self._reporter.post(DrawerAlarm(reason="unexpected"))
        self._alarm_at_s = now_s + self._alarm_after_s if self._open and self._alarm_after_s is not None else None

    def _alarm(self) -> None:
        if self._alarm_at_s is not None and self._alarm_after_s is not None and trio.current_time() >= self._alarm_at_s:
            self._alarm_at_s = None
            self._reporter.post(DrawerAlarm(reason="open_too_long", open_s=round(self._alarm_after_s)))
