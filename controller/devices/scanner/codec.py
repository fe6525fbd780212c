r"""Line mode: the scanner sends each code with an optional AIM identifier and a terminator.

    ]  E  0   6  9  0  1  0 ...  CR            AIM identifier (ISO/IEC 15424), payload, terminator
    5D 45 30  36 39 30 31 30 ... 0D

    STX payload ETX   payload CR LF   payload TAB   payload LF   payload, then silence
    02      ... 03        ... 0D 0A       ... 09        ... 0A        ...

Empty frames are nothing, so CR LF and ETX CR end one code, not two. FS GS RS US (1C-1F) and EOT (04) are data of GS1
and ISO 15434 codes. A frame with any other control byte, an identifier alone, and a frame beyond MAX_FRAME_BYTES are
noise; the next terminator ends it.

How long a silence ends a code is the driver's clock's to say: it calls `pause`. Without `ends_by_gap` a frame that
pauses has lost its end and is noise.
"""

import re
from dataclasses import dataclass
from typing import Protocol

from controller.devices.noise import Noise

MAX_FRAME_BYTES = 8 * 1024
STX = 0x02
TERMINATORS = frozenset(b"\x03\x09\x0a\x0d")
GS = b"\x1d"
_CONTROL = re.compile(rb"[\x00-\x03\x05-\x1b\x7f]")
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class ScanFrame:
    """One code; `symbology` is the AIM identifier such as `]E0`, if it was sent."""

    data: str
    symbology: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """Bytes the scanner waits for."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Whether the scanner took the last command."""

    taken: bool


ScannerReading = ScanFrame | Reply | Acknowledged | Noise


class FrameCodec(Protocol):
    """Feed bytes in any pieces; get the codes and the noise, in order."""

    @property
    def pending(self) -> bool:
        """Whether a frame has begun and not ended."""
        ...

    def feed(self, data: bytes) -> list[ScannerReading]:
        """Return what ended within `data`."""
        ...

    def pause(self) -> list[ScannerReading]:
        """Nothing came for a while: return what that ends."""
        ...


class ScannerCodec:
    """Line mode in every framing. Holds at most MAX_FRAME_BYTES. `gs_substitute` are bytes the scanner sends for GS."""

    def __init__(self, gs_substitute: bytes = b"", *, ends_by_gap: bool = False) -> None:
        self._frame = bytearray()
        self._excess_byte_count = 0
        self._gs_substitute = gs_substitute
        self._ends_by_gap = ends_by_gap

    @property
    def pending(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bool(self._frame)

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

    def pause(self) -> list[ScannerReading]:
        """End a frame by silence, or give it up as noise where silence ends nothing."""
        return self._end() if self._ends_by_gap else self.abandon()

    def abandon(self) -> list[ScannerReading]:
        """Give up a frame that will not be finished; return it as noise."""
        byte_count = len(self._frame) + self._excess_byte_count
        self._frame.clear()
        self._excess_byte_count = 0
        return [Noise(byte_count)] if byte_count else []

    def _end(self) -> list[ScannerReading]:
        if not self._frame:
            return []
        frame = decode(bytes(self._frame), self._gs_substitute) if self._excess_byte_count == 0 else None
        noise = self.abandon()
        return [frame] if frame is not None else noise


def decode(raw: bytes, gs_substitute: bytes = b"") -> ScanFrame | None:
    """Read AIM identifier and payload; None if the bytes are no code."""
    if gs_substitute:
        raw = raw.replace(gs_substitute, GS)
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
