"""A lane in memory that writes envelopes, and a store database in memory that takes them in."""

from collections.abc import Callable, Iterable, Sequence

import msgspec
import pytest
from sqlalchemy import Connection

from contracts import chain, events, subjects
from contracts.envelope import AppliedMark, Envelope, encode
from runtime.messages import InMessage
from store.database import migrate, open_engine
from store.ingest import ingest

STORE, LANE = "s1", "l1"


def closed(transaction_seq: int, /, **changes: object) -> events.SaleClosed:
    """A sale of two lines, one weighed and on offer: 500 + 250 = 750, paid with 1000."""
    milk = events.ClosedLine(
        line_seq=1,
        item_id="milk",
        code="9521234567897",
        quantity=2,
        mass_g=None,
        unit_price_minor=250,
        gross_minor=500,
        discount_minor=0,
        amount_minor=500,
        tax="A",
    )
    apples = events.ClosedLine(
        line_seq=2,
        item_id="apples",
        code="4011",
        quantity=1,
        mass_g=450,
        unit_price_minor=600,
        gross_minor=270,
        discount_minor=20,
        amount_minor=250,
        tax="B",
        promotions=(events.PromotionAmount(promotion_id="autumn", amount_minor=20),),
    )
    sale = events.SaleClosed(
        transaction_seq=transaction_seq,
        receipt_no=f"R{transaction_seq}",
        price_book="b",
        subtotal_minor=770,
        discount_minor=20,
        total_minor=750,
        change_minor=250,
        lines=(milk, apples),
        taxes=(events.TaxLine(tax="A", rate_bp=1300, gross_minor=500, tax_minor=58),),
        tenders=(events.TenderLine(tender_seq=1, tender="cash", amount_minor=1000),),
    )
    return msgspec.structs.replace(sale, **changes)


class Lane:
    """Writes a chained journal as envelopes."""

    def __init__(self, epoch: int = 1) -> None:
        self.epoch = epoch
        self.envelopes: list[Envelope] = []
        self._previous = chain.genesis(STORE, LANE, epoch)

    def write(self, event: events.LaneEvent) -> Envelope:
        return self.write_raw(event.__struct_config__.tag, 1, msgspec.json.encode(event))

    def write_raw(self, type_: str, version: int, body: bytes) -> Envelope:
        head = {
            "store": STORE,
            "lane": LANE,
            "epoch": self.epoch,
            "lane_seq": len(self.envelopes) + 1,
            "type": type_,
            "version": version,
            "occurred_at": "2026-01-01T00:00:00.000Z",
        }
        payload = chain.sha256(body + b"payload")
        link = chain.link(previous=self._previous, payload_sha256=payload, body_sha256=chain.sha256(body), **head)
        self._previous = link
        envelope = Envelope(
            **head, currency="CNY", payload_sha256=payload.hex(), chain=link.hex(), body=msgspec.Raw(body)
        )
        self.envelopes.append(envelope)
        return envelope

    def write_opened(self, count: int) -> Sequence[Envelope]:
        return [self.write(events.SaleOpened(transaction_seq=seq, price_book="b")) for seq in range(count)]


def message(envelope: Envelope) -> InMessage:
    return InMessage(subjects.event(envelope.store, envelope.lane, envelope.type), encode(envelope))


@pytest.fixture
def lane() -> Lane:
    return Lane()


@pytest.fixture
def new_lane() -> type[Lane]:
    return Lane


@pytest.fixture
def new_sale() -> Callable[..., events.SaleClosed]:
    return closed


@pytest.fixture
def connection() -> Iterable[Connection]:
    engine = open_engine(None)
    migrate(engine)
    with engine.begin() as opened:
        yield opened
        opened.rollback()
    engine.dispose()


@pytest.fixture
def take_in(connection: Connection) -> Callable[..., list[AppliedMark]]:
    """Ingest envelopes or messages as one batch."""

    def run(*items: Envelope | InMessage) -> list[AppliedMark]:
        messages = [message(item) if isinstance(item, Envelope) else item for item in items]
        return ingest(connection, STORE, messages, "2026-01-02T00:00:00.000Z")

    return run
