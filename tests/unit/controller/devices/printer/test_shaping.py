import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.printer.shaping import visual


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("abc 12", "abc 12"),
        ("苹果 5.00", "苹果 5.00"),
        ("שלום", "םולש"),
        ("חלב 3%", "3% בלח"),
        ("Milk חלב 5", "Milk בלח 5"),  # the amount keeps its column
        ("(חלב)", "(בלח)"),
        # Unicode's own names: BEH INITIAL, REH FINAL; LAM WITH ALEF ISOLATED; alone ISOLATED
        ("بر", "\ufeae\ufe91"),
        ("لا", "\ufefb"),
        ("ب", "\ufe8f"),
        ("حليب", "\ufe90\ufef4\ufee0\ufea3"),
    ],
)
def test_letters_in_the_order_and_shape_to_set(text, shown):
    assert visual(text) == shown


@given(st.text(max_size=60))
def test_any_text_is_survived_and_other_scripts_are_left_alone(text):
    shown = visual(text)
    assert len(shown) <= len(text)
    if text.isascii():
        assert shown == text
