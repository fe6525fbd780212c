"""A fence around an asyncio library: its loop runs inside Trio, and its errors come out as one.

`trio_asyncio.open_loop` wraps whatever goes wrong into two layers of ExceptionGroup. Behind this fence stands one typed
error that a caller can name in an `except`; programmer errors keep their group and pass through.
"""

from asyncio import AbstractEventLoop
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import trio
import trio_asyncio

_trio_asyncio: Any = trio_asyncio  # a library without types


@asynccontextmanager
async def open_island(*expected: type[Exception]) -> AsyncGenerator[AbstractEventLoop, None]:
    """Run the body beside an asyncio loop of its own; raise the first of `expected` instead of groups of them."""
    with one_error(*expected):
        async with _trio_asyncio.open_loop() as loop:
            yield loop


@contextmanager
def one_error(*expected: type[Exception]) -> Generator[None, None, None]:
    """Turn a group that holds nothing but `expected` errors into its first one, raised from the group.

    A cancellation in the group wins over them: it ends more than the body.
    """
    try:
        yield
    except BaseExceptionGroup as group:
        cancelled, faults = group.split(trio.Cancelled)
        leaves = _leaves(faults)
        if not all(isinstance(leaf, expected) for leaf in leaves):
            raise
        chosen = (_leaves(cancelled) or leaves)[0]
        raise chosen from chosen.__cause__


def _leaves(error: BaseException | None) -> list[BaseException]:
    if error is None:
        return []
    if not isinstance(error, BaseExceptionGroup):
        return [error]
    return [leaf for inner in error.exceptions for leaf in _leaves(inner)]
