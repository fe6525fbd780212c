from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.escpos import status
from controller.devices.escpos.codec import (
    Block,
    BufferedStatus,
    Cleared,
    DeviceStatus,
    EscPosCodec,
    Flow,
    Information,
    Printed,
    RealTimeStatus,
    Refused,
    from_answers,
)
from controller.devices.noise import Noise, merge_noise


def feed(*pieces):
    codec = EscPosCodec()
    return [reading for piece in pieces for reading in codec.feed(piece)]


STREAM = bytes.fromhex(
    "12 1013000000 14000000 37224142434400 ff80 1a 372500 18000f00 11 1600 12 5f544d2d5400 372340417f00 3d233000"
)
READINGS = [
    RealTimeStatus(0x12),
    Flow(stopped=True),
    DeviceStatus(),
    DeviceStatus(drawer_pin3_high=True),
    Printed(b"ABCD"),
    Noise(2),
    RealTimeStatus(0x1A),
    Cleared(),
    DeviceStatus(offline=True, paper_near_end=True, paper_end=True),
    Flow(stopped=False),
    RealTimeStatus(0x16),
    BufferedStatus(0),
    RealTimeStatus(0x12),
    Information("TM-T"),
    Refused(),
    Block(b"\x3d\x23\x30"),
]


def test_answers_automatic_status_and_blocks_are_told_apart():
    assert feed(STREAM) == READINGS


@given(st.lists(st.integers(0, len(STREAM)), max_size=20))
def test_any_split_gives_the_same_readings(cuts):
    marks = [0, *sorted(cuts), len(STREAM)]
    assert merge_noise(feed(*(STREAM[a:b] for a, b in pairwise(marks)))) == READINGS


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ("10000000", DeviceStatus()),
        ("10000300", DeviceStatus(paper_near_end=True)),
        ("18000c00", DeviceStatus(offline=True, paper_end=True)),
        ("38000000", DeviceStatus(offline=True, cover_open=True)),
        ("18080000", DeviceStatus(offline=True, cutter_error=True)),
        ("18200000", DeviceStatus(offline=True, unrecoverable_error=True)),
        ("18400000", DeviceStatus(offline=True, auto_recoverable=True)),
        ("58020000", DeviceStatus(offline=True, feeding=True, feed_button=True)),
    ],
)
def test_automatic_status(frame, expected):
    assert feed(bytes.fromhex(frame)) == [expected]


def test_a_broken_automatic_status_is_noise_and_the_next_one_counts():
    assert feed(bytes.fromhex("109010000000")) == [Noise(2), DeviceStatus()]


def test_what_a_person_must_see_to_has_failed_a_hot_head_has_not():
    assert DeviceStatus(cutter_error=True).failed
    assert DeviceStatus(error=True).failed
    assert not DeviceStatus(auto_recoverable=True, offline=True).failed


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((0x12, 0x12, 0x12), DeviceStatus()),
        ((0x12, 0x12, 0x1E), DeviceStatus(paper_near_end=True)),
        ((0x1A, 0x32, 0x7E), DeviceStatus(offline=True, paper_near_end=True, paper_end=True)),
        ((0x1A, 0x16, 0x12), DeviceStatus(offline=True, cover_open=True)),
        ((0x16, 0x52, 0x12), DeviceStatus(drawer_pin3_high=True, error=True)),
        ((0x1A, 0x52, 0x12, 0x1A), DeviceStatus(offline=True, cutter_error=True)),
        ((0x1A, 0x52, 0x12, 0x52), DeviceStatus(offline=True, auto_recoverable=True)),
    ],
)
def test_answers_to_real_time_questions(answers, expected):
    assert from_answers(*answers) == expected


def test_answers_in_the_order_of_printing():
    assert status.buffered_paper(0x03) == status.PaperAnswer(paper_near_end=True, paper_end=False)
    assert status.buffered_paper(0x0C) == status.PaperAnswer(paper_near_end=False, paper_end=True)
    assert status.buffered_drawer(0x01) == status.DrawerAnswer(drawer_pin3_high=True)
