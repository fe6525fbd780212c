import asyncio
from contextlib import suppress

import pytest
import trio
import trio_asyncio

from runtime.island import one_error, open_island


class LinkFault(Exception):
    pass


async def test_an_expected_error_leaves_the_island_bare():
    with pytest.raises(LinkFault, match="gone"):
        async with open_island(LinkFault):
            raise LinkFault("gone")


async def test_an_asyncio_tasks_error_leaves_it_bare_too():
    async def fail():
        raise LinkFault("in asyncio")

    async def island():
        async with open_island(LinkFault) as loop:
            task = loop.create_task(fail())
            await trio_asyncio.aio_as_trio(asyncio.wait)([task])
            task.result()

    with pytest.raises(LinkFault, match="in asyncio"):
        await island()


async def test_a_programmer_error_keeps_its_group():
    with pytest.RaisesGroup(ZeroDivisionError, flatten_subgroups=True):
        async with open_island(LinkFault):
            raise ZeroDivisionError


async def test_two_expected_errors_are_one():
    async def fail():
        raise LinkFault

    async def fail_twice():
        with one_error(LinkFault):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(fail)
                nursery.start_soon(fail)

    with pytest.raises(LinkFault):
        await fail_twice()


async def test_a_cancellation_is_not_swallowed(autojump_clock):
    after = []
    with trio.move_on_after(1) as scope:
        async with open_island(LinkFault):
            await trio.sleep(5)
        after.append("swallowed")
    assert scope.cancelled_caught
    assert after == []


async def test_one_islands_end_leaves_the_other_running(autojump_clock):
    async def doomed():
        with suppress(LinkFault):
            async with open_island(LinkFault):
                await trio.sleep(1)
                raise LinkFault

    async with open_island(LinkFault):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(doomed)
        assert await trio_asyncio.aio_as_trio(asyncio.sleep)(1, "alive") == "alive"
