"""Vectors of the areas printer.*.

What a printer says is read by our status codec; what it is sent, by the emulator's reading of ESC/POS.
"""

from dataclasses import asdict

from controller.devices.drawer.codec import read_command
from controller.devices.escpos import codec, identity, status
from controller.devices.sim import kicks
from controller.devices.sim.escpos_table import Word, next_word
from controller.devices.sim.paper import PaperRoll
from controller.devices.sim.strips import as_dump
from lanewise.vectors.area import Areas, Given, Got, NotExpressible
from lanewise.vectors.given import bytes_of, exchange, received, sent

COLUMNS_80MM = 48
QUESTION_BYTES = 3
CUTS = {b"\x1dV", b"\x1bi", b"\x1bm"}


def _automatic(given: Given) -> Got:
    """Answer automatic status: frames without flow control, and the last one's bits."""
    reader, plain = codec.EscPosCodec(), b""
    got: Got = {}
    frames, flow = [], []
    for byte in b"".join(received(given)):
        plain += b"" if byte in {codec.XON, codec.XOFF} else bytes((byte,))
        for reading in reader.feed(bytes((byte,))):
            if isinstance(reading, codec.DeviceStatus):
                got = asdict(reading)
                frames.append(plain[-codec.ASB_BYTES :].hex())
            elif isinstance(reading, codec.Flow):
                flow.append("XOFF" if reading.stopped else "XON")
    return {**got, "frames": frames, "flow": flow}


def _real_time(given: Given) -> Got:
    """Answer DLE EOT by the number in the question."""
    question = _question(given)
    values = [answer.value for answer in _readings(given) if isinstance(answer, codec.RealTimeStatus)]
    if not values:
        return {"reply": None}
    match question[:2], question[2]:
        case b"\x10\x04", 1:
            return asdict(status.printer(values[0]))
        case b"\x10\x04", 2:
            return asdict(status.offline_cause(values[0]))
        case b"\x10\x04", 3:
            return asdict(status.error_cause(values[0]))
        case b"\x10\x04", 4:
            return asdict(status.paper(values[0]))
        case _:
            raise NotExpressible(f"no reading for {question.hex()}")


def _in_order(given: Given) -> Got:
    """Answer GS r by the number in the question."""
    question = _question(given)
    values = [answer.value for answer in _readings(given) if isinstance(answer, codec.BufferedStatus)]
    if not values:
        return {"reply": None}
    match question[:2], question[2] % 48:
        case b"\x1d\x72", 1:
            return asdict(status.buffered_paper(values[0]))
        case b"\x1d\x72", 2:
            return asdict(status.buffered_drawer(values[0]))
        case _:
            raise NotExpressible(f"no reading for {question.hex()}")


def _identity(given: Given) -> Got:
    """Answer GS I: a byte or a block, named by the number in the question."""
    return dict(identity.read(_question(given)[2], b"".join(received(given))))


def _question(given: Given) -> bytes:
    """Return a question of two bytes and a number."""
    question = bytes_of(given, "tx")
    if len(question) != QUESTION_BYTES:
        raise NotExpressible(f"no question of {QUESTION_BYTES} bytes: {question.hex()}")
    return question


def _readings(given: Given) -> list[codec.EscPosReading]:
    reader = codec.EscPosCodec()
    return [reading for chunk in received(given) for reading in reader.feed(chunk)]


def _process_id(given: Given) -> Got:
    """Answer GS ( H and what clears it."""
    question = sent(given)
    got: Got = {}
    if question[:3] == b"\x1d\x28\x48":
        got["asked"] = question[7:].decode("latin-1")
    for reading in _readings(given):
        match reading:
            case codec.Printed():
                text = reading.process_id.decode("latin-1")
                got |= {"process_id": text, "printed": True, "complete": True}
                got["meaning"] = "everything before the process id is printed"
            case codec.Refused():
                got |= {"printed": False, "complete": False, "offline": True, "meaning": "offline response"}
            case codec.Cleared():
                got["meaning"] = "buffers cleared; pending process ids are lost without reply"
            case _:
                pass
    return got


def _drawer(given: Given) -> Got:
    """Answer what a drawer command does: pulses at the connector, or a drawer with its own interface opening."""
    command = bytes_of(given, "tx")
    effect = read_command(command)
    return {"effect": effect} if effect is not None else {"pulses": _Job(command).pulses}


def _job(given: Given) -> Got:
    """Answer a whole print job as the paper's text."""
    job = _Job(bytes_of(given, "job"))
    return {"text": job.text, "pulses": job.pulses, "cuts": job.cuts}


class _Job:
    """A job run through the emulator's paper. A command that is cut off at the end does nothing."""

    def __init__(self, data: bytes) -> None:
        self.text: list[str] = []
        self.pulses: list[Got] = []
        self.cuts = 0
        self._roll = PaperRoll(COLUMNS_80MM)
        rest = data
        while rest:
            word = next_word(rest)
            if word is None:
                break
            rest = rest[word.length :]
            self._do(word)
        self._end()

    def _do(self, word: Word) -> None:
        if word.head == b"\x1bp":
            self._kick(kicks.in_order(word.arguments))
        elif word.head == b"\x10\x14" and word.arguments[0] == 1:
            self._kick(kicks.at_once(word.arguments[1:]))
        elif word.head in CUTS:
            self.cuts += 1
            self._end()
        else:
            self._roll.take(word)

    def _kick(self, kick: kicks.Kick | None) -> None:
        if kick is not None:
            self.pulses.append(asdict(kick))

    def _end(self) -> None:
        self._roll.end_line()
        self.text += as_dump(self._roll.tear())


AREAS: Areas = {
    "printer.asb": exchange(_automatic),
    "printer.dle_eot": _real_time,
    "printer.gs_r": _in_order,
    "printer.ident": _identity,
    "printer.process_id": exchange(_process_id),
    "printer.drawer": _drawer,
    "printer.job": _job,
}
