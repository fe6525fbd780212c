"""Magellan single cable: scanner and scale on one port, frames told apart by their prefix (Datalogic KA-01089).

    53 30 38  46  34 30 30 36 33 38 31 33 33 33 39 33 31  0D      S08 F 4006381333931 CR    a code
    53 31 34  34  30 31 32 35 30                          0D      S144 01250 CR             a weight

    S08A  UPC-A, 12 digits     S08F  EAN-13     S08E  UPC-E, not expanded     S08FF  EAN-8 (check with your scanner)
    S08R  GS1 DataBar (R4, RL, RX by kind)      S08B1 Code 39    S08B2  Interleaved 2 of 5    S08B3  Code 128

Codes become what a scanner in line mode with AIM identifiers would send: UPC as 13 digits, DataBar with its AI 01. A
label nobody knows is passed on whole, without an identifier: it is refused where the cashier sees it, not lost here.
Line 9600 7O1; bit 7 is taken off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from controller.devices.noise import Noise, merge_noise
from controller.devices.scanner.codec import MAX_FRAME_BYTES, ScanFrame, ScannerReading
from controller.devices.scanner.upc_e import expanded

Side = Literal["scanner", "scale"]

PARITY_OFF = 0x7F
ENDS = frozenset(b"\r\n")
SCALE_PREFIXES = (b"S11", b"S14")
LABELS = {
    "A": ("UPC-A", "]E0"),
    "B1": ("Code 39", "]A0"),
    "B2": ("Interleaved 2 of 5", "]I0"),
    "B3": ("Code 128", "]C0"),
    "E": ("UPC-E", "]E0"),
    "F": ("EAN-13", "]E0"),
    "FF": ("EAN-8", "]E4"),
    "R": ("GS1 DataBar", "]e0"),
    "R4": ("GS1 DataBar", "]e0"),
    "RL": ("GS1 DataBar", "]e0"),
    "RX": ("GS1 DataBar", "]e0"),
}
LABEL_DIGITS = {"A": (12,), "E": (6, 7, 8), "F": (13,), "FF": (8,), "R4": (14, 16), "RL": (14, 16)}
_GTIN14_DIGITS = 14


@dataclass(frozen=True, slots=True)
class Label:
    """One frame as the scanner means it: its label identifier, the symbology's name, the payload as sent."""

    identifier: str
    symbology: str
    data: str


class MagellanScannerCodec:
    """Feed bytes in any pieces; get codes and noise, in order. Holds at most MAX_FRAME_BYTES."""

    def __init__(self, gs_substitute: bytes = b"") -> None:
        self._frame = bytearray()
        self._gs_substitute = gs_substitute.decode("latin-1")

    @property
    def pending(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bool(self._frame)

    def feed(self, data: bytes) -> list[ScannerReading]:
        """Return what ended within `data`."""
        return merge_noise(reading for byte in data for reading in self._take(byte & PARITY_OFF))

    def pause(self) -> list[ScannerReading]:
        """Give up a frame that lost its end."""
        byte_count = len(self._frame)
        self._frame.clear()
        return [Noise(byte_count)] if byte_count else []

    def _take(self, byte: int) -> Iterator[ScannerReading]:
        if byte not in ENDS:
            if len(self._frame) >= MAX_FRAME_BYTES:
                yield from self.pause()
            self._frame.append(byte)
        elif self._frame:
            label = read_label(self._frame.decode("ascii"))
            scan = scan_of(label) if label is not None else None
            yield self._with_gs(scan) if scan is not None else Noise(len(self._frame))
            self._frame.clear()

    def _with_gs(self, scan: ScanFrame) -> ScanFrame:
        if not self._gs_substitute:
            return scan
        return ScanFrame(scan.data.replace(self._gs_substitute, "\x1d"), scan.symbology)


class SingleCable:
    """Tells whose each frame is. Feed bytes in any pieces; holds at most MAX_FRAME_BYTES."""

    def __init__(self) -> None:
        self._frame = bytearray()

    def feed(self, data: bytes) -> list[tuple[Side, bytes]]:
        """Return each whole frame with the side it belongs to; what nobody knows is the scanner's."""
        frames: list[tuple[Side, bytes]] = []
        for byte in data:
            self._frame.append(byte)
            if byte & PARITY_OFF in ENDS or len(self._frame) >= MAX_FRAME_BYTES:
                frames.append((_side(self._frame), bytes(self._frame)))
                self._frame.clear()
        return frames


def read_label(text: str) -> Label | None:
    """Read S08, label identifier and payload; None for any other frame."""
    if not text.startswith("S08") or len(text) == len("S08"):
        return None
    body = text[3:]
    for length in (2, 1):
        identifier, payload = body[:length], body[length:]
        if identifier in LABELS and payload and _fits(identifier, payload):
            return Label(identifier, LABELS[identifier][0], payload)
    return Label("", "", body)


def scan_of(label: Label) -> ScanFrame | None:
    """Return the code as line mode with AIM identifiers has it; None for a UPC-E that is none."""
    symbology = LABELS[label.identifier][1] if label.identifier else None
    match label.identifier:
        case "A":
            return ScanFrame("0" + label.data, symbology)
        case "E":
            upc_a = expanded(label.data)
            return ScanFrame("0" + upc_a, symbology) if upc_a is not None else None
        case "R" | "R4" | "RL" if len(label.data) == _GTIN14_DIGITS and label.data.isdigit():
            return ScanFrame("01" + label.data, symbology)
        case _:
            return ScanFrame(label.data, symbology)


def _fits(identifier: str, payload: str) -> bool:
    digits = LABEL_DIGITS.get(identifier)
    return digits is None or (payload.isdigit() and len(payload) in digits)


def _side(frame: bytearray) -> Side:
    plain = bytes(byte & PARITY_OFF for byte in frame[:3])
    return "scale" if plain in SCALE_PREFIXES else "scanner"
