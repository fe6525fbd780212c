"""Bytes the codecs know: frames and texts in proper form, and pieces of such."""

import struct

from controller.devices.escpos import png
from controller.devices.scanner import ssi
from controller.devices.terminal.apdu import Apdu
from controller.devices.transport.evdev_codec import EVENT

GS = b"\x1d"


def toledo_frame(status_b: int) -> bytes:
    body = b"\x02" + bytes((0x2B, status_b, 0x20)) + b" 01250 00000\r"
    return body + bytes((-sum(body) & 0x7F,))


def key(code: int, value: int = 1, kind: int = 1) -> bytes:
    return EVENT.pack(0, 0, kind, code, value)


SCANS = (
    b"]E04006381333931\r",
    b"\x02]C10109520123456788101A\x1d17\x03",
    b"96385074\r\n",
    b"https://a/01/09520123456788\t",
    b"134567890123456789\r",
    b"]Q1" + "价".encode() + b"\r",
    b"\xff\xfe\r",
    b"4111111111111111\n",
    b"\x00\r",
    b"~",
)
SSI_CODE = bytes((16,)) + b"\xf3\x00\x00\x0b40063813339"
SSIS = (
    SSI_CODE + ssi.checksum(SSI_CODE),
    ssi.frame(ssi.ACK, source=0),
    ssi.frame(ssi.ENABLE),
    ssi.frame(ssi.NAK, b"\x01", source=0),
    ssi.frame(ssi.DECODE_DATA, b"\x03AB", source=0, status=ssi.GOES_ON),
    ssi.frame(0xF3, b"\x09123456", source=0),
    ssi.frame(ssi.DECODE_DATA, b"\x03AB", source=0, status=ssi.SENT_AGAIN),
    b"\x04\xff",
    b"\xff\xf3\x00",
)
LABELS = (
    b"S08F4006381333931\r",
    b"S08A012345678905\r",
    b"S08E0123456\r",
    b"S08R01234567890128\r",
    b"S08FF96385074\r",
    b"S144",
    b"S08B3A~B\r",
    b"S14401250\r",
    b"S143\r\n",
    b"S0801\r",
)
WEIGHTS = {
    "toledo8217": (b"\x0201.250N\r", b"\x02?D\r", b"\x02001.25\r", b"\x02E\r", b"\x0200.000\r"),
    "nci": (b"\n00.250LB\r\nS00\r\x03", b"\n^^^\r\nS02\r\x03", b"\nS10\r\x03", b"\n1.2KG\rS0p4\r\x03", b"\n?\r\x03"),
    "sma": (b"\n 1G       1.250kg_\r", b"\nO1G      20.000kg \r", b"\x1b", b"\n 1T       0.050kg \r", b"\n?\r"),
    "sasi": (b"\x0201.250\r", b"\x02?C\r", b"\x02012.25\r"),
    "magellan": (b"S14401250\r", b"S143\r", b"S1101250\r", b"S141\r"),
    "ascii_line": (b"ST,GS,+  1.236KG\r\n", b"US,NT,-  1.236kg\r\n", b"OL\r\n", b"1.5\r", b"ST,TR, 0.050kg\r"),
    "cn_continuous": (bytes.fromhex("022b30303230303032314203"), b"\x02-0020002", b"\x03"),
    "toledo_continuous": (toledo_frame(0x30), toledo_frame(0x39), toledo_frame(0x64), b"\x02"),
    "dialog06": (
        b"\x06",
        b"\x15",
        b"\x0202\x1b3\x1b01250\x1b000199\x1b000249\x03",
        b"\x0209\x1b21\x03",
        b"\x0211\x1b2zz\x03",
        b"\x0211\x1b1\x03",
    ),
    "enq_dc1": (b"\x06", b"\x15", bytes.fromhex("0102532020302c3030324b4771030400"), b"\x01\x02S", b"\x30"),
}
KEYS = (
    key(2) + key(2, 0),
    key(28),
    key(42) + key(5) + key(42, 0),
    key(56) + key(82) + key(80) + key(73) + key(56, 0),
    key(3, 1, 0),
    key(0, 0, 0),
    key(41),
    key(27),
    key(100),
    key(29),
    key(58),
    key(16),
)
RESULT = bytes.fromhex("2700 04000000001234 0b000123 0c223953 0d1006 22f0f8eeeeeeeeeeee4771 2912345678 870001 8a06")
RESULT_TLV = bytes.fromhex("2700 06 0a 1f100101 2505 0703414243 3c f0f0f2 4142 60f0f0f1 00")
LINES = bytes.fromhex("06 0f 1f070102 25 0a 0704 41428044 0902 8141")
APDUS = (
    Apdu(0x8000),
    Apdu(0x849C),
    Apdu(0x840F),
    Apdu(0x040F, RESULT),
    Apdu(0x040F, RESULT_TLV),
    Apdu(0x04FF, b"\x0a\x01"),
    Apdu(0x06D1, b"\x40Hello"),
    Apdu(0x06D1, b"\xff\x03"),
    Apdu(0x06D1, b"\x81x\x06\x04\x1f\x07\x01\x02"),
    Apdu(0x06D3, LINES),
    Apdu(0x060F, b"\x27\x00"),
    Apdu(0x061E, b"\x6c"),
    Apdu(0x060F),
    Apdu(0x04FF, bytes(300)),
)
PRINTER_ANSWERS = tuple(
    map(bytes.fromhex, ("12", "13", "11", "10000000", "37224142434400", "372500", "372340417f00", "5f4142", "3d2300"))
)
DISPLAY = {
    "epson": (b"\x1f$\x01\x02", b"\x1fB", b"\x1fX\x04", b"\x1f\x02", b"\x1f\x03", b"\x0c", b"\x1b=\x02", b"Apples"),
    "cd5220": (b"\x1bQAhello\r", b"\x1bQDlong\r", b"\x1bl\x01\x02", b"\x1b[K", b"\x1b_\x00", b"\x1b\x12", b"Apples"),
}
ESC_POS = (
    b"\x1b@",
    b"\x1c&\xc4\xe3\x1c.",
    b"\x1dk\x49\x05{BABC",
    b"\x1dk\x02400638133393\x00",
    b"\x1dv0\x00\x01\x00\x02\x00ab",
    b"\x1d(k\x04\x00\x31\x41\x32\x00",
    b"\x1d(k\x06\x00\x31\x50\x30abc",
    b"\x1d(k\x03\x00\x31\x51\x30",
    b"text\n",
    b"\t",
    b"\x1b*\x21\x01\x00abc",
    b"\x1bD\x05\x0a\x00",
    b"\x1b$\x60\x00",
    b"\x1b\\\xf0\xff",
    b"\x1d!\x11",
    b"\x1bt\x10\xc4",
    b"\x1d8L\x0b\x00\x00\x000p0\x01\x011\x08\x00\x01\x00\xaa",
    b"\x1d(L\x02\x0002",
    b"\x1ba1",
    b"\x1dL\x10\x00",
    b"\x1bJ\x10",
    b"\x1dW\x40\x00",
    b"\x1b!\x31",
    b"\x1dVA\x03",
    b"\x1bd\x03",
    b"\x1dH\x02",
    b"\x1b \x05",
)
ELEMENTS = (
    b"0109520123456788",
    b"10ABC",
    GS,
    b"17261231",
    b"3103000195",
    b"3922000299",
    b"(01)09520123456788",
    b"(10)A\\(B",
    b"8008261105110520",
    b"7007260101260131",
    b"8110106141416543213150110120",
    b"8112016141411234563123456",
    b"30012",
    b"423056840",
    b"43241226312359",
    b"3932978000299",
    b"253952012345678812",
    b"8003009520123456788A",
)
LINK_PARTS = (
    b"/01/09520123456788",
    b"/10/AB%2FC",
    b"/21/1",
    b"?17=261231",
    b"&3103=000195",
    b"&lang=de",
    b"#x",
    b"a.b",
)
NUMBERS = (
    b"4006381333931",
    b"96385074",
    b"012345678905",
    b"4111 1111 1111 1111",
    b";4111111111111111=2512101?",
    b"134567890123456789",
    b"2893456789012612345",
    b"0123456",
    b"]C1",
    "٣٣٣٣٣٣".encode(),
    b"1061414",
)
ANSWERS = (
    b'{"order_no":"L1-7-1","state":"SUCCESS","amount_minor":1234,"transaction_id":"T"}',
    b'"REVOKED"',
    b'"FAILED"',
    b'{"order_no":"L1-7-1","state":"USERPAYING"}',
    b'"reason":"limit"',
    b"[",
    b'{"state":[]}',
    b"\\ud800",
    b"1e999",
)
CONFIGS = (
    b'[devices.scanner]\npath = "/dev/a"\n',
    b'[devices.printer]\naddress = "h:9100"\n',
    b'profile = "magellan"\n',
    b'[devices.drawer]\nvia = "printer"\n',
    b'[devices.wallet]\nurl = "https://a"\nmerchant = "m"\nkey_id = "k"\n',
    b'[devices.wallet]\nurl = "https://a"\nmerchant = "m"\nkey_id = "k"\nkey_file = "/a\\u0000"\n',
    b'ca_file = "/dev/zero"\n',
    b'timezone = "Asia"\n',
    b"baudrate = 9600\n",
    b'gs_substitute = "\\u001d"\n',
    b"[lane.x]\n",
    b"a = [[[[",
    b"frame_gap_s = nan\n",
    b"x = 1979-05-27\n",
)
BOOKS = (
    b'{"entries":[{"intent_id":"i","kind":"payment","amount_minor":1,"currency":978,"terminal_id":"","before":null}]}',
    b"[]",
    b"null",
    b'{"receipt":"0001"}',
    b'"paper":["a"]',
    b"[[[[",
)
PICTURES = (png.SIGNATURE, b"P4 3 3\n\xa0\x40\xa0", b"P1 2 2\n1001", b"#c\n", struct.pack(">I", 13) + b"IHDR")
ADDRESSES = (b"https://pay.example:8443/v1", b"http://127.0.0.1", b"https://[::1]", b"https://a:99999", b"https://u@a")
MESSAGES = tuple(one.encode() for one in APDUS)
CODES = (*(b"\x00" + one for one in (*ELEMENTS, *NUMBERS, *SCANS)), *ELEMENTS)
