"""Each command once: a client that lost the answer asks again with the same `command_id` and hears the first answer."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import msgspec
import trio

from contracts.view import Ack, Intent, IntentFrame

REMEMBERED_COMMANDS = 256


@dataclass(slots=True, eq=False)
class _Command:
    intent: Intent
    answered: trio.Event = field(default_factory=trio.Event)
    ack: Ack | None = None


class Commands:
    """Hands intents to the lane, remembers the last 256 answers.

    A submission runs in `nursery`, not in the session that asked: a client that goes away does not take back what it
    asked for, and finds the answer when it comes again.
    """

    def __init__(self, submit: Callable[[IntentFrame], Awaitable[Ack]], nursery: trio.Nursery) -> None:
        self._submit = submit
        self._nursery = nursery
        self._commands: OrderedDict[str, _Command] = OrderedDict()

    async def once(self, frame: IntentFrame) -> Ack:
        """Return the lane's answer to `frame`, now or from the first time, under this frame's `seq`."""
        command = self._commands.get(frame.command_id)
        if command is None:
            command = self._commands[frame.command_id] = _Command(frame.intent)
            self._nursery.start_soon(self._run, command, frame)
        elif command.intent != frame.intent:
            return Ack(seq=frame.seq, ok=False, code="command_id_reused")
        await command.answered.wait()
        assert command.ack is not None, "the answer is there before the event"
        return msgspec.structs.replace(command.ack, seq=frame.seq)

    async def _run(self, command: _Command, frame: IntentFrame) -> None:
        command.ack = await self._submit(frame)
        command.answered.set()
        self._forget_oldest()

    def _forget_oldest(self) -> None:
        """Forget answered commands above the bound; those in flight are bounded by the lane's inbox."""
        surplus = len(self._commands) - REMEMBERED_COMMANDS
        answered = [key for key, command in self._commands.items() if command.ack is not None]
        for key in answered[: max(surplus, 0)]:
            del self._commands[key]
