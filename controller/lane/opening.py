"""Puts a lane together from its journal and its price book: where a start and a restart are the same thing."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from contracts import view as v
from contracts.chain import sha256
from controller.barcode.settings import Settings
from controller.domain.desk import Desk, Pricer
from controller.domain.transaction import LaneState
from controller.lane.loop import JournalPort, Lane
from controller.lane.receipt import ReceiptHead
from controller.lane.recover import check, recover
from controller.lane.view import ViewBuilder
from controller.ports import Effect
from controller.pricing import PriceBook
from runtime.clock import Clock, civil_text, utc_text

NO_LABELS = Settings()
"""A store without labels of its own."""
INTENT_ID = re.compile(r"[A-Za-z0-9]+_[A-Za-z0-9]+_\d+_\d+_\d+")
INTENT_ID_CHARS = 32
"""A merchant's own number: 32 characters for WeChat Pay, no other sign than the underscore for Alipay."""


def open_lane(
    *,
    payloads: Iterable[bytes],
    snapshot: LaneState | None = None,
    book: PriceBook,
    older_book: Callable[[str], PriceBook],
    journal: JournalPort,
    store_id: str,
    store_names: Mapping[str, str],
    lane_id: str,
    epoch: int,
    locale: str,
    timezone: str,
    texts: Mapping[str, str],
    barcodes: Settings = NO_LABELS,
    clock: Clock,
    perform: Callable[[Effect], None],
    publish: Callable[[v.LaneView, v.Delta], None],
) -> Lane:
    """Return the lane as its journal left it: `payloads` are those after `snapshot`, or all; `epoch` is the journal's.

    `barcodes` are what the store told the decoder; the currency of labels is the price book's.

    `older_book` loads the book a recovered basket began with when it is not `book`. An engine that prices the
    recovered basket differently than before is a programmer's error and stops the process.
    """
    state = recover(payloads, snapshot)
    books = {book.content_hash: Pricer(book)}
    if state.transaction is not None and state.transaction.price_book not in books:
        books[state.transaction.price_book] = Pricer(older_book(state.transaction.price_book))

    def receipt_no(transaction_seq: int) -> str:
        return f"{store_id}-{lane_id}-{transaction_seq:06d}"

    def intent_id(transaction_seq: int, attempt: int) -> str:
        return payment_intent_id(store_id, lane_id, epoch, transaction_seq, attempt)

    def now() -> str:
        return utc_text(clock.wall())

    zone = ZoneInfo(timezone)

    def local_now() -> str:
        return civil_text(clock.wall(), zone)

    desk = Desk(
        books=books,
        current=book.content_hash,
        receipt_no=receipt_no,
        intent_id=intent_id,
        now=now,
        local_now=local_now,
    )
    check(state, desk)
    store_name = store_names.get(locale, store_id)
    head = ReceiptHead(
        store_name=store_name,
        lane_id=lane_id,
        locale=locale,
        timezone=timezone,
        currency=book.currency,
        currency_exponent=book.currency_exponent,
        texts=texts,
    )
    return Lane(
        state=state,
        desk=desk,
        journal=journal,
        head=head,
        barcodes=replace(barcodes, currency=book.currency, currency_exponent=book.currency_exponent),
        builder=ViewBuilder(store_id=store_id, store_names=store_names, lane_id=lane_id, desk=desk),
        perform=perform,
        publish=publish,
        monotonic_ns=clock.monotonic_ns,
    )


def payment_intent_id(store_id: str, lane_id: str, epoch: int, transaction_seq: int, attempt: int) -> str:
    """Return `store_lane_epoch_transaction_attempt`, or 32 hex digits of a digest where a wallet could not take that.

    It names one payment of all stores for ever: the epoch is new with every journal, the rest is in the journal.
    """
    parts = (store_id, lane_id, epoch, transaction_seq, attempt)
    text = "_".join(map(str, parts))
    if len(text) <= INTENT_ID_CHARS and INTENT_ID.fullmatch(text):
        return text
    return sha256("/".join(map(str, parts)).encode()).hex()[:INTENT_ID_CHARS]
