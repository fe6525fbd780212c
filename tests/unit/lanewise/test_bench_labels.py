"""The bench's labels are such as the demo's lane reads."""

import msgspec

from contracts.price_book import PriceBook
from controller.barcode.decode import decode
from controller.barcode.decoded import InStore
from controller.barcode.presets import PRESETS
from controller.barcode.settings import Settings
from controller.devices.sim.scanner_sim import usual_aim
from lanewise.bench_labels import is_packed, label
from lanewise.sample import price_book_json


def test_every_label_says_its_item_and_its_price() -> None:
    book = msgspec.json.decode(price_book_json(), type=PriceBook)
    packed = [item for item in book.items if is_packed(item)]
    assert {item.sold_by for item in packed} == {"kg", "each"}
    for item in packed:
        shown = label(item)
        read = decode(shown.code, usual_aim(shown.code), Settings(layouts=PRESETS["CN"]))
        assert isinstance(read, InStore)
        assert item.codes[0] in read.codes
        assert read.amount_minor == shown.price_minor
        assert read.mass_g == (486 if item.sold_by == "kg" else None)
