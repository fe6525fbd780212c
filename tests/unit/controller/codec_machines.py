"""Codecs with what stands behind them, as one thing that is fed bytes: laws hold for the whole of it."""

import math
from dataclasses import replace

from controller.barcode.decode import decode
from controller.barcode.decoded import MAX_SHOWN_LENGTH
from controller.barcode.settings import Settings
from controller.devices.display.interpreter import Interpreter
from controller.devices.display.screen import Screen
from controller.devices.scale.conversation import HandshakeKey, Item
from controller.devices.scale.profile import dialog06
from controller.devices.scale.reading import Noise, Weight
from controller.devices.scanner.codec import ScanFrame, ScannerCodec
from controller.devices.sim.arrivals import Arrivals
from controller.devices.sim.escpos_table import next_word
from controller.devices.sim.paper import PaperRoll
from controller.devices.sim.strips import TextLine, as_dump, as_placed
from controller.devices.terminal import messages
from controller.devices.terminal.apdu import Apdu, ApduReader
from controller.devices.terminal.dialogue import Dialogue, Paper, Result, Waits, answer_stray
from controller.devices.terminal.profile import ZVT_TCP, ZVT_TCP_PRINTING
from controller.devices.terminal.readings import approved, declined
from controller.devices.terminal.words import status_word
from controller.devices.transport.evdev_codec import KeyDecoder
from controller.devices.transport.evdev_layouts import LAYOUTS

PAPER_LINES_AT_ONCE_MAX = 65_535
DRAWN_TEXT_MAX = 200


class Scanning:
    """A scanner's codec; each code it tells is decoded too."""

    def __init__(self, codec):
        self.codec = codec

    @property
    def pending(self):
        return self.codec.pending

    def feed(self, data):
        readings = self.codec.feed(data)
        for reading in readings:
            if isinstance(reading, ScanFrame):
                found = decode(reading.data, reading.symbology, Settings())
                assert len(found.shown) <= MAX_SHOWN_LENGTH
                assert found.shown.isprintable()
                reading.data.encode()
        return readings

    def pause(self):
        return self.codec.pause()


class Wedge:
    """A scanner that types, before the codec of line mode."""

    def __init__(self, layout):
        self.keys = KeyDecoder(LAYOUTS[layout])
        self.scanning = Scanning(ScannerCodec())

    def feed(self, data):
        return self.scanning.feed(self.keys.feed(data))


class Typing:
    """The bytes a scanner types, as readings."""

    def __init__(self, layout):
        self.keys = KeyDecoder(LAYOUTS[layout])

    def feed(self, data):
        return list(self.keys.feed(data))


class Weighing:
    """A scale's codec; the conversations hear each reading."""

    def __init__(self, profile):
        key = HandshakeKey(checksum=0xBEEF, correction=0xF00D)
        asked = dialog06(key) if profile.name == "dialog06" else profile
        self.codec = profile.codec()
        self.conversations = [asked.ask(item) for item in (None, Item(), Item(tare_g=20, unit_price_minor=399))]

    def feed(self, data):
        told = []
        for reading in self.codec.feed(data):
            told.append(reading)
            if not isinstance(reading, Noise):
                told += [self._checked(one.answer(reading)) for one in self.conversations]
        return told

    def _checked(self, answer):
        if isinstance(answer, Weight):
            assert answer.state != "stable" or answer.value > 0
            assert answer.state != "zero" or answer.value in (None, 0)
            assert answer.mass_g is None or isinstance(answer.mass_g, int)
        return answer


class Paying:
    """A terminal's messages through one dialogue after the other; each message is a tenth of a second."""

    def __init__(self, profile=ZVT_TCP):
        self.codec = ApduReader()
        self.now_s = 0.0
        self.profile = profile
        self.count = 0
        self.accepted = None
        self._begin()

    def feed(self, data):
        return [out for apdu in self.codec.feed(data) for out in self._hear(apdu)]

    def _begin(self):
        commands = (
            (messages.authorisation(1234, 978), 1234),
            (messages.reversal("000000", "0001", 1234, 978), None),
            (messages.repeat_receipt("000000"), None),
            (messages.status_enquiry("000000"), None),
        )
        command, amount = commands[self.count % len(commands)]
        self.dialogue = Dialogue(command, self.profile, payment_minor=amount, short=self.count % 7 == 6)
        self.dialogue.start(self.now_s)

    def _hear(self, apdu):
        self.count += 1
        self.now_s += 0.1
        if self.count % 5 == 4:
            return [answer_stray(apdu, self.accepted)]
        outs = self.dialogue.receive(apdu, self.now_s)
        for out in list(outs):
            outs += self._look(out)
        assert math.isfinite(self.dialogue.deadline_s)
        assert self.dialogue.deadline_s <= self.now_s + max(self.profile.silence_max_s, self.profile.silence_s)
        if self.dialogue.ending is None and self.count % 11 == 10:
            self.now_s = max(self.now_s, self.dialogue.deadline_s)
            outs += self.dialogue.tick(self.now_s)
        if self.dialogue.ending is not None:
            outs.append(declined("i", self.dialogue.ending))
            self._begin()
        return outs

    def _look(self, out):
        if isinstance(out, Waits):
            assert status_word(out.status)
        if isinstance(out, Paper):
            assert len(out.lines) <= PAPER_LINES_AT_ONCE_MAX
        if not isinstance(out, Result):
            return []
        approved("i", 1234, "12345678", out.status)
        if self.count % 3 == 0:
            return self.dialogue.abort()
        self.accepted = out.status
        return self.dialogue.confirm(self.now_s) if self.count % 3 == 1 else []


PRINTING = replace(ZVT_TCP_PRINTING, hold_s=0.05)


class Encoded:
    """Messages of a wire, and that each can be sent again as it came."""

    def __init__(self, codec):
        self.codec = codec

    def feed(self, data):
        readings = self.codec.feed(data)
        for reading in readings:
            if isinstance(reading, Apdu):
                (again,) = type(self.codec)().feed(self.codec.encode(reading))
                assert again == reading
        return readings


class Showing:
    """A customer display: commands, and what then stands there."""

    def __init__(self, dialect):
        self.interpreter = Interpreter(dialect)
        self.screen = Screen()

    def feed(self, data):
        commands = self.interpreter.feed(data)
        for command in commands:
            self.screen.apply(command)
        assert [len(line) for line in self.screen.lines] == [20, 20]
        return [*commands]


class Arriving:
    """The emulated printer's interface."""

    def __init__(self):
        self.arrivals = Arrivals()

    def feed(self, data):
        return list(self.arrivals.sort(data))


def printed(data):
    """Print bytes on the emulated roll; return its text."""
    roll = PaperRoll(48)
    while data and (word := next_word(data)) is not None:
        assert 0 < word.length <= len(data)
        data = data[word.length :]
        roll.take(word)
    roll.end_line()
    strips = roll.tear()
    for strip in strips:
        if not isinstance(strip, TextLine) and len(strip.text) <= DRAWN_TEXT_MAX:
            assert strip.draw().width_dots > 0
    return as_placed(strips, roll.width_dots), as_dump(strips)
