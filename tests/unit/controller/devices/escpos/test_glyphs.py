import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.escpos.font import load
from controller.devices.escpos.glyphs import CELL_HEIGHT_DOTS, CELL_WIDTH_DOTS, BadFont, Font


def test_letters_have_their_columns():
    columns = {char: load().glyph(char).columns for char in "Aé€ЖЩ苹㸆がกא한"}
    assert columns == dict.fromkeys("Aé€ЖЩกא", 1) | dict.fromkeys("苹㸆が한", 2)
    assert load().glyph("\u0301").columns == 0
    assert load().glyph("\U0001f600") is None


def test_a_letter_looks_like_itself():
    glyph = load().glyph("L")
    shown = ["".join(".#"[glyph.dots.dot(x, y)] for x in range(12)) for y in range(24)]
    ink = [line for line in shown if "#" in line]
    assert set(ink[:-2]) == {".##........."}
    assert set(ink[-2:]) == {".##########."}


@given(st.characters())
def test_any_character_fits_its_cell_or_has_no_glyph(char):
    glyph = load().glyph(char)
    if glyph is not None:
        assert glyph.dots.height_dots == CELL_HEIGHT_DOTS
        assert glyph.dots.width_dots == max(glyph.columns, 1) * CELL_WIDTH_DOTS or glyph.columns == 0
        assert char in load()


def test_the_basic_plane_of_chinese_is_there():
    assert all(chr(code) in load() for code in range(0x4E00, 0x9FA6))
    assert all(chr(code) in load() for code in range(0x3400, 0x4DB6))


def test_another_file_is_no_font():
    with pytest.raises(BadFont):
        Font(b"PK\x03\x04")
