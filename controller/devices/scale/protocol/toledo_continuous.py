"""Toledo continuous: the scale sends 18 bytes over and over (Mettler-Toledo continuous output).

    02  SWA SWB SWC  W W W W W W  T T T T T T  0D CKS
                     displayed    tare

    SWA  bits 0-2 place of the point: 2 none, 3 one decimal, 4 two, 5 three, 6 four, 7 five; 1 and 0 times 10 and 100
    SWB  bit 0 net  1 negative  2 out of range  3 motion  4 kilograms, else pounds  6 starting up
    CKS  makes the sum of all bytes zero in its seven low bits

Bit 5 of every status word is 1. Bit 3 as motion stands in one source. Line 9600 7E1; bit 7 is taken off.
"""

from collections.abc import Iterator

from controller.devices.noise import Noise, merge_noise
from controller.devices.scale.reading import PARITY_OFF, ScaleReading, Weight, number, set_words, state_of
from controller.ports import ScaleState

STX = 0x02
CR = 0x0D
FRAME_BYTES = 18
STATUS = {0: "net", 1: "negative", 2: "out_of_range", 3: "motion", 6: "starting_up"}
ALWAYS_ONE = 0x20
POINT_NONE = 2


class ToledoContinuousCodec:
    """Feed bytes in any pieces; get weights and noise, in order. Holds less than FRAME_BYTES between calls."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[ScaleReading]:
        """Return what is complete with `data`."""
        self._buffer += bytes(byte & PARITY_OFF for byte in data)
        return merge_noise(self._readings())

    def _readings(self) -> Iterator[ScaleReading]:
        while self._buffer:
            if self._buffer[0] != STX:
                yield Noise(1)
                del self._buffer[0]
                continue
            if len(self._buffer) < FRAME_BYTES:
                return
            weight = _weight(bytes(self._buffer[:FRAME_BYTES]))
            del self._buffer[: FRAME_BYTES if weight is not None else 1]
            yield weight if weight is not None else Noise(1)


def _weight(frame: bytes) -> Weight | None:
    status_a, status_b, status_c = frame[1:4]
    if frame[16] != CR or sum(frame) & PARITY_OFF or not status_a & status_b & status_c & ALWAYS_ONE:
        return None
    value = number(frame[4:10].decode("ascii").strip().rjust(1, "0"))
    if value is None or value < 0:
        return None
    value = value.scaleb(POINT_NONE - (status_a & 0x07))
    flags = set_words(status_b, STATUS)
    net = bool(status_b & 0x01)
    if "out_of_range" in flags or "starting_up" in flags:
        return Weight(state=_out_of_range(flags), net=net, flags=flags, raw=frame)
    value = -value if "negative" in flags else value
    unit = "kg" if status_b & 0x10 else "lb"
    state = state_of(value, moving="motion" in flags)
    return Weight(state=state, value=value, unit=unit, net=net, flags=flags, raw=frame)


def _out_of_range(flags: tuple[str, ...]) -> ScaleState:
    if "starting_up" in flags:
        return "unknown"
    return "under" if "negative" in flags else "over"
