"""ZVT's wires where they are longest."""

from controller.devices.noise import merge_noise
from controller.devices.terminal.apdu import DATA_MAX_BYTES, Apdu
from controller.devices.terminal.codec import FRAME_MAX_BYTES, Broken, SerialCodec, frame
from controller.devices.terminal.status import read_print_line
from tests.unit.controller.codec_laws import steps

PIECE_BYTES = 4096
STEPS_FOR_A_LINE_MAX = 50_000


def fed(data, size):
    codec = SerialCodec()
    return merge_noise(reading for at in range(0, len(data), size) for reading in codec.feed(data[at : at + size]))


def test_the_longest_message_fits_and_what_is_longer_is_broken_however_it_is_cut():
    longest = Apdu(0x1010, b"\x10" * DATA_MAX_BYTES)
    whole = frame(longest)
    assert len(whole) == FRAME_MAX_BYTES - 3  # FF FF FF, the length, is not doubled
    assert fed(whole, PIECE_BYTES) == fed(whole, len(whole)) == [longest]
    endless = b"\x10\x02" + b"\x06" * FRAME_MAX_BYTES + b"\x10\x03ab" + frame(Apdu(0x8000))
    assert fed(endless, PIECE_BYTES) == fed(endless, len(endless))
    assert fed(endless, len(endless))[0] == Broken("length")
    assert fed(endless, len(endless))[-1] == Apdu(0x8000)


def test_a_print_line_full_of_half_containers_is_read_in_time():
    """Each 06 could begin the container at the line's end; trying them all took 45 s for 64 KiB."""
    unit_bytes, count = 6, 5000
    length = unit_bytes * count + 1
    data = b"".join(
        b"\x07\x04\x06\x82" + (length - unit_bytes * index - 6).to_bytes(2, "big") for index in range(count)
    )
    assert steps(lambda: read_print_line(b"\x40" + data + b"\x1f")) < STEPS_FOR_A_LINE_MAX
    assert read_print_line(b"\x40Sum\x06\x04\x1f\x07\x01\x02").lines == ("Sum",)
