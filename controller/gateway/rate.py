"""A token bucket. Pure: the time comes in."""


class Bucket:
    """Lets `rate_per_s` through for ever and `burst` at once."""

    def __init__(self, *, rate_per_s: float, burst: float, now_s: float) -> None:
        self._rate_per_s = rate_per_s
        self._burst = burst
        self._tokens = burst
        self._filled_s = now_s

    def take(self, now_s: float) -> bool:
        """Return whether one more may pass."""
        self._tokens = min(self._tokens + (now_s - self._filled_s) * self._rate_per_s, self._burst)
        self._filled_s = now_s
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
