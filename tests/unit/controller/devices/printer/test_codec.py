import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.escpos.bitmap import from_bytes
from controller.devices.escpos.commands import REAL_TIME_PAIRS
from controller.devices.escpos.font import load
from controller.devices.printer import raster
from controller.devices.printer.codec import encode, process_id
from controller.devices.printer.layout import printable, width, wrap
from controller.devices.printer.letters import Letters
from controller.devices.printer.profile import EPSON_80MM, OLD_EPSON_80MM, PAPER_58MM, PAPER_80MM, PROFILES
from controller.devices.printer.raster import without_real_time
from controller.ports import Barcode, Columns, Image, QrCode, Receipt, Rule, Text

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


# Printers that lack letters, symbols or a cutter.


def parts_of(profile, *parts):
    return encode(Receipt(parts=parts), profile, load())[1:-1]


def test_letters_of_code_pages_switch_only_where_the_page_changes():
    (piece,) = parts_of(EPSON_80MM, Text(text="é ä€ Ж"))
    assert piece.endswith(b"\x1bt\x00\x82 \x84\x1bt\x13\xd5 \x1bt\x11\x86\n")


def test_a_code_page_letter_is_one_column_a_chinese_one_two():
    (line,) = parts_of(EPSON_80MM, Columns(left="Crème", right="3,50 €"))
    assert len(re.sub(rb"\x1b[taE].|\x1d!.|\n", b"", line, flags=re.DOTALL)) == 48
    both = replace(PAPER_80MM, code_pages=EPSON_80MM.code_pages)
    (line,) = parts_of(both, Text(text="é苹果"))
    assert line.endswith(b"\x1bt\x00\x82\x1c&" + "苹果".encode("gb18030") + b"\x1c.\n")


def rasters(pieces):
    """Return each raster block as (dots wide, rows, data)."""
    found = []
    for piece in pieces:
        assert piece[:4] == b"\x1dv0\x00"
        width, rows = int.from_bytes(piece[4:6], "little"), int.from_bytes(piece[6:8], "little")
        assert len(piece) == 8 + width * rows
        found.append((8 * width, rows, piece[8:]))
    return found


def test_a_line_with_a_letter_the_printer_lacks_is_drawn_whole():
    ((width, rows, data),) = rasters(parts_of(EPSON_80MM, Columns(left="苹果 1 kg", right="12.00")))
    assert (width, rows) == (576, 24)
    dots = from_bytes(576, data)
    drawn = raster.line(
        "苹果 1 kg" + " " * (48 - 9 - 5) + "12.00",
        load(),
        Letters(EPSON_80MM, load()).columns,
        bold=False,
        double=False,
    )
    assert without_real_time(drawn.to_bytes()) == data
    assert any(row & 0xFFF for row in dots.rows), "the amount stands at the right edge"
    assert len(rasters(parts_of(EPSON_80MM, Text(text="ありがとう", double=True)))) == 2


def test_marks_stand_over_their_letter_and_take_no_column():
    letters = Letters(EPSON_80MM, load())
    assert width("กำลัง", letters.columns) < len("กำลัง")
    (one,), (other,) = (rasters(parts_of(EPSON_80MM, Text(text=text))) for text in ("กา", "กั"))
    assert one != other


@given(st.binary(max_size=300))
def test_dots_never_hold_a_real_time_command_and_lose_no_ink(data):
    sent = without_real_time(data)
    assert len(sent) == len(data)
    assert not any(pair in sent for pair in REAL_TIME_PAIRS)
    assert all(before & after == before for before, after in zip(data, sent, strict=True))


parts = st.one_of(
    st.builds(
        Text, text=st.text(max_size=60), double=st.booleans(), align=st.sampled_from(["left", "center", "right"])
    ),
    st.builds(Columns, left=st.text(max_size=30), right=st.text(max_size=30), bold=st.booleans()),
    st.builds(Barcode, data=st.text(max_size=30), symbology=st.sampled_from(["code128", "ean13", "ean8", "upca"])),
    st.builds(QrCode, data=st.text(max_size=60), level=st.sampled_from("LMQH")),
    st.builds(Image, width_dots=st.integers(1, 700), data=st.binary(max_size=400)),
)


@given(st.lists(parts, max_size=4), st.sampled_from(sorted(PROFILES)))
def test_no_piece_holds_a_real_time_command(parts, name):
    for piece in encode(Receipt(parts=tuple(parts)), PROFILES[name], load()):
        assert not any(pair in piece for pair in REAL_TIME_PAIRS)


@pytest.mark.parametrize(
    ("data", "symbology", "sent"),
    [
        ("4006381333931", "ean13", b"C\x0d4006381333931"),
        ("400638133393", "ean13", b"C\x0d4006381333931"),
        ("96385074", "ean8", b"D\x0896385074"),
        ("01234567890", "upca", b"A\x0c012345678905"),
    ],
)
def test_numbers_as_bar_codes_with_their_check_digit(data, symbology, sent):
    (piece,) = pieces(Barcode(data=data, symbology=symbology))
    assert piece.endswith(b"\x1dw\x03\x1dk" + sent)


@pytest.mark.parametrize("data", ["4006381333930", "12", "苹果", ""])
def test_what_is_no_such_number_is_text(data):
    (piece,) = pieces(Barcode(data=data, symbology="ean13"))
    assert plain(piece) == data


def test_a_qr_code_is_the_documented_job():
    (piece,) = pieces(QrCode(data="https://example.com", module_dots=4, level="L"))
    assert piece.hex() == (
        "1b6101" "1d286b04003141320"
        "01d286b03003143041d286b0300314530"
        "1d286b1600315030" + b"https://example.com".hex() + "1d286b0300315130"
    )  # fmt: skip


def test_a_qr_code_shrinks_to_the_paper_and_is_drawn_where_the_printer_has_none():
    (piece,) = parts_of(PAPER_58MM, QrCode(data="x" * 300, module_dots=16))
    dots = piece[piece.index(b"\x31\x43") + 2]
    assert 1 <= dots * (17 + 4 * 15) <= 384
    blocks = rasters(parts_of(OLD_EPSON_80MM, QrCode(data="receipt 17", module_dots=4)))
    assert {width for width, _, _ in blocks} == {512}
    assert sum(rows for _, rows, _ in blocks) == 4 * 21
    (text,) = pieces(QrCode(data=""))
    assert plain(text) == ""


def test_a_picture_goes_out_in_bands_of_the_papers_width():
    blocks = rasters(parts_of(PAPER_58MM, Image(width_dots=8, data=b"\xff" * 50, align="right")))
    assert [rows for _, rows, _ in blocks] == [24, 24, 2]
    assert all(data == (b"\0" * 47 + b"\xff") * rows for _, rows, data in blocks)
    wide = rasters(parts_of(PAPER_58MM, Image(width_dots=1600, data=b"\xff" * 200 * 10)))
    assert [(width, rows) for width, rows, _ in wide] == [(384, 2)]


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("feed_full", "1d564103"),
        ("feed_partial", "1d564203"),
        ("full", "1d5600"),
        ("partial", "1d5601"),
        ("none", "1b6405"),
    ],
)
def test_cuts(kind, sent):
    assert encode(Receipt(), replace(PAPER_80MM, cut=kind))[-1].hex() == sent


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_the_paper_is_as_wide_as_its_profile_says(name):
    profile = PROFILES[name]
    assert profile.column_count * profile.dots_per_column <= profile.paper_dots <= 576
    (rule,) = parts_of(profile, Rule())
    assert plain(rule) == "-" * profile.column_count
