import pytest

from controller.devices.drawer.codec import ASK_SENSOR, WATCH_SENSOR, is_open, pulse
from controller.devices.drawer.profile import KICK_50MS


def test_the_bytes_of_a_drawer():
    assert pulse(KICK_50MS) == bytes.fromhex("1b700019fa")
    assert bytes.fromhex("1d6101") == WATCH_SENSOR
    assert bytes.fromhex("100401") == ASK_SENSOR


@pytest.mark.parametrize(
    ("high", "open_when_high", "expected"), [(1, 1, True), (0, 1, False), (1, 0, False), (0, 0, True)]
)
def test_polarity_depends_on_the_wiring(high, open_when_high, expected):
    assert is_open(pin3_high=bool(high), open_when_high=bool(open_when_high)) is expected
