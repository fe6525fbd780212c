"""How a driver speaks to the lane: never waiting, and keeping what a full inbox refused until it fits."""

import time
from collections.abc import Callable
from typing import Protocol, TypeVar

import structlog
import trio

from controller.devices.health import Health
from controller.devices.transport.stream import FaultCode
from controller.ports import (
    DeviceKind,
    DeviceState,
    DrawerAlarm,
    OutputComplete,
    OutputSpoiled,
    PaymentApproved,
    PaymentDeclined,
    PaymentKept,
    PaymentReversed,
    PaymentUnknown,
    Reading,
    StatusUpdate,
)

R = TypeVar("R")

RETRY_S = 0.02
_NEVER_REPLACED = (
    OutputComplete,
    OutputSpoiled,
    DrawerAlarm,
    PaymentApproved,
    PaymentKept,
    PaymentDeclined,
    PaymentReversed,
    PaymentUnknown,
)
"""Each of these is news of its own: a later one says nothing about an earlier one."""

log = structlog.get_logger()


class DeviceReport(Protocol):
    """The lane's inbox: takes a reading without waiting, or returns False when it is full."""

    def __call__(self, reading: Reading, /) -> bool:
        """Return whether the reading was taken."""
        ...


class Reporter:
    """One device's mouth. What is refused waits in order, at most one of a kind (papers, alarms, payments: each)."""

    def __init__(
        self, device: DeviceKind, report: DeviceReport, *, monotonic_ns: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self.health = Health()
        self._monotonic_ns = monotonic_ns
        self._device: DeviceKind = device
        self._report = report
        self._waiting: dict[object, Reading] = {}
        self._refused = trio.Event()
        self._flushing = False
        self._status: StatusUpdate | None = None

    def post(self, reading: Reading) -> bool:
        """Report; a refused reading replaces a waiting one of its kind. Return whether the lane has it already."""
        self._waiting[_kind(reading)] = reading
        taken = self.flush()
        if not taken:
            self._refused.set()
        return taken

    def offer(self, reading: Reading) -> bool:
        """Report, after everything that waits, or not at all."""
        return self.flush() and self._report(reading)

    def flush(self) -> bool:
        """Try what waits, oldest first; return whether nothing waits any more. What a report leads to goes after it."""
        if self._flushing:
            return False
        self._flushing = True
        try:
            while self._waiting:
                kind, reading = next(iter(self._waiting.items()))
                if not self._report(reading):
                    return False
                if self._waiting[kind] is reading:
                    del self._waiting[kind]
        finally:
            self._flushing = False
        return True

    def waiting(self, kind: type[R]) -> R | None:
        """Return the refused reading of this kind."""
        reading = self._waiting.get(kind)
        return reading if isinstance(reading, kind) else None

    def begin(self) -> None:
        """Note that the port is being opened. Nobody is told yet: most ports open at once."""
        self.health.become("opening", None, self._monotonic_ns())

    def end(self) -> None:
        """Note that nobody serves the device any more; whoever serves it next tells its state anew."""
        self.health.become("closed", None, self._monotonic_ns())
        self._status = None

    def status(
        self, state: DeviceState, fault: FaultCode | None = None, *, repeat: bool = False, detail: str = ""
    ) -> None:
        """Report and log a change of state; `repeat` reports it even if it is none. `detail` is for the log."""
        self.health.become(state, fault, self._monotonic_ns())
        update = StatusUpdate(device=self._device, state=state, fault=fault)
        if update == self._status and not repeat:
            return
        before = self._status
        self._status = update
        self.post(update)
        if fault is not None:
            said = {"detail": detail} if detail else {}
            log.warning("device_fault", device=self._device, port=self.health.port, fault=fault, **said)
        elif before is not None and before.fault is not None:
            log.info("device_recovered", device=self._device, fault=before.fault)

    def repeat_status(self) -> None:
        """Report the present state again, for somebody who asked for something it does not allow."""
        if self._status is None:
            self.status("fault", "unplugged")
        else:
            self.post(self._status)

    async def run(self) -> None:
        """Try again what the lane refused, until cancelled."""
        while True:
            await self._refused.wait()
            if self.flush():
                self._refused = trio.Event()
            else:
                await trio.sleep(RETRY_S)


def _kind(reading: Reading) -> object:
    if isinstance(reading, _NEVER_REPLACED):
        return reading
    return type(reading)
