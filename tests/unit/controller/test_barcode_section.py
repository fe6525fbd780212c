"""The store's own barcodes, from the file to the decoder."""

import pytest

from controller.barcode.decode import decode
from controller.barcode.decoded import Badge, InStore
from controller.barcode.presets import PRESETS
from controller.config import parse

LANE = '[lane]\nstore_id = "1"\nlane_id = "1"\nstore_names = {}\ndata_dir = "d"\nprice_book = "b"\n'


def settings(text):
    return parse(LANE + text, "lane.toml").barcode.settings()


def test_a_lane_without_the_section_has_no_labels() -> None:
    assert settings("").layouts == ()
    assert settings("").element_check_digits is True


@pytest.mark.parametrize("market", PRESETS)
def test_every_market_can_be_named(market) -> None:
    assert settings(f'[barcode]\nmarket = "{market}"\n').layouts == PRESETS[market]


def test_the_stores_own_layouts_go_before_those_of_its_market() -> None:
    told = settings(
        """
        [barcode]
        market = "CN"
        element_check_digits = false
        [[barcode.layouts]]
        pattern = "21IIIIIWWWWWC"
        mass_unit = "jin"
        mass_decimals = 3
        check = false
        [[barcode.badges]]
        kind = "staff"
        prefix = "041"
        length = 13
        """
    )
    label = decode("2100123010000", None, told)
    assert isinstance(label, InStore)
    assert (label.item, label.mass_g, label.amount_minor) == ("00123", 500, None)
    assert decode("0411234567890", None, told) == Badge(kind="staff", number="0411234567890")
    assert told.element_check_digits is False
