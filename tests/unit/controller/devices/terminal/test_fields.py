import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.terminal import bitmaps, fields, text, tlv
from controller.devices.terminal.tlv import Tag


@given(st.integers(0, 999_999_999_999))
def test_amounts_keep_their_value(amount_minor):
    assert fields.number(fields.bcd(amount_minor, 6)) == amount_minor


def test_bcd_that_is_none():
    assert fields.number(b"\x1a") is None
    assert fields.digits(b"\x00\x22") == "0022"


@pytest.mark.parametrize(
    ("data", "card"),
    [("eeeeeeeeeeee5726", "************5726"), ("eeee572f", "****572"), ("eee4281f", "***4281"), ("0123d9", "0123=9")],
)
def test_card_numbers(data, card):
    assert fields.card_digits(bytes.fromhex(data)) == card


@given(st.binary(max_size=99), st.sampled_from([2, 3]))
def test_counters(data, size):
    counted = fields.variable(data, size)
    assert fields.counter(counted[:size]) == len(data)


def test_no_counter():
    assert fields.counter(b"\xf1\x08") is None
    assert fields.counter(b"\xf1\xfa") is None


def test_a_container_in_a_container():
    got = tlv.parse(bytes.fromhex("2410070e47454e2e4e522e3a3731353639311f120102"))
    assert got.complete
    assert got.tags[0] == Tag("24", got.tags[0].value, (Tag("07", b"GEN.NR.:715691"),))
    assert got.first("1F12") == b"\x02"


def test_a_container_cut_short_gives_what_is_whole():
    got = tlv.parse(bytes.fromhex("1f120102240a0702"))
    assert not got.complete
    assert [tag.name for tag in got.tags] == ["1F12"]


@given(st.binary(max_size=300))
def test_no_bytes_crash_a_parser(data):
    tlv.parse(data)
    bitmaps.read(data)
    text.decode(data)


@given(st.integers(0, 0xFFFF))
def test_lengths(length):
    encoded = tlv.encode_length(length)
    assert tlv.read_length(encoded, 0) == (length, len(encoded))


def test_deep_nesting_ends():
    data = b"\x01"
    for _ in range(40):
        data = tlv.encode(("24", data))
    assert tlv.parse(data).flat()


def test_an_unknown_field_ends_the_reading():
    got = bitmaps.read(bytes.fromhex("2700ffffff"))
    assert got.values == {0x27: b"\x00"}
    assert got.rest == b"\xff\xff\xff"


def test_a_field_cut_short_is_rest():
    assert bitmaps.read(bytes.fromhex("040000")).rest == bytes.fromhex("040000")
    assert bitmaps.read(bytes.fromhex("3cf0f1f94142")).rest


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"H\x8eNDLERBELEG", "HÄNDLERBELEG"),
        (b"H\xc4NDLERBELEG", "HÄNDLERBELEG"),
        (b"f\x81r", "für"),
        (b"\xdcberpr\xfcfung", "Überprüfung"),
        (b"Gr\x94\xe1e", "Größe"),
        (b"\xc4" * 10, "─" * 10),
        (b"Stra\xe1e", "Straße"),
        (b"Debit Mastercard\x00", "Debit Mastercard"),
    ],
)
def test_both_encodings(data, expected):
    assert text.decode(data) == expected


def test_one_umlaut_speaks_for_the_whole_document():
    assert text.decode_all((b"H\x8eNDLER", b"\xc4\xc4")) == ("HÄNDLER", "──")
    assert text.decode_all((b"H\xc4NDLER",), "cp437") == ("H─NDLER",)
