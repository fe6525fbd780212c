from random import Random

from runtime.backoff import FIRST_S, MAX_S, Backoff


def test_waits_grow_to_the_ceiling_and_stay_apart() -> None:
    backoff = Backoff(Random(1))
    waits = [backoff.next_s() for _ in range(200)]
    assert all(FIRST_S / 10 <= wait <= MAX_S for wait in waits)
    assert waits[0] <= FIRST_S
    assert max(waits[20:]) > MAX_S * 0.9
    assert min(waits[20:]) < MAX_S * 0.2
    assert backoff.failures == 200


def test_reset_starts_over() -> None:
    backoff = Backoff(Random(1))
    for _ in range(50):
        backoff.next_s()
    backoff.reset()
    assert backoff.failures == 0
    assert backoff.next_s() <= FIRST_S
