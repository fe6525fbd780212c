"""One odd vector ends alone: every other vector of the file is still put to its codec."""

import pytest

from lanewise.vectors import areas
from lanewise.vectors.area import NotExpressible
from lanewise.vectors.command import NoVectors, read_vectors, report
from lanewise.vectors.given import bytes_of, received
from lanewise.vectors.report import run, same

GOOD = {"id": "good", "area": "scale.toledo8217", "given": {"rx": "0230312e3235300d"}, "expect": {"weight": "1.250"}}


def outcome_of(vector):
    odd, good = run([vector, GOOD], areas.ALL)
    assert good.status == "ok"
    return odd


@pytest.mark.parametrize("area", sorted(areas.ALL))
def test_a_vector_that_gives_nothing_is_said_not_stumbled_over(area):
    odd = outcome_of({"id": "x", "area": area, "given": {}, "expect": {"weight": None}})
    assert (odd.status, odd.reason != "") == ("not_expressible", True)


@pytest.mark.parametrize(
    "vector",
    [
        {"id": "x", "area": "scale.unheard_of", "given": {"rx": "02"}, "expect": {}},
        {"id": "x", "area": "scale.nci"},
        {"id": "x", "area": "scale.nci", "given": [], "expect": {}},
        {"id": "x", "area": "scale.nci", "given": {"rx": "0g"}, "expect": {}},
        {"id": "x", "area": "scale.nci", "given": {"rx": 12}, "expect": {}},
        {"id": "x", "area": "barcode.rcn", "given": {"scan": "2012345678903", "region": "XX"}, "expect": {}},
        {"id": "x", "area": "barcode.coupon", "given": {"ai": "10", "value": "1"}, "expect": {}},
        {"id": "x", "area": "barcode.check_digit", "given": {"without_check": "12a"}, "expect": {}},
        {"id": "x", "area": "barcode.check_digit", "given": {"price_field": "123"}, "expect": {}},
        {"id": "x", "area": "barcode.instore", "given": {"scan": "2", "layout": "II WW II C"}, "expect": {}},
        {"id": "x", "area": "barcode.instore", "given": {"scan": "2", "rule": "{{"}, "expect": {}},
        {"id": "x", "area": "payment_code", "given": {"pattern": "("}, "expect": {}},
        {"id": "x", "area": "printer.dle_eot", "given": {"tx": "1004", "rx": "12"}, "expect": {}},
    ],
)
def test_an_odd_vector_ends_alone(vector):
    odd = outcome_of(vector)
    assert (odd.status, odd.reason != "") == ("not_expressible", True)


def test_a_mapping_that_stumbles_is_a_difference_of_its_vector():
    def stumbles(given):
        return {"weight": given["weights"][0]}

    [odd] = run([{"id": "x", "area": "a", "given": {"rx": "02"}, "expect": {"weight": "1"}}], {"a": stumbles})
    assert (odd.status, odd.reason) == ("differs", "KeyError: 'weights'")
    assert odd.wrong == {"weight": ("1", "KeyError: 'weights'")}


def test_the_counts_are_those_of_the_outcomes():
    counts = report(run([GOOD, {"id": "x"}, {**GOOD, "expect": {"weight": "1.251"}}], areas.ALL))
    assert {name: counts[name] for name in ("ok", "differs", "not_expressible")} == {
        "ok": 1,
        "differs": 1,
        "not_expressible": 1,
    }


@pytest.mark.parametrize(
    ("expect", "status"),
    [
        ({"symbology": "GS1 DataMatrix"}, "ok"),
        ({"symbology": "GS1 Data Matrix"}, "differs"),
        ({"symbology": "DataMatrix"}, "differs"),
        ({"symbology": "GS1 DataMatrix + composite"}, "differs"),
        ({"data": "01 12345678901231"}, "differs"),
    ],
)
def test_words_and_data_are_compared_as_they_are(expect, status):
    given = {"scan": "]d20112345678901231"}
    assert outcome_of({"id": "x", "area": "barcode.scan", "given": given, "expect": expect}).status == status


@pytest.mark.parametrize(("shown", "status"), [("upper line = HELLO", "ok"), ("upper line = hello", "differs")])
def test_what_a_display_shows_is_compared_exactly(shown, status):
    given = {"tx": "1b514148454c4c4f0d"}
    assert (
        outcome_of({"id": "x", "area": "display.cd5220", "given": given, "expect": {"effect": shown}}).status == status
    )


@pytest.mark.parametrize("content", [b"", b"[1", b"[]", b"{}", b'{"vectors": 1}', b'{"vectors": [1]}', b"\xff\xfe{"])
def test_a_file_without_vectors_is_refused(content):
    with pytest.raises(NoVectors):
        read_vectors(content)


@pytest.mark.parametrize("spelling", ["1b40", "1B40", "1B 40", "0x1b 0x40", "0X1B40", "1b:40", r"\x1b\x40", "1b\n40"])
def test_bytes_in_any_spelling(spelling):
    assert bytes_of({"tx": spelling}, "tx") == b"\x1b\x40"
    assert received({"rx_chunks": [spelling, "00"]}) == [b"\x1b\x40", b"\x00"]


@pytest.mark.parametrize("value", [None, 1, [], "1", "1b4", "zz"])
def test_what_are_no_bytes_is_said(value):
    with pytest.raises(NotExpressible):
        bytes_of({"tx": value}, "tx")


@pytest.mark.parametrize(
    ("expected", "got", "equal"),
    [
        ("0.20", "0.2", True),
        ("0.20", "0.02", False),
        ("007", "7", False),
        (True, 1, False),
        ("12", 12, True),
        ("012", 12, False),
        ("True", True, False),
        ("2021-12-31 15:30", "2021-12-31T15:30:00", True),
        ("2021-12-31 15:30", "2021-12-31T15:31:00", False),
        ("15:30", "15:30:00", False),
        (["a"], ["a", "b"], False),
        ({"pin": 2}, {"pin": 2, "on_ms": 50}, True),
        ({"pin": 2}, {"pin": 5, "on_ms": 50}, False),
    ],
)
def test_values_are_compared_by_what_they_say(expected, got, equal):
    assert same(expected, got) is equal
