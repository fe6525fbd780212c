"""What can be said over one connection: each command with everything until the terminal gives the word back."""

from dataclasses import replace

import trio

from controller.devices.terminal import bitmaps, messages, words
from controller.devices.terminal.apdu import Apdu
from controller.devices.terminal.dialogue import Dialogue, Ending, Out, Paper, Result, Send, Waits, answer_stray
from controller.devices.terminal.link import Link
from controller.devices.terminal.match import NOTHING
from controller.devices.terminal.profile import TerminalProfile
from controller.devices.terminal.status import StatusInformation
from controller.devices.transport.stream import TransportLost, TransportUnavailable

BUSY_PAUSE_S = 2.0
BUSY_TRIES = 10
"""Asked so often while it says that it is busy, the terminal is left alone for a while."""
OWED_S = 1.0
"""How long the answer to an abort may take that came too late to stop anything."""


class Listener:
    """Who is told what happens inside a dialogue; this one does not care."""

    def words(self, _dialogue: Dialogue, _now_s: float) -> list[Out]:
        """Return what the lane says now, for the terminal."""
        return []

    def waits(self, _status: int) -> None:
        """Hear what the terminal waits for."""

    def result(self, _result: StatusInformation) -> None:
        """Hear a result that is held."""

    async def paper(self, _lines: tuple[str, ...]) -> None:
        """Return when these lines are on disk."""


class Talk:
    """One task's. Every method may raise `TransportLost`: the terminal is gone, or says nothing."""

    def __init__(self, link: Link, profile: TerminalProfile, password: str) -> None:
        self.terminal_id = ""
        self.accepted: StatusInformation | None = None
        self._link = link
        self._profile = profile
        self._password = password
        self._wait = trio.CancelScope()

    def nudge(self) -> None:
        """Make whoever waits for the terminal look at what the lane wants."""
        self._wait.cancel()

    async def converse(self, dialogue: Dialogue, listener: Listener | None = None) -> Ending:
        """Lead a dialogue to its end. An answer that came before its command or after its end is none to a command."""
        await self._hear_strays()
        ear = listener or Listener()
        outs = dialogue.start(trio.current_time())
        while True:
            await self._act(outs, ear)
            if dialogue.ending is not None:
                await self._hear_owed(dialogue)
                return dialogue.ending
            outs = ear.words(dialogue, trio.current_time())
            if outs:
                continue
            apdu = await self._hear(dialogue.deadline_s)
            now_s = trio.current_time()
            outs = dialogue.tick(now_s) if apdu is None else dialogue.receive(apdu, now_s)

    async def rest(self, until_s: float) -> None:
        """Answer what a terminal says unasked, until then or a nudge; an answer is not answered, or it never ends."""
        apdu = await self._hear(until_s)
        if apdu is not None:
            await self._answer_stray(apdu)

    async def pause(self, seconds: float) -> None:
        """Answer what a terminal says unasked, for that long."""
        until_s = trio.current_time() + seconds
        while trio.current_time() < until_s:
            await self.rest(until_s)

    async def register(self, currency: int, answer_s: float) -> None:
        """Register, if it answers within `answer_s`; raises `TransportUnavailable` when the terminal refuses."""
        command = messages.registration(self._password, self._profile.config_byte, currency, self._profile.commands)
        ending = await self.patiently(command, answer_s)
        if ending.how in {"refused", "aborted"}:
            raise TransportUnavailable("error", f"registration: {words.result_word(ending.code)} {ending.code}")
        own_id = ending.fields.get(bitmaps.TERMINAL_ID) if ending.fields is not None else None
        self.terminal_id = own_id.hex() if own_id else self.terminal_id

    async def stop_leftovers(self) -> None:
        """Tell the terminal to stop what it may still be doing for an earlier connection."""
        await self.settled(Dialogue(messages.abort(), self._profile, short=True))

    async def last_transaction(self) -> StatusInformation | None:
        """Return what the terminal stored last, `NOTHING` if it has nothing, None if it cannot say."""
        ending = await self.patiently(messages.repeat_receipt(self._password))
        if ending.how != "completed":
            return None
        return ending.result or NOTHING

    async def condition(self) -> int | None:
        """Return the terminal's own status, None if it does not say."""
        ending = await self.settled(Dialogue(messages.status_enquiry(self._password), self._profile))
        return None if ending.how == "refused" else ending.code

    async def patiently(self, command: Apdu, answer_s: float | None = None) -> Ending:
        """Send a command that changes nothing, again and again while the terminal is busy."""
        profile = self._profile if answer_s is None else replace(self._profile, answer_s=answer_s)
        for _ in range(BUSY_TRIES):
            ending = await self.settled(Dialogue(command, profile))
            if ending.how not in {"refused", "aborted"} or ending.code not in words.BUSY:
                break
            await self.pause(BUSY_PAUSE_S)
        return ending

    async def settled(self, dialogue: Dialogue, listener: Listener | None = None) -> Ending:
        """Lead a dialogue whose silence means that the terminal is gone."""
        ending = await self.converse(dialogue, listener)
        if ending.how in {"unanswered", "silent"}:
            raise TransportLost("no_answer")
        return ending

    async def _act(self, outs: list[Out], ear: Listener) -> None:
        for out in outs:
            match out:
                case Send():
                    await self._link.send(out.apdu)
                case Waits():
                    ear.waits(out.status)
                case Result():
                    ear.result(out.status)
                case Paper():
                    await ear.paper(out.lines)

    async def _hear_strays(self) -> None:
        while (apdu := self._link.waiting()) is not None:
            await self._answer_stray(apdu)

    async def _hear_owed(self, dialogue: Dialogue) -> None:
        """Take the answer to an abort that crossed the end, or the next command would take it for its own."""
        with trio.move_on_after(OWED_S):
            while dialogue.owed:
                apdu = await self._link.receive()
                dialogue.owed = not messages.is_answer(apdu)
                await self._answer_stray(apdu)

    async def _answer_stray(self, apdu: Apdu) -> None:
        if not messages.is_answer(apdu):
            await self._link.send(answer_stray(apdu, self.accepted))

    async def _hear(self, until_s: float) -> Apdu | None:
        with trio.CancelScope(deadline=until_s) as self._wait:
            return await self._link.receive()
        return None
