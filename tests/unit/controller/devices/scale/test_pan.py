"""What may be sold: net, at rest, and not the same item twice."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.scale.pan import Pan, Shown
from controller.devices.scale.reading import Weight, state_of


def weight(grams, *, moving=False, net=None, unit="kg"):
    value = Decimal(grams).scaleb(-3)
    return Weight(state=state_of(value, moving=moving), value=value, unit=unit, net=net)


def look(pan, seen, tare_g=0, scale_tare_g=0):
    return pan.look(seen, tare_g=tare_g, scale_tare_g=scale_tare_g)


@pytest.mark.parametrize(
    ("seen", "tare_g", "scale_tare_g", "shown"),
    [
        (weight(500), 0, 0, Shown("stable", 500)),
        (weight(500), 20, 0, Shown("stable", 480)),
        (weight(20), 20, 0, Shown("zero", 0)),
        (weight(10), 20, 0, Shown("under", -10)),
        (weight(500, moving=True), 20, 0, Shown("moving", 480)),
        (weight(480, net=True), 20, 20, Shown("stable", 480)),
        (weight(500, net=False), 20, 20, Shown("unknown", None)),
        (weight(480, net=True), 0, 0, Shown("stable", 480)),
        (weight(480, net=True), 20, 0, Shown("unknown", None)),
        (weight(500, unit="lb"), 0, 0, Shown("unknown", None)),
        (Weight(state="over"), 20, 0, Shown("over", None)),
        (Weight(state="moving"), 0, 0, Shown("moving", None)),
    ],
)
def test_the_net_weight(seen, tare_g, scale_tare_g, shown):
    assert look(Pan(), seen, tare_g, scale_tare_g) == shown


def test_what_was_sold_is_not_sold_again_whatever_its_tare_is_now():
    pan = Pan()
    assert look(pan, weight(480, net=True), 20, 20) == Shown("stable", 480)
    pan.sell()
    assert look(pan, weight(500, net=False)) == Shown("not_cleared", 500)
    assert look(pan, weight(470, net=True), 30, 30) == Shown("not_cleared", 470)
    assert look(pan, Weight(state="unknown")) == Shown("unknown", None)
    assert look(pan, weight(500)) == Shown("not_cleared", 500)
    assert look(pan, weight(700)) == Shown("stable", 700)


def test_with_zero_between_only_an_empty_scale_clears():
    pan = Pan(zero_between=True)
    look(pan, weight(500))
    assert not pan.sell()
    assert look(pan, weight(700)) == Shown("not_cleared", 700)
    assert look(pan, weight(600, moving=True)) == Shown("moving", 600)
    assert look(pan, weight(500)) == Shown("not_cleared", 500)
    assert look(pan, weight(0)) == Shown("zero", 0)
    assert look(pan, weight(500)) == Shown("stable", 500)
    assert pan.sell()
    assert look(pan, weight(500)) == Shown("not_cleared", 500)
    assert look(pan, weight(500)).state != "stable"


@given(
    st.lists(
        st.tuples(st.integers(-200, 2000), st.booleans(), st.sampled_from([None, True, False]), st.integers(0, 100))
    ),
    st.booleans(),
)
def test_only_a_positive_weight_at_rest_is_ever_stable(looks, zero_between):
    pan = Pan(zero_between=zero_between)
    for grams, moving, net, tare_g in looks:
        shown = look(pan, weight(grams, moving=moving, net=net), tare_g)
        if shown.state == "stable":
            assert shown.mass_g > 0
            assert not moving
            assert not (net and tare_g)
            pan.sell()
            assert look(pan, weight(grams, net=net), tare_g).state == "not_cleared"
