"""A terminal that says what it should not: answers without a question, half a message."""

import pytest
import trio

from controller.devices.health import Health
from controller.devices.sim.memory_net import MemoryNet
from controller.devices.terminal.link import Link
from controller.devices.terminal.profile import ZVT_TCP
from controller.devices.terminal.talk import Talk
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
    async with trio.open_nursery() as nursery:
        net = MemoryNet(nursery, terminal.serve)
        async with net.open(SerialSettings(path="memory")) as stream, trio.open_nursery() as within:
            link = Link(stream, ZVT_TCP, Health())
            within.start_soon(link.run)
            talk = Talk(link, ZVT_TCP, "000000")
            await talk.pause(seconds)
            within.cancel_scope.cancel()


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
