"""Which device answers to what. Only questions that change nothing: a status, a weight.

They are asked in this order, so that a printer is known before anything printable is sent to it. A question that a
device does not know may stay in its buffer, so each is asked twice.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import trio

from controller.devices.escpos import commands
from controller.devices.noise import Noise
from controller.devices.scale import profile as scales
from controller.devices.scale.profile import ScaleProfile
from controller.devices.scale.reading import Status, Weight
from controller.devices.terminal.apdu import ApduReader
from controller.devices.terminal.messages import refusal, status_enquiry
from controller.devices.transport.opening import open_stream
from controller.devices.transport.stream import (
    DeviceStream,
    EvdevSettings,
    LpSettings,
    PortSettings,
    SerialSettings,
    TcpSettings,
    TransportLost,
    TransportUnavailable,
)
from controller.ports import DeviceKind
from lanewise.doctor.places import Place
from runtime.island import one_error

ANSWER_S = 0.4
LISTEN_S = 0.5
TRIES_TALKING = 4
"""Of what speaks by itself, a first frame may be cut, and the next one late."""
TRIES = 2
PRINTER_BAUDRATES = (9600, 19200, 38400, 115200)
ALIKE = {"toledo8217": "sasi, toledo8213_kg"}
ZVT_PORT = 20007
ZVT_ANSWERS = frozenset({0x8000, 0x8400, 0x060F})
ZVT_ACK = b"\x80\x00\x00"
ANY_PASSWORD = "000000"  # noqa: S105 - what terminals are delivered with
FIXED_BITS, FIXED = 0x93, 0x12


@dataclass(frozen=True, slots=True)
class Found:
    """What a place turned out to be. `kind` is None when nothing was recognised; `said` explains it to a person."""

    place: Place
    kind: DeviceKind | None
    said: str
    profile: str | None = None
    extra: tuple[tuple[str, str | int], ...] = ()


def settings(place: Place, line: SerialSettings) -> PortSettings:
    """Return how to open a place; `line` is for a serial one."""
    match place.key:
        case "address":
            host, _, port = place.value.rpartition(":")
            return TcpSettings(host=host.strip("[]"), port=int(port))
        case "lp":
            return LpSettings(path=place.value)
        case "evdev":
            return EvdevSettings(path=place.value)
        case "path":
            return replace(line, path=place.value)


async def identify(place: Place) -> Found:
    """Say what is at a place; bounded by the number of questions, 2 * ANSWER_S each."""
    if place.key == "evdev":
        return Found(place, None, "types like a keyboard: scan something to know it (--scan-wait)")
    try:
        with one_error(TransportLost, TransportUnavailable):
            found = await _ask_all(place)
    except TransportUnavailable as unavailable:
        return Found(place, None, _why(unavailable))
    except TransportLost as lost:
        return Found(place, None, f"went away while it was asked: {lost.reason}")
    if found is None and place.key == "lp":
        return Found(place, "printer", "a USB printer that cannot be read")
    return found or Found(place, None, "nothing answers: a scanner or a display, or nothing")


async def _ask_all(place: Place) -> Found | None:
    """Ask as what it most likely is, first."""
    if place.key == "lp":
        return await _printer(place)
    if place.key == "path":
        return await _printer(place) or await _scale(place)
    if place.value.endswith(f":{ZVT_PORT}"):
        return await _terminal(place)
    return await _printer(place) or await _scale(place) or await _terminal(place)


async def _terminal(place: Place) -> Found | None:
    """Ask a card terminal how it is; a refusal is an answer too."""
    async with _opened(place, SerialSettings(path="")) as stream:
        answer = await _ask(stream, status_enquiry(ANY_PASSWORD).encode())
        reader = ApduReader()
        spoke = [apdu for apdu in reader.feed(answer) if apdu.control in ZVT_ANSWERS or refusal(apdu) is not None]
        if not spoke:
            return None
        await stream.send_all(ZVT_ACK)
    return Found(place, "terminal", "a card terminal (ZVT); give its `password` and `currency`")


async def _printer(place: Place) -> Found | None:
    """Ask for status in real time: a printer answers for itself and its paper, a drawer's interface for itself."""
    rates = PRINTER_BAUDRATES if place.key == "path" else PRINTER_BAUDRATES[:1]
    for baudrate in rates:
        async with _opened(place, SerialSettings(path="", baudrate=baudrate)) as stream:
            if not _is_status(await _ask(stream, commands.ask_status(1))):
                continue
            extra = (("baudrate", baudrate),) if baudrate != PRINTER_BAUDRATES[0] else ()
            if _is_status(await _ask(stream, commands.ask_status(4))):
                return Found(place, "printer", "an ESC/POS printer", extra=extra)
            return Found(place, "drawer", "a drawer's ESC/POS interface", extra=extra)
    return None


async def _scale(place: Place) -> Found | None:
    """Listen for a scale that speaks by itself, then ask in every protocol."""
    for continuous in (True, False):
        for name, profile in scales.PROFILES.items():
            if profile.continuous == continuous and await _weighs(place, profile):
                alike = f"; {ALIKE[name]} may answer the same: the scale's manual says" if name in ALIKE else ""
                return Found(place, "scale", f"a scale that speaks {name}{alike}", profile=name)
    return None


async def _weighs(place: Place, profile: ScaleProfile) -> bool:
    async with _opened(place, profile.port("")) as stream:
        if profile.continuous and not await _heard(stream):
            return False
        for _ in range(TRIES_TALKING if profile.continuous else TRIES):
            stream.discard_input()
            with trio.move_on_after(ANSWER_S):
                if await _converse(stream, profile):
                    return True
    return False


async def _converse(stream: DeviceStream, profile: ScaleProfile) -> bool:
    """Hold one conversation; a weight without a byte of noise is the protocol's."""
    codec, conversation = profile.codec(), profile.ask(None)
    if question := conversation.begin():
        await stream.send_all(question)
    while True:
        for reading in codec.feed(await stream.receive_some()):
            if isinstance(reading, Noise) and not profile.continuous:
                return False
            answer = conversation.answer(reading)
            if isinstance(answer, Weight):
                weighed = bool(answer.raw) and (answer.value is not None or answer.state != "unknown")
                return weighed or isinstance(reading, Status)
            if answer:
                await stream.send_all(answer)


async def hear_scan(place: Place, is_code: Callable[[bytes], str | None], wait_s: float) -> str | None:
    """Wait for somebody to scan something there; return the code."""
    heard = b""
    with trio.move_on_after(wait_s):
        try:
            with one_error(TransportLost, TransportUnavailable):
                async with _opened(place, SerialSettings(path="")) as stream:
                    while True:
                        heard += await stream.receive_some()
                        if (code := is_code(heard)) is not None:
                            return code
        except (TransportLost, TransportUnavailable):
            return None
    return None


@asynccontextmanager
async def _opened(place: Place, line: SerialSettings) -> AsyncGenerator[DeviceStream, None]:
    async with open_stream(settings(place, line)) as stream:
        yield stream


async def _ask(stream: DeviceStream, question: bytes) -> bytes:
    """Return everything that comes within ANSWER_S."""
    answer = b""
    for _ in range(TRIES):
        stream.discard_input()
        with trio.move_on_after(ANSWER_S):
            await stream.send_all(question)
            while True:
                answer += await stream.receive_some()
        if answer:
            break
    return answer


async def _heard(stream: DeviceStream) -> bool:
    with trio.move_on_after(LISTEN_S):
        await stream.receive_some()
        return True
    return False


def _is_status(answer: bytes) -> bool:
    return len(answer) == 1 and answer[0] & FIXED_BITS == FIXED


def _why(unavailable: TransportUnavailable) -> str:
    reasons = {
        "port_in_use": "in use by another program: is the lane running?",
        "no_permission": "no permission: add this user to the groups dialout, lp and input",
        "unplugged": "nothing there, or it does not answer",
    }
    return reasons.get(unavailable.reason, f"cannot be opened: {unavailable.detail}")
