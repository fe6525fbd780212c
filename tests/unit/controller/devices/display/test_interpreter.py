"""The interpreter and the screen, by the manuals, and the encoder as they see it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.display import codec
from controller.devices.display.interpreter import Command, Interpreter
from controller.devices.display.layout import COLUMNS, fit
from controller.devices.display.profile import CD5220, EPSON_DM_D, with_code_page
from controller.devices.display.screen import Screen

SCROLLING = {"epson": b"\x1f\x02", "cd5220": b"\x1b\x12"}
DIALECTS = {"epson": EPSON_DM_D, "cd5220": CD5220}


def screen_after(dialect, *pieces):
    screen, interpreter = Screen(), Interpreter(dialect)
    for piece in pieces:
        for command in interpreter.feed(piece):
            screen.apply(command)
    return screen


def test_epson_commands():
    commands = Interpreter("epson").feed(b"\x0c\x1f\x01\x1f$\x05\x02\x1fX\x02\x1fE\x0a\x1fC\x00\x1bt\x10\x1b=\x02A\x18")
    assert [(c.kind, c.arguments) for c in commands] == [
        ("clear", ()),
        ("overwrite", ()),
        ("cursor", (5, 2)),
        ("brightness", (2,)),
        ("blink", (10,)),
        ("cursor_shown", (0,)),
        ("code_page", (16,)),
        ("select", (2,)),
        ("text", ()),
        ("clear_line", ()),
    ]


def test_cd5220_commands():
    sent = b"\x1bQAHELLO\r\x1bQBWORLD\r\x1bl\x01\x02\x1b\x12\x1b*\x03\x1b_\x01\x1b[H\x1b@"
    commands = Interpreter("cd5220").feed(sent)
    assert commands[:2] == [Command("upper_line", text=b"HELLO"), Command("lower_line", text=b"WORLD")]
    assert [(c.kind, c.arguments) for c in commands[2:]] == [
        ("cursor", (1, 2)),
        ("vertical_scroll", ()),
        ("brightness", (3,)),
        ("cursor_shown", (1,)),
        ("home", ()),
        ("initialise", ()),
    ]


def test_only_clr_leaves_string_mode():
    assert screen_after("cd5220", b"\x1bQAHELLO\r", b"\x1bl\x01\x02X").lines[1] == b" " * 20
    assert screen_after("cd5220", b"\x1bQAHELLO\r", b"\x0c\x1bl\x01\x02X").lines == (b" " * 20, b"X".ljust(20))


def test_a_line_feed_at_column_20_scrolls_in_scroll_mode_and_padding_does_not():
    full = b"A" * 20 + b"B" * 20
    assert screen_after("epson", b"\x0c\x1f\x02" + full + b"\n").lines == (b"B" * 20, b" " * 20)
    assert screen_after("epson", b"\x0c\x1f\x01" + full).lines == (b"A" * 20, b"B" * 20)
    assert screen_after("epson", b"\x0c\x1f\x02" + full + b"C").lines == (b"B" * 20, b"C".ljust(20))
    assert screen_after("epson", b"\x0c\x1f\x03" + b"A" * 20 + b"B").lines[0] == b"A" * 19 + b"B"


@pytest.mark.parametrize("dialect", DIALECTS)
@given(upper=st.text(max_size=30), lower=st.text(max_size=30), before=st.binary(max_size=12), shared=st.booleans())
def test_what_is_encoded_is_what_is_read_whatever_was_sent_before(dialect, upper, lower, before, shared):
    if b"\x1bQ" in before or b"\x1b=" in before:
        before = b""
    profile = DIALECTS[dialect]
    shown = codec.start(profile, shared=shared) + codec.encode(upper, lower, profile, shared=shared)
    before = before.removesuffix(b"\x1b").removesuffix(b"\x1bQ")
    screen = screen_after(dialect, before, shown)
    assert screen.lines == (fit(upper, "cp437"), fit(lower, "cp437"))
    assert screen.selected == (not shared)
    assert not set(shown) & set(b"\r\n") - set(profile.move)


@pytest.mark.parametrize("cut", range(1, 46))
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_message_that_was_cut_off_anywhere_is_mended_by_the_next_start(dialect, cut):
    profile = DIALECTS[dialect]
    message = codec.encode("Apples", "1.00", profile)
    again = codec.start(profile) + codec.encode("Pears", "2.00", profile)
    screen = screen_after(dialect, SCROLLING[dialect], message[:cut], again)
    assert screen.lines == (b"Pears".ljust(20), b"2.00".ljust(20))
    assert screen.mode == "overwrite"


@given(st.lists(st.integers(0, 50)))
def test_a_split_message_shows_the_same(cuts):
    message = codec.encode("Äpfel", "2,00", EPSON_DM_D)
    marks = [0, *sorted(min(cut, len(message)) for cut in cuts), len(message)]
    screen = screen_after("epson", *(message[a:b] for a, b in pairwise(marks)))
    assert screen.lines[0] == "Äpfel".encode("cp437").ljust(20)


@pytest.mark.parametrize(
    ("text", "encoding", "alternative", "shown"),
    [
        ("Apples", "cp437", None, b"Apples"),
        ("Äpfel 2 €", "cp437", None, "Äpfel 2 EUR".encode("cp437")),
        ("Äpfel 2 €", "cp858", None, "Äpfel 2 €".encode("cp858")),
        ("Яблоки", "cp866", None, "Яблоки".encode("cp866")),
        ("1\uff12\uff13 \u00d7 \uffe5", "cp437", None, "123 x ¥".encode("cp437")),
        ("\uffe5 2.00", "cp866", None, b"Y 2.00"),
        ("苹果 2.00", "cp437", None, b"?? 2.00"),
        ("苹果 2.00", "cp437", "Apples 2.00", b"Apples 2.00"),
        ("苹果 2.00", "cp437", "", b""),
        ("two\r\nlines\x1b", "cp437", None, b"twolines"),
        ("x" * 30, "cp437", None, b"x" * 20),
    ],
)
def test_fit(text, encoding, alternative, shown):
    assert fit(text, encoding, alternative) == shown.ljust(COLUMNS)


@given(st.text(), st.sampled_from(["cp437", "cp858", "cp1252", "cp866"]), st.none() | st.text())
def test_fit_is_always_twenty_bytes_without_controls(text, encoding, alternative):
    shown = fit(text, encoding, alternative)
    assert len(shown) == COLUMNS
    assert all(byte >= ord(" ") for byte in shown)


def test_a_code_page_is_selected_by_the_models_number():
    assert b"\x1bt\x10" in codec.start(with_code_page(EPSON_DM_D, "cp1252"))
    assert b"\x1bt\x05" in codec.start(with_code_page(EPSON_DM_D, "cp866", 5))
