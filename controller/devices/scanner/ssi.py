"""Zebra Simple Serial Interface (ssi.h; field names as in Opticon MDL-1000 p. 38, which speaks it too).

    host     04 E9 04 00  FF 0F              length, opcode, source, status, checksum: enable
    scanner  05+n F3 00 00 tt d1 ... dn cc cc    a code of type tt
    host     04 D0 04 00  FF 28              ACK, or NAK 05 D1 04 00 01 .. ..: send it again

    length    bytes without the checksum, 4-255     source  04 host, 00 scanner
    status    bit 0 sent again  bit 1 goes on in the next frame
    checksum  two's complement of the sum of all bytes before, 16 bits, high byte first

The scanner waits for ACK before its next code. A code of more than one frame is put together, up to MAX_FRAME_BYTES.
"""

from collections.abc import Iterator

from controller.devices.noise import Noise, merge_noise
from controller.devices.scanner.codec import MAX_FRAME_BYTES, Acknowledged, Reply, ScanFrame, ScannerReading, decode
from controller.devices.scanner.upc_e import expanded

ACK, NAK = 0xD0, 0xD1
START, STOP = 0xE4, 0xE5
BEEP = 0xE6
ENABLE, DISABLE = 0xE9, 0xEA
DECODE_DATA = 0xF3
EFFECTS = {
    ACK: "acknowledge",
    NAK: "not acknowledge",
    START: "trigger on",
    STOP: "trigger off",
    BEEP: "beep",
    ENABLE: "enable",
    DISABLE: "disable",
    DECODE_DATA: "decode data",
}
HOST = 0x04
SCANNER = 0x00
RESEND = 0x01
SENT_AGAIN = 0x01
GOES_ON = 0x02
SOURCE_AT = 2
HEADER_BYTES = 4
CHECKSUM_BYTES = 2
LENGTH_MAX_BYTES = 0xFF
HELD_MAX_BYTES = MAX_FRAME_BYTES + 3 * LENGTH_MAX_BYTES
"""A code, the frame that makes it too long, one that is not complete, and the last one for comparison."""
SYMBOLOGIES = {
    0x01: "]A0",
    0x03: "]C0",
    0x06: "]I0",
    0x08: "]E0",
    0x09: "]E0",
    0x0A: "]E4",
    0x0B: "]E0",
    0x0F: "]C1",
    0x10: "]E0",
    0x1B: "]d1",
    0x1C: "]Q1",
    0x30: "]e0",
    0x31: "]e0",
    0x32: "]e0",
}
UPC_A, UPC_E = 0x08, frozenset({0x09, 0x10})


def frame(opcode: int, data: bytes = b"", *, source: int = HOST, status: int = 0) -> bytes:
    """Return one frame with its checksum."""
    body = bytes((HEADER_BYTES + len(data), opcode, source, status)) + data
    return body + checksum(body)


def checksum(body: bytes) -> bytes:
    """Two's complement of the sum, 16 bits."""
    return (-sum(body) & 0xFFFF).to_bytes(CHECKSUM_BYTES, "big")


class SsiCodec:
    """Feed bytes in any pieces; get codes, what must be answered, and noise, in order. Holds at most HELD_MAX_BYTES."""

    def __init__(self, gs_substitute: bytes = b"") -> None:
        self._buffer = bytearray()
        self._begun = bytearray()
        self._last: bytes | None = None
        self._gs_substitute = gs_substitute

    @property
    def pending(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> list[ScannerReading]:
        """Return what ended within `data`."""
        self._buffer += data
        return merge_noise(self._readings())

    def pause(self) -> list[ScannerReading]:
        """Give up half a frame and ask for it again."""
        byte_count = len(self._buffer)
        self._buffer.clear()
        return [Reply(frame(NAK, bytes((RESEND,)))), Noise(byte_count)] if byte_count else []

    def _readings(self) -> Iterator[ScannerReading]:
        while self._buffer:
            length = self._buffer[0]
            source = self._buffer[SOURCE_AT] if len(self._buffer) > SOURCE_AT else SCANNER
            if length < HEADER_BYTES or source != SCANNER:
                del self._buffer[0]
                yield Noise(1)
                continue
            if len(self._buffer) < length + CHECKSUM_BYTES:
                return
            whole = bytes(self._buffer[: length + CHECKSUM_BYTES])
            if checksum(whole[:length]) != whole[length:]:
                del self._buffer[0]
                yield Noise(1)
                continue
            del self._buffer[: len(whole)]
            yield from self._message(whole[1], whole[3], whole[HEADER_BYTES:length], whole)

    def _message(self, opcode: int, status: int, data: bytes, whole: bytes) -> Iterator[ScannerReading]:
        if opcode in {ACK, NAK}:
            yield Acknowledged(opcode == ACK)
            return
        yield Reply(frame(ACK))
        if opcode != DECODE_DATA or not data:
            return
        again = bool(status & SENT_AGAIN) and self._last == whole[4:-CHECKSUM_BYTES]
        self._last = whole[4:-CHECKSUM_BYTES]
        if again:  # our ACK was lost, the code was not
            return
        self._begun += data if not self._begun else data[1:]
        if status & GOES_ON and len(self._begun) <= MAX_FRAME_BYTES:
            return
        code, self._begun = bytes(self._begun), bytearray()
        scan = _scan(code[0], code[1:], self._gs_substitute) if len(code) <= MAX_FRAME_BYTES else None
        yield scan if scan is not None else Noise(len(code))


def _scan(kind: int, payload: bytes, gs_substitute: bytes) -> ScanFrame | None:
    scan = decode(payload, gs_substitute)
    if scan is None or scan.symbology is not None:
        return scan
    data = scan.data
    if kind == UPC_A and len(data) == len("012345678905"):
        data = "0" + data
    if kind in UPC_E:
        upc_a = expanded(data)
        if upc_a is None:
            return None
        data = "0" + upc_a
    return ScanFrame(data, SYMBOLOGIES.get(kind))
