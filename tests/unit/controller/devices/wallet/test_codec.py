import hashlib
import hmac
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.devices.wallet.client import endpoint
from controller.devices.wallet.codec import BadAnswer, Credentials, canonical, read_answer, request, sign

KEY = b"0123456789abcdef"
WHO = Credentials(merchant="m1", key_id="k1", key=KEY)
ASKED = request("/api", "query", {"order_no": "i1"}, WHO, unix_s=1000, valid_s=10, nonce="n" * 32)


def answer(fields, *, status=200, unix_s=1000, nonce=ASKED.nonce, key=KEY, **options):
    body = fields if isinstance(fields, bytes) else canonical(fields)
    signature = sign(key, (str(status), ASKED.path, str(unix_s), nonce), body)
    headers = {"lanewise-timestamp": str(unix_s), "lanewise-signature": signature}
    return read_answer(ASKED, "i1", status, headers, body, KEY, unix_s=options.get("now", 1000), skew_s=300)


def reason(*args, **options):
    with pytest.raises(BadAnswer) as bad:
        answer(*args, **options)
    return bad.value.reason


def test_a_request_is_signed_over_everything_that_matters():
    headers = dict(ASKED.headers)
    assert ASKED.path == "/api/v1/query"
    assert ASKED.body == b'{"order_no":"i1"}'
    assert (headers["lanewise-timestamp"], headers["lanewise-expires"]) == ("1000", "1010")
    text = f"POST\n/api/v1/query\n1000\n1010\n{'n' * 32}\n{hashlib.sha256(ASKED.body).hexdigest()}\n"
    assert headers["lanewise-signature"] == hmac.new(KEY, text.encode(), "sha256").hexdigest()
    other = request("/api", "query", {"order_no": "i2"}, WHO, unix_s=1000, valid_s=10, nonce="n" * 32)
    assert dict(other.headers)["lanewise-signature"] != headers["lanewise-signature"]


def test_a_believed_answer():
    got = answer({"order_no": "i1", "state": "SUCCESS", "amount_minor": 5, "transaction_id": "T1", "extra": [1]})
    assert (got.state, got.amount_minor, got.transaction_id, got.payer) == ("SUCCESS", 5, "T1", "")


@pytest.mark.parametrize(
    ("fields", "options", "why"),
    [
        ({"order_no": "i1", "state": "REVOKED"}, {"key": b"x" * 16}, "signature"),
        ({"order_no": "i1", "state": "REVOKED"}, {"nonce": "0" * 32}, "signature"),
        ({"order_no": "i1", "state": "REVOKED"}, {"now": 2000}, "clock"),
        ({"order_no": "i1", "state": "REVOKED"}, {"status": 500}, "status_500"),
        ({"order_no": "i2", "state": "REVOKED"}, {}, "order"),
        ({"order_no": "i1", "state": "DONE"}, {}, "state"),
        ({"order_no": "i1", "state": "SUCCESS"}, {}, "amount"),
        ({"order_no": "i1", "state": "SUCCESS", "amount_minor": "5"}, {}, "amount"),
        ({"order_no": "i1", "state": "SUCCESS", "amount_minor": True}, {}, "amount"),
        ({"order_no": "i1", "state": "REVOKED", "reason": 7}, {}, "text"),
        (b"[]", {}, "state"),
        (b"{", {}, "json"),
        (b"\xff", {}, "json"),
    ],
)
def test_what_is_not_believed(fields, options, why):
    assert reason(fields, **options) == why


@given(st.binary(max_size=200))
def test_no_body_crashes(body):
    with suppress(BadAnswer):
        answer(body)


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.integers(), max_size=4))
def test_the_canonical_form_is_one_and_reads_back(fields):
    assert json.loads(canonical(fields)) == fields
    assert canonical(dict(reversed(fields.items()))) == canonical(fields)


def test_addresses():
    there = endpoint("https://pay.example:8443/gate/")
    assert (there.host, there.port, there.base_path, there.tls) == ("pay.example", 8443, "/gate", True)
    assert endpoint("https://pay.example").port == 443
    assert not endpoint("http://127.0.0.1:9000").tls
    for bad in ("pay.example", "ftp://pay.example", "http://pay.example", "https://a:b@pay.example", "https://x?y"):
        with pytest.raises(ValueError, match="gateway"):
            endpoint(bad)
