"""A scanner that types, as key events; nothing here is taken from the decoder's own tables but the key codes."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.transport.evdev_codec import KeyDecoder
from controller.devices.transport.evdev_layouts import DE, FR, GB, LAYOUTS, SPACE, US

KEY = struct.Struct("@llHHi")
SHIFT, RIGHT_SHIFT, CTRL, ALT, ALTGR, CAPS, ENTER, TAB, NUM_LOCK = 42, 54, 29, 56, 100, 58, 28, 15, 69
PAD = dict(zip("7894561230", (71, 72, 73, 75, 76, 77, 79, 80, 81, 82), strict=True))
SYN = KEY.pack(0, 0, 0, 0, 0)
LOST = KEY.pack(0, 0, 0, 3, 0)


def event(code, value):
    return KEY.pack(17, 4, 1, code, value)


def stroke(*codes):
    """Press in order, let go in reverse."""
    moves = [(code, 1) for code in codes] + [(code, 0) for code in reversed(codes)]
    return b"".join(event(code, value) + SYN for code, value in moves)


def typed(*strokes, layout=US):
    return KeyDecoder(layout).feed(b"".join(strokes))


def alt(digits):
    return event(ALT, 1) + b"".join(stroke(PAD[digit]) for digit in digits) + event(ALT, 0)


def test_a_code_as_a_serial_scanner_would_send_it():
    digits = [stroke(code) for code in (7, 10, 1 + 9, 2, 3, 4, 5, 6)]
    assert typed(*digits, stroke(ENTER)) == b"69912345\r"
    assert typed(stroke(SHIFT, 27), stroke(18), stroke(11), stroke(TAB)) == b"}e0\t"
    assert typed(stroke(PAD["4"]), stroke(96)) == b"4\r"


@pytest.mark.parametrize(
    ("layout", "strokes", "text"),
    [
        (US, [stroke(27)], "]"),
        (GB, [stroke(SHIFT, 4), stroke(43), stroke(86)], "£#\\"),
        (DE, [stroke(21), stroke(44), stroke(ALTGR, 10), stroke(SHIFT, 12), stroke(12)], "zy]?ß"),
        (DE, [stroke(ALTGR, 16), stroke(ALTGR, 18), stroke(CTRL, ALT, 9)], "@€["),
        (FR, [stroke(SHIFT, 2), stroke(16), stroke(39), stroke(ALTGR, 12)], "1am]"),
    ],
)
def test_layouts(layout, strokes, text):
    assert typed(*strokes, layout=layout) == text.encode()


def test_dead_keys_wait_for_the_next_one():
    assert typed(stroke(41), stroke(SPACE), layout=DE) == b"^"
    assert typed(stroke(13), stroke(18), layout=DE) == "é".encode()
    assert typed(stroke(41), stroke(2), layout=DE) == b"^1"
    assert typed(stroke(41), stroke(ENTER), layout=DE) == b"^\r"


@pytest.mark.parametrize(
    ("strokes", "sent"),
    [
        ([alt("029")], b"\x1d"),
        ([alt("29")], b"\x1d"),
        ([alt("0029")], b"\x1d"),
        ([stroke(NUM_LOCK), alt("065"), stroke(NUM_LOCK)], b"A"),
        ([alt("0228")], b"\xe4"),
        ([alt("0195"), alt("0169")], "é".encode()),
        ([alt("132")], "ä".encode()),
        ([alt("8364")], "€".encode()),
        ([alt("55296")], b"\x00"),
        ([alt("123456")], b"\x00" + chr(12345).encode()),
        ([stroke(CTRL, 27)], b"\x1d"),
        ([stroke(CTRL, 43), stroke(CTRL, 7), stroke(CTRL, 12)], b"\x1c\x1e\x1f"),
        ([stroke(CTRL, 50)], b"\x0d"),
        ([stroke(CTRL, 2)], b"\x00"),
    ],
)
def test_control_characters(strokes, sent):
    assert typed(*strokes) == sent


def test_ctrl_right_bracket_is_gs_by_place_not_by_letter():
    assert typed(stroke(CTRL, 27), layout=DE) == b"\x1d"


def test_shift_caps_lock_and_repeats():
    assert typed(event(RIGHT_SHIFT, 1), stroke(30), event(RIGHT_SHIFT, 0), stroke(30)) == b"Aa"
    assert typed(stroke(CAPS), stroke(30), stroke(2), stroke(SHIFT, 30), stroke(CAPS), stroke(30)) == b"A1aa"
    assert typed(event(30, 1), event(30, 2), event(30, 2), event(30, 0)) == b"a"


def test_a_key_without_a_character_leaves_a_hole_and_not_nothing():
    assert typed(stroke(2), stroke(59), stroke(3)) == b"1\x002"


def test_lost_events_leave_a_hole_and_no_held_key():
    data = stroke(2) + event(SHIFT, 1) + LOST + stroke(3)[: KEY.size] + SYN + stroke(4)
    assert typed(data) == b"1\x003"


def test_every_layout_has_a_character_for_each_place():
    for layout in LAYOUTS.values():
        assert len(set(layout.plain)) == len(layout.plain) == len(layout.shift)
        assert all(layout.character(code, 0) for code in (*range(2, 14), *range(16, 28), *range(44, 54), SPACE))


@pytest.mark.parametrize("layout", LAYOUTS.values())
def test_every_printable_ascii_character_can_be_typed(layout):
    held = {0: (), 1: (SHIFT,), 2: (ALTGR,)}
    sent = set()
    for level, modifiers in held.items():
        for code in range(2, 90):
            if layout.character(code, level) is not None:
                after = stroke(SPACE) if (code, level) in layout.dead else b""
                sent.add(typed(stroke(*modifiers, code), after, layout=layout))
    missing = {chr(value) for value in range(0x20, 0x7F)} - {data.decode() for data in sent}
    assert missing == set()


events = st.tuples(st.sampled_from([0, 1, 4]), st.integers(0, 130), st.integers(0, 3))


@given(st.lists(events, max_size=300), st.integers(1, 23), st.sampled_from(list(LAYOUTS)))
def test_any_keys_give_a_bounded_answer(strokes, size, name):
    data = b"".join(KEY.pack(0, 0, kind, code, value) for kind, code, value in strokes)
    decoder = KeyDecoder(LAYOUTS[name])
    sent = b"".join(decoder.feed(data[at : at + size]) for at in range(0, len(data), size))
    assert sent == KeyDecoder(LAYOUTS[name]).feed(data)
    assert len(sent) <= 6 * len(strokes)
