import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.terminal.match import NOTHING, differ, is_reversal_since, judge
from controller.devices.terminal.status import StatusInformation, Totals

OLD = StatusInformation(result=0, amount_minor=500, receipt="0041", trace="000041", terminal_id="29001006")
OURS = StatusInformation(result=0, amount_minor=500, receipt="0042", trace="000042", terminal_id="29001006")
DAY = StatusInformation(result=0, amount_minor=9000, trace="000043", totals=Totals("0001", "0042", ()))


def verdict(before, last, amount_minor=500, terminal_id="29001006"):
    return judge(amount_minor=amount_minor, currency=978, terminal_id=terminal_id, before=before, last=last)


def change(status, **changes):
    from dataclasses import replace

    return replace(status, **changes)


@pytest.mark.parametrize(
    ("before", "last", "expected"),
    [
        (OLD, OLD, "not_charged"),
        (OLD, OURS, "charged"),
        (OLD, change(OURS, result=0x6C), "not_charged"),
        (OLD, change(OURS, original_trace="000041"), "not_charged"),
        (OLD, change(OURS, amount_minor=501), "unknown"),
        (OLD, change(OURS, amount_minor=None), "unknown"),
        (OLD, change(OURS, currency=756), "unknown"),
        (OLD, change(OURS, terminal_id="11111111"), "unknown"),
        (OLD, change(OURS, receipt="0041"), "unknown"),
        (OLD, change(OURS, receipt=None), "charged"),
        (OLD, change(OURS, receipt=None, trace=None), "unknown"),
        (OLD, change(OURS, receipt=None, trace="000000"), "unknown"),
        (OLD, None, "unknown"),
        (OLD, NOTHING, "unknown"),
        (OLD, DAY, "unknown"),
        (DAY, DAY, "not_charged"),
        (DAY, OURS, "charged"),
        (NOTHING, NOTHING, "not_charged"),
        (NOTHING, OURS, "charged"),
        (None, OURS, "unknown"),
        (None, change(OURS, amount_minor=7), "not_charged"),
        (None, change(OURS, amount_minor=None), "unknown"),
        (None, DAY, "unknown"),
    ],
)
def test_verdicts(before, last, expected):
    assert verdict(before, last) == expected


STATUSES = st.builds(
    StatusInformation,
    result=st.sampled_from([0, 0x6C, None]),
    amount_minor=st.sampled_from([500, 7, None]),
    receipt=st.sampled_from(["0041", "0042", None]),
    trace=st.sampled_from(["000041", "000042", "000000", None]),
    original_trace=st.sampled_from(["000001", None]),
)


@given(st.none() | STATUSES, st.none() | STATUSES)
def test_only_a_new_approved_payment_of_this_amount_is_charged(before, last):
    if verdict(before, last) == "charged":
        assert before is not None
        assert before == NOTHING or differ(before, last) is True
        assert last.approved
        assert last.amount_minor == 500
        assert last.original_trace is None


@given(STATUSES)
def test_the_same_transaction_is_never_charged(status):
    assert verdict(status, status) != "charged"


def test_a_reversal_since():
    back = change(OURS, original_trace="000041")
    assert is_reversal_since(OLD, back, 500)
    assert not is_reversal_since(OLD, back, 499)
    assert not is_reversal_since(back, back, 500)
    assert not is_reversal_since(OLD, OURS, 500)
    assert not is_reversal_since(None, back, 500)
