import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.noise import Noise
from controller.devices.terminal.apdu import Apdu, ApduReader, decode
from controller.devices.terminal.codec import FRAME_MAX_BYTES, Broken, Receipt, SerialCodec, TcpCodec, crc_kermit, frame

FRAMES = {
    # captured by ecrterm
    "1002060006123456ba0978100324c3": "060006123456ba0978",
    "10020693031234561003caa4": "069303123456",
    "100206010a040000000110100049097810 03f2ff".replace(" ", ""): "06010a04000000011000490978",
    "10020670001003d9f9": "067000",
    "10028000001003f51f": "800000",
    "1002849c001003c341": "849c00",
    "1002061800 1003563a".replace(" ", ""): "061800",
    "10020501031234561003e043": "050103123456",
}
CLASSES = st.sampled_from([0x04, 0x05, 0x06, 0x08, 0x0F, 0x84])
CONTROLS = st.one_of(st.just(0x8000), st.builds(lambda high, low: high << 8 | low, CLASSES, st.integers(0, 255)))
APDUS = st.builds(Apdu, CONTROLS, st.binary(max_size=600))


@pytest.mark.parametrize(("framed", "apdu"), FRAMES.items())
def test_captured_frames(framed, apdu):
    [got] = SerialCodec().feed(bytes.fromhex(framed))
    assert got.encode().hex() == apdu
    assert frame(got).hex() == framed


def test_the_crc_is_kermit_and_not_xmodem():
    assert crc_kermit(b"123456789") == 0x2189


@given(APDUS)
def test_both_wires_return_what_was_sent(apdu):
    assert SerialCodec().feed(frame(apdu)) == [apdu]
    assert TcpCodec().feed(apdu.encode()) == [apdu]
    assert decode(apdu.encode()) == apdu


@given(st.lists(APDUS, max_size=4), st.lists(st.integers(1, 50), min_size=1), st.booleans())
def test_any_split_gives_the_same_messages(apdus, cuts, serial):
    codec = SerialCodec() if serial else TcpCodec()
    data = b"".join(codec.encode(apdu) for apdu in apdus)
    got, at, turn = [], 0, 0
    while at < len(data):
        step = cuts[turn % len(cuts)]
        got += codec.feed(data[at : at + step])
        at, turn = at + step, turn + 1
    assert got == apdus
    assert not codec.partial


@given(APDUS, st.sampled_from([b"\x80\x81\x82", b"\xff", b"\x00\x00", bytes(range(0x80, 0x100))]), st.integers(1, 9))
def test_noise_on_tcp_is_told_as_soon_as_it_begins(apdu, noise, step):
    codec, got = TcpCodec(), []
    data = apdu.encode() + noise
    for at in range(0, len(data), step):
        got += codec.feed(data[at : at + step])
    assert got[0] == apdu
    assert isinstance(got[1], Noise)
    assert not any(isinstance(reading, Apdu) for reading in got[1:])


@given(st.binary(max_size=400), APDUS)
def test_noise_before_a_frame_loses_no_frame_behind_an_acknowledgement(noise, apdu):
    codec = SerialCodec()
    codec.feed(noise.replace(b"\x10", b"\x11"))
    assert codec.feed(frame(apdu))[-1] == apdu


@given(st.binary(max_size=2000))
def test_nothing_crashes_and_nothing_grows(data):
    for codec in (SerialCodec(), TcpCodec()):
        for byte in data:
            codec.feed(bytes((byte,)))


def test_a_flood_without_an_end_is_given_up():
    codec = SerialCodec()
    found = [codec.feed(b"\x10\x02" if at == 0 else b"\x10\x10" * 2000)[:1] for at in range(60)]
    assert [Broken("length")] in found
    assert len(codec._buffer) <= FRAME_MAX_BYTES


def test_a_wrong_crc_and_a_wrong_length_are_broken():
    good = bytearray(frame(Apdu(0x0601, b"\x04")))
    good[-1] ^= 1
    assert SerialCodec().feed(bytes(good)) == [Broken("crc")]
    short = b"\x06\x01\x09\x04"
    crc = crc_kermit(short + b"\x03").to_bytes(2, "little")
    assert SerialCodec().feed(b"\x10\x02" + short + b"\x10\x03" + crc) == [Broken("length")]


def test_acknowledgements_and_noise():
    assert SerialCodec().feed(b"\x06\x15\xff\xff\x06") == [Receipt(True), Receipt(False), Noise(2), Receipt(True)]


def test_a_frame_that_begins_inside_another_counts():
    apdu = Apdu(0x8000)
    assert SerialCodec().feed(b"\x10\x02\x06\x01" + frame(apdu)) == [Noise(4), apdu]


def test_two_messages_in_one_segment_and_a_rest():
    reader = ApduReader()
    assert reader.feed(bytes.fromhex("8000000102")) == [Apdu(0x8000)]
    assert reader.rest.hex() == "0102"
    assert reader.feed(b"\x00") == [Apdu(0x0102)]


def test_the_long_length_is_low_byte_first():
    reader = ApduReader()
    assert reader.feed(bytes.fromhex("040fff0001")) == []
    [apdu] = reader.feed(bytes(256))
    assert len(apdu.data) == 256
    assert apdu.encode()[:5].hex() == "040fff0001"
