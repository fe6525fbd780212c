"""Answers of a gateway that signs rightly and says nonsense."""

import pytest

from controller.devices.wallet import codec

KEY = b"0123456789abcdef"
WHO = codec.Credentials(merchant="m", key_id="k", key=KEY)
ASKED = codec.request("", "query", {"order_no": "o"}, WHO, unix_s=1000, valid_s=10, nonce="0" * 32)


def read(body, stamp="1000"):
    headers = {
        "lanewise-timestamp": stamp,
        "lanewise-signature": codec.sign(KEY, ("200", ASKED.path, stamp, ASKED.nonce), body),
    }
    return codec.read_answer(ASKED, "o", 200, headers, body, KEY, unix_s=1000, skew_s=300)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"order_no":"o","state":[]}', "state"),
        (b'{"order_no":"o","state":{}}', "state"),
        (b'{"order_no":"o","state":"FAILED","reason":"\\ud800"}', "text"),
        (b'{"order_no":"o","state":"SUCCESS","amount_minor":1e999}', "amount"),
        (b"[" * 60_000, "json"),
        (b"9" * 5000, "json"),
    ],
)
def test_a_bad_answer_is_refused(body, reason):
    with pytest.raises(codec.BadAnswer, match=reason):
        read(body)


@pytest.mark.parametrize("stamp", ["", "9" * 5000, "\N{SUPERSCRIPT TWO}", "-1000", "1301"])
def test_a_clock_that_is_none_is_refused(stamp):
    with pytest.raises(codec.BadAnswer, match="clock"):
        read(b'{"order_no":"o","state":"FAILED"}', stamp)
    assert read(b'{"order_no":"o","state":"FAILED"}').state == "FAILED"
