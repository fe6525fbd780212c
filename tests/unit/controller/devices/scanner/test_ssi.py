"""Zebra SSI: frames, checksums, and codes that come twice or in pieces."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.noise import Noise, merge_noise
from controller.devices.scanner import ssi
from controller.devices.scanner.codec import Acknowledged, Reply, ScanFrame
from controller.devices.scanner.ssi import SsiCodec

ACK = Reply(ssi.frame(ssi.ACK))


def decoded(data, *, status=0):
    return ssi.frame(ssi.DECODE_DATA, data, source=ssi.SCANNER, status=status)


def test_published_frames():
    assert ssi.frame(ssi.ENABLE) == bytes.fromhex("04e90400ff0f")
    assert ssi.frame(ssi.ACK) == bytes.fromhex("04d00400ff28")
    assert ssi.checksum(bytes.fromhex("0a8004000006200000ff")) == bytes.fromhex("fe4d")


@pytest.mark.parametrize(
    ("data", "scan"),
    [
        (b"\x0b4006381333931", ScanFrame("4006381333931", "]E0")),
        (b"\x08012345678905", ScanFrame("0012345678905", "]E0")),
        (b"\x0901234565", ScanFrame("0012345000065", "]E0")),
        (b"\x0f0112345678901231\x1d10A", ScanFrame("0112345678901231\x1d10A", "]C1")),
        (b"\x03]C0ABC", ScanFrame("ABC", "]C0")),
        (b"\x77ABC", ScanFrame("ABC", None)),
    ],
)
def test_a_code_is_acknowledged_and_told(data, scan):
    assert SsiCodec().feed(decoded(data)) == [ACK, scan]


def test_a_code_sent_again_after_a_lost_ack_is_one_code_and_a_second_can_is_two():
    codec = SsiCodec()
    assert codec.feed(decoded(b"\x0b4006381333931")) == [ACK, ScanFrame("4006381333931", "]E0")]
    assert codec.feed(decoded(b"\x0b4006381333931", status=ssi.SENT_AGAIN)) == [ACK]
    assert codec.feed(decoded(b"\x0b4006381333931")) == [ACK, ScanFrame("4006381333931", "]E0")]


def test_a_long_code_is_put_together():
    codec = SsiCodec()
    assert codec.feed(decoded(b"\x1c" + b"A" * 200, status=ssi.GOES_ON)) == [ACK]
    assert codec.feed(decoded(b"\x1c" + b"B" * 100)) == [ACK, ScanFrame("A" * 200 + "B" * 100, "]Q1")]


def test_a_wrong_checksum_is_noise_and_half_a_frame_is_asked_for_again():
    broken = bytearray(decoded(b"\x0bABC"))
    broken[5] ^= 1
    codec = SsiCodec()
    codec.feed(bytes(broken))
    assert codec.pause()[0] == Reply(ssi.frame(ssi.NAK, b"\x01"))
    assert codec.feed(decoded(b"\x0bABC")) == [ACK, ScanFrame("ABC", "]E0")]


def test_answers_to_commands():
    answers = ssi.frame(ssi.ACK, source=ssi.SCANNER) + ssi.frame(ssi.NAK, b"\x01", source=ssi.SCANNER)
    assert SsiCodec().feed(answers) == [Acknowledged(taken=True), Acknowledged(taken=False)]


STREAM = decoded(b"\x0b4006381333931") + b"\x00\x01\x02" + ssi.frame(ssi.ACK, source=0) + decoded(b"\x03XYZ")


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_any_split_gives_the_same_readings(cuts):
    codec = SsiCodec()
    marks = [0, *sorted(cuts), len(STREAM)]
    readings = [reading for a, b in pairwise(marks) for reading in codec.feed(STREAM[a:b])]
    assert merge_noise(readings) == [
        ACK,
        ScanFrame("4006381333931", "]E0"),
        Noise(3),
        Acknowledged(taken=True),
        ACK,
        ScanFrame("XYZ", "]C0"),
    ]


def test_whose_a_frame_is_does_not_depend_on_how_many_of_its_bytes_came():
    """The source was looked at in longer pieces only: a frame of a host's became ours when it came byte by byte."""
    echo = bytes.fromhex("0b05d1010000ff29f3")
    codec = SsiCodec()
    one_by_one = [reading for byte in echo for reading in codec.feed(bytes((byte,)))]
    assert merge_noise(one_by_one) == SsiCodec().feed(echo) == [Noise(2)]


def test_a_upc_e_that_is_not_digits_is_no_code():
    for data in ("\N{ARABIC-INDIC DIGIT THREE}" * 6, "1726123\N{VULGAR FRACTION THREE QUARTERS}", "0123456X"):
        assert isinstance(SsiCodec().feed(decoded(b"\x09" + data.encode()))[1], Noise)
