from controller.devices.health import COUNTERS, Health, check_external, check_internal, snapshot
from controller.devices.reporter import Reporter

S = 1_000_000_000


def test_seconds_in_fault_are_counted_over_all_faults():
    now = [0]
    reporter = Reporter("scale", lambda _reading: True, monotonic_ns=lambda: now[0])
    for at_s, state, fault in [
        (1, "fault", "unplugged"),
        (3, "fault", "no_answer"),
        (4, "idle", None),
        (10, "fault", "unplugged"),
    ]:
        now[0] = at_s * S
        reporter.status(state, fault)
    assert reporter.health.in_fault_ms(10 * S) == 3000
    assert reporter.health.in_fault_ms(11 * S) == 4000
    now[0] = 12 * S
    reporter.end()
    assert reporter.health.in_fault_ms(99 * S) == 5000


def test_a_snapshot_has_every_counter():
    health = Health(good_reads=3, port="/dev/x", claimed=True)
    health.become("busy", None, 0)
    now = snapshot("printer", health, 5 * S)
    assert (now.enabled, now.claimed, now.heard_ms_ago) == (True, True, None)
    assert set(now.statistics) == set(COUNTERS)
    assert now.statistics["good_reads"] == 3


def test_internal_check_says_what_is_wrong_and_where():
    health = Health(port="/dev/x")
    health.become("fault", "no_paper", 0)
    check = check_internal(snapshot("printer", health, 7 * S))
    assert not check.ok
    assert check.text == "Internal HCheck: no_paper at /dev/x, 7 s in fault since the start"
    health.become("idle", None, 8 * S)
    assert check_internal(snapshot("printer", health, 9 * S)).ok


def external(health, received, *, asked):
    before = snapshot("scale", health, S)
    health.bytes_received += received
    return check_external(before, snapshot("scale", health, 2 * S), asked=asked, waited_ms=3000)


def test_external_check_wants_an_answer_of_a_device_that_is_asked():
    health = Health(port="/dev/x")
    health.become("idle", None, 0)
    assert external(health, 5, asked=True).ok
    assert not external(health, 0, asked=True).ok
    assert external(health, 0, asked=False).ok
    health.become("fault", "unplugged", S)
    assert external(health, 0, asked=False).text == "External HCheck: unplugged at /dev/x"
