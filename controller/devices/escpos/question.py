"""One question outstanding: DLE EOT n out, its byte back, by a deadline."""

from collections.abc import Awaitable, Callable

import trio

from controller.devices.health import Health

REPLY_DEADLINE_S = 0.5
TRIES = 3


class Questions:
    """The listener hands every answer to `answer`; it belongs to whoever asks just now, or to nobody."""

    def __init__(self, send: Callable[[bytes], Awaitable[None]], health: Health) -> None:
        self._send = send
        self._health = health
        self._turn = trio.Lock()
        self._value: int | None = None
        self._answered = trio.Event()

    def answer(self, value: int) -> None:
        """Take a byte the device sent as an answer."""
        self._value = value
        self._answered.set()

    async def ask(self, question: bytes, deadline_s: float = REPLY_DEADLINE_S) -> int | None:
        """Return the answer, None after TRIES without one in `deadline_s`. A late one answers the same question."""
        async with self._turn:
            for attempt in range(TRIES):
                self._health.retries += attempt > 0
                self._answered = trio.Event()
                with trio.move_on_after(deadline_s):
                    await self._send(question)
                    await self._answered.wait()
                    return self._value
                self._health.timeouts += 1
        return None
