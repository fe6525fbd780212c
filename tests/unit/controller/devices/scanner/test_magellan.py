"""Magellan single cable: labels, UPC-E, and whose frame it is."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.noise import Noise
from controller.devices.scanner.codec import MAX_FRAME_BYTES, ScanFrame
from controller.devices.scanner.magellan import MagellanScannerCodec, SingleCable
from controller.devices.scanner.upc_e import expanded


@pytest.mark.parametrize(
    ("frame", "scan"),
    [
        (b"S08F4006381333931\r", ScanFrame("4006381333931", "]E0")),
        (b"S08A012345678905\r", ScanFrame("0012345678905", "]E0")),
        (b"S08E01234565\r", ScanFrame("0012345000065", "]E0")),
        (b"S08FF96385074\r", ScanFrame("96385074", "]E4")),
        (b"S08R0112345678901231\r", ScanFrame("0112345678901231", "]e0")),
        (b"S08R412345678901231\r", ScanFrame("0112345678901231", "]e0")),
        (b"S08RX01123456789012313103001750\r", ScanFrame("01123456789012313103001750", "]e0")),
        (b"S08B1ABC-123\r", ScanFrame("ABC-123", "]A0")),
        (b"S08B212345670\r", ScanFrame("12345670", "]I0")),
        (b"S08B3ABC-123\r", ScanFrame("ABC-123", "]C0")),
        (b"S08Q9XYZ\r", ScanFrame("Q9XYZ", None)),
        (b"S08F12\r", ScanFrame("F12", None)),
    ],
)
def test_labels(frame, scan):
    assert MagellanScannerCodec().feed(frame) == [scan]
    with_parity = bytes(byte | 0x80 if byte.bit_count() % 2 == 0 else byte for byte in frame)
    assert MagellanScannerCodec().feed(with_parity) == [scan]


@pytest.mark.parametrize("frame", [b"S14401250\r", b"S08\r", b"garbage\r", b"S08E21234565\r"])
def test_frames_that_are_no_code(frame):
    assert MagellanScannerCodec().feed(frame) == [Noise(len(frame) - 1)]


@pytest.mark.parametrize(
    ("upc_e", "upc_a"),
    [
        ("01234505", "012000003455"),
        ("01234531", "012300000451"),
        ("01234543", "012340000053"),
        ("01234565", "012345000065"),
        ("0123456", "012345000065"),
        ("123456", "012345000065"),
        ("01234572", "012345000072"),
        ("21234565", None),
        ("12", None),
    ],
)
def test_upc_e_expands(upc_e, upc_a):
    assert expanded(upc_e) == upc_a


STREAM = b"S08F4006381333931\rS14401250\r\nS143\rS1101250\rS08B3A\r"


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_each_frame_goes_to_its_side_in_any_split(cuts):
    cable = SingleCable()
    marks = [0, *sorted(cuts), len(STREAM)]
    routed = [piece for a, b in pairwise(marks) for piece in cable.feed(STREAM[a:b])]
    assert [(side, frame.strip()) for side, frame in routed if frame.strip()] == [
        ("scanner", b"S08F4006381333931"),
        ("scale", b"S14401250"),
        ("scale", b"S143"),
        ("scale", b"S1101250"),
        ("scanner", b"S08B3A"),
    ]


def test_endless_bytes_stay_bounded():
    cable, codec = SingleCable(), MagellanScannerCodec()
    for _ in range(50):
        for _, piece in cable.feed(b"x" * 1024):
            codec.feed(piece)
        codec.feed(b"y" * 1024)
        assert len(cable._frame) <= MAX_FRAME_BYTES
        assert len(codec._frame) <= MAX_FRAME_BYTES
