"""What the terminal was asked for, on disk before it is asked: the driver's own memory across crashes.

The lane's journal holds the money; this book holds what only the driver knows: the terminal's last transaction from
before each command (`match.judge` compares with it), and the paper the terminal sent. An intent that is not in the book
was never sent. Bounded: the oldest settled entries go first; once an open one had to go, the book says no more that it
knows every intent.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

import msgspec
import structlog

from controller.devices.terminal.status import StatusInformation
from controller.ports import PaymentApproved, PaymentDeclined, PaymentReversed

ENTRIES_MAX = 200
OPEN_MAX = 50
"""Commands whose outcome a person had to decide; older ones are forgotten."""
PAPER_LINES_MAX = 500

Kind = Literal["payment", "reversal", "end_of_day"]
Outcome = PaymentApproved | PaymentDeclined | PaymentReversed

log = structlog.get_logger()


@dataclass(slots=True, kw_only=True, eq=False)
class Entry:
    """One command. `before` is the last transaction from before it, None if the terminal could not say.

    `reference` is the receipt number a reversal gives back.

    `outcome` is None while nobody knows, and for ever for what has none: a reversal that was refused, an end of day.
    """

    intent_id: str
    kind: Kind
    amount_minor: int
    currency: int
    terminal_id: str
    before: StatusInformation | None
    reference: str = ""
    approved: PaymentApproved | None = None
    declined: PaymentDeclined | None = None
    reversed: PaymentReversed | None = None
    done: bool = False
    paper: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome | None:
        """Return how it ended."""
        return self.approved or self.declined or self.reversed


@dataclass(slots=True)
class _Kept:
    """The file. `forgotten` counts open entries that had to go."""

    entries: list[Entry]
    forgotten: int = 0


class BookStore(Protocol):
    """Where a book lives."""

    def load(self) -> bytes | None:
        """Return what was saved last, None if nothing ever was. May raise OSError."""
        ...

    async def save(self, data: bytes) -> None:
        """Return when `data` is on disk in place of what was there. May raise OSError."""
        ...


class Book:
    """The entries, oldest first."""

    def __init__(self, store: BookStore) -> None:
        self._store = store
        self._kept = _Kept([])
        self._found = False
        data = store.load()
        if data is None:
            return
        try:
            self._kept = msgspec.json.decode(data, type=_Kept)
        except (msgspec.DecodeError, RecursionError):
            log.exception("terminal_book_spoiled")
        else:
            self._found = True

    @property
    def entries(self) -> list[Entry]:
        """Return the entries, oldest first."""
        return self._kept.entries

    @property
    def knows_all(self) -> bool:
        """Whether an intent that is not here was never sent: the book is older than this process, and forgot none."""
        return self._found and self._kept.forgotten == 0

    def find(self, intent_id: str, kind: Kind = "payment") -> Entry | None:
        """Return the newest entry of an intent."""
        matching = (e for e in reversed(self.entries) if e.intent_id == intent_id and e.kind == kind)
        return next(matching, None)

    def after(self, entry: Entry) -> Entry | None:
        """Return the command that followed; its `before` is what the terminal had stored last after `entry`."""
        at = self._index(entry)
        return self.entries[at + 1] if at + 1 < len(self.entries) else None

    def open(self) -> list[Entry]:
        """Return the entries nobody knows the outcome of, oldest first."""
        return [entry for entry in self.entries if not entry.done]

    async def add(self, entry: Entry) -> None:
        """Put a command on disk, so that it may be sent. Raises OSError, and forgets it again."""
        self.entries.append(entry)
        try:
            await self._save()
        except OSError:
            self.entries.remove(entry)
            raise

    async def settle(self, entry: Entry, outcome: Outcome | None) -> None:
        """Put the end of a command on disk. On an error it is known here, and is found out again after a restart."""
        entry.approved = outcome if isinstance(outcome, PaymentApproved) else None
        entry.declined = outcome if isinstance(outcome, PaymentDeclined) else None
        entry.reversed = outcome if isinstance(outcome, PaymentReversed) else None
        entry.done = True
        await self._try_to_save()

    async def print(self, entry: Entry, lines: tuple[str, ...]) -> None:
        """Put the terminal's lines on disk."""
        entry.paper = (*entry.paper, *lines)[:PAPER_LINES_MAX]
        await self._try_to_save()

    async def _save(self) -> None:
        self._forget()
        await self._store.save(msgspec.json.encode(self._kept))

    async def _try_to_save(self) -> None:
        try:
            await self._save()
        except OSError:
            log.exception("terminal_book_unwritable")

    def _forget(self) -> None:
        """Drop the oldest entries over the bounds, but no settled one that says what was after an open one."""
        surplus = len(self.open()) - OPEN_MAX
        for entry in self.open()[: max(0, surplus)]:
            self.entries.remove(entry)
            self._kept.forgotten += 1
        at = 0
        while len(self.entries) > ENTRIES_MAX and at < len(self.entries):
            speaks_for_another = at > 0 and not self.entries[at - 1].done
            if self.entries[at].done and not speaks_for_another:
                del self.entries[at]
            else:
                at += 1

    def _index(self, entry: Entry) -> int:
        return next(at for at, other in enumerate(self.entries) if other is entry)
