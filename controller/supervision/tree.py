"""Run a device task for ever: whatever ends it ends only it.

    start() ── runs stable_s ──> up          (said once, after a failure)
       └── fails ──> down (said once) ── back-off ──> start()
                 └── crashed too often ──> resting (said once) ── cooldown ──> start()

The lane loop and the journal are not supervised: their crash ends the process and replay brings the sale back.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import structlog
import trio

from controller.devices.transport.stream import TransportLost, TransportUnavailable
from runtime.clock import Clock

from .policy import Fault, Kind, Policy, State

NS_PER_S = 1_000_000_000

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Edge:
    """A task changed its condition. `error` names what ended it, None for `up`."""

    name: str
    condition: Literal["down", "resting", "up"]
    error: str | None = None


async def supervise(
    name: str,
    start: Callable[[], Awaitable[None]],
    policy: Policy,
    clock: Clock,
    on_edge: Callable[[Edge], None],
    *,
    faults: tuple[type[Exception], ...] = (TransportLost, TransportUnavailable),
) -> None:
    """Keep `start()` running until cancelled.

    `faults` are the exceptions the world causes; every other one is a crash of ours and logged with its traceback.
    Both restart the task as `policy` says, and neither gets out of here. A task that returns has crashed too.
    """
    await _Supervised(name, start, policy=policy, clock=clock, on_edge=on_edge, faults=faults).run()


class _Supervised:
    def __init__(
        self,
        name: str,
        start: Callable[[], Awaitable[None]],
        *,
        policy: Policy,
        clock: Clock,
        on_edge: Callable[[Edge], None],
        faults: tuple[type[Exception], ...],
    ) -> None:
        self._name = name
        self._start = start
        self._policy = policy
        self._clock = clock
        self._on_edge = on_edge
        self._faults = faults
        self._state = State()
        self._condition: Literal["down", "resting", "up"] = "up"

    async def run(self) -> None:
        while True:
            started_s = self._now_s()
            error = await self._run_once()
            kind = self._kind(error)
            now_s = self._now_s()
            self._state, decision = self._policy.on_failure(self._state, now_s, ran_s=now_s - started_s, kind=kind)
            if isinstance(decision, Fault):
                self._note("resting", error, kind)
                await trio.sleep(decision.retry_after_s)
            else:
                self._note("down", error, kind)
                await trio.sleep(decision.after_s)

    async def _run_once(self) -> Exception:
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._up_when_stable)
                await self._start()
                nursery.cancel_scope.cancel()
        except Exception as error:  # noqa: BLE001 - a mistake in a driver must not reach the sale; it is logged below
            return error
        except BaseExceptionGroup as group:
            # Shutting down: what failed meanwhile is said, the cancellation goes on.
            failures, rest = group.split(Exception)
            if failures is not None:
                log.warning("device_task_failed_while_stopping", task=self._name, exc_info=failures)
            assert rest is not None, "a group of nothing but exceptions is an exception"
            raise rest from None
        return RuntimeError("the task returned")

    async def _up_when_stable(self) -> None:
        await trio.sleep(self._policy.stable_s)
        if self._condition != "up":
            self._condition = "up"
            log.info("device_task_recovered", task=self._name)
            self._on_edge(Edge(self._name, "up"))

    def _note(self, condition: Literal["down", "resting"], error: Exception, kind: Kind) -> None:
        if kind == "crash":
            log.error("device_task_crashed", task=self._name, exc_info=error)
        if condition == self._condition:
            return
        text = "; ".join(repr(leaf) for leaf in _leaves(error))
        if kind == "fault":
            log.warning("device_task_failed", task=self._name, error=text)
        self._condition = condition
        self._on_edge(Edge(self._name, condition, text))

    def _kind(self, error: Exception) -> Kind:
        return "fault" if all(isinstance(leaf, self._faults) for leaf in _leaves(error)) else "crash"

    def _now_s(self) -> float:
        return self._clock.monotonic_ns() / NS_PER_S


def _leaves(error: Exception) -> list[Exception]:
    """Return the exceptions inside nested groups, or `error` itself."""
    if not isinstance(error, ExceptionGroup):
        return [error]
    return [leaf for inner in error.exceptions for leaf in _leaves(inner)]
