"""Operating faults told to a person in a sentence, not as a traceback; programmer errors keep theirs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from controller.gateway import AddressUnusable
from controller.pricing import PriceBookFault
from lanewise.child import ChildFailed
from lanewise.environment import PortTaken
from runtime.broker import BrokerFailed
from ui_web import NotBuiltError

BAD_INPUT = 2
TOLD = (AddressUnusable, BrokerFailed, ChildFailed, NotBuiltError, OSError, PortTaken, PriceBookFault)


@contextmanager
def told() -> Iterator[None]:
    """Print what went wrong on standard error and exit 2."""
    messages: list[str] = []
    try:
        yield
    except* TOLD as group:
        messages = [str(error) for error in _leaves(group)]
    if messages:
        print(*(f"lanewise: {message}" for message in messages), sep="\n", file=sys.stderr)
        raise typer.Exit(BAD_INPUT)


def _leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    leaves: list[BaseException] = []
    for error in group.exceptions:
        leaves += _leaves(error) if isinstance(error, BaseExceptionGroup) else [error]
    return leaves
