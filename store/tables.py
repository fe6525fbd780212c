"""The store's tables. `lane_record` is the truth, as it came; everything else follows from it and can be rebuilt.

Amounts are minor units of the row's currency, weights grams, rates 1/100 %. Times are RFC 3339 UTC texts.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint

metadata = MetaData()


def _key(name: str) -> Column[int]:
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


def _lane() -> tuple[Column[str], Column[str], Column[int]]:
    return Column("store", String(16), primary_key=True), Column("lane", String(16), primary_key=True), _key("epoch")


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False, default=0)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _own_id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


# `state`: held (beyond a gap, or not yet looked at), applied, parked (kept, but the ledger cannot use it: `reason`).
lane_record = Table(
    "lane_record",
    metadata,
    *_lane(),
    _key("lane_seq"),
    _text("type"),
    _number("version"),
    _text("occurred_at"),
    _text("received_at"),
    _text("currency"),
    _text("payload_sha256"),
    _text("chain"),
    Column("body", LargeBinary, nullable=False),
    Column("state", String(8), nullable=False),
    Column("reason", Text),
    Index("lane_record_state", "state", "store", "lane", "epoch", "lane_seq"),
)

# One row a lane and epoch: the mark, and running totals kept in the same transaction. `seen_seq` is the highest record
# kept, `held` how many wait beyond a gap, `broken_seq` where a record did not fit the chain (null once it does).
lane_mark = Table(
    "lane_mark",
    metadata,
    *_lane(),
    _number("applied_seq"),
    _text("chain"),
    _number("seen_seq"),
    _number("held"),
    _number("records"),
    _number("sales"),
    _number("total_minor"),
    _number("parked"),
    _number("duplicates"),
    _number("quarantined"),
    _number("gaps_total"),
    Column("broken_seq", BigInteger),
)

# Records `from_seq` to `until_seq` were missing when later ones were there. At most one row a lane is open.
gap = Table(
    "gap",
    metadata,
    _own_id(),
    _text("store"),
    _text("lane"),
    _number("epoch"),
    _number("from_seq"),
    _number("until_seq"),
    _text("opened_at"),
    Column("closed_at", Text),
)

# Messages that are no records of ours, byte by byte. The same bytes for the same reason are one row, `seen` times.
quarantine = Table(
    "quarantine",
    metadata,
    _own_id(),
    _text("subject"),
    _text("reason"),
    _text("detail"),
    _text("sha256"),
    _number("seen"),
    _text("received_at"),
    Column("data", LargeBinary, nullable=False),
    UniqueConstraint("sha256", "reason", "subject", name="quarantine_once"),
)

# How far a stream has been read. `created` tells its incarnations apart, as a new one counts from 1 again.
stream_cursor = Table(
    "stream_cursor",
    metadata,
    Column("stream", String(64), primary_key=True),
    _text("created"),
    _number("stream_seq"),
)

sale = Table(
    "sale",
    metadata,
    *_lane(),
    _key("transaction_seq"),
    _number("lane_seq"),
    _text("receipt_no"),
    _text("price_book"),
    _text("currency"),
    _number("subtotal_minor"),
    _number("discount_minor"),
    _number("total_minor"),
    _number("change_minor"),
    Column("cash_rounding_minor", BigInteger, nullable=False, default=0, server_default="0"),
    _text("closed_at"),
)

sale_line = Table(
    "sale_line",
    metadata,
    *_lane(),
    _key("transaction_seq"),
    _key("line_seq"),
    _text("item_id"),
    _text("code"),
    _number("quantity"),
    Column("mass_g", BigInteger),
    _number("unit_price_minor"),
    _number("gross_minor"),
    _number("discount_minor"),
    _number("amount_minor"),
    _text("tax"),
    _number("overridden"),
)

sale_promotion = Table(
    "sale_promotion",
    metadata,
    *_lane(),
    _key("transaction_seq"),
    _key("line_seq"),
    Column("promotion_id", Text, primary_key=True),
    _number("amount_minor"),
)

sale_tax = Table(
    "sale_tax",
    metadata,
    *_lane(),
    _key("transaction_seq"),
    Column("tax", Text, primary_key=True),
    _number("rate_bp"),
    _number("gross_minor"),
    _number("tax_minor"),
)

sale_tender = Table(
    "sale_tender",
    metadata,
    *_lane(),
    _key("transaction_seq"),
    _key("tender_seq"),
    _text("tender"),
    _number("amount_minor"),
    Column("intent_id", Text, nullable=False, default="", server_default=""),
    Column("by_hand", Text),
)

# One row an intent to take money by card or wallet; `status` is the newest word on it (`store.payments`), `account` is
# masked where it came from.
payment = Table(
    "payment",
    metadata,
    *_lane(),
    Column("intent_id", Text, primary_key=True),
    _number("transaction_seq"),
    _text("method"),
    _number("amount_minor"),
    _text("currency"),
    _text("status"),
    Column("reason", Text),
    Column("approved_minor", BigInteger),
    Column("reference", Text),
    Column("scheme", Text),
    Column("account", Text),
    Column("terminal_id", Text),
    Column("trace", Text),
    _text("begun_at"),
    _text("changed_at"),
    Index("payment_status", "store", "status"),
)
