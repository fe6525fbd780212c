"""What one lane's cashier has done so far."""

import msgspec


class LaneTally(msgspec.Struct, kw_only=True):
    """Counts of one lane, kept across restarts of the replay. Amounts are minor units.

    `baskets`, `lines` and the total speak of closed sales; `transaction_seq` is the lane's number of the newest of
    them. `attempted` baskets of the file are done with, sold or given up.
    `rescans`: scans a dying lane or a pulled cable swallowed before they were read, without a beep; the cashier scanned
    them again, and each counts once in `scans_sent`.
    """

    transaction_seq: int = 0
    attempted: int = 0
    baskets: int = 0
    lines: int = 0
    scans_sent: int = 0
    scans_accepted: int = 0
    scans_refused: int = 0
    scans_held: int = 0
    rescans: int = 0
    recoveries: int = 0
    lane_total_minor: int = 0
    refusals: dict[str, int] = {}

    def refuse(self, code: str) -> None:
        """Count a refused scan by its code."""
        self.scans_refused += 1
        self.refusals[code] = self.refusals.get(code, 0) + 1


class Latency(msgspec.Struct, frozen=True):
    """One scan that found the lane idle: milliseconds from its last byte to the commit and to the view."""

    commit_ms: float
    view_ms: float
