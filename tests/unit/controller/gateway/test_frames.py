import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.view import Ack, Delta, IntentFrame, Ping
from controller.gateway import frames
from controller.gateway.rate import Bucket

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
TYPED = st.fixed_dictionaries(
    {"type": st.sampled_from(["intent", "ping", "resync", "x"]), "seq": JSON, "command_id": JSON},
    optional={
        "intent": st.fixed_dictionaries(
            {"kind": st.sampled_from(["key_code", "start_tender"])}, optional={"code": JSON}
        )
    },
)


def decoded(text):
    """Return the frame, or the refusal it gets; anything else raised fails the test."""
    try:
        return frames.decode(text)
    except frames.MalformedFrame as error:
        return frames.refusal(error)


@given(st.text() | JSON.map(lambda value: msgspec.json.encode(value).decode()))
def test_whatever_comes_is_answered(text):
    assert frames.encode(decoded(text)).startswith('{"type":')


@given(TYPED)
def test_nearly_right_frames_are_bounded(value):
    frame = decoded(json.dumps(value))
    assert abs(getattr(frame, "seq", 0)) < 2**53
    assert not isinstance(frame, IntentFrame) or 1 <= len(frame.command_id) <= 64


def test_frames_are_text():
    assert frames.encode(Delta(rev=2, set={"quantity": msgspec.Raw(b"3")})) == (
        '{"type":"delta","rev":2,"set":{"quantity":3},"lines":[],"lines_reset":false}'
    )
    assert frames.decode('{"type":"ping","seq":4}') == Ping(seq=4)


def test_a_refusal_says_where_the_frame_is_wrong():
    with pytest.raises(frames.MalformedFrame) as caught:
        frames.decode('{"type":"ping","seq":"x"}')
    assert frames.refusal(caught.value) == Ack(
        seq=0, ok=False, code="malformed", args={"detail": "Expected `int`, got `str` - at `$.seq`"}
    )


def test_a_bucket_lets_a_burst_and_then_its_rate_through():
    bucket = Bucket(rate_per_s=10, burst=3, now_s=0)
    assert [bucket.take(0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(0.1), bucket.take(0.1)] == [True, False]
    assert [bucket.take(100) for _ in range(4)] == [True, True, True, False]
