import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.escpos.bitmap import from_dots
from controller.devices.escpos.png import SIGNATURE, BadPicture, read_picture, write_png

DIAGONAL = from_dots(3, ((x == y for x in range(3)) for y in range(3)))


def png(width, height, depth, colour, body, *extra, interlace=0):
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)), *extra]
    chunks += [(b"IDAT", zlib.compress(body)), (b"IEND", b"")]
    return SIGNATURE + b"".join(
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part)) for name, part in chunks
    )


@given(st.integers(1, 30), st.integers(1, 20), st.randoms())
def test_what_we_write_we_read(width, height, random):
    dots = from_dots(width, ([random.random() < 0.5 for _ in range(width)] for _ in range(height)))
    assert read_picture(write_png(dots)) == dots


def test_grey_with_every_filter():
    """Rows 10 20 30 in 8 bits, told by filters 0 to 4 (section 9.2 of the standard): black below half."""
    rows = [b"\x00\x0a\xf0\x0a", b"\x01\x0a\xe6\x1a", b"\x02\x00\x00\x00", b"\x03\x05\x73\x8d", b"\x04\x00\x00\x00"]
    dots = read_picture(png(3, 5, 8, 0, b"".join(rows)))
    assert dots.rows[0] == dots.rows[1] == dots.rows[2] == 0b101
    assert dots.rows[4] == dots.rows[3]


def test_see_through_is_white_and_colours_go_by_their_light():
    black, clear, white = b"\x00\x00\x00\xff", b"\x00\x00\x00\x00", b"\xff\xff\xff\xff"
    assert read_picture(png(3, 1, 8, 6, b"\x00" + black + clear + white)).rows == (0b100,)
    assert read_picture(png(2, 1, 8, 2, b"\x00" + b"\x40\x40\x40" + b"\xf0\xf0\x00")).rows == (0b10,)
    palette = (b"PLTE", b"\xff\xff\xff\x10\x10\x10")
    assert read_picture(png(4, 1, 2, 3, b"\x00" + bytes((0b00010001,)), palette)).rows == (0b0101,)


def test_portable_bitmaps():
    assert read_picture(b"P1\n# a comment\n3 3\n100\n010\n001\n") == DIAGONAL
    assert read_picture(b"P4 3 3\n\x80\x40\x20") == DIAGONAL


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"GIF89a", "neither"),
        (b"", "neither"),
        (b"P4 x", "no width"),
        (b"P4 9 9\n\x00", "cut short"),
        (b"P4 90000 90000\n", "90000 x 90000"),
        (SIGNATURE, "no header"),
        (png(3, 3, 8, 0, b"\x00\x00"), "cut short"),
        (png(1, 1, 8, 0, b"\x07\x00"), "filter 7"),
        (png(1, 1, 16, 0, b"\x00\x00\x00"), "16|8 bits"),
        (png(1, 1, 8, 0, b"\x00\x00", interlace=1), "interlaced"),
        (write_png(DIAGONAL)[:-20], "broken chunk|cut short"),
        (write_png(DIAGONAL)[:40] + b"x" + write_png(DIAGONAL)[41:], "broken chunk"),
    ],
)
def test_what_is_no_picture_says_why(data, why):
    with pytest.raises(BadPicture, match=why):
        read_picture(data)


@given(st.binary(max_size=100))
def test_any_bytes_are_a_picture_or_bad(data):
    for head in (b"", SIGNATURE, write_png(DIAGONAL)[:33], b"P4 3 3\n", b"P1 2 2\n"):
        with suppress(BadPicture):
            assert read_picture(head + data).width_dots > 0
