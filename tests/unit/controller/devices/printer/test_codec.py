import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.printer.codec import encode, process_id
from controller.devices.printer.layout import printable, width, wrap
from controller.devices.printer.profile import PAPER_80MM
from controller.ports import Barcode, Columns, Receipt, Rule, Text

STYLES = re.compile(rb"\x1ba.|\x1bE.|\x1d!.|\x1c[&.]", re.DOTALL)


def pieces(*parts):
    return encode(Receipt(parts=parts), PAPER_80MM)[1:-1]


def plain(piece):
    return STYLES.sub(b"", piece).decode("gb18030").removesuffix("\n")


def test_a_receipt_begins_clean_and_ends_in_a_cut():
    assert encode(Receipt(), PAPER_80MM) == [b"\x1b@\x1c.", b"\x1dVA\x03"]


def test_styles_and_chinese_mode_bytes():
    assert pieces(Text(text="a苹", align="center", bold=True, double=True)) == [
        b"\x1ba\x01\x1bE\x01\x1d!\x11\x1c&a\xc6\xbb\x1c.\n"
    ]
    assert pieces(Text(text="abc")) == [b"\x1ba\x00\x1bE\x00\x1d!\x00abc\n"]


def test_columns_cut_the_left_part_never_the_right():
    (line,) = pieces(Columns(left="苹果" * 20, right="12.00"))
    assert plain(line) == "苹果" * 10 + "苹" + " 12.00"
    (short,) = pieces(Columns(left="Tea", right="3.50"))
    assert plain(short) == "Tea" + " " * 41 + "3.50"
    wide = pieces(Columns(left="Tea", right="9" * 60))
    assert [plain(line) for line in wide] == ["9" * 48, "9" * 12]


def test_a_rule_spans_the_paper():
    assert [plain(piece) for piece in pieces(Rule())] == ["-" * 48]


def test_words_wrap_at_spaces_and_chinese_anywhere():
    assert wrap("the quick brown fox", 10) == ["the quick", "brown fox"]
    assert wrap("苹果香蕉葡萄", 5) == ["苹果", "香蕉", "葡萄"]
    assert wrap("abcdefghijkl", 5) == ["abcde", "fghij", "kl"]
    assert wrap("a\n\nb", 5) == ["a", "", "b"]


@given(st.text(max_size=200), st.integers(2, 48))
def test_every_line_fits_and_no_visible_character_is_lost(text, columns):
    shown = printable(text, PAPER_80MM)
    lines = wrap(shown, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(shown.split())


@given(st.text(max_size=100))
def test_no_text_holds_a_command(text):
    for piece in pieces(Text(text=text), Columns(left=text, right=text)):
        assert not {0x10, 0x1B, 0x1C, 0x1D} & set(STYLES.sub(b"", piece))


def test_what_the_printer_lacks_is_a_question_mark():
    assert printable("¥5 😀\x1b\x07é", PAPER_80MM) == "￥5 ?é"


def test_code_128_is_counted_with_its_code_set():
    (piece,) = pieces(Barcode(data="A{1"))
    assert piece.endswith(b"\x1dkI\x06{BA{{1")


@pytest.mark.parametrize("data", ["", "苹果", "7" * 40])
def test_a_symbol_that_cannot_be_is_text(data):
    (piece,) = pieces(Barcode(data=data))
    assert plain(piece) == data


def test_process_ids_are_printable_and_differ():
    ids = {process_id(f"{n}-0") for n in range(2000)}
    assert len(ids) == 2000
    assert all(len(i) == 4 and all(0x20 <= byte <= 0x7E for byte in i) for i in ids)
