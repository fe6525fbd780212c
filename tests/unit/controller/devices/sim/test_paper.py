"""The emulated printer's reading of ESC/POS, by the tables of Epson's reference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.escpos.font import load
from controller.devices.escpos.png import read_picture, write_png
from controller.devices.escpos.qr import qr_code
from controller.devices.sim.drawing import draw
from controller.devices.sim.escpos_table import next_word
from controller.devices.sim.paper import PaperRoll
from controller.devices.sim.strips import as_dump
from controller.devices.sim.symbols import symbol


def words(data):
    found = []
    while data and (word := next_word(data)) is not None:
        found.append(word)
        data = data[word.length :]
    return found


def roll(data, columns=48):
    made = PaperRoll(columns)
    for word in words(data):
        made.take(word)
    return made


def dump(data):
    made = roll(data)
    made.end_line()
    return as_dump(made.tear())


@given(st.binary(max_size=200))
def test_a_command_does_not_depend_on_what_follows_it(data):
    if data and (word := next_word(data)) is not None and word.head:
        assert next_word(data[: word.length]) == word
        assert next_word(data + b"more") == word


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"a\tb\n", ["a       b"]),
        (b"\x1bD\x05\x0a\x00\tx\ty\n", ["     x    y"]),
        (b"\x1b$\x60\x00abc\n", ["        abc"]),
        (b"x" * 50 + b"\n", ["x" * 48, "xx"]),
        (b"\x1bM\x01" + b"x" * 65 + b"\n", ["x" * 64, "x"]),
        (b"\x1d!\x11" + b"x" * 25 + b"\n", ["x" * 24, "x"]),
        (b"a\x1bd\x03b\n", ["a", "", "", "b"]),
        (b"\x1bt\x10\x80\x1bt\x13\xd5\x1bt\x11\x80\n", ["€€\u0410"]),
        (b"\x1bt\xfe\x80\n", ["\ufffd"]),
        (b"\x1ba\x01\x1bE\x01centre\n", ["centre"]),
        (b"\x1c&" + "苹果\U00020000A".encode("gb18030") + b"\x1c.\n", ["苹果\U00020000A"]),
        (b"\x1dk\x02400638133393\x00", ["[barcode EAN-13 4006381333931]"]),
        (b"\x1dkC\x0d4006381333931", ["[barcode EAN-13 4006381333931]"]),
        (b"\x1dkD\x079638507", ["[barcode EAN-8 96385074]"]),
        (b"\x1dkA\x0b01234567890", ["[barcode UPC-A 012345678905]"]),
        (b"\x1dkI\x09{BR-{{1{1", ["[barcode CODE128 R-{1 ]"]),
        (b"\x1dkI\x04{C\x0c\x22", ["[barcode CODE128 1234]"]),
        (b"\x1dkE\x03ABC", ["[barcode CODE39 *ABC*]"]),
        (b"\x1dkF\x0512345", ["[barcode ITF 1234]"]),
        (b"\x1dkC\x03abc", []),
        (b"\x1dv0\x00\x02\x00\x03\x00" + bytes(6), ["[image 16x3]"]),
        (b"\x1dv0\x03\x02\x00\x03\x00" + bytes(6), ["[image 32x6]"]),
        (b"\x1b*\x21\x0a\x00" + bytes(30) + b"\n", ["[image 10x24]"]),
        (b"\x1d(L\x0c\x000p0\x01\x011\x08\x00\x02\x00\xff\xff\x1d(L\x02\x0002", ["[image 8x2]"]),
        (b"left\x1dk\x02400638133393\x00", ["left", "[barcode EAN-13 4006381333931]"]),
        (b"gone\x1b@stays\n", ["stays"]),
        (b"gone\x1dT\x00kept\x1dT\x01next", ["kept", "next"]),  # GS T: to the line's beginning, erasing or printing
    ],
)
def test_what_stands_on_the_paper(data, lines):
    assert dump(data) == lines


def test_centred_and_right_in_the_ledger():
    made = roll(b"\x1ba\x01abcd\n\x1ba\x02xyz\n\x1b@\x1dL\x18\x00in\n", columns=32)
    assert made.text.split("\n") == [" " * 14 + "abcd", " " * 29 + "xyz", "  in"]


def test_patterns_of_published_symbols():
    """EAN-13 of ISO/IEC 15420: 95 modules, guards 101 / 01010 / 101; the first digit is in the parities."""
    made = symbol(67, b"4006381333931").modules
    assert len(made) == 95
    assert (made[:3], made[45:50], made[-3:]) == ("101", "01010", "101")
    assert made[3:45] == "0001101" + "0100111" + "0101111" + "0111101" + "0001001" + "0110011"
    assert len(symbol(68, b"96385074").modules) == 67
    assert len(symbol(73, b"{B1").modules) == 11 * 3 + 13
    assert symbol(73, b"{B1").modules.startswith("11010010000" + "10011100110")


def test_the_picture_shows_text_and_symbols():
    made = roll(b"ABC\n\x1d(k\x03\x001C\x02\x1d(k\x05\x001P0hi\x1d(k\x03\x001Q0\x1dh\x10\x1dw\x02\x1dkD\x079638507")
    paper = draw(made.strips, 576, load())
    assert read_picture(write_png(paper)) == paper
    code = qr_code(b"hi", "L").enlarged(2, 2)
    assert any(paper.rows[top : top + 42] == code.placed(576, 0).rows for top in range(paper.height_dots - 42))
    text = [row for row in paper.rows[16:40] if row]
    assert text
    assert all(row < 1 << 576 and not row & ((1 << 540) - 1) for row in text), "three letters at the left edge"
    bars = next(row for row in reversed(paper.rows) if row)
    assert bars >> (576 - 2 * 67) == int("".join(bit * 2 for bit in symbol(68, b"96385074").modules), 2)
