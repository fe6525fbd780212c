"""AIM identifiers: three characters before the data that say what was read.

    ]  E  0   flag, code character, modifier
    5D 45 30

A modifier is a hexadecimal digit. Source: ISO/IEC 15424; GS1 General Specifications, figure 5.1.2-2; Datalogic KA-01477
(`]X0` for UPC on its handhelds).
"""

import re
from dataclasses import dataclass
from typing import Literal

Carries = Literal["ean", "add_on", "elements", "upc", "text"]
"""`elements` are element strings, `text` is anything: a Digital Link, digits, words."""


@dataclass(frozen=True, slots=True)
class Symbology:
    """A kind of symbol: its name, and what stands in it."""

    name: str
    carries: Carries

    @property
    def is_gs1(self) -> bool:
        """Whether the symbol says by itself that it holds an element string."""
        return self.carries == "elements"


_BY_IDENTIFIER = {
    "]E0": Symbology("EAN-13 / UPC-A / UPC-E", "ean"),
    "]E1": Symbology("2-digit add-on", "add_on"),
    "]E2": Symbology("5-digit add-on", "add_on"),
    "]E3": Symbology("EAN-13 + add-on", "ean"),
    "]E4": Symbology("EAN-8", "ean"),
    "]C0": Symbology("Code 128", "text"),
    "]C1": Symbology("GS1-128", "elements"),
    "]C4": Symbology("ISBT 128", "text"),
    "]e0": Symbology("GS1 DataBar / composite", "elements"),
    "]d1": Symbology("DataMatrix", "text"),
    "]d2": Symbology("GS1 DataMatrix", "elements"),
    "]Q1": Symbology("QR Code", "text"),
    "]Q3": Symbology("GS1 QR Code", "elements"),
    "]J0": Symbology("DotCode", "text"),
    "]J1": Symbology("GS1 DotCode", "elements"),
    "]I0": Symbology("ITF", "text"),
    "]I1": Symbology("ITF-14", "text"),
    "]A0": Symbology("Code 39", "text"),
    "]X0": Symbology("vendor special", "upc"),
}
_BY_CODE_CHARACTER = {
    "A": "Code 39",
    "B": "Telepen",
    "C": "Code 128",
    "D": "Code One",
    "F": "Codabar",
    "G": "Code 93",
    "H": "Code 11",
    "I": "ITF",
    "J": "DotCode",
    "K": "Code 16K",
    "L": "PDF417",
    "M": "MSI",
    "N": "Anker",
    "O": "Codablock",
    "P": "Plessey",
    "Q": "QR Code",
    "R": "2 of 5, two-bar start",
    "S": "2 of 5, three-bar start",
    "T": "Code 49",
    "U": "MaxiCode",
    "X": "vendor special",
    "Z": "no barcode",
    "c": "Channel Code",
    "d": "DataMatrix",
    "e": "GS1 composite",
    "h": "Han Xin",
    "o": "OCR",
    "p": "PosiCode",
    "s": "SuperCode",
    "z": "Aztec",
}
_IDENTIFIER = re.compile(r"\][A-Za-z][0-9A-Fa-f]")


def split(scan: str) -> tuple[str | None, str]:
    """Part an AIM identifier from the data behind it; None if `scan` does not begin with one that is known."""
    match = _IDENTIFIER.match(scan)
    if match is None or symbology(match.group()) is None:
        return None, scan
    return match.group(), scan[match.end() :]


def symbology(identifier: str) -> Symbology | None:
    """Return what an identifier means; None for one that ISO/IEC 15424 does not know."""
    if _IDENTIFIER.fullmatch(identifier) is None:
        return None
    known = _BY_IDENTIFIER.get(identifier)
    name = _BY_CODE_CHARACTER.get(identifier[1])
    return known or (None if name is None else Symbology(name, "text"))
