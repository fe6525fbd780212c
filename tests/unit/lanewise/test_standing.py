"""Where a lane stands in a basket."""

import pytest

from contracts import view as v
from lanewise.replay.basket_row import BasketRow
from lanewise.replay.standing import Standing, standing

ROWS = [
    BasketRow(basket_id="b", gtin="4714981010038", quantity=1, total_minor=100),
    BasketRow(basket_id="b", gtin="00000017", quantity=2, total_minor=100),
    BasketRow(basket_id="b", gtin="4011", quantity=1, total_minor=100, mass_g=350),
]


def line(code, quantity=1, mass_g=None, *, voided=False):
    return v.LineView(
        line_seq=1,
        names={},
        code=code,
        quantity=quantity,
        mass_g=mass_g,
        unit_price_minor=1,
        sold_by="each",
        gross_minor=1,
        amount_minor=1,
        voided=voided,
    )


ALL = (line("4714981010038"), line("00000017", 2), line("4011", mass_g=350))


def lane(lines, phase="basket", transaction_seq=8):
    return v.LaneView(
        rev=1,
        store_id="0001",
        store_names={},
        lane_id="1",
        currency="CNY",
        currency_exponent=2,
        phase=phase,
        transaction_seq=transaction_seq,
        lines=tuple(lines),
    )


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (lane([], "idle", None), Standing("open", 0)),
        (lane(ALL, "change_due", 7), Standing("open", 0)),
        (lane([]), Standing("open", 0)),
        (lane(ALL[:2]), Standing("open", 2)),
        (lane(ALL, "tendering"), Standing("open", 3)),
        (lane(ALL, "change_due"), Standing("closed", 3)),
        (lane(ALL[:2], "change_due"), Standing("foreign", 2)),
        (lane([line("04714981010038")]), Standing("open", 1)),
        (lane([line("1", voided=True), *ALL[:1]]), Standing("open", 1)),
        (lane([ALL[1]]), Standing("foreign", 1)),
        (lane([*ALL, ALL[0]]), Standing("foreign", 4)),
        (lane([ALL[0], line("00000017", 1)]), Standing("foreign", 2)),
        (lane([*ALL[:2], line("4011", mass_g=351)]), Standing("foreign", 3)),
    ],
)
def test_the_view_says_how_far_the_basket_is(view, expected):
    assert standing(view, ROWS, closed_seq=7) == expected
