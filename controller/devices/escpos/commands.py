"""ESC/POS commands as bytes, as Epson's reference lists them."""

PROCESS_ID_BYTES = 4

INITIALIZE = b"\x1b\x40"
"""ESC @: forget line settings and switch automatic status back off; the receive buffer stays."""

CHINESE_ON = b"\x1c\x26"
CHINESE_OFF = b"\x1c\x2e"

RESUME_CLEARED = b"\x10\x05\x02"
"""DLE ENQ 2, real time: recover from an error, with cleared buffers. Pending process ids are gone."""

CLEAR_BUFFERS = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 function 8, real time: clear the buffers, answered by `37 25 00`."""


def ask_status(number: int) -> bytes:
    """DLE EOT n, real time: 1 printer, 2 cause of offline, 3 error, 4 paper. One byte comes back."""
    return bytes((0x10, 0x04, number))


def automatic_status(items: int) -> bytes:
    """GS a n: send status by itself on every change; bits 01 drawer, 02 online, 04 error, 08 paper."""
    return bytes((0x1D, 0x61, items))


def cut(feed: int) -> bytes:
    """GS V A n: feed to the cutter and `feed` motion units, then cut."""
    return bytes((0x1D, 0x56, 0x41, feed))


def report_printed(process_id: bytes) -> bytes:
    """GS ( H function 48: answer `37 22 <id> 00` when everything before is on paper; the id is 4 bytes of 20-7E."""
    assert len(process_id) == PROCESS_ID_BYTES, process_id
    return b"\x1d\x28\x48\x06\x00\x30\x30" + process_id


def drawer_pulse(pin: int, on_2ms: int, off_2ms: int) -> bytes:
    """ESC p m t1 t2: a pulse on connector pin 2 (m 0) or 5 (m 1). Both times are always sent, or data is eaten."""
    return bytes((0x1B, 0x70, pin, on_2ms, off_2ms))
