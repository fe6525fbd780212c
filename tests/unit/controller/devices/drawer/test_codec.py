import pytest

from controller.devices.drawer.codec import ASK_SENSOR, WATCH_SENSOR, is_open, pulse, pulse_now, read_command
from controller.devices.drawer.profile import APG_212A, APG_484A, KICK_50MS, KICK_PIN5, DrawerProfile


def test_the_bytes_of_a_drawer():
    assert pulse(KICK_50MS) == bytes.fromhex("1b700019fa")
    assert pulse(KICK_PIN5) == bytes.fromhex("1b700119fa")
    assert pulse(APG_484A) == b"\x07"
    assert pulse(APG_212A) == b"[["
    assert bytes.fromhex("1d6101") == WATCH_SENSOR
    assert bytes.fromhex("100401") == ASK_SENSOR


@pytest.mark.parametrize(("on_2ms", "hundreds"), [(1, 1), (25, 1), (100, 2), (255, 5)])
def test_a_pulse_at_once_has_whole_tenths_of_a_second(on_2ms, hundreds):
    assert pulse_now(DrawerProfile(on_2ms=on_2ms)) == bytes((0x10, 0x14, 0x01, 0, hundreds))


def test_own_commands_are_read_back():
    assert [read_command(data) for data in (b"\x07", b"[[", b"[", b"")] == ["open", "open", None, None]


@pytest.mark.parametrize(("pin3_high", "open_when_high"), [(True, True), (False, False)])
def test_polarity_depends_on_the_wiring(pin3_high, open_when_high):
    assert is_open(pin3_high=pin3_high, open_when_high=open_when_high)
    assert not is_open(pin3_high=not pin3_high, open_when_high=open_when_high)
