"""ESC/POS commands as bytes, as Epson's reference lists them."""

from typing import Literal

PROCESS_ID_BYTES = 4

REAL_TIME_PAIRS = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
"""Where a printer sees one of these it acts at once, on many models within other data too."""

INITIALIZE = b"\x1b\x40"
"""ESC @: forget line settings and switch automatic status back off; the receive buffer stays."""

CHINESE_ON = b"\x1c\x26"
CHINESE_OFF = b"\x1c\x2e"

RESUME = b"\x10\x05\x01"
"""DLE ENQ 1, real time: recover from an error and go on at the line where it happened."""

RESUME_CLEARED = b"\x10\x05\x02"
"""DLE ENQ 2, real time: recover from an error, with cleared buffers. Pending process ids are gone."""

CLEAR_BUFFERS = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 function 8, real time: clear the buffers, answered by `37 25 00`."""

ASK_PAPER_IN_ORDER = b"\x1d\x72\x01"
"""GS r 1: one byte comes back once everything before it has been worked through."""

CutKind = Literal["feed_full", "feed_partial", "full", "partial", "none"]


def ask_status(number: int) -> bytes:
    """DLE EOT n, real time: 1 printer, 2 cause of offline, 3 error, 4 paper. One byte comes back."""
    return bytes((0x10, 0x04, number))


def automatic_status(items: int) -> bytes:
    """GS a n: send status by itself on every change; bits 01 drawer, 02 online, 04 error, 08 paper."""
    return bytes((0x1D, 0x61, items))


def ask_identity(number: int) -> bytes:
    """GS I n: 1 model id, 2 type id, 65 firmware, 66 maker, 67 model, 68 serial number, 69 language of the font."""
    return bytes((0x1D, 0x49, number))


def code_page(number: int) -> bytes:
    """ESC t n: what bytes from 80 on mean; the numbers are the model's."""
    return bytes((0x1B, 0x74, number))


def cut(feed: int, kind: CutKind = "feed_full") -> bytes:
    """GS V: A and B feed to the cutter and `feed` motion units first; without a cutter feed past the tear bar."""
    match kind:
        case "feed_full":
            return bytes((0x1D, 0x56, 0x41, feed))
        case "feed_partial":
            return bytes((0x1D, 0x56, 0x42, feed))
        case "full":
            return b"\x1d\x56\x00"
        case "partial":
            return b"\x1d\x56\x01"
        case "none":
            return b"\x1b\x64\x05"


def report_printed(process_id: bytes) -> bytes:
    """GS ( H function 48: answer `37 22 <id> 00` when everything before is on paper; the id is 4 bytes of 20-7E."""
    assert len(process_id) == PROCESS_ID_BYTES, process_id
    return b"\x1d\x28\x48\x06\x00\x30\x30" + process_id


def drawer_pulse(pin: int, on_2ms: int, off_2ms: int) -> bytes:
    """ESC p m t1 t2: a pulse on connector pin 2 (m 0) or 5 (m 1). Both times are always sent, or data is eaten."""
    return bytes((0x1B, 0x70, pin, on_2ms, off_2ms))


def drawer_pulse_now(pin: int, on_100ms: int) -> bytes:
    """DLE DC4 1 m t, real time: the pulse also while the printer is offline; t is 1-8 times 100 ms, on and off."""
    assert 1 <= on_100ms <= 8, on_100ms  # noqa: PLR2004 - the reference's range
    return bytes((0x10, 0x14, 0x01, pin, on_100ms))


def barcode(symbology: int, data: bytes) -> bytes:
    """GS k m n data, form B: counted, so data may hold any byte. m 65 UPC-A, 67 EAN-13, 68 EAN-8, 73 Code 128."""
    return bytes((0x1D, 0x6B, symbology, len(data))) + data


def qr_code(data: bytes, module_dots: int, level: Literal["L", "M", "Q", "H"]) -> bytes:
    """GS ( k, cn 49: model 2, module size, error correction, store, print."""
    store = (len(data) + 3).to_bytes(2, "little")
    parts = (
        b"\x04\x00\x31\x41\x32\x00",
        b"\x03\x00\x31\x43%c" % module_dots,
        b"\x03\x00\x31\x45%c" % (0x30 + "LMQH".index(level)),
        store + b"\x31\x50\x30" + data,
        b"\x03\x00\x31\x51\x30",
    )
    return b"".join(b"\x1d\x28\x6b" + part for part in parts)


def raster(row_bytes: int, row_count: int, data: bytes) -> bytes:
    """GS v 0: a block of dots, most significant bit left, 1 is black. Obsolete at Epson and understood everywhere."""
    assert len(data) == row_bytes * row_count, (len(data), row_bytes, row_count)
    return b"\x1d\x76\x30\x00" + row_bytes.to_bytes(2, "little") + row_count.to_bytes(2, "little") + data
