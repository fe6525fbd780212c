"""What every job needs: the book, the lane's ear, and the judgement what became of a payment."""

from controller.devices.reporter import Reporter
from controller.devices.terminal import match
from controller.devices.terminal.book import Book, Entry, Kind, Outcome
from controller.devices.terminal.profile import TerminalProfile
from controller.devices.terminal.status import StatusInformation
from controller.devices.terminal.talk import Talk
from controller.ports import PaymentDeclined, PaymentUnknown


class Desk:
    """Shared by the jobs of one terminal. `ask_again` are intents that the terminal could not say anything about."""

    def __init__(self, reporter: Reporter, book: Book, profile: TerminalProfile, password: str, currency: int) -> None:
        self.reporter = reporter
        self.book = book
        self.profile = profile
        self.password = password
        self.currency = currency
        self.ask_again: set[str] = set()

    def entry(
        self, talk: Talk, intent_id: str, kind: Kind, amount_minor: int, before: StatusInformation | None
    ) -> Entry:
        """Return a new entry for the book."""
        return Entry(
            intent_id=intent_id,
            kind=kind,
            amount_minor=amount_minor,
            currency=self.currency,
            terminal_id=talk.terminal_id,
            before=before,
        )

    async def end(self, entry: Entry, outcome: Outcome) -> None:
        """Write an outcome down, and report it."""
        await self.book.settle(entry, outcome)
        self.reporter.post(outcome)

    def decline(self, intent_id: str, reason: str, detail: str = "") -> None:
        """Report that nothing was sent, or that no money moved."""
        self.reporter.post(PaymentDeclined(intent_id=intent_id, reason=reason, detail=detail))

    def doubt(self, entry: Entry, reason: str) -> None:
        """Report that nobody knows."""
        self.reporter.post(PaymentUnknown(intent_id=entry.intent_id, reason=reason))

    async def look_up(self, talk: Talk, entry: Entry) -> tuple[match.Verdict, StatusInformation | None]:
        """Return what became of a payment that was sent, and the transaction that tells it."""
        self.ask_again.discard(entry.intent_id)
        later = self.book.after(entry)
        if later is not None:
            return self.judge(talk, entry.amount_minor, entry.terminal_id, entry.before, later.before), later.before
        last = await talk.last_transaction()
        verdict = self.judge(talk, entry.amount_minor, entry.terminal_id, entry.before, last)
        if verdict != "not_charged":
            return verdict, last
        # A terminal may still be busy with what the lost connection left behind: only the second answer counts.
        await talk.pause(self.profile.settle_s)
        last = await talk.last_transaction()
        return self.judge(talk, entry.amount_minor, entry.terminal_id, entry.before, last), last

    def judge(
        self,
        talk: Talk,
        amount_minor: int,
        terminal_id: str,
        before: StatusInformation | None,
        last: StatusInformation | None,
    ) -> match.Verdict:
        """Judge by two transactions; those of another terminal tell nothing."""
        if terminal_id and talk.terminal_id and terminal_id != talk.terminal_id:
            return "unknown"
        return match.judge(
            amount_minor=amount_minor, currency=self.currency, terminal_id=terminal_id, before=before, last=last
        )
