from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.noise import Noise, merge_noise
from controller.devices.scale.protocol.enq_dc1 import FRAME_BYTES, EnqDc1Codec, block_check
from controller.devices.scale.reading import Flags, Ready, Weight

GRAM_ZERO = bytes.fromhex("0102532020302c3030304b4773030410")
GRAM_TWO_GRAMS = bytes.fromhex("0102532020302c3030324b4771030400")


def frame(status="S", sign=" ", number=" 1.236", unit="kg"):
    body = (status + sign + number + unit).encode()
    return b"\x01\x02" + body + bytes((block_check(body),)) + b"\x03\x04"


def feed(*pieces):
    codec = EnqDc1Codec()
    return [brief(reading) for piece in pieces for reading in codec.feed(piece)]


def brief(reading):
    return (reading.state, reading.mass_g) if isinstance(reading, Weight) else reading


STREAM = b"\x06" + GRAM_ZERO + b"\xff\x01\x15" + frame() + b"\x01\x02garbage" + frame("U") + GRAM_TWO_GRAMS * 50
READINGS = [
    Ready(ready=True),
    ("zero", 0),
    Flags(("zero",)),
    Noise(2),
    Ready(ready=False),
    ("stable", 1236),
    Noise(9),
    ("moving", 1236),
    *[("stable", 2)] * 50,
]


def test_published_frames_and_noise_between_them():
    assert feed(STREAM) == READINGS


@given(st.lists(st.integers(0, len(STREAM)), max_size=30))
def test_any_split_gives_the_same_readings(cuts):
    marks = [0, *sorted(cuts), len(STREAM)]
    assert merge_noise(feed(*(STREAM[a:b] for a, b in pairwise(marks)))) == READINGS


@pytest.mark.parametrize(
    ("given_frame", "weight"),
    [
        (frame(number="00,005"), ("stable", 5)),
        (frame(number="  12.5"), ("stable", 12_500)),
        (frame(number="   250", unit=" G"), ("stable", 250)),
        (frame(number=" 1.236", unit="KG"), ("stable", 1236)),
        (frame(sign="-"), ("under", -1236)),
        (frame(sign="-", number=" 0.000"), ("zero", 0)),
        (frame("U", number=" 0.000"), ("moving", 0)),
        (frame("F"), ("unknown", None)),
        (frame(sign="F", number="------"), ("over", None)),
        (frame(sign="?"), ("unknown", None)),
        (frame(unit="LB"), ("stable", None)),
        (frame(number="1.2345"), ("stable", None)),
        (frame(number="1.2340"), ("stable", 1234)),
        (frame(number="      "), ("unknown", None)),
    ],
)
def test_what_the_scale_shows(given_frame, weight):
    assert feed(given_frame) == [weight]


def test_a_wrong_check_byte_is_noise():
    broken = bytearray(frame())
    broken[5] ^= 1
    assert feed(bytes(broken)) == [Noise(FRAME_BYTES)]
    assert feed(bytes(broken) + frame()) == [Noise(FRAME_BYTES), ("stable", 1236)]
