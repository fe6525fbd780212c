"""Turn SIGINT and SIGTERM into an orderly cancellation.

KeyboardInterrupt raised inside asyncio-flavoured code of an island deadlocks (trio-asyncio issues 88 and 118), so no
process of ours ever lets Python raise it.
"""

import signal

import structlog
import trio

SIGNALS = (signal.SIGINT, signal.SIGTERM)

log = structlog.get_logger()


async def cancel_on_signals(
    cancel_scope: trio.CancelScope, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
) -> None:
    """Cancel `cancel_scope` at the first signal; run it inside that scope, once, with `nursery.start`.

    Afterwards the process ignores both signals, so that an impatient second Ctrl-C does not cut the clean-up short.
    Every clean-up of ours is bounded in time.
    """
    for number in SIGNALS:
        # What the receiver puts back when it closes, and what a signal that it did not hand out is given to.
        signal.signal(number, signal.SIG_IGN)
    with trio.open_signal_receiver(*SIGNALS) as arrivals:
        task_status.started()
        async for arrived in arrivals:
            log.info("stopping", signal=signal.Signals(arrived).name)
            cancel_scope.cancel()
