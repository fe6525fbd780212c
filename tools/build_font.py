# ruff: noqa: INP001 - a script, not a package
"""Build `controller/devices/escpos/font/unifont.bin` from GNU Unifont's own files.

    apt-get download unifont && dpkg-deb -x unifont_*.deb unifont
    python tools/build_font.py unifont/usr/share/unifont controller/devices/escpos/font/unifont.bin

The layout is drawn in `controller/devices/escpos/glyphs.py`. Unifont since 13.0.04 is under the SIL Open Font License
1.1 or the GNU GPL 2+ with the font exception (name table of unifont.otf); we use it under the former.
"""

import struct
import sys
import unicodedata
import zlib
from pathlib import Path

HALF_BYTES = 16
COMBINING = 4
LEFT_OUT = {"Cc", "Cn", "Co", "Cs"}


def main(source: str, target: str) -> None:
    """Read unifont.hex and plane00-combining.txt in `source`, write `target`."""
    folder = Path(source)
    combining = {
        int(line.split(":")[0], 16) for line in (folder / "plane00-combining.txt").read_text().splitlines() if line
    }
    blocks: dict[int, dict[int, bytes]] = {}
    for line in (folder / "unifont.hex").read_text().splitlines():
        code, _, glyph = line.partition(":")
        point = int(code, 16)
        if unicodedata.category(chr(point)) not in LEFT_OUT:
            blocks.setdefault(point >> 8, {})[point & 0xFF] = bytes.fromhex(glyph)
    packed = {number: _pack(number, glyphs, combining) for number, glyphs in sorted(blocks.items())}
    offset = 6 + 9 * len(packed)
    head = b"LWF1" + struct.pack(">H", len(packed))
    for number, block in packed.items():
        head += struct.pack(">BII", number, offset, len(block))
        offset += len(block)
    Path(target).write_bytes(head + b"".join(packed.values()))


def _pack(number: int, glyphs: dict[int, bytes], combining: set[int]) -> bytes:
    kinds = bytes(
        (len(glyphs[index]) // HALF_BYTES | COMBINING * ((number << 8 | index) in combining)) if index in glyphs else 0
        for index in range(256)
    )
    return zlib.compress(kinds + b"".join(glyphs[index] for index in sorted(glyphs)), 9)


if __name__ == "__main__":
    main(*sys.argv[1:])
