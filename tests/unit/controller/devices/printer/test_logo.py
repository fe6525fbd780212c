import pytest

from controller.devices.escpos.bitmap import from_dots
from controller.devices.escpos.png import BadPicture, write_png
from controller.devices.printer.logo import logo
from controller.ports import Image


def test_a_logo_is_no_wider_than_the_paper():
    dots = from_dots(1000, ([x < 500 for x in range(1000)] for _ in range(100)))
    made = logo(write_png(dots), 384)
    assert made == Image(width_dots=384, data=made.data)
    assert len(made.data) == 48 * 38
    assert made.data[:48] == b"\xff" * 24 + b"\x00" * 24


def test_another_file_says_why():
    with pytest.raises(BadPicture, match="neither PNG nor PBM"):
        logo(b"\xff\xd8\xff\xe0", 384)
