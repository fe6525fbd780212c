"""QR codes (ISO/IEC 18004, model 2) in byte mode: for printers without `GS ( k`, and for the emulated one.

bits    0100  count (8 bits to version 9, 16 above)  data  0000  padded with EC 11
blocks  each followed by its Reed-Solomon remainder over GF(256), polynomial 11D; all interleaved
matrix  finders, timing, alignment, format (BCH 15,5) and version (BCH 18,6) bits; the mask with least penalty
"""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise, product
from typing import Literal

from controller.devices.escpos.bitmap import Bitmap, from_dots

Level = Literal["L", "M", "Q", "H"]
VERSION_MAX = 40
_FORMAT_BITS = {"L": 1, "M": 0, "Q": 3, "H": 2}
# Error correction bytes a block, and blocks, for versions 1 to 40 (ISO/IEC 18004 table 9).
_CORRECTION: dict[Level, tuple[int, ...]] = {
    "L": (7,10,15,20,26,18,20,24,30,18,20,24,26,30,22,24,28,30,28,28,
          28,28,30,30,26,28,30,30,30,30,30,30,30,30,30,30,30,30,30,30),
    "M": (10,16,26,18,24,16,18,22,22,26,30,22,22,24,24,28,28,26,26,26,
          26,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28,28),
    "Q": (13,22,18,26,18,24,18,22,20,24,28,26,24,20,30,24,28,28,26,30,
          28,30,30,30,30,28,30,30,30,30,30,30,30,30,30,30,30,30,30,30),
    "H": (17,28,22,16,22,28,26,26,24,28,24,28,22,24,24,30,28,28,26,28,
          30,24,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30,30),
}  # fmt: skip
_BLOCKS: dict[Level, tuple[int, ...]] = {
    "L": (1,1,1,1,1,2,2,2,2,4,4,4,4,4,6,6,6,6,7,8,
          8,9,9,10,12,12,12,13,14,15,16,17,18,19,19,20,21,22,24,25),
    "M": (1,1,1,2,2,4,4,4,5,5,5,8,9,9,10,10,11,13,14,16,
          17,17,18,20,21,23,25,26,28,29,31,33,35,37,38,40,43,45,47,49),
    "Q": (1,1,2,2,4,4,6,6,8,8,8,10,12,16,12,17,16,18,21,20,
          23,23,25,27,29,34,34,35,38,40,43,45,48,51,53,56,59,62,65,68),
    "H": (1,1,2,4,4,4,5,6,8,8,11,11,16,16,18,16,19,21,25,25,
          25,34,30,32,35,37,40,42,45,48,51,54,57,60,63,66,70,74,77,81),
}  # fmt: skip
_WIDE_COUNT_FROM = 10
_VERSION_BITS_FROM = 7
_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda x, y: (x + y) % 2 == 0,
    lambda _, y: y % 2 == 0,
    lambda x, _: x % 3 == 0,
    lambda x, y: (x + y) % 3 == 0,
    lambda x, y: (x // 3 + y // 2) % 2 == 0,
    lambda x, y: x * y % 2 + x * y % 3 == 0,
    lambda x, y: (x * y % 2 + x * y % 3) % 2 == 0,
    lambda x, y: ((x + y) % 2 + x * y % 3) % 2 == 0,
)

Modules = list[list[bool]]


def version_for(byte_count: int, level: Level) -> int | None:
    """Return the smallest version that holds so many bytes; None when none does. It is `17 + 4 * version` wide."""
    for version in range(1, VERSION_MAX + 1):
        head_bits = 4 + (16 if version >= _WIDE_COUNT_FROM else 8)
        if head_bits + 8 * byte_count <= 8 * _data_bytes(version, level):
            return version
    return None


def qr_code(data: bytes, level: Level = "M") -> Bitmap | None:
    """Return the symbol, one dot a module, without its quiet zone; None when `data` is too long."""
    version = version_for(len(data), level)
    if version is None:
        return None
    bits = _interleaved(_codewords(data, version, level), version, level)
    modules, fixed = _frame(version)
    _fill(modules, fixed, bits)
    best = min((_masked(modules, fixed, version, level, mask) for mask in range(8)), key=_penalty)
    return from_dots(len(best), best)


def _size(version: int) -> int:
    return 17 + 4 * version


def _all_bytes(version: int) -> int:
    """Return the room for data and correction."""
    modules = (16 * version + 128) * version + 64
    if version > 1:
        alignments = version // 7 + 2
        modules -= (25 * alignments - 10) * alignments - 55
        if version >= _VERSION_BITS_FROM:
            modules -= 36
    return modules // 8


def _data_bytes(version: int, level: Level) -> int:
    return _all_bytes(version) - _CORRECTION[level][version - 1] * _BLOCKS[level][version - 1]


def _codewords(data: bytes, version: int, level: Level) -> bytes:
    count_bits = 16 if version >= _WIDE_COUNT_FROM else 8
    room = _data_bytes(version, level)
    bits = (0b0100 << count_bits | len(data)) << 8 * len(data) | int.from_bytes(data, "big")
    used = 4 + count_bits + 8 * len(data)
    stop = min(4, 8 * room - used)
    fill = -(used + stop) % 8
    words = (bits << stop + fill).to_bytes((used + stop + fill) // 8, "big")
    return words + (b"\xec\x11" * room)[: room - len(words)]


def _interleaved(words: bytes, version: int, level: Level) -> list[bool]:
    correction, blocks = _CORRECTION[level][version - 1], _BLOCKS[level][version - 1]
    short, longer = divmod(len(words), blocks)
    parts, at = [], 0
    for index in range(blocks):
        length = short + (index >= blocks - longer)
        parts.append(words[at : at + length])
        at += length
    checks = [_remainder(part, correction) for part in parts]
    stream = [part[n] for n in range(short + 1) for part in parts if n < len(part)]
    stream += [check[n] for n in range(correction) for check in checks]
    return [bool(word >> bit & 1) for word in stream for bit in range(7, -1, -1)]


def _multiply(a: int, b: int) -> int:
    product = 0
    for bit in range(7, -1, -1):
        product = product << 1 ^ (product >> 7) * 0x11D
        product ^= (b >> bit & 1) * a
    return product


@cache
def _generator(degree: int) -> tuple[int, ...]:
    polynomial = [0] * (degree - 1) + [1]
    root = 1
    for _ in range(degree):
        for n in range(degree):
            polynomial[n] = _multiply(polynomial[n], root) ^ (polynomial[n + 1] if n + 1 < degree else 0)
        root = _multiply(root, 2)
    return tuple(polynomial)


def _remainder(data: bytes, degree: int) -> list[int]:
    result = [0] * degree
    for byte in data:
        factor = byte ^ result.pop(0)
        result.append(0)
        result = [old ^ _multiply(term, factor) for old, term in zip(result, _generator(degree), strict=True)]
    return result


def _frame(version: int) -> tuple[Modules, Modules]:
    """Return the fixed modules, and which they are (format bits' places among them, still white)."""
    size = _size(version)
    modules = [[False] * size for _ in range(size)]
    fixed = [[False] * size for _ in range(size)]

    def put(x: int, y: int, *, dark: bool) -> None:
        modules[y][x], fixed[y][x] = dark, True

    for n in range(size):
        put(6, n, dark=n % 2 == 0)
        put(n, 6, dark=n % 2 == 0)
    for x, y, dark in (*_finders(size), *_alignment_patterns(version)):
        put(x, y, dark=dark)
    for x, y in [place for pair in _format_places(size) for place in pair]:
        put(x, y, dark=False)
    put(8, size - 8, dark=True)
    if version >= _VERSION_BITS_FROM:
        bits = _checked(version, 12, 0x1F25)
        for n in range(18):
            put(size - 11 + n % 3, n // 3, dark=bool(bits >> n & 1))
            put(n // 3, size - 11 + n % 3, dark=bool(bits >> n & 1))
    return modules, fixed


def _finders(size: int) -> Iterator[tuple[int, int, bool]]:
    for left, top in ((0, 0), (size - 7, 0), (0, size - 7)):
        for y in range(max(top - 1, 0), min(top + 8, size)):
            for x in range(max(left - 1, 0), min(left + 8, size)):
                yield x, y, max(abs(x - left - 3), abs(y - top - 3)) not in {2, 4}


def _alignment_patterns(version: int) -> Iterator[tuple[int, int, bool]]:
    places = _alignments(version)
    corners = {(6, 6), (6, places[-1]), (places[-1], 6)} if places else set()
    for cx, cy in product(places, places):
        if (cx, cy) not in corners:
            for x, y in product(range(cx - 2, cx + 3), range(cy - 2, cy + 3)):
                yield x, y, max(abs(x - cx), abs(y - cy)) != 1


def _alignments(version: int) -> list[int]:
    if version == 1:
        return []
    count = version // 7 + 2
    step = (version * 8 + count * 3 + 5) // (count * 4 - 4) * 2
    return [6, *(_size(version) - 7 - step * n for n in range(count - 2, -1, -1))]


def _format_places(size: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return where each of the 15 format bits goes, twice."""
    around = [(8, n) for n in range(6)] + [(8, 7), (8, 8), (7, 8)] + [(14 - n, 8) for n in range(9, 15)]
    along = [(size - 1 - n, 8) for n in range(8)] + [(8, size - 15 + n) for n in range(8, 15)]
    return list(zip(around, along, strict=True))


def _checked(value: int, check_bits: int, polynomial: int) -> int:
    """Append a BCH remainder."""
    rest = value
    for _ in range(check_bits):
        rest = rest << 1 ^ (rest >> check_bits - 1) * polynomial
    return value << check_bits | rest


def _fill(modules: Modules, fixed: Modules, bits: list[bool]) -> None:
    """Lay the bits in pairs of columns from the right, up and down in turn."""
    size, at = len(modules), 0
    for right in range(size - 1, 0, -2):
        column = right - 1 if right <= 6 else right  # noqa: PLR2004 - the timing column is skipped
        for n in range(size):
            y = size - 1 - n if (column + 1) & 2 == 0 else n
            for x in (column, column - 1):
                if not fixed[y][x] and at < len(bits):
                    modules[y][x] = bits[at]
                    at += 1


def _masked(modules: Modules, fixed: Modules, version: int, level: Level, mask: int) -> Modules:
    size = _size(version)
    flips = _MASKS[mask]
    result = [[dark ^ (not fixed[y][x] and flips(x, y)) for x, dark in enumerate(row)] for y, row in enumerate(modules)]
    bits = _checked(_FORMAT_BITS[level] << 3 | mask, 10, 0x537) ^ 0x5412
    for n, places in enumerate(_format_places(size)):
        for x, y in places:
            result[y][x] = bool(bits >> n & 1)
    return result


def _penalty(modules: Modules) -> int:
    """Score runs, blocks, finder look-alikes and imbalance, as section 7.8.3 does."""
    lines = ["".join("01"[dark] for dark in row) for row in modules]
    lines += ["".join("01"[row[x]] for row in modules) for x in range(len(modules))]
    score = sum(_line_penalty(line) for line in lines)
    for upper, lower in pairwise(modules):
        for x in range(len(upper) - 1):
            score += 3 * (upper[x] == upper[x + 1] == lower[x] == lower[x + 1])
    dark = sum(map(sum, modules))
    total = len(modules) ** 2
    return score + 10 * (abs(20 * dark - 10 * total) // total)


def _line_penalty(line: str) -> int:
    score = sum(
        len(run) - 2
        for colour in "01"
        for run in line.replace("01"[colour == "0"], " ").split()
        if len(run) >= 5  # noqa: PLR2004 - the standard's run
    )
    for pattern in ("10111010000", "00001011101"):
        at = line.find(pattern)
        while at >= 0:
            score += 40
            at = line.find(pattern, at + 1)
    return score
