"""A child's life line: a pipe on standard input that its parent holds open and never writes to.

When the parent is gone, however it went, the pipe ends and the child stops in good order.
"""

import os
import sys

import trio

VARIABLE = "LANEWISE_LIFELINE"
"""Set to `stdin` by a parent that holds the pipe."""


def environment() -> dict[str, str]:
    """Return the environment for a child that shall not outlive this process."""
    return {**os.environ, VARIABLE: "stdin"}


async def cancel_with_parent(scope: trio.CancelScope) -> None:
    """Cancel `scope` when the parent's end of the pipe closes; without a life line, wait for ever."""
    if os.environ.get(VARIABLE) != "stdin":
        await trio.sleep_forever()
    async with trio.lowlevel.FdStream(os.dup(sys.stdin.fileno())) as pipe:
        while await pipe.receive_some(64):
            pass
    scope.cancel()
