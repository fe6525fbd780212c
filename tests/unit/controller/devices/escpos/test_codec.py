from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.escpos.codec import (
    BLOCK_MAX_BYTES,
    Block,
    DeviceStatus,
    EscPosCodec,
    Printed,
    RealTimeStatus,
    from_answers,
)
from controller.devices.noise import Noise, merge_noise


def status(**bits):
    nothing = dict.fromkeys(("drawer_pin3_high", "offline", "cover_open", "failed", "paper_end"), False)
    return DeviceStatus(**(nothing | bits))


def feed(*pieces):
    codec = EscPosCodec()
    return [reading for piece in pieces for reading in codec.feed(piece)]


STREAM = bytes.fromhex("12 1013000000 14000000 37224142434400 ff80 1a 372500 18000f00 11 1600 12")
READINGS = [
    RealTimeStatus(0x12),
    status(),
    status(drawer_pin3_high=True),
    Printed(b"ABCD"),
    Noise(2),
    RealTimeStatus(0x1A),
    Block(b"\x37\x25"),
    status(offline=True, paper_end=True),
    RealTimeStatus(0x16),
    Noise(1),
    RealTimeStatus(0x12),
]


def test_answers_automatic_status_and_blocks_are_told_apart():
    assert feed(STREAM) == READINGS


@given(st.lists(st.integers(0, len(STREAM)), max_size=20))
def test_any_split_gives_the_same_readings(cuts):
    marks = [0, *sorted(cuts), len(STREAM)]
    assert merge_noise(feed(*(STREAM[a:b] for a, b in pairwise(marks)))) == READINGS


@given(st.lists(st.binary(max_size=200)))
def test_arbitrary_bytes_never_raise_and_stay_bounded(pieces):
    codec = EscPosCodec()
    for piece in pieces:
        codec.feed(piece)
        assert len(codec._buffer) < BLOCK_MAX_BYTES


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ("10000000", status()),
        ("10000300", status()),  # paper near its end
        ("18000c00", status(offline=True, paper_end=True)),
        ("38000000", status(offline=True, cover_open=True)),
        ("18080000", status(offline=True, failed=True)),
    ],
)
def test_automatic_status(frame, expected):
    assert feed(bytes.fromhex(frame)) == [expected]


def test_a_broken_automatic_status_is_noise_and_the_next_one_counts():
    assert feed(bytes.fromhex("100010000000")) == [Noise(2), status()]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((0x12, 0x12, 0x12), status()),
        ((0x12, 0x12, 0x1E), status()),  # paper near its end
        ((0x1A, 0x32, 0x7E), status(offline=True, paper_end=True)),
        ((0x1A, 0x16, 0x12), status(offline=True, cover_open=True)),
        ((0x16, 0x52, 0x12), status(drawer_pin3_high=True, failed=True)),
    ],
)
def test_answers_to_real_time_questions(answers, expected):
    assert from_answers(*answers) == expected
