import pytest

from lanewise.vectors.area import NotExpressible
from lanewise.vectors.barcode import AREAS


@pytest.mark.parametrize(
    ("area", "given", "fields"),
    [
        (
            "barcode.scan",
            {"scan": "]E00416000336108"},
            {"symbology": "UPC-A sent as 13 digits", "data": "0416000336108"},
        ),
        ("barcode.scan", {"scan": "]E00001234000057"}, {"symbology": "UPC-E sent as 13 digits"}),
        ("barcode.scan", {"scan": "]E0123456789012"}, {"valid": False}),
        ("barcode.scan", {"scan": "ABC"}, {"valid": False}),
        ("barcode.scan", {"scan": "]Q1"}, {"valid": True, "data": ""}),
        ("barcode.scan", {"scan": "]e00112312312312333"}, {"symbology": "GS1 DataBar"}),
        ("barcode.elements", {"elements": "991234", "fnc1": "^"}, {"valid": False}),
        ("barcode.elements", {"elements": "^991234", "fnc1": "^"}, {"valid": True, "ais": [["99", "1234"]]}),
        ("barcode.elements", {"bracketed": "(21)ABC123"}, {"valid": False}),
        ("barcode.elements", {"elements": "^0112312312312333^10A", "fnc1": "^"}, {"valid": True}),
        ("barcode.elements", {"elements": "^10A^^99B", "fnc1": "^"}, {"valid": False}),
        ("barcode.elements", {"elements": "^^99B", "fnc1": "^"}, {"valid": False}),
        ("barcode.scan", {"scan": "]C1\x1d0112312312312333"}, {"valid": False}),
        ("barcode.scan", {"scan": "]C1011231231231233310A\x1d\x1d99B"}, {"valid": False}),
        ("barcode.ai_value", {"elements": "^8008211231153059"}, {"value": "2021-12-31T15:30:59", "type": "datetime"}),
        ("barcode.gtin", {"elements": "^00376130321109103420"}, {"valid": True, "sscc": "376130321109103420"}),
        ("barcode.elements", {"bracketed": "(21)ABC123", "associations_checked": False}, {"valid": True}),
        ("barcode.message", {"scan": "100329|15210526", "separator": "|"}, {"ais": [["10", "0329"], ["15", "210526"]]}),
        (
            "barcode.gtin",
            {"scan": "157035381410375177", "aim": "absent"},
            {"valid": True, "sscc": "157035381410375177"},
        ),
        ("barcode.gtin", {"upc_e": "425261"}, {"upc_a": "042100005264", "format": "GTIN-12"}),
        ("barcode.rcn", {"scan": "2511119000129", "region": "DE"}, {"count": 12, "price": None, "weight_kg": None}),
        (
            "barcode.instore",
            {"scan": "2100301003501", "layout": "PP IIIII VVVVV C"},
            {"item": "00301", "price": "3.50"},
        ),
        ("barcode.instore", {"scan": "2100301003501", "layout": "PPIIIIIVVVVVC"}, {"item": "00301", "price": "3.50"}),
        (
            "barcode.instore",
            {"scan": "212345928752", "layout": "2 PPPPP c VVVV C"},
            {"valid": True, "item": "12345", "price": "28.75", "ean_check_digit_valid": True},
        ),
        ("barcode.instore", {"scan": "212345828752", "layout": "2 PPPPP c VVVV C"}, {"valid": False}),
        (
            "barcode.instore",
            {"scan": "260030100350000016", "layout": "26 IIIII AAAAA WWWWW C (00001 is one piece)"},
            {"pieces": 1, "weight": None, "amount": "3.50"},
        ),
        ("barcode.instore", {"scan": "2100301003501", "layout": "1=13, 21, 5, 5, 2"}, {"price": "3.50"}),
        ("barcode.instore", {"scan": "260030100500003503", "layout": "26 IIIII WWWWW PPPPP C"}, {"weight": "0.500"}),
        ("barcode.instore", {"scan": "0002", "rule": "1........{NND}."}, {"valid": False, "base_code": "0002"}),
        ("payment_code", {"pattern": r"^1[0-5]\d{16}$"}, {"family": "wechat"}),
        ("payment_code", {"scan": "134567890123456789", "state": "sale"}, {"family": None}),
        ("scanner.aim", {"prefix": "]Q3"}, {"symbology": "GS1 QR Code", "gs1": True}),
    ],
)
def test_answers(area, given, fields):
    got = AREAS[area](given)
    assert {name: got.get(name) for name in fields} == fields


def test_what_has_no_word_is_said():
    with pytest.raises(NotExpressible):
        AREAS["payment_code"]({"pattern": "^9$"})
    with pytest.raises(NotExpressible):
        AREAS["barcode.instore"]({"scan": "2100301003501"})
