"""The emulated printer against a published job (escpos-php) and against any bytes."""

from hypothesis import given
from hypothesis import strategies as st

from controller.devices.sim.printer_sim import PrinterSim

PUBLISHED_JOB = bytes.fromhex(
    "1b401b61011b2138454d55504f53204d41524b45540a1b21003132204578616d706c65205374726565740a1b61004974656d"
    "2020202020202020202020202020202020202020202020205174792020205072696365"
    "0a1b4501426f6c64206c696e650a1b4500"
    "1b6102544f54414c20372e30300a1b61001d21213378320a1d21001b64021d564103"
)


def printed(tmp_path, *pieces):
    sim = PrinterSim(tmp_path / "printer")
    for piece in pieces:
        sim._take(piece)
    return sim


def test_a_published_job(tmp_path):
    (paper,) = printed(tmp_path, PUBLISHED_JOB).papers
    assert [line.strip() for line in paper.text.split("\n")] == [
        "EMUPOS MARKET",
        "12 Example Street",
        "Item                        Qty   Price",
        "Bold line",
        "TOTAL 7.00",
        "3x2",
    ]
    assert not paper.complete


def test_the_same_paper_byte_by_byte(tmp_path):
    whole = printed(tmp_path, PUBLISHED_JOB).papers[0].text
    assert printed(tmp_path, *(bytes((byte,)) for byte in PUBLISHED_JOB)).papers[0].text == whole


def test_chinese_needs_its_mode(tmp_path):
    chinese = "苹果".encode("gb18030")
    sim = printed(tmp_path, b"\x1c&" + chinese + b"\x1c." + chinese + b"\n\x1dV\x00")
    assert sim.papers[0].text == "苹果" + chinese.decode("cp437")


@given(st.lists(st.binary(max_size=50)))
def test_any_bytes_are_survived_and_real_time_commands_answered(tmp_path_factory, pieces):
    sim = printed(tmp_path_factory.getbasetemp(), *pieces, bytes(10))
    answers = []
    sim.port.write = answers.append
    sim._take(b"\x10\x04\x01")
    assert answers[-1] == b"\x12"


def test_a_kick_at_a_connector_that_is_not_there_opens_nothing(tmp_path):
    sim = printed(tmp_path, b"\x1bp\x02\x19\xfa", b"\x10\x14\x01\x02\x01", b"\x10\x14\x01\x00\x09")
    assert sim.kicks == []
    sim = printed(tmp_path, b"\x1bp1\x19\xfa", b"\x10\x14\x01\x00\x02")
    assert [(kick.pin, kick.on_ms, kick.off_ms, kick.real_time) for kick in sim.kicks] == [
        (5, 50, 500, False),
        (2, 200, 200, True),
    ]
