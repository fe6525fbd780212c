from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from controller.devices.noise import Noise, merge_noise
from controller.devices.scanner.codec import MAX_FRAME_BYTES, ScanFrame, ScannerCodec

STREAM = (
    b"]E06901234567892\r"
    b"]C1011231231231233310ABC\x1d99TESTING\r\n"
    b"\x02]d2[)>\x1e06\x1d1P\x1e\x04\x03\r"
    b"plain\t"
    b"two\nthree\r"
    b"no\x00ise\r"
    b"]E0\r"
)
READINGS = [
    ScanFrame("6901234567892", "]E0"),
    ScanFrame("011231231231233310ABC\x1d99TESTING", "]C1"),
    ScanFrame("[)>\x1e06\x1d1P\x1e\x04", "]d2"),
    ScanFrame("plain", None),
    ScanFrame("two", None),
    ScanFrame("three", None),
    Noise(6),
    Noise(3),
]


def feed(*pieces):
    codec = ScannerCodec()
    return [reading for piece in pieces for reading in codec.feed(piece)]


def test_every_framing_in_one_read():
    assert feed(STREAM) == READINGS


@given(st.lists(st.integers(0, len(STREAM)), max_size=20))
def test_any_split_gives_the_same_readings(cuts):
    marks = [0, *sorted(cuts), len(STREAM)]
    assert feed(*(STREAM[a:b] for a, b in pairwise(marks))) == READINGS


@given(st.lists(st.binary(max_size=64)))
def test_arbitrary_bytes_never_raise_and_stay_bounded(pieces):
    codec = ScannerCodec()
    for piece in pieces:
        codec.feed(piece)
        assert len(codec._frame) <= MAX_FRAME_BYTES
    assert codec.feed(b"\r\x02OK\r")[-1] == ScanFrame("OK", None)


def test_a_frame_of_8_kib_is_a_code_and_one_byte_more_is_noise():
    assert feed(b"7" * MAX_FRAME_BYTES + b"\r") == [ScanFrame("7" * MAX_FRAME_BYTES, None)]
    assert feed(b"7" * MAX_FRAME_BYTES, b"7\r", b"OK\r") == [Noise(MAX_FRAME_BYTES + 1), ScanFrame("OK", None)]


def test_endless_bytes_without_a_terminator_are_one_noise():
    codec = ScannerCodec()
    for _ in range(100):
        assert codec.feed(b"x" * 1024) == []
    assert codec.feed(b"\nOK\n") == [Noise(100 * 1024), ScanFrame("OK", None)]


def test_an_abandoned_half_frame_is_noise():
    codec = ScannerCodec()
    codec.feed(b"]E0690")
    assert codec.abandon() + codec.feed(b"OK\r") == [Noise(6), ScanFrame("OK", None)]
    assert codec.abandon() == []


def test_text_is_utf_8_or_latin_1():
    assert feed("]Q1苹果\r".encode()) == [ScanFrame("苹果", "]Q1")]
    assert feed(b"caf\xe9\r") == [ScanFrame("caf\xe9", None)]


def test_noise_after_noise_is_one_piece():
    assert merge_noise([Noise(1), Noise(2), "x", Noise(3)]) == [Noise(3), "x", Noise(3)]
