import pytest

from controller.devices.terminal.slip import lines
from controller.devices.terminal.status import (
    IntermediateStatus,
    Print,
    StatusInformation,
    read_abort,
    read_end,
    read_intermediate,
    read_print_line,
    read_status,
    read_text_block,
)
from controller.devices.terminal.words import result_word, status_word


def test_a_result_in_full():
    got = read_status(
        bytes.fromhex(
            "2700040000000020400b0004700c2239530d10060e25121700011970"
            "22f0f8eeeeeeeeeeee47712928004869490978870470880004708a2e8bf0f34142003cf0f0f2efbe"
        )
    )
    assert got.approved
    assert (got.amount_minor, got.currency, got.receipt, got.trace) == (2040, 978, "0470", "000470")
    assert (got.time, got.date, got.expiry, got.card) == ("22:39:53", "10-06", "2512", "************4771")
    assert (got.terminal_id, got.card_type, got.card_name) == ("28004869", 46, "AB")


def test_a_result_without_a_terminal_id_and_with_a_long_trace():
    got = read_status(bytes.fromhex("27000b00000006071f2b0410015008"))
    assert got.terminal_id is None
    assert got.trace == "10015008"


def test_an_empty_name_falls_back_to_the_card_type():
    assert read_status(bytes.fromhex("27008a068bf0f100")).scheme == "Mastercard"


def test_totals_of_a_day():
    body = "00680071" + "04000000002600" + "00" * 42
    got = read_status(bytes.fromhex("2700040000000026000c1059370d0331" + "60f0f5f3" + body))
    assert (got.totals.first_receipt, got.totals.last_receipt) == ("0068", "0071")
    assert (got.totals.schemes[0].count, got.totals.schemes[0].amount_minor) == (4, 2600)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("40", Print(("",))),
        ("0020", Print((" ",))),
        ("81", Print(("",), last=True)),
        ("ff03", Print(("", "", ""))),
        ("4042455a41484c5406041f070102", Print(("BEZAHLT",), kind="cardholder")),
        ("8106041f070101", Print(("",), last=True, kind="merchant")),
        ("", Print(("",))),
    ],
)
def test_print_lines(data, expected):
    got = read_print_line(bytes.fromhex(data))
    assert (got.lines, got.kind) == (expected.lines, expected.kind)
    if expected.last:
        assert got.last


def test_a_text_block():
    inner = "0703414243" + "090100" + "0700" + "0901ff" + "0700"
    got = read_text_block(bytes.fromhex("0615" + "1f070102" + "250f" + inner))
    assert got.kind == "cardholder"
    assert got.last
    assert got.lines == ("ABC", "", "")


def test_a_block_whose_container_is_cut_gives_whole_lines():
    assert read_text_block(bytes.fromhex("06082506070141070a42")).lines == ("A",)
    assert read_text_block(b"").lines == ()


def test_what_the_terminal_waits_for():
    got = read_intermediate(bytes.fromhex("0a01" + "0608" + "2406" + "07044b617274"))
    assert got == IntermediateStatus(0x0A, 60, ("Kart",))
    assert read_intermediate(b"\x0e") == IntermediateStatus(0x0E)
    assert read_intermediate(b"") is None
    assert (status_word(0x0A), status_word(0x4B), status_word(0x77)) == ("insert_card", "remove_card", "please_wait")


def test_ends():
    assert read_end(b"\xdc").result == 0xDC
    assert read_end(bytes.fromhex("27e0")).result == 0xE0
    assert read_end(b"").result is None
    registered = read_end(bytes.fromhex("19002929001006490978"))
    assert registered.result is None
    assert registered.fields.get(0x29).hex() == "29001006"
    versioned = read_end(bytes.fromhex("f0f0f7322e31342e313500"))
    assert (versioned.software, versioned.result) == ("2.14.15", 0)
    assert read_abort(b"\x6c").result == 0x6C
    assert read_abort(b"").result is None


def test_words_of_results():
    assert result_word(None) == "no_result"
    assert result_word(0x42) == "declined"
    assert result_word(0xEE) == "terminal_error"


def test_a_slip_says_what_is_known_and_asks_for_a_signature():
    status = StatusInformation(result=0, terminal_id="29001006", card_name="VISA", authentication=0x01)
    assert lines(status, "****4771") == (
        "VISA",
        "Terminal: 29001006",
        "Card: ****4771",
        "",
        "Signature: ____________________",
    )
