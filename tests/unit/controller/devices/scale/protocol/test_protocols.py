"""Every scale protocol: documented frames."""

from decimal import Decimal

import pytest

from controller.devices.noise import Noise
from controller.devices.scale.profile import PROFILES, TOLEDO_8213_KG
from controller.devices.scale.protocol import dialog06, sma, toledo8217
from controller.devices.scale.protocol.ascii_line import AsciiLineCodec, keyed_price
from controller.devices.scale.protocol.cn_continuous import CnContinuousCodec
from controller.devices.scale.protocol.dialog06 import Dialog06Codec, Priced
from controller.devices.scale.protocol.magellan import MagellanScaleCodec
from controller.devices.scale.protocol.nci import NciCodec
from controller.devices.scale.protocol.sasi import SasiCodec
from controller.devices.scale.protocol.sma import SmaCodec
from controller.devices.scale.protocol.toledo8217 import Toledo8217Codec
from controller.devices.scale.protocol.toledo_continuous import ToledoContinuousCodec
from controller.devices.scale.reading import Handshake, Ready, Remark, Status, Tare, Weight

CODECS = {name: profile.codec for name, profile in PROFILES.items()}


def feed(codec, *pieces):
    return [reading for piece in pieces for reading in codec.feed(piece)]


def one(codec, frame):
    (reading,) = codec.feed(frame)
    return reading


def brief(weight):
    return weight.state, str(weight.value) if weight.value is not None else None, weight.unit, weight.net, weight.flags


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (b"\x0201.250\r", ("stable", "1.250", "kg", False, ())),
        (b"\x0201.250N\r", ("stable", "1.250", "kg", True, ())),
        (b"\x0200.000\r", ("zero", "0.000", "kg", False, ())),
        (b"\x02001.25\r", ("stable", "1.25", "lb", False, ())),
        (b"\x0201.25\r", ("stable", "1.25", "lb", False, ())),
        (b"\x02?A\r", ("moving", None, None, False, ("motion",))),
        (b"\x02?D\r", ("under", None, None, False, ("under_zero",))),
        (b"\x02?\x04\r", ("under", None, None, False, ("under_zero",))),
        (b"\x02?\x60\r", ("unknown", None, None, True, ("net",))),
        (b"\x02?\x42\r", ("over", None, None, False, ("over_capacity",))),
        (b"\x02?\x48\r", ("unknown", None, None, False, ("outside_zero_capture",))),
    ],
)
def test_toledo_8217(frame, expected):
    assert brief(one(Toledo8217Codec(), frame)) == expected


def test_toledo_8217_takes_parity_bits_off_and_minds_no_line_feed():
    with_parity = bytes(byte | 0x80 if byte.bit_count() % 2 else byte for byte in b"\x0201.250\r\n\x0201.300\r")
    assert [w.mass_g for w in feed(Toledo8217Codec(), with_parity)] == [1250, 1300]
    assert one(TOLEDO_8213_KG.codec(), b"\x0201.25\r").mass_g == 1250
    assert one(Toledo8217Codec(), b"\x02\r") == Remark("")
    assert toledo8217.digital_tare(120) == b"T00120"


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (b"\n00.250LB\r\nS00\r\x03", ("stable", "0.250", "lb", None, ())),
        (b"\n1.250KG\rS00\r\x03", ("stable", "1.250", "kg", None, ())),
        (b"\n1.250kg\r\n00\r\x03", ("stable", "1.250", "kg", None, ())),
        (b"\n 0.000KG\r\nS20\r\x03", ("zero", "0.000", "kg", None, ("at_zero",))),
        (b"\n1.250KG\r\nS10\r\x03", ("moving", "1.250", "kg", None, ("motion",))),
        (b"\n1.250KG\r\x03", ("unknown", "1.250", "kg", None, ())),
        (b"\nS02\r\x03", ("over", None, None, None, ("over_capacity",))),
        (b"\n^^^^^^\r\nS02\r\x03", ("over", None, None, None, ("over_capacity",))),
        (b"\n______\r\nS01\r\x03", ("under", None, None, None, ("under_capacity",))),
        (b"\n------\r\nS00\r\x03", ("unknown", None, None, None, ("zero_error",))),
        (b"\n1.250KG\r\nS80\r\x03", ("unknown", None, None, None, ("eeprom_error",))),
        (b"\n1.250KG\r\nS0p4\r\x03", ("stable", "1.250", "kg", True, ("net",))),
        (b"\n01.250KGS00\r\x03", ("stable", "1.250", "kg", None, ())),  # nothing between unit and status
        (b"\n01.250kgS10\r\x03", ("moving", "1.250", "kg", None, ("motion",))),
    ],
)
def test_nci(frame, expected):
    assert brief(one(NciCodec(), frame)) == expected


def test_nci_remarks():
    assert feed(NciCodec(), b'\n?\r\x03\n"OPOS"\r\x03') == [Remark("?"), Remark("OPOS")]


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (b"\n 1G       1.250kg_\r", ("stable", "1.250", "kg", False, ())),
        (b"\n 1N       1.250kg \r", ("stable", "1.250", "kg", True, ())),
        (b"\n 1GM      1.250kg \r", ("moving", "1.250", "kg", False, ("motion",))),
        (b"\nZ1G       0.000kg \r", ("zero", "0.000", "kg", False, ("centre_of_zero",))),
        (b"\nO1G      20.000kg \r", ("over", None, None, False, ("over_capacity",))),
        (b"\nU1G      -0.100kg \r", ("under", None, None, False, ("under_capacity",))),
        (b"\nE1G  ----------kg \r", ("unknown", None, None, False, ("zero_error",))),
        (b"\n 1g      1.2504kg \r", ("stable", "1.2504", "kg", False, ())),
    ],
)
def test_sma(frame, expected):
    assert brief(one(SmaCodec(), frame)) == expected


def test_sma_tare_abort_and_remarks():
    assert one(SmaCodec(), b"\n 1T       0.200kg_\r") == Tare(
        value=Decimal("0.200"), unit="kg", raw=b"\n 1T       0.200kg_\r"
    )
    assert feed(SmaCodec(), b"\n 1G   \x1b\n?\r") == [Noise(8), Remark("?")]
    assert sma.keyed_tare(50) == b"\nT0.050\r"


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (b"\x0201.250\r", ("stable", "1.250", "kg", None, ())),
        (b"\x02?A\r", ("moving", None, None, None, ("motion",))),
        (b"\x02?B\r", ("over", None, None, None, ("over_capacity",))),
        (b"\x02?C\r", ("under", None, None, None, ("under_zero",))),
        (b"\x02?D\r", ("unknown", None, None, None, ("outside_zero_capture",))),
    ],
)
def test_sasi_letters_enumerate(frame, expected):
    assert brief(one(SasiCodec(), frame)) == expected


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (b"S14401250\r", ("stable", "1.250", "kg")),
        (b"S1440123\r", ("stable", "1.23", "lb")),
        (b"S1101250\r", ("stable", "1.250", "kg")),
        (b"S140\r", ("unknown", None, None)),
        (b"S141\r", ("moving", None, None)),
        (b"S142\r", ("over", None, None)),
        (b"S143\r", ("zero", "0", None)),
        (b"S145\r", ("under", None, None)),
    ],
)
def test_magellan(frame, expected):
    assert brief(one(MagellanScaleCodec(), frame))[:3] == expected


@pytest.mark.parametrize("frame", [b"S144\r", b"S14101250\r", b"S146\r", b"S08F4006381333931\r"])
def test_magellan_frames_that_state_no_weight_are_noise(frame):
    assert all(isinstance(reading, Noise) for reading in MagellanScaleCodec().feed(frame))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"ST,GS,+  1.236KG\r\n", ("stable", "1.236", "kg", False, ())),
        (b"ST,NT,+  1.236kg\r\n", ("stable", "1.236", "kg", True, ())),
        (b"US,GS,+  1.236kg\r\n", ("moving", "1.236", "kg", False, ("motion",))),
        (b"OL,GS,+  -.---kg\r\n", None),
        (b"OL,GS,+ 99.999kg\r\n", ("over", None, None, False, ("over_capacity",))),
        (b"ST,GS,-  0.020kg\r\n", ("under", "-0.020", "kg", False, ())),
        (b"ST,GS,+0001.236 g\r\n", ("stable", "1.236", "g", False, ())),
        (b"   1.236 kg\r\n", ("unknown", "1.236", "kg", None, ())),
    ],
)
def test_ascii_lines(line, expected):
    reading = one(AsciiLineCodec(), line)
    assert (brief(reading) if isinstance(reading, Weight) else None) == expected


def test_ascii_tare_and_the_price_record_of_an_l2():
    assert isinstance(one(AsciiLineCodec(), b"ST,TR,+  0.200kg\r\n"), Tare)
    assert keyed_price(b"G00123\r\n") == Decimal("1.23")
    assert keyed_price(b"G0012\r\n") is None


def test_cn_continuous_shows_and_never_calls_it_stable():
    assert brief(one(CnContinuousCodec(), bytes.fromhex("022b30303230303032314203"))) == (
        "unknown",
        "20.00",
        None,
        None,
        (),
    )
    assert one(CnContinuousCodec(), bytes.fromhex("022b30303230303032314303")) == Noise(12)


def toledo_frame(second, weight=b"  1250", first=0x2D):
    body = b"\x02" + bytes((first, second, 0x20)) + weight + b"     0\r"
    return body + bytes((-sum(body) & 0x7F,))


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (0x30, ("stable", "1.250", "kg", False, ())),
        (0x31, ("stable", "1.250", "kg", True, ("net",))),
        (0x38, ("moving", "1.250", "kg", False, ("motion",))),
        (0x32, ("under", "-1.250", "kg", False, ("negative",))),
        (0x34, ("over", None, None, False, ("out_of_range",))),
        (0x36, ("under", None, None, False, ("negative", "out_of_range"))),
        (0x20, ("stable", "1.250", "lb", False, ())),
    ],
)
def test_toledo_continuous(second, expected):
    assert brief(one(ToledoContinuousCodec(), toledo_frame(second))) == expected


def test_toledo_continuous_wants_its_check_byte():
    broken = bytearray(toledo_frame(0x30))
    broken[9] ^= 1
    assert feed(ToledoContinuousCodec(), bytes(broken)) == [Noise(18)]


def test_dialog06_results_statuses_and_handshakes():
    result = one(Dialog06Codec(), b"\x0202\x1b3\x1b01250\x1b000199\x1b000249\x03")
    assert isinstance(result, Priced)
    assert (result.state, result.mass_g, str(result.unit_price), str(result.amount)) == ("stable", 1250, "1.99", "2.49")
    assert feed(Dialog06Codec(), b"\x06\x15\x0209\x1b21\x03\x0211\x1b2;2\x03\x0211\x1b1\x03") == [
        Ready(ready=True),
        Ready(ready=False),
        Status("21"),
        Handshake("2", ";2"),
        Handshake("1"),
    ]
    assert dialog06.price_record(199) == b"\x04\x0201\x1b000199\x1b\x03"
    assert dialog06.price_record(199, 20) == b"\x04\x0203\x1b000199\x1b0020\x03"
    states = {code: dialog06.status_weight(Status(code)).state for code in ("20", "21", "22", "31", "32", "01", "77")}
    assert states == {
        "20": "moving",
        "21": "not_cleared",
        "22": "moving",
        "31": "under",
        "32": "over",
        "01": "unknown",
        "77": "unknown",
    }
