"""Framings of line mode: every terminator, and none."""

import pytest

from controller.devices.noise import Noise
from controller.devices.scanner.codec import ScanFrame, ScannerCodec

FRAMES = {"cr": b"%s\r", "lf": b"%s\n", "crlf": b"%s\r\n", "tab": b"%s\t", "stx_etx": b"\x02%s\x03"}


@pytest.mark.parametrize("framing", FRAMES)
def test_one_code_is_one_event(framing):
    codec = ScannerCodec()
    readings = [*codec.feed(FRAMES[framing] % b"]E06901234567892"), *codec.feed(FRAMES[framing] % b"]C110A\x1d21B")]
    assert readings == [ScanFrame("6901234567892", "]E0"), ScanFrame("10A\x1d21B", "]C1")]
    assert not codec.pending


def test_silence_ends_a_code_only_where_it_is_the_terminator():
    by_gap, by_terminator = ScannerCodec(ends_by_gap=True), ScannerCodec()
    for codec in (by_gap, by_terminator):
        assert codec.feed(b"]E06901234567892") == []
        assert codec.pending
    assert by_gap.pause() == [ScanFrame("6901234567892", "]E0")]
    assert by_gap.pause() == []
    assert by_terminator.pause() == [Noise(16)]


@pytest.mark.parametrize("substitute", [b"^", b"^]", b"\x1e", b"\x0f"])
def test_what_stands_for_gs_becomes_gs(substitute):
    sent = b"]C10112345678901231" + b"10ABC" + substitute + b"21XY\r"
    assert ScannerCodec(substitute).feed(sent) == [ScanFrame("0112345678901231" + "10ABC\x1d21XY", "]C1")]
