from hypothesis import given
from hypothesis import strategies as st

from controller.devices.escpos.bitmap import Bitmap, from_bytes, from_dots, over

bitmaps = st.integers(1, 40).flatmap(
    lambda width: st.builds(
        Bitmap, st.just(width), st.lists(st.integers(0, (1 << width) - 1), min_size=1, max_size=12).map(tuple)
    )
)


def shown(dots):
    return ["".join(".#"[dots.dot(x, y)] for x in range(dots.width_dots)) for y in range(dots.height_dots)]


def test_dots_bytes_and_back():
    dots = from_dots(10, ((x == y for x in range(10)) for y in range(2)))
    assert shown(dots) == ["#.........", ".#........"]
    assert dots.to_bytes() == b"\x80\x00\x40\x00"


@given(bitmaps)
def test_bytes_hold_every_dot(dots):
    assert from_bytes(dots.width_dots, dots.to_bytes()) == dots


def test_enlarged_placed_and_cut_off():
    corner = from_dots(2, [[True, False], [False, True]])
    assert shown(corner.enlarged(2, 1)) == ["##..", "..##"]
    assert shown(corner.enlarged(1, 2)) == ["#.", "#.", ".#", ".#"]
    assert shown(corner.placed(4, 1)) == [".#..", "..#."]
    assert shown(corner.placed(2, 1)) == [".#", ".."]
    assert shown(over(corner, Bitmap(2, (1, 1)))) == ["##", ".#"]


@given(bitmaps, st.integers(1, 40))
def test_reduced_fits_and_never_grows(dots, width):
    made = dots.reduced(width)
    assert made.width_dots == min(width, dots.width_dots)
    assert 1 <= made.height_dots <= dots.height_dots


@given(bitmaps, st.integers(1, 5))
def test_bands_are_the_whole_in_order(dots, rows):
    bands = list(dots.bands(rows))
    assert sum((band.rows for band in bands), ()) == dots.rows
    assert all(band.height_dots <= rows for band in bands)
