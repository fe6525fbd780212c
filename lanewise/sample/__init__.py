"""The sample store: a price book of about 300 supermarket items, all names invented.

Barcodes carry GS1's demonstration prefix 952; in-store numbers carry 20 (weighed items: 20, zeros, their PLU).
What the counter packs has an item number of five digits: its labels are in-store numbers with amount or weight.
"""

from importlib.resources import files


def price_book_json() -> bytes:
    """Return the sample price book as JSON, UTF-8, in the form of `contracts.price_book`."""
    return files(__name__).joinpath("price_book.json").read_bytes()
