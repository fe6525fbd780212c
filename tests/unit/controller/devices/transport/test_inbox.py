import pytest

from controller.devices.transport.inbox import INBOX_MAX_BYTES, ByteInbox
from controller.devices.transport.stream import TransportLost


async def test_chunks_come_as_they_arrived():
    inbox = ByteInbox()
    inbox.put(b"a", 1)
    inbox.put(b"b", 2)
    assert [await inbox.get(), await inbox.get()] == [(b"a", 1), (b"b", 2)]


async def test_overflow_is_an_overrun_and_what_came_before_is_still_read():
    inbox = ByteInbox()
    inbox.put(b"x" * INBOX_MAX_BYTES, 1)
    inbox.put(b"y", 2)
    inbox.lose("unplugged")
    assert len((await inbox.get())[0]) == INBOX_MAX_BYTES
    with pytest.raises(TransportLost) as lost:
        await inbox.get()
    assert lost.value.reason == "overrun"


async def test_reading_makes_room():
    inbox = ByteInbox()
    for n in range(3):
        inbox.put(b"x" * INBOX_MAX_BYTES, n)
        await inbox.get()
    assert inbox.lost is None
