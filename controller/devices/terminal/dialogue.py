"""One command and everything until the terminal hands the word back. Pure: messages and times in, messages out.

    lane  06 01 ...                              terminal  80 00 00            within T3
                                                           04 FF 0A            restarts T4
          80 00 00
                                                           04 0F 27 00 ...     the result
          84 9C 00  not on disk yet: again in 2 s          04 0F 27 00 ...
          80 00 00  on disk: the money is ours             06 D1 40 ...        lines, each on disk before its answer
          80 00 00                                         06 0F
          80 00 00

A payment's result is held until `confirm`; the terminal is asked to repeat it after `hold_s`, and told to take the
money back after `confirm_s`, or at once when the payment was aborted before. A second result of the same payment is
answered like the first; a result that is another payment, of another amount or currency, is refused. Without a result
there is no payment. What comes before the terminal has accepted the command belongs to an earlier one and ends nothing.
Source: ZVT PA00P015 2.2, PA00P016 5.2.5 and 5.2.6.
"""

from dataclasses import dataclass
from typing import Literal

from controller.devices.terminal import messages, status
from controller.devices.terminal.apdu import Apdu
from controller.devices.terminal.bitmaps import Fields
from controller.devices.terminal.match import differ, same_payment
from controller.devices.terminal.profile import TerminalProfile
from controller.devices.terminal.status import StatusInformation

How = Literal["completed", "aborted", "refused", "unanswered", "silent"]
"""Ended by 06 0F, by 06 1E, by 84 xx; the command was never answered (T3); nothing came any more (T4)."""


@dataclass(frozen=True, slots=True)
class Send:
    """Give this message to the wire."""

    apdu: Apdu


@dataclass(frozen=True, slots=True)
class Waits:
    """Tell the cashier what the terminal waits for."""

    status: int


@dataclass(frozen=True, slots=True)
class Result:
    """Tell the lane: it is held until `confirm`."""

    status: StatusInformation


@dataclass(frozen=True, slots=True)
class Paper:
    """Put these lines on disk before the next `Send`."""

    lines: tuple[str, ...]


Out = Send | Waits | Result | Paper


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended. `code` and `fields` of a refusal, an abort or a completion; `result` the last status information.

    `accepted`: an approved payment was acknowledged. `refused`: one was not, so the terminal takes it back.
    """

    how: How
    code: int | None = None
    result: StatusInformation | None = None
    accepted: bool = False
    refused: bool = False
    fields: Fields | None = None


class Dialogue:
    """`start`, then `receive` each message and `tick` at `deadline_s`; each returns what to do, in order.

    `owed`: our 06 B0 has no answer yet.
    """

    def __init__(
        self,
        command: Apdu,
        profile: TerminalProfile,
        *,
        payment_minor: int | None = None,
        currency: int | None = None,
        short: bool = False,
    ) -> None:
        """Make the dialogue of `command`.

        `payment_minor` is the amount of a payment in `currency` (ISO 4217 number), whose result is held; a `short`
        command ends with its answer.
        """
        self.ending: Ending | None = None
        self.owed = False
        self.deadline_s = 0.0
        self._command = command
        self._profile = profile
        self._payment_minor = payment_minor
        self._currency = currency
        self._short = short
        self._asked = False
        self._result: StatusInformation | None = None
        self._held_since_s: float | None = None
        self._waiting_answer = False
        self._confirmed = False
        self._accepted = False
        self._refused = False
        self._abort_sent = False
        self._abort_wanted = False

    @property
    def accepted(self) -> StatusInformation | None:
        """The payment that was accepted."""
        return self._result if self._accepted else None

    def start(self, now_s: float) -> list[Out]:
        """Send the command."""
        self.deadline_s = now_s + self._profile.answer_s
        return [Send(self._command)]

    def receive(self, apdu: Apdu, now_s: float) -> list[Out]:
        """Take the terminal's next message."""
        code = messages.refusal(apdu)
        if code is not None:
            return self._hear_refusal(code)
        if apdu.control in {messages.POSITIVE, messages.POSITIVE_TOO}:
            return self._hear_yes(now_s)
        if not self._asked:
            return [Send(answer_stray(apdu, None))]
        if not self._waiting_answer:
            self.deadline_s = now_s + self._patience_s
        return self._hear(apdu, now_s)

    def confirm(self, now_s: float) -> list[Out]:
        """Take the lane's word: the result is on disk."""
        if self._refused:
            return []
        self._confirmed = True
        return self._accept(now_s) if self._waiting_answer else []

    def abort(self) -> list[Out]:
        """Stop by 06 B0, and refuse a result that comes all the same; one that the lane was told of stands."""
        if self.ending is not None or self._held_since_s is not None:
            return []
        self._abort_wanted = True
        return self._send_abort()

    def tick(self, now_s: float) -> list[Out]:
        """Act on a deadline that has passed."""
        if self.ending is not None or now_s < self.deadline_s:
            return []
        if self._waiting_answer:
            assert self._held_since_s is not None
            if now_s - self._held_since_s >= self._profile.confirm_s:
                return self._refuse(now_s)
            return self._answer(messages.ASK_AGAIN, now_s)
        self.ending = self._ended("silent" if self._asked else "unanswered", None)
        return []

    @property
    def _patience_s(self) -> float:
        return self._profile.finish_s if self._accepted else self._profile.silence_s

    def _hear_yes(self, now_s: float) -> list[Out]:
        if self._asked:
            self.owed = False
        else:
            self._asked = True
            self.deadline_s = now_s + self._profile.silence_s
            if self._short:
                self.ending = self._ended("completed", None)
        return self._send_abort()

    def _hear_refusal(self, code: int) -> list[Out]:
        if self._asked:
            self.owed = False  # our 06 B0 came too late
            return []
        self.ending = self._ended("refused", code)
        return []

    def _hear(self, apdu: Apdu, now_s: float) -> list[Out]:
        encoding = self._profile.encoding
        match apdu.control:
            case messages.STATUS_INFORMATION:
                return self._hear_result(status.read_status(apdu.data, encoding), now_s)
            case messages.INTERMEDIATE_STATUS:
                return self._hear_wait(status.read_intermediate(apdu.data, encoding), now_s)
            case messages.PRINT_LINE:
                return [Paper(status.read_print_line(apdu.data, encoding).lines), Send(messages.ACCEPTED)]
            case messages.PRINT_TEXT_BLOCK:
                return [Paper(status.read_text_block(apdu.data, encoding).lines), Send(messages.ACCEPTED)]
            case messages.COMPLETION:
                return self._hear_end("completed", status.read_end(apdu.data))
            case messages.ABORT:
                return self._hear_end("aborted", status.read_abort(apdu.data))
            case _:
                return [Send(messages.UNKNOWN_COMMAND)]

    def _hear_end(self, how: How, end: status.End) -> list[Out]:
        self.ending = self._ended(how, end.result, end.fields)
        return [Send(messages.ACCEPTED)]

    def _hear_wait(self, told: status.IntermediateStatus | None, now_s: float) -> list[Out]:
        if told is None:
            return [Send(messages.ACCEPTED)]
        if told.wait_s is not None and not self._waiting_answer:
            wait_s = min(max(told.wait_s, self._profile.silence_s), self._profile.silence_max_s)
            self.deadline_s = now_s + wait_s
        return [Send(messages.ACCEPTED), Waits(told.status)]

    def _hear_result(self, result: StatusInformation, now_s: float) -> list[Out]:
        if self._payment_minor is None or not result.approved:
            self._result = result
            return [Send(messages.ACCEPTED)]
        if not self._is_asked_for(result):
            return [Send(messages.REFUSED)]
        if self._held_since_s is not None and not same_payment(self._result, result):
            return [Send(messages.REFUSED)]
        self._result = result
        if self._refused or self._abort_wanted:
            return self._refuse(now_s)
        if self._held_since_s is None:
            self._held_since_s = now_s
        if self._confirmed:
            return self._accept(now_s)
        self._waiting_answer = True
        self.deadline_s = now_s + self._profile.hold_s
        return [Result(result)]

    def _is_asked_for(self, result: StatusInformation) -> bool:
        """Say whether it is the amount and currency that was asked for; what the terminal leaves out is."""
        amount = result.amount_minor is None or result.amount_minor == self._payment_minor
        return amount and (None in {result.currency, self._currency} or result.currency == self._currency)

    def _accept(self, now_s: float) -> list[Out]:
        self._accepted = True
        return self._answer(messages.ACCEPTED, now_s)

    def _refuse(self, now_s: float) -> list[Out]:
        self._refused = True
        return self._answer(messages.REFUSED, now_s)

    def _answer(self, apdu: Apdu, now_s: float) -> list[Out]:
        self._waiting_answer = False
        self.deadline_s = now_s + self._patience_s
        return [Send(apdu)]

    def _send_abort(self) -> list[Out]:
        if not self._abort_wanted or self._abort_sent or not self._asked:
            return []
        self._abort_sent = self.owed = True
        return [Send(messages.abort())]

    def _ended(self, how: How, code: int | None, fields: Fields | None = None) -> Ending:
        return Ending(how, code, self._result, accepted=self._accepted, refused=self._refused, fields=fields)


def answer_stray(apdu: Apdu, accepted: StatusInformation | None) -> Apdu:
    """Return the answer to a message that belongs to no command of ours.

    An approval is taken back, unless it repeats the payment that was `accepted` last: its terminal missed our answer.
    """
    if apdu.control != messages.STATUS_INFORMATION:
        return messages.ACCEPTED
    result = status.read_status(apdu.data)
    known = accepted is not None and differ(accepted, result) is False
    return messages.ACCEPTED if known or not result.approved else messages.REFUSED
