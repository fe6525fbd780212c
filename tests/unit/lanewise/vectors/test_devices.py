"""Bytes to fields, in the vectors' words; every field by hand from the protocols' tables."""

import pytest

from lanewise.vectors.areas import ALL


def pulse(pin):
    return {"pin": pin, "on_ms": 50, "off_ms": 50, "real_time": False}


@pytest.mark.parametrize(
    ("area", "given", "fields"),
    [
        ("scale.toledo8217", {"tx": "543030313230"}, {"effect": "digital tare"}),
        (
            "scale.toledo8217",
            {"tx": "57", "rx": "023f650d"},
            {"weight": None, "flags": ["motion", "under_zero", "net"]},
        ),
        ("scale.sma", {"tx": "0a5420302e3230300d"}, {"effect": "digital tare"}),
        ("scale.enq_dc1", {"rx": "01025320202e3030304b4700030400"}, {"weight": None, "valid": False}),
        ("scale.dialog06", {"tx": "0402303803", "rx": "0230391b323103"}, {"meaning": "no motion since last weighing"}),
        ("printer.asb", {"rx": "12110010130000" + "00"}, {"frames": ["10000000"], "flow": ["XON", "XOFF"]}),
        ("printer.asb", {"rx": "3722414243440018000c00"}, {"frames": ["18000c00"], "offline": True, "paper_end": True}),
        ("printer.drawer", {"tx": "1b700019191b70011919"}, {"pulses": [pulse(2), pulse(5)]}),
        ("printer.drawer", {"tx": "1b7002191910140102011014010009"}, {"pulses": []}),  # no such connector, no such time
        ("zvt.apdu", {"apdu": "80000006"}, {"command": "positive acknowledgement", "left_over": "06"}),
        ("zvt.apdu", {"rx": "060f0227"}, {"complete": False, "data_length": 2, "left_over": ""}),
        ("barcode.rcn", {"scan": "2088060112343", "region": "se"}, {"price": "12.34", "currency": "SEK"}),
    ],
)
def test_answers(area, given, fields):
    got = ALL[area](given)
    assert {name: got.get(name) for name in fields} == fields
