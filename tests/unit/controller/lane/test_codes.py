"""What a scan or a keyed code asks for, whatever the decoder makes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import view as v
from controller.barcode.check_digit import measure_digit, mod10
from controller.barcode.presets import PRESETS
from controller.barcode.settings import BadgePrefix, Settings
from controller.domain import commands as c
from controller.domain.label import Label
from controller.lane.route import of_intent, of_key, of_scan
from controller.ports import ScanData


def german(prefix, value):
    return checked(f"{prefix}1234{measure_digit(value)}{value}")


def checked(digits):
    return digits + mod10(digits)


CN = Settings(layouts=PRESETS["CN"], badges=(BadgePrefix(kind="member", prefix="778", length=10),))
DE = Settings(layouts=PRESETS["DE"], currency="EUR")
CARD = "4111111111111111"
WECHAT = "134567890123456789"
FISH = checked("9952000000001")
SSCC = "00" + checked("09521000000000000")


def scan(data, aim=None, settings=CN, phase="basket", kinds=("wallet",)):
    return of_scan(ScanData(scan_seq=7, data=data, symbology=aim, received_mono_ns=0), phase, settings, kinds)


def refused(data, aim=None, settings=CN):
    command = scan(data, aim, settings)
    assert isinstance(command, c.RefuseScans)
    assert (command.scan_seq, command.scan_count) == (7, 1)
    return command.reason, command.code, command.detail


@pytest.mark.parametrize(
    ("data", "aim", "code"),
    [
        ("9520000000011", "]E0", "9520000000011"),
        ("9520000000011", None, "9520000000011"),
        ("036000291452", None, "036000291452"),
        ("0036000291452", "]E0", "0036000291452"),
        ("00036000291452", "]I1", "0036000291452"),
        ("19520000000018", "]I1", "19520000000018"),
        ("96385074", "]E4", "96385074"),
        ("01234565", None, "01234565"),
        ("4011", None, "4011"),
        ("4011", "]E0", "4011"),
        ("0000", "]E0", "0000"),
        ("9520000000012", "]E0", "9520000000012"),
        (" 9520000000011\r\n", "]E0", "9520000000011"),
        ("123456", None, "123456"),
        ("900000000000000001", "]C0", "900000000000000001"),
    ],
)
def test_digits_are_first_looked_up_as_they_were_always(data, aim, code) -> None:
    command = scan(data, aim)
    assert isinstance(command, c.RegisterItem)
    assert (command.code, command.entry_method, command.scan_seq, command.label) == (code, "scanned", 7, None)
    assert command.otherwise == "not_found"


def test_a_number_has_its_other_forms_behind_it() -> None:
    assert scan("01234565", "]X0").keys == ("01234565", "012345000065", "0012345000065", "00012345000065")
    assert scan("96385074", "]E4").keys == ("96385074", "0000096385074", "00000096385074")


def test_a_scale_label_of_china() -> None:
    both = scan(checked("26386000289700486"))
    assert both.code == checked("26386000289700486"), "the line keeps what was read"
    assert both.keys == (checked("26386000000000000"), "2638600", "38600")
    assert both.label == Label(amount_minor=2897, mass_g=486)
    amount = scan("2138700028809")
    assert (amount.keys[1:], amount.label) == (("2138700", "38700"), Label(amount_minor=2880))
    assert scan(checked("26386000050000001")).label == Label(amount_minor=500, quantity=1)


def test_labels_of_germany_say_amount_weight_or_pieces() -> None:
    assert scan(german("22", "01086"), "]E0", DE).label == Label(amount_minor=1086)
    assert scan(german("28", "01234"), None, DE).label == Label(mass_g=1234)
    assert scan(german("25", "00012"), None, DE).label == Label(quantity=12)
    damaged = german("22", "01086")
    damaged = checked(damaged[:6] + str((int(damaged[6]) + 1) % 10) + damaged[7:12])
    assert (scan(damaged, "]E0", DE).otherwise, scan(damaged, "]E0", DE).label) == ("misread", None)


def test_zeros_state_nothing() -> None:
    assert scan(german("22", "00000"), "]E0", DE).label is None
    assert scan("2138700000009").label is None


def test_an_element_string_is_its_item_with_what_it_says() -> None:
    command = scan(f"01{FISH}310300048617301231" + "10A1\x1d21S7", "]d2")
    assert command.code == FISH
    assert (command.expires, command.label) == ("301231", Label(mass_g=486, lot="A1", serial="S7"))
    priced = scan("01195200000000183922" + "1250\x1d3006", "]e0")
    assert (priced.code, priced.keys[0]) == ("19520000000018", "19520000000018")
    assert priced.label == Label(amount_minor=1250, quantity=6)
    assert scan("HTTPS://ID.GS1.ORG/01/09520000000011/10/L1", "]Q1").label == Label(lot="L1")


def test_a_box_is_the_items_in_it() -> None:
    box = scan(SSCC + "0209520000000011" + "3724", "]C1")
    assert isinstance(box, c.RegisterItem), box
    assert (box.code, box.label) == ("9520000000011", Label(quantity=24))


@pytest.mark.parametrize(
    ("data", "aim", "settings", "expected"),
    [
        (CARD, None, CN, ("card_number", "************1111", "")),
        (CARD, "]E0", CN, ("card_number", "************1111", "")),
        ("4111 1111 1111 1111", "]C0", CN, ("card_number", "************1111", "")),
        (f";{CARD}=29121010000?", "]C0", CN, ("card_number", "************1111", "")),
        ("noise!", None, CN, ("malformed_code", "noise!", "")),
        ("", None, CN, ("malformed_code", "", "")),
        ("\x1b[2J", None, CN, ("malformed_code", "\ufffd[2J", "")),
        ("(01)x", "]C1", CN, ("misread", "(01)x", None)),
        (SSCC, "]C1", CN, ("no_item", f"(00){SSCC[2:]}", "")),
        ("01195200000000183932840" + "1250\x1d3006", "]e0", CN, ("label_currency", "(3932)8401250", "USD")),
        ("(90)A", None, Settings(aim_required=True), ("scanner_setup", "(90)A", "aim_missing")),
        ("9520000000011", None, Settings(aim_required=True), ("scanner_setup", "9520000000011", "aim_missing")),
        ("4011x", "]?9", CN, ("scanner_setup", "4011x", "aim_unknown ]?9")),
    ],
)
def test_what_no_price_book_can_know_is_refused_in_words(data, aim, settings, expected) -> None:
    got = refused(data, aim, settings)
    assert [want for want, had in zip(expected, got, strict=True) if want is not None and want != had] == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (checked("991234567890"), "coupon_later"),
        (checked("51234567890"), "coupon_later"),
        ("7781234567", "member_later"),
        (WECHAT, "payment_too_early"),
        ("9520000000012", "not_found"),
        ("00036000291451", "not_found"),
    ],
)
def test_other_numbers_are_for_the_price_book_first(data, reason) -> None:
    command = scan(data)
    assert isinstance(command, c.RegisterItem)
    assert (command.otherwise, command.label) == (reason, None)


def test_a_wallet_pays_at_the_tender_alone() -> None:
    assert scan(WECHAT, phase="tendering") == c.TenderWallet(code=WECHAT, scan_seq=7)
    without = scan(WECHAT, phase="tendering", kinds=())
    assert (without.reason, without.code) == ("no_wallet", "13************6789")
    assert isinstance(scan(WECHAT), c.RegisterItem)
    label = checked("28386000289700486")
    assert scan(label, "]C0").label is not None
    assert isinstance(scan(label, "]C0", phase="tendering"), c.TenderWallet)


def test_a_person_may_key_a_damaged_label() -> None:
    keyed = of_key(" 2138700028809 ", Settings(layouts=PRESETS["CN"], aim_required=True))
    assert isinstance(keyed, c.RegisterItem)
    assert (keyed.entry_method, keyed.scan_seq, keyed.label) == ("keyed", None, Label(amount_minor=2880))
    assert of_key(CARD, CN) == c.Rejected("card_number", {"code": "************1111"})
    assert of_key("", CN) == c.Rejected("malformed_code", {"code": ""})
    assert of_intent(v.KeyCode(code="4011"), CN) == c.RegisterItem(code="4011", entry_method="keyed")
    assert of_intent(v.TenderWallet(code="4011"), CN, ("wallet",)) == c.Rejected("no_wallet_code", {})


DATA = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"[0-9]{1,24}", fullmatch=True),
    st.from_regex(
        r"01[0-9]{14}(17[0-9]{6}|310[0-6][0-9]{6}|392[0-3][0-9]{1,8}\x1d|10[A-Z0-9]{1,9}\x1d){0,3}", fullmatch=True
    ),
)
AIMS = st.sampled_from([None, "]E0", "]E3", "]E4", "]C0", "]C1", "]e0", "]d2", "]Q1", "]I1", "]X0", "]?9", "]"])


@given(DATA, AIMS, st.sampled_from([CN, DE]), st.sampled_from(["idle", "tendering", "paying"]))
def test_every_scan_asks_for_something(data, aim, settings, phase) -> None:
    command = scan(data, aim, settings, phase)
    assert isinstance(command, c.RegisterItem | c.RefuseScans | c.TenderWallet)
    assert command.scan_seq == 7
    if isinstance(command, c.RegisterItem):
        assert command.code.isascii()
        assert command.code.isdigit()


@given(st.from_regex(r"[0-9]{7}|[0-9]{11,13}", fullmatch=True), st.sampled_from([None, "]E0", "]E4", "]I1", "]C0"]))
def test_a_gtin_is_journaled_as_it_was_before_there_were_labels(digits, aim) -> None:
    data = checked(digits)
    for settings in (Settings(), CN):
        command = scan(data, aim, settings)
        if not isinstance(command, c.RegisterItem):  # a card's number of 13 digits, or more than a GTIN by its aim
            continue
        assert command.code == (data[1:] if len(data) == 14 and data[0] == "0" else data)


@given(st.sampled_from([CARD, "6212345678901232", "370000000000002"]), AIMS, st.booleans())
def test_a_card_is_written_nowhere(card, aim, tracks) -> None:
    assert card not in repr(scan(f";{card}=2912101?" if tracks else card, aim))
