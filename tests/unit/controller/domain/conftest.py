"""A small price book and a desk to decide at."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from controller.domain.desk import Desk, Pricer
from controller.pricing import PriceBook

BOOK = {
    "id": "test",
    "currency": "CNY",
    "currency_exponent": 2,
    "taxes": [{"id": "std", "rate_bp": 1300}],
    "departments": [{"id": "all", "names": {"zh-CN": "全部", "en": "All"}}],
    "items": [
        {
            "id": "milk",
            "codes": ["9520000000011"],
            "names": {"zh-CN": "牛奶", "en": "Milk"},
            "tax": "std",
            "price_minor": 1280,
        },
        {
            "id": "noodles",
            "codes": ["9520000000028"],
            "names": {"zh-CN": "面", "en": "Noodles"},
            "tax": "std",
            "price_minor": 450,
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
            "kind": "multi_price",
            "id": "N3",
            "names": {"zh-CN": "三包十元", "en": "3 for 10"},
            "n": 3,
            "price_minor": 1000,
            "items": ["noodles"],
        }
    ],
}


def make_desk(*policies: dict[str, Any]) -> Desk:
    """Return a desk with one book a policy; the last is the current one."""
    books = [PriceBook.from_json(json.dumps({**BOOK, "policy": policy}).encode()) for policy in policies]
    return Desk(
        books={book.content_hash: Pricer(book) for book in books},
        current=books[-1].content_hash,
        receipt_no=lambda seq: f"T-{seq}",
        intent_id=lambda seq, attempt: f"T_{seq}_{attempt}",
        now=lambda: "2026-11-22T08:00:00.000Z",
        local_now=lambda: "2026-11-22T16:00:00",
    )


@pytest.fixture
def desk() -> Desk:
    return make_desk({})


@pytest.fixture
def desk_under() -> Callable[..., Desk]:
    return make_desk
