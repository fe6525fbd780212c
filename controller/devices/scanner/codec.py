r"""Line mode: the scanner sends each code with an optional AIM identifier and a terminator.

    ]  E  0   6  9  0  1  0 ...  CR            AIM identifier (ISO/IEC 15424), payload, terminator
    5D 45 30  36 39 30 31 30 ... 0D

    STX payload ETX   payload CR LF   payload TAB   payload LF
    02      ... 03        ... 0D 0A       ... 09        ... 0A

Empty frames are nothing, so CR LF and ETX CR end one code, not two. FS GS RS US (1C-1F) and EOT (04) are data of GS1
and ISO 15434 codes. A frame with any other control byte, an identifier alone, and a frame beyond MAX_FRAME_BYTES are
noise; the next terminator ends it.
"""

import re
from dataclasses import dataclass

from controller.devices.noise import Noise

MAX_FRAME_BYTES = 8 * 1024
STX = 0x02
TERMINATORS = frozenset(b"\x03\x09\x0a\x0d")
_CONTROL = re.compile(rb"[\x00-\x03\x05-\x1b\x7f]")
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class ScanFrame:
    """One code; `symbology` is the AIM identifier such as `]E0`, if it was sent."""

    data: str
    symbology: str | None


ScannerReading = ScanFrame | Noise


class ScannerCodec:
    """Feed bytes in any pieces; get the codes and the noise, in order. Holds at most MAX_FRAME_BYTES."""

    def __init__(self) -> None:
        self._frame = bytearray()
        self._excess_byte_count = 0

    def feed(self, data: bytes) -> list[ScannerReading]:
        """Return what ended within `data`."""
        readings: list[ScannerReading] = []
        for byte in data:
            if byte in TERMINATORS:
                readings += self._end()
            elif byte == STX:
                readings += self.abandon()
            elif len(self._frame) < MAX_FRAME_BYTES:
                self._frame.append(byte)
            else:
                self._excess_byte_count += 1
        return readings

    def abandon(self) -> list[ScannerReading]:
        """Give up a frame that will not be finished; return it as noise."""
        byte_count = len(self._frame) + self._excess_byte_count
        self._frame.clear()
        self._excess_byte_count = 0
        return [Noise(byte_count)] if byte_count else []

    def _end(self) -> list[ScannerReading]:
        if not self._frame:
            return []
        frame = _decode(bytes(self._frame)) if self._excess_byte_count == 0 else None
        noise = self.abandon()
        return [frame] if frame is not None else noise


def _decode(raw: bytes) -> ScanFrame | None:
    if _CONTROL.search(raw):
        return None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")  # an older 2D code without ECI; it loses nothing
    aim = _AIM.match(text)
    if aim is None:
        return ScanFrame(text, None)
    payload = text[aim.end() :]
    return ScanFrame(payload, aim.group()) if payload else None
