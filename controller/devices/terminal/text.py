"""Terminal texts: CP437 by the specification, Latin-1 from many terminals.

    48 8E 4E 44 4C 45 52   HÄNDLER in CP437          48 C4 4E 44 4C 45 52   HÄNDLER in Latin-1

Latin-1 has no letters from 80 to 9F, where CP437 has its umlauts: one of those decides for CP437. Without one, letters
of Latin-1 decide for it, except in a run of the same byte, which is a drawn line. All lines of a receipt are judged
together, because one umlaut speaks for all of them.
"""

import re
from collections.abc import Iterable
from typing import Literal

Encoding = Literal["auto", "cp437", "latin-1"]

_CP437_ONLY = re.compile(rb"[\x80-\x9f]")
_LINE = re.compile(rb"([\xb0-\xdf])\1{2,}")
_LATIN_LETTER = re.compile(rb"[\xc0-\xd6\xd8-\xe0\xe2-\xf6\xf8-\xff]")
_LINE_END = "\x00\r\n"


def decode(data: bytes, encoding: Encoding = "auto") -> str:
    """Return one text; padding zeros and line ends at its end go."""
    return decode_all((data,), encoding)[0]


def decode_all(lines: Iterable[bytes], encoding: Encoding = "auto") -> tuple[str, ...]:
    """Return the lines of one document, all in the encoding that fits them together."""
    found = tuple(lines)
    chosen = _judge(b"\n".join(found)) if encoding == "auto" else encoding
    return tuple(line.decode(chosen).rstrip(_LINE_END) for line in found)


def _judge(data: bytes) -> Literal["cp437", "latin-1"]:
    if _CP437_ONLY.search(data) or not _LATIN_LETTER.search(_LINE.sub(b"", data)):
        return "cp437"
    return "latin-1"
