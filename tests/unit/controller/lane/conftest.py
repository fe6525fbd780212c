"""A lane over a journal in memory, with everything it asks of the world written down."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from contracts import view as v
from controller.barcode.settings import Settings
from controller.lane.loop import Lane
from controller.lane.opening import NO_LABELS, open_lane
from controller.lane.record import Draft
from controller.ports import DiskFull, Effect
from controller.pricing import PriceBook

BOOK = {
    "id": "test",
    "currency": "CNY",
    "currency_exponent": 2,
    "taxes": [{"id": "std", "rate_bp": 1300}],
    "items": [
        {
            "id": "milk",
            "codes": ["9520000000011"],
            "names": {"zh-CN": "牛奶", "en": "Milk"},
            "tax": "std",
            "price_minor": 1280,
        },
        {
            "id": "banana",
            "codes": ["4011"],
            "names": {"zh-CN": "香蕉", "en": "Bananas"},
            "tax": "std",
            "price_minor": 698,
            "sold_by": "kg",
        },
    ],
    "promotions": [
        {
            "kind": "percent_off",
            "id": "P10",
            "names": {"zh-CN": "九折", "en": "10 % off"},
            "percent_bp": 1000,
            "items": ["milk"],
        }
    ],
}
PARTS = [
    "title",
    "lane",
    "no",
    "items",
    "subtotal",
    "savings",
    "total",
    "cash",
    "change",
    "tax",
    "label",
    "copy",
    "thanks",
]
PARTS += ["card", "wallet", "payment_no", "merchant_copy", "rounding"]
TEXTS = {f"receipt.{part}": "{n}" if part in {"copy", "items"} else part for part in PARTS}
DISPLAYED = ["welcome", "total", "to_pay", "cash", "card", "wallet", "follow", "wait", "received", "change"]
TEXTS |= {f"display.{part}": part for part in DISPLAYED}


class FixedClock:
    def wall(self) -> datetime:
        return datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return 1


@dataclass
class World:
    """What the lane did, in order: `("commit", types)`, `("effect", effect)`, `("view", rev)`."""

    said: list[tuple[str, object]] = field(default_factory=list)
    payloads: list[bytes] = field(default_factory=list)
    deltas: list[v.Delta] = field(default_factory=list)
    policy: dict[str, object] = field(default_factory=dict)
    books: dict[str, PriceBook] = field(default_factory=dict)
    full: bool = False
    room: bool = True

    async def append(self, drafts: Sequence[Draft], occurred_at: str) -> int:
        assert occurred_at == "2026-11-22T08:00:00.000Z"
        if self.full:
            raise DiskFull
        self.payloads += [draft.payload for draft in drafts]
        self.said.append(("commit", [draft.type for draft in drafts]))
        return 5

    def may_open_sale(self) -> bool:
        return self.room

    def perform(self, effect: Effect) -> None:
        self.said.append(("effect", effect))

    def publish(self, view: v.LaneView, delta: v.Delta) -> None:
        self.said.append(("view", view.rev))
        self.deltas.append(delta)

    def effects(self) -> list[object]:
        return [value for kind, value in self.said if kind == "effect"]

    def open(self, barcodes: Settings = NO_LABELS) -> Lane:
        book = PriceBook.from_json(json.dumps({**BOOK, "policy": self.policy}, ensure_ascii=False).encode())
        self.books[book.content_hash] = book
        return open_lane(
            payloads=list(self.payloads),
            book=book,
            older_book=self.books.__getitem__,
            journal=self,
            store_id="S",
            store_names={"zh-CN": "店", "en": "Store"},
            lane_id="1",
            epoch=7,
            locale="zh-CN",
            timezone="Asia/Shanghai",
            texts=TEXTS,
            barcodes=barcodes,
            clock=FixedClock(),
            perform=self.perform,
            publish=self.publish,
        )


@pytest.fixture
def world() -> World:
    return World()
