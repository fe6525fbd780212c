import pytest

from controller.devices.drawer.codec import ASK_SENSOR, WATCH_SENSOR, is_open, pulse
from controller.devices.drawer.profile import KICK_50MS


def test_the_bytes_of_a_drawer():
    assert pulse(KICK_50MS) == bytes.fromhex("1b700019fa")
    assert bytes.fromhex("1d6101") == WATCH_SENSOR
    assert bytes.fromhex("100401") == ASK_SENSOR


@pytest.mark.parametrize(("pin3_high", "open_when_high"), [(True, True), (False, False)])
def test_polarity_depends_on_the_wiring(pin3_high, open_when_high):
    assert is_open(pin3_high=pin3_high, open_when_high=open_when_high)
    assert not is_open(pin3_high=not pin3_high, open_when_high=open_when_high)
