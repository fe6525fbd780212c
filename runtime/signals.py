"""Turn SIGINT and SIGTERM into an orderly cancellation.

KeyboardInterrupt raised inside asyncio-flavoured code of an island deadlocks (trio-asyncio issues 88 and 118), so no
process of ours ever lets Python raise it.
"""

import signal

import structlog
import trio

log = structlog.get_logger()


async def cancel_on_signals(
    cancel_scope: trio.CancelScope, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
) -> None:
    """Cancel `cancel_scope` at the first signal and go on swallowing further ones until cancelled itself.

    Run it inside the scope it cancels, with `nursery.start`: the handlers stand when `start` returns.
    """
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as arrivals:
        task_status.started()
        async for number in arrivals:
            log.info("stopping", signal=signal.Signals(number).name)
            cancel_scope.cancel()
