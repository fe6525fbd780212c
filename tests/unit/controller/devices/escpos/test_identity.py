import pytest

from controller.devices.escpos.identity import read


@pytest.mark.parametrize(
    ("number", "answer", "expected"),
    [
        (1, "20", {"model_id": "20"}),
        (49, "63", {"model_id": "63"}),
        (2, "02", {"type_id": "02", "autocutter": True, "two_byte_characters": False}),
        (66, "5f4550534f4e00", {"maker": "EPSON"}),
        (67, "5f544d2d54323049494900", {"model": "TM-T20III"}),
        (65, "5f00", {"firmware": ""}),
        (35, "3d233000", {"information": "0"}),
        (67, "12", {}),
        (1, "", {}),
    ],
)
def test_what_a_printer_says_about_itself(number, answer, expected):
    assert read(number, bytes.fromhex(answer)) == expected
