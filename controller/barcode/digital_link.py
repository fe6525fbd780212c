"""GS1 Digital Link URIs, uncompressed.

    https://example.com/stem/01/09520123456788/10/ABC1/21/12345?17=180426&3103=000195&lang=de#about
    scheme  domain      stem key GTIN          qualifiers      attributes             ignored  ignored

The path is read from its end: the last primary key counts, whatever the stem looks like. Qualifiers stand in the key's
order; what belongs into the path may not stand behind the `?`. Values are percent-coded; in the path `+` is itself.
Spelled-out keys (`/gtin/...`) and GTINs of fewer than 14 digits are no longer part of the standard.

Source: GS1 Digital Link Standard: URI Syntax, release 1.4.
"""

import re
from collections.abc import Sequence

from controller.barcode.ai import Ai, table
from controller.barcode.elements import MAX_ELEMENTS, Element, ElementFault, Elements, check_value

SCHEMES = ("https://", "HTTPS://", "http://", "HTTP://")
_URI = re.compile(
    r"(?:https?|HTTPS?)://(?P<domain>[A-Za-z0-9.:\[\]-]+)"
    r"(?P<path>/[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?"
)
_URI_CHARACTERS = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")


def is_link(text: str) -> bool:
    """Say whether `text` has the scheme of a Digital Link; in mixed case it is none."""
    return text.startswith(SCHEMES)


def parse(uri: str) -> Elements | ElementFault:
    """Take a URI apart: the elements of its path, then those behind the `?`, in their order."""
    match = _URI.fullmatch(uri) if _URI_CHARACTERS.fullmatch(uri) else None
    if match is None:
        return ElementFault("syntax")
    path = _path(match["path"])
    if isinstance(path, ElementFault):
        return path
    query = _query(match["query"] or "")
    if isinstance(query, ElementFault):
        return query
    return _misplaced(path, query) or tuple(path + query)


def _path(path: str) -> list[Element] | ElementFault:
    segments = path.split("/")[1:]
    start = _key_at(segments)
    if start is None:
        return ElementFault("missing", detail="primary key")
    elements = [
        Element(ai, _unescape(value)) for ai, value in zip(segments[start::2], segments[start + 1 :: 2], strict=True)
    ]
    return _first_fault(elements) or elements


def _key_at(segments: Sequence[str]) -> int | None:
    """Go from the end over pairs of AI and value to the first primary key."""
    for at in range(len(segments) - 2, -1, -2):
        ai = table().get(segments[at])
        if ai is None:
            return None
        if ai.qualifiers is not None:
            return at
    return None


def _query(query: str) -> list[Element] | ElementFault:
    pairs = [pair.partition("=") for pair in query.split("&") if "=" in pair]
    named = [(name, value) for name, _, value in pairs if name.isascii() and name.isdigit()]
    unknown = next((name for name, _ in named if name not in table()), None)
    if unknown is not None:
        return ElementFault("unknown_ai", unknown)
    if len(named) > MAX_ELEMENTS:
        return ElementFault("too_many")
    elements = [Element(name, _unescape(value.replace("+", " "))) for name, value in named]
    return _first_fault(elements) or elements


def _first_fault(elements: Sequence[Element]) -> ElementFault | None:
    faults = (check_value(table()[element.ai], element.value) for element in elements)
    return next((fault for fault in faults if fault is not None), None)


def _misplaced(path: Sequence[Element], query: Sequence[Element]) -> ElementFault | None:
    ais = [element.ai for element in (*path, *query)]
    repeated = next((ai for ai in ais if ais.count(ai) > 1), None)
    if repeated is not None:
        return ElementFault("excluded", repeated, "repeated")
    key, *qualifiers = (element.ai for element in path)
    allowed = table()[key].qualifiers or ()
    if not any(_in_order(qualifiers, order) for order in allowed):
        return ElementFault("syntax", key, "qualifiers")
    for element in query:
        ai = table()[element.ai]
        if not ai.is_attribute or _belongs_in_path(ai, qualifiers, allowed):
            return ElementFault("syntax", ai.ai, "no attribute")
    return None


def _belongs_in_path(ai: Ai, qualifiers: Sequence[str], allowed: Sequence[Sequence[str]]) -> bool:
    return any(ai.ai in order and set(qualifiers) <= set(order) for order in allowed)


def _in_order(qualifiers: Sequence[str], order: Sequence[str]) -> bool:
    return list(qualifiers) == [ai for ai in order if ai in qualifiers]


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
