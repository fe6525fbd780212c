"""When a failed device task starts again. Pure: times come in, decisions go out.

Two kinds of failure. A *fault* is the world's doing (unplugged, no answer): it may last, so the task tries again and
again, soon at `backoff_max_s`, and a device that is plugged in is back at once. A *crash* is our own mistake: after
`intensity` of them within `window_s` the device rests for `cooldown_s` instead of filling the log.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["fault", "crash"]


@dataclass(frozen=True, slots=True)
class Restart:
    """Start again after `after_s`."""

    after_s: float


@dataclass(frozen=True, slots=True)
class Fault:
    """Crashed too often: leave it alone for `retry_after_s`, then try once more."""

    retry_after_s: float


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered of one task's failures.

    `streak` counts failures since the task last ran for `Policy.stable_s`; `crashes_s` are the newest crashes.
    """

    streak: int = 0
    crashes_s: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The limits; `stable_s` of running make a task healthy again."""

    backoff_min_s: float = 0.2
    backoff_max_s: float = 1.0
    intensity: int = 5
    window_s: float = 60.0
    cooldown_s: float = 30.0
    stable_s: float = 5.0

    def on_failure(self, state: State, now_s: float, *, ran_s: float, kind: Kind) -> tuple[State, Restart | Fault]:
        """Decide on a task that failed at `now_s` after running for `ran_s`."""
        streak = 1 if ran_s >= self.stable_s else state.streak + 1
        crashes_s = tuple(at_s for at_s in state.crashes_s if now_s - at_s < self.window_s)
        if kind == "crash":
            crashes_s = (*crashes_s, now_s)[-self.intensity :]
        decided = State(streak, crashes_s)
        if kind == "crash" and len(crashes_s) >= self.intensity:
            return decided, Fault(self.cooldown_s)
        return decided, Restart(self._backoff_s(streak))

    def _backoff_s(self, streak: int) -> float:
        doublings = min(streak - 1, 30)
        return min(self.backoff_min_s * float(2**doublings), self.backoff_max_s)
