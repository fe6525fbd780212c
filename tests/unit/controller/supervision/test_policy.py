import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.supervision.policy import Fault, Policy, Restart, State

POLICY = Policy()


def run(failures):
    """Apply failures (now_s, ran_s, kind) and return every decision."""
    state, decisions = State(), []
    for now_s, ran_s, kind in failures:
        state, decision = POLICY.on_failure(state, now_s, ran_s=ran_s, kind=kind)
        decisions.append(decision)
    return decisions


def test_backoff_doubles_up_to_its_bound():
    decisions = run([(float(n), 0.0, "fault") for n in range(5)])
    assert [decision.after_s for decision in decisions] == [0.2, 0.4, 0.8, 1.0, 1.0]


def test_a_stable_run_starts_the_backoff_afresh():
    decisions = run([(0.0, 0.0, "fault"), (1.0, 0.0, "fault"), (10.0, 5.0, "fault")])
    assert decisions[-1] == Restart(0.2)


def test_an_unplugged_device_is_tried_each_second_for_ever():
    decisions = run([(float(n), 0.0, "fault") for n in range(10_000)])
    assert set(decisions[3:]) == {Restart(1.0)}


def test_the_fifth_crash_within_a_minute_rests():
    decisions = run([(float(n), 0.0, "crash") for n in range(5)])
    assert [type(decision) for decision in decisions] == [Restart] * 4 + [Fault]
    assert decisions[-1] == Fault(30.0)


def test_after_the_rest_one_crash_is_enough_while_the_minute_lasts():
    failures = [(float(n), 0.0, "crash") for n in range(5)]
    assert run([*failures, (34.0, 0.0, "crash")])[-1] == Fault(30.0)
    assert run([*failures, (70.0, 0.0, "crash")])[-1] == Restart(1.0)


def test_rare_crashes_never_rest():
    assert set(run([(n * 60.0, 59.0, "crash") for n in range(100)])) == {Restart(0.2)}


@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.sampled_from(["fault", "crash"])),
        max_size=200,
    )
)
def test_memory_and_waits_are_bounded(steps):
    state, now_s = State(), 0.0
    for ran_s, kind in steps:
        now_s += ran_s
        state, decision = POLICY.on_failure(state, now_s, ran_s=ran_s, kind=kind)
        assert len(state.crashes_s) <= POLICY.intensity
        wait_s = decision.after_s if isinstance(decision, Restart) else decision.retry_after_s
        assert 0.2 <= wait_s <= 30.0


@pytest.mark.parametrize("streak", [31, 10_000])
def test_a_long_streak_does_not_overflow(streak):
    assert POLICY.on_failure(State(streak), 0.0, ran_s=0.0, kind="fault")[1] == Restart(1.0)
