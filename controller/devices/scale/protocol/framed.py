"""Frames from a head byte, if the protocol has one, to an end byte: what most scale protocols share."""

from collections.abc import Callable, Iterator, Mapping

from controller.devices.noise import Noise, merge_noise
from controller.devices.scale.reading import PARITY_OFF, Ready, ScaleReading

ACKNOWLEDGED: Mapping[int, ScaleReading] = {0x06: Ready(ready=True), 0x15: Ready(ready=False)}

Decode = Callable[[bytes], ScaleReading | None]


class FramedCodec:
    """Feed bytes in any pieces; get readings and noise, in order. Holds less than `max_bytes` between calls.

    `decode` gets a whole frame with head and end; None makes it noise. `single` are bytes that mean something alone,
    `between` bytes that mean nothing between frames. A head inside a frame begins it anew unless `head_inside`. A byte
    of `abort` throws the frame away.
    """

    head: int | None = None
    ends: frozenset[int] = frozenset()
    max_bytes: int = 64
    mask: int = PARITY_OFF
    single: Mapping[int, ScaleReading] = {}
    between: frozenset[int] = frozenset()
    head_inside: bool = False
    abort: int | None = None

    def __init__(self) -> None:
        self._frame = bytearray()

    def feed(self, data: bytes) -> list[ScaleReading]:
        """Return what is complete with `data`."""
        return merge_noise(reading for byte in data for reading in self._take(byte & self.mask))

    def decode(self, frame: bytes) -> ScaleReading | None:
        """Read one whole frame; None if it is none."""
        raise NotImplementedError

    def _take(self, byte: int) -> Iterator[ScaleReading]:
        if not self._frame and byte in self.single:
            yield self.single[byte]
            return
        if not self._frame and byte in self.between:
            return
        if byte == self.abort or (byte == self.head and not self.head_inside):
            yield from self._drop()
        if byte == self.abort:
            yield Noise(1)
            return
        if not self._frame and self.head is not None and byte != self.head:
            yield Noise(1)
            return
        self._frame.append(byte)
        if byte in self.ends:
            yield from self._end()
        elif len(self._frame) >= self.max_bytes:
            yield from self._drop()

    def _end(self) -> Iterator[ScaleReading]:
        frame = bytes(self._frame)
        reading = self.decode(frame)
        self._frame.clear()
        yield reading if reading is not None else Noise(len(frame))

    def _drop(self) -> Iterator[ScaleReading]:
        if self._frame:
            yield Noise(len(self._frame))
            self._frame.clear()
