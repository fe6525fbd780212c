import os
import signal
from collections.abc import Iterator

import pytest
import trio

from runtime.signals import SIGNALS, cancel_on_signals


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_cancels_and_raises_nothing(number):
    with trio.fail_after(30):
        async with trio.open_nursery() as nursery:
            await nursery.start(cancel_on_signals, nursery.cancel_scope)
            os.kill(os.getpid(), number)
            await trio.sleep_forever()
    assert nursery.cancel_scope.cancelled_caught


async def test_further_signals_do_not_disturb_the_cleanup():
    cleaned = False
    with trio.fail_after(30):
        async with trio.open_nursery() as nursery:
            await nursery.start(cancel_on_signals, nursery.cancel_scope)
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGTERM)
            try:
                await trio.sleep_forever()
            finally:
                for number in (signal.SIGINT, signal.SIGTERM):
                    os.kill(os.getpid(), number)
                with trio.CancelScope(shield=True):
                    await trio.sleep(0.05)
                os.kill(os.getpid(), signal.SIGINT)
                cleaned = True
    assert cleaned
