r"""North American coupons: whether the digits of AI 8110 and AI 8112 have their form.

What a coupon takes off is the pricing engine's business; here it is only told from a misread one.

    8110  |v 0-6| company prefix +6 |offer code 6|v 1-5| save value |v 1-5| requirement |code 1|family 3| then maybe:
          '1' |rule 1|v 1-5| requirement |code 1|family 3|v 0-6| company prefix +6 |   second purchase; '9' instead of
          '2'        |v 1-5| requirement |code 1|family 3|v 0-6| company prefix +6 |   v: the first one's company
          '3' |YYMMDD|  last day      '4' |YYMMDD|  first day      '5' |v 0-9| serial +6 |
          '6' |v 1-7| company prefix or GLN +6 |  retailer        '9' |save code|applies to|store coupon|don't multiply|

    8112  |format '0' or '1'|v 0-6| funder +6 |offer code 6|v 0-9| serial +6 |

`v` says how many digits follow, `+6` six more than that. Source: GS1 US, North American Coupon Application Guideline;
GS1 Barcode Syntax Dictionary, `couponcode` and `couponposoffer`.
"""

import re

from controller.barcode.dates import is_day


def _sized(lengths: range, more: int = 0) -> str:
    return "(?:" + "|".join(rf"{length}[0-9]{{{length + more}}}" for length in lengths) + ")"


_COMPANY = _sized(range(7), 6)
_SERIAL = _sized(range(10), 6)
_VALUE = _sized(range(1, 6))
_PURCHASE = rf"{_VALUE}[012349][0-9]{{3}}"
_8110 = re.compile(
    rf"{_COMPANY}[0-9]{{6}}{_VALUE}{_PURCHASE}"
    rf"(?:1[0-3]{_PURCHASE}(?:{_COMPANY}|9))?"
    rf"(?:2{_PURCHASE}(?:{_COMPANY}|9))?"
    rf"(?:3(?P<last>[0-9]{{6}}))?"
    rf"(?:4(?P<first>[0-9]{{6}}))?"
    rf"(?:5{_SERIAL})?"
    rf"(?:6{_sized(range(1, 8), 6)})?"
    rf"(?:9[01256][012][0-9][01])?"
)
_8112 = re.compile(rf"(?P<offer>[01]{_COMPANY}[0-9]{{6}}){_SERIAL}")


def is_8110(value: str) -> bool:
    """Say whether `value` is a coupon that carries its terms. Its first day must not come after its last."""
    match = _8110.fullmatch(value)
    if match is None:
        return False
    first, last = match["first"], match["last"]
    return all(day is None or is_day(day) for day in (first, last)) and (not first or not last or first <= last)


def is_8112(value: str) -> bool:
    """Say whether `value` is a coupon of an offer file."""
    return _8112.fullmatch(value) is not None


def offer_8112(value: str) -> str | None:
    """Return an AI 8112 without its serial number, as a price book lists the offer; None if it is none."""
    match = _8112.fullmatch(value)
    return None if match is None else f"8112{match['offer']}"
