"""UPC-E: twelve digits with four or five zeros squeezed out. Pure."""

import re

_UPC_E = re.compile(r"([01]?)([0-9])([0-9])([0-9])([0-9])([0-9])([0-9])")
_CHECKED = re.compile(r"[0-9]{8}")


def expanded(upc_e: str) -> str | None:
    """Expand UPC-E of 6, 7 or 8 digits to the 12 of UPC-A; None for number systems other than 0 and 1."""
    checked = _CHECKED.fullmatch(upc_e) is not None
    match = _UPC_E.fullmatch(upc_e[:-1] if checked else upc_e)
    if match is None:
        return None
    system = match.group(1) or "0"
    d1, d2, d3, d4, d5, d6 = match.group(2, 3, 4, 5, 6, 7)
    if d6 in "012":
        body = system + d1 + d2 + d6 + "0000" + d3 + d4 + d5
    elif d6 == "3":
        body = system + d1 + d2 + d3 + "00000" + d4 + d5
    elif d6 == "4":
        body = system + d1 + d2 + d3 + d4 + "00000" + d5
    else:
        body = system + d1 + d2 + d3 + d4 + d5 + "0000" + d6
    check = -sum(int(digit) * (3, 1)[index % 2] for index, digit in enumerate(body)) % 10
    return body + (upc_e[-1] if checked else str(check))
