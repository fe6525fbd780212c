"""QR codes against those of segno 1.6 (same version, level and mask): one a corner of the tables, as a checksum."""

import zlib

import pytest

from controller.devices.escpos.qr import qr_code, version_for

# The data fills each symbol to its last byte: where it does not, segno pads in another way.
FROM_SEGNO = [
    (1, "L", 17, 340922833),
    (4, "M", 62, 28315781),
    (7, "H", 64, 1035674295),
    (10, "Q", 151, 1502923591),
    (25, "L", 1273, 2209065058),
    (40, "H", 1273, 2279776013),
]


@pytest.mark.parametrize(("version", "level", "byte_count", "checksum"), FROM_SEGNO)
def test_the_symbol_is_segnos(version, level, byte_count, checksum):
    data = bytes((7 * index + version) % 256 for index in range(byte_count))
    assert version_for(byte_count, level) == version
    assert version_for(byte_count + 1, level) in {version + 1, None}
    made = qr_code(data, level)
    assert made.width_dots == 17 + 4 * version
    assert zlib.crc32(repr(made.rows).encode()) == checksum


def test_too_much_is_no_symbol():
    assert qr_code(bytes(2954), "L") is None
    assert qr_code(bytes(1274), "H") is None
    assert qr_code(b"", "L") is not None
