"""Back-off with full jitter: many lanes that lost one broker do not come back in one moment."""

from random import Random

FIRST_S = 0.2
MAX_S = 5.0


class Backoff:
    """Each failure doubles the ceiling, from `FIRST_S` to `MAX_S`; the wait is anything between a tenth and all of it.

    `failures` counts since the last `reset`, so that a caller can log the first one only.
    """

    def __init__(self, rng: Random, *, first_s: float = FIRST_S, max_s: float = MAX_S) -> None:
        self._rng = rng
        self._first_s = first_s
        self._max_s = max_s
        self.failures = 0

    def next_s(self) -> float:
        """Count one more failure and return how long to wait, in seconds."""
        ceiling_s = min(self._max_s, self._first_s * 2 ** min(self.failures, 16))
        self.failures += 1
        return self._rng.uniform(ceiling_s / 10, ceiling_s)

    def reset(self) -> None:
        """Start again from the shortest wait: it works."""
        self.failures = 0
