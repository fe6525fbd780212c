"""A terminal that says what it should not: answers without a question, half a message."""

import pytest
import trio
import trio.testing

from controller.devices.health import Health
from controller.devices.sim.memory_net import MemoryNet
from controller.devices.terminal import messages
from controller.devices.terminal.dialogue import Dialogue
from controller.devices.terminal.link import Link
from controller.devices.terminal.match import NOTHING
from controller.devices.terminal.profile import ZVT_TCP
from controller.devices.terminal.talk import Listener, Talk
from controller.devices.transport.stream import SerialSettings, TransportLost


class Terminal:
    """Says `script`, and keeps what it hears."""

    def __init__(self, *script):
        self.script = script
        self.heard = b""

    async def serve(self, stream):
        for data in self.script:
            await stream.send_all(data)
        while data := await stream.receive_some():
            self.heard += data


async def hear(terminal, seconds):
    await speak(terminal, lambda talk: talk.pause(seconds))


async def speak(terminal, say):
    async with trio.open_nursery() as nursery:
        net = MemoryNet(nursery, terminal.serve)
        async with net.open(SerialSettings(path="memory")) as stream, trio.open_nursery() as within:
            link = Link(stream, ZVT_TCP, Health())
            within.start_soon(link.run)
            talk = Talk(link, ZVT_TCP, "000000")
            said = await say(talk)
            within.cancel_scope.cancel()
            return said


async def test_an_answer_without_a_question_is_not_answered(autojump_clock):
    terminal = Terminal(b"\x84\x83\x00", b"\x80\x00\x00", b"\x06\x0f\x00")
    await hear(terminal, 5.0)
    assert terminal.heard == b"\x80\x00\x00", "the completion's, no other"


async def test_half_a_message_on_tcp_ends_the_connection(autojump_clock):
    with pytest.raises((TransportLost, ExceptionGroup)) as lost:
        await hear(Terminal(b"\x04\xff\x01"), 5.0)
    assert "TransportLost('error')" in repr(lost.value)


async def test_a_message_in_slow_pieces_is_whole(autojump_clock):
    class Slow(Terminal):
        async def serve(self, stream):
            for value in b"\x06\x0f\x01\x00":
                await trio.sleep(0.9)
                await stream.send_all(bytes((value,)))
            await super().serve(stream)

    terminal = Slow()
    await hear(terminal, 10.0)
    assert terminal.heard == b"\x80\x00\x00"


NOISE = bytes(range(0x80, 0x100)) + b"\x02\x01\r\x10\x1b\x00"


@pytest.mark.parametrize("noise", [NOISE, b"\x80\x81", b"\xff\xff\xff\xff", b"\x00\x00\x00", b"\x80\x00\x00" + NOISE])
async def test_noise_on_tcp_is_not_answered_and_ends_the_connection(autojump_clock, noise):
    terminal = Terminal(noise)
    with pytest.raises((TransportLost, ExceptionGroup)) as lost:
        await hear(terminal, 5.0)
    assert "TransportLost('error')" in repr(lost.value)
    assert terminal.heard == b""


class Late(Terminal):
    """Has a stored payment, and answers `script` to nothing, first of all."""

    async def serve(self, stream):
        for data in self.script:
            await stream.send_all(data)
        while data := await stream.receive_some():
            self.heard += data
            if data.startswith(b"\x06\x20"):
                await stream.send_all(b"\x80\x00\x00\x04\x0f\x05\x27\x00\x87\x00\x07\x06\x0f\x00")


@pytest.mark.parametrize("answer", [b"\x84\x83\x00", b"\x80\x00\x00", b"\x84\x9c\x00\x84\x9c\x00"])
async def test_an_answer_that_waits_is_none_to_the_next_command(autojump_clock, answer):
    async def say(talk):
        await trio.testing.wait_all_tasks_blocked()
        return await talk.last_transaction()

    last = await speak(Late(answer), say)
    assert last.receipt == "0007"


class Crossed(Terminal):
    """Ends a payment while our abort is on its way, and answers the abort afterwards."""

    async def serve(self, stream):
        while data := await stream.receive_some():
            self.heard += data
            if data.startswith(b"\x06\x01"):
                await stream.send_all(b"\x80\x00\x00")
            if data == b"\x06\xb0\x00":
                await stream.send_all(b"\x06\x1e\x01\x6c")
                await trio.sleep(0.3)
                await stream.send_all(b"\x84\x83\x00")
            if data.startswith(b"\x06\x20"):
                await stream.send_all(b"\x80\x00\x00\x06\x0f\x00")


class Aborts(Listener):
    def words(self, dialogue, _now_s):
        return dialogue.abort()


async def test_the_answer_to_an_abort_that_came_too_late_is_none_to_the_next_command(autojump_clock):
    async def say(talk):
        dialogue = Dialogue(messages.authorisation(1, 978), ZVT_TCP, payment_minor=1)
        began_s = trio.current_time()
        ending = await talk.converse(dialogue, Aborts())
        assert (ending.how, trio.current_time() - began_s) == ("aborted", 0.3)
        return await talk.last_transaction()

    assert await speak(Crossed(), say) == NOTHING
