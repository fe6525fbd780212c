"""Pictures from and to files: PNG (ISO/IEC 15948) and portable bitmaps (PBM), black and white.

    89 "PNG" 0D 0A 1A 0A, then chunks: u32 length, 4 letters, data, u32 CRC-32
    IHDR  u32 width, u32 height, bit depth, colour type, 0, 0, interlace
    PLTE  3 bytes a colour      IDAT  zlib: a filter byte and samples a row

Darker than half counts as black, see-through as white. Not read: interlaced files and 16 bits a sample.
"""

import re
import struct
import zlib
from collections.abc import Iterator

from controller.devices.escpos.bitmap import Bitmap, from_bytes, from_dots

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PIXELS_MAX = 4_000_000
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PALETTE, _GREY_ALPHA, _RGBA = 3, 4, 6
_DEPTHS = {1, 2, 4, 8}


class BadPicture(Exception):
    """The file is no picture we read; the text says why."""


def read_picture(data: bytes) -> Bitmap:
    """Return a PNG or PBM file's picture as black dots. Raises `BadPicture`."""
    if data.startswith(SIGNATURE):
        return _read_png(data)
    if data[:2] in {b"P1", b"P4"}:
        return _read_pbm(data)
    raise BadPicture("neither PNG nor PBM")


def write_png(dots: Bitmap) -> bytes:
    """Return a grey PNG of one bit a dot, ink black."""
    white = (1 << dots.row_bytes * 8) - 1
    packed = dots.to_bytes()
    rows = [packed[at : at + dots.row_bytes] for at in range(0, len(packed), dots.row_bytes)]
    body = b"".join(b"\0" + (int.from_bytes(row, "big") ^ white).to_bytes(dots.row_bytes, "big") for row in rows)
    head = struct.pack(">IIBBBBB", dots.width_dots, dots.height_dots, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(body, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part)) for name, part in chunks
    )


def _read_pbm(data: bytes) -> Bitmap:
    head = re.match(rb"P[14](?:\s|#[^\n]*\n)+(\d{1,5})(?:\s|#[^\n]*\n)+(\d{1,5})\s", data)
    if head is None:
        raise BadPicture("no width and height")
    width, height = _checked_size(int(head[1]), int(head[2]))
    body = data[head.end() :]
    if data[:2] == b"P4":
        size = (width + 7) // 8 * height
        if len(body) < size:
            raise BadPicture("cut short")
        return from_bytes(width, body[:size])
    digits = [byte == ord("1") for byte in re.sub(rb"#[^\n]*", b"", body) if byte in b"01"]
    if len(digits) < width * height:
        raise BadPicture("cut short")
    return from_dots(width, (digits[y * width : (y + 1) * width] for y in range(height)))


def _read_png(data: bytes) -> Bitmap:
    chunks = list(_chunks(data))
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13:  # noqa: PLR2004 - the header's length
        raise BadPicture("no header")
    width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", chunks[0][1])
    width, height = _checked_size(width, height)
    if colour not in _SAMPLES or depth not in _DEPTHS or interlace:
        raise BadPicture("interlaced, or more than 8 bits a sample")
    palette = next((part for name, part in chunks if name == b"PLTE"), b"")
    samples = _SAMPLES[colour]
    row_bytes = (width * samples * depth + 7) // 8
    body = _unpacked(b"".join(part for name, part in chunks if name == b"IDAT"), (row_bytes + 1) * height)
    rows = _unfiltered(body, row_bytes, max(samples * depth // 8, 1))
    return from_dots(width, (_dark(row, width, depth, colour, palette) for row in rows))


def _checked_size(width: int, height: int) -> tuple[int, int]:
    if not 0 < width * height <= PIXELS_MAX:
        raise BadPicture(f"{width} x {height} dots")
    return width, height


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        name, part = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if len(data) < at + 12 + length or struct.unpack_from(">I", data, at + 8 + length)[0] != zlib.crc32(
            name + part
        ):
            raise BadPicture(f"broken chunk {name!r}")
        yield name, part
        at += 12 + length


def _unpacked(packed: bytes, size: int) -> bytes:
    try:
        body = zlib.decompressobj().decompress(packed, size)
    except zlib.error as error:
        raise BadPicture(str(error)) from error
    if len(body) < size:
        raise BadPicture("cut short")
    return body


def _unfiltered(body: bytes, row_bytes: int, step: int) -> Iterator[bytes]:
    """Undo the filters: each byte was told relative to its left, upper and upper left neighbours."""
    above = bytes(row_bytes)
    for start in range(0, len(body), row_bytes + 1):
        kind, row = body[start], bytearray(body[start + 1 : start + 1 + row_bytes])
        for x in range(row_bytes):
            left, upper, corner = (row[x - step], above[x], above[x - step]) if x >= step else (0, above[x], 0)
            row[x] = (row[x] + _predicted(kind, left, upper, corner)) & 0xFF
        above = bytes(row)
        yield above


def _predicted(kind: int, left: int, upper: int, corner: int) -> int:
    match kind:
        case 0:
            return 0
        case 1:
            return left
        case 2:
            return upper
        case 3:
            return (left + upper) // 2
        case 4:
            guess = left + upper - corner
            return min((left, upper, corner), key=lambda near: abs(guess - near))
        case _:
            raise BadPicture(f"filter {kind}")


def _dark(row: bytes, width: int, depth: int, colour: int, palette: bytes) -> Iterator[bool]:
    samples = _SAMPLES[colour]
    top = (1 << depth) - 1
    for x in range(width):
        values = [_sample(row, x * samples + n, depth) for n in range(samples)]
        if colour == _PALETTE:
            values, top = list(palette[3 * values[0] : 3 * values[0] + 3]), 255
        if colour in {_GREY_ALPHA, _RGBA} and 2 * values.pop() < top:
            yield False
            continue
        yield 2 * sum(values) < top * len(values)


def _sample(row: bytes, index: int, depth: int) -> int:
    bit = index * depth
    return row[bit // 8] >> 8 - depth - bit % 8 & (1 << depth) - 1
