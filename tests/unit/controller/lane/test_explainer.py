"""Why a line costs what it costs, and hints for a basket at rest: as a page gets them."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import trio
import trio.testing

from contracts import view as v
from contracts.why import Explained, HintView, WhyMate, WhyNot, WhyStep, WhyTax, WhyUnits
from controller.domain.desk import Desk, Pricer
from controller.domain.transaction import LaneState, SaleLine, Transaction
from controller.lane.explained import HINT_UNITS_MAX, HINTS_MAX, hint_views
from controller.lane.explainer import CALM_S, Explainer
from controller.lane.explanation import Explanation, Hint, explanation
from controller.pricing import BasketLine, Context, PriceBook


def named(name: str) -> dict[str, str]:
    return {"zh-CN": f"{name}。", "en": name}


def item(item_id: str, price_minor: int, **more: object) -> dict[str, object]:
    return {
        "id": item_id,
        "codes": [str(9520000000000 + price_minor)],
        "names": named(item_id),
        "tax": "std",
        "price_minor": price_minor,
        **more,
    }


def offer(promotion_id: str, **more: object) -> dict[str, object]:
    return {"id": promotion_id, "names": named(promotion_id), **more}


DOCUMENT = {
    "id": "why",
    "currency": "CNY",
    "currency_exponent": 2,
    "taxes": [{"id": "std", "rate_bp": 1300, "names": named("VAT")}],
    "items": [
        item("cola", 300),
        item("soda", 280),
        item("bread", 900),
        item("ham", 1500),
        item("cheese", 1400, levy_minor=25),
    ],
    "promotions": [
        offer("two-cans", kind="multi_price", n=2, price_minor=500, items=["cola", "soda"]),
        offer("member-bread", kind="percent_off", percent_bp=1000, items=["bread"], identity="member"),
        offer("deli", kind="multi_price", n=2, price_minor=2000, items=["ham", "cheese"]),
        offer(
            "spend", kind="basket_amount", amount_minor=100, min_spend_minor=5000, items=["bread", "ham"], coupon="NO"
        ),
        offer("fifty", kind="basket_amount", amount_minor=500, min_spend_minor=5000),
    ],
}
BOOK = PriceBook.from_json(json.dumps(DOCUMENT).encode())
FIFTY_MISSES = WhyNot(promotion_id="fifty", names=named("fifty"), reason="missing_spend", have=580, need=5000)


def sale_of(*items: str | SaleLine) -> Transaction:
    lines = tuple(
        sold
        if isinstance(sold, SaleLine)
        else SaleLine(line_seq=number, item_id=sold, code="", entry_method="scanned", quantity=1)
        for number, sold in enumerate(items, 1)
    )
    return Transaction(transaction_seq=1, price_book=BOOK.content_hash, lines=lines, at="2026-11-22T10:00:00")


@dataclass
class Till:
    """A lane of which only the state is there. The engine answers when it `may`."""

    state: LaneState
    may: trio.Event = field(default_factory=trio.Event)
    asked: int = 0
    advised: list[tuple[Transaction, tuple[HintView, ...]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.may.set()
        desk = Desk(
            books={BOOK.content_hash: Pricer(BOOK)},
            current=BOOK.content_hash,
            receipt_no=str,
            intent_id=lambda *_: "",
            now=lambda: "",
            local_now=lambda: "",
        )
        self.explainer = Explainer(desk, lambda: self.state, lambda *hint: self.advised.append(hint), self._ask)

    async def _ask(self, book: PriceBook, basket: tuple[BasketLine, ...], context: Context) -> Explanation:
        self.asked += 1
        await self.may.wait()
        return explanation(book, basket, context)

    def sell(self, *items: str | SaleLine, phase: str = "basket") -> Transaction:
        sale = sale_of(*items)
        self.state = replace(self.state, phase=phase, transaction=sale)  # type: ignore[arg-type]
        self.explainer.basket_changed()
        return sale

    async def why(self, line_seq: int) -> Explained:
        answer = await self.explainer.answer(v.Explain(seq=7, line_seq=line_seq))
        assert isinstance(answer, Explained)
        return answer

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self.explainer.run)
            yield
            nursery.cancel_scope.cancel()


def till() -> Till:
    return Till(LaneState())


async def test_a_line_says_its_way_its_group_mates_and_its_tax() -> None:
    lane = till()
    lane.sell("cola", "soda")
    mates = (WhyMate(names=named("soda"), units=1),)
    step = WhyStep(
        promotion_id="two-cans", names=named("two-cans"), saving_minor=41, group_saving_minor=80, mates=mates
    )
    units = WhyUnits(units=1, shelf_minor=300, markdown_minor=0, steps=(step,), staff_minor=0, paid_minor=259)
    tax = WhyTax(names=named("VAT"), rate_mpct=13_000, amount_minor=30, added=False)
    assert await lane.why(1) == Explained(
        seq=7, line_seq=1, units=(units,), levy_minor=0, taxes=(tax,), unused=(FIFTY_MISSES,)
    )


async def test_an_offer_that_is_missed_says_what_is_missing_and_only_where_it_touches() -> None:
    lane = till()
    lane.sell("cola", "bread")
    reasons = {unused.promotion_id: (unused.reason, unused.have, unused.need) for unused in (await lane.why(1)).unused}
    assert reasons == {"two-cans": ("missing_units", 1, 2), "fifty": ("missing_spend", 1200, 5000)}
    assert [unused.promotion_id for unused in (await lane.why(2)).unused] == ["member-bread", "spend", "fifty"]


async def test_a_unit_left_over_hears_that_its_offer_serves_others() -> None:
    lane = till()
    lane.sell("cola", "cola", "soda")
    left = [await lane.why(line_seq) for line_seq in (1, 2, 3)]
    alone = [answer for answer in left if not answer.units[0].steps]
    assert [answer.unused[0].reason for answer in alone] == ["elsewhere"]


async def test_a_price_by_hand_takes_no_offer() -> None:
    lane = till()
    by_hand = SaleLine(
        line_seq=1, item_id="cola", code="", entry_method="scanned", quantity=1, override_amount_minor=200
    )
    lane.sell(by_hand, "soda")
    answer = await lane.why(1)
    assert (answer.units[0].shelf_minor, answer.units[0].paid_minor) == (200, 200)
    assert {unused.reason for unused in answer.unused} == {"excluded_item"}


async def test_a_levy_stands_beside_the_price() -> None:
    lane = till()
    lane.sell("cheese")
    assert (await lane.why(1)).levy_minor == 25


async def test_what_is_not_there_cannot_be_explained() -> None:
    lane = till()
    assert await lane.explainer.answer(v.Explain(seq=1, line_seq=1)) == v.Ack(seq=1, ok=False, code="no_sale")
    lane.sell(SaleLine(line_seq=1, item_id="cola", code="", entry_method="scanned", quantity=1, voided=True))
    assert await lane.explainer.answer(v.Explain(seq=2, line_seq=1)) == v.Ack(seq=2, ok=False, code="line_voided")
    assert await lane.explainer.answer(v.Explain(seq=3, line_seq=2)) == v.Ack(seq=3, ok=False, code="line_unknown")


async def test_a_basket_at_rest_gets_a_hint_that_pricing_confirms(autojump_clock: trio.testing.MockClock) -> None:
    lane = till()
    sale = lane.sell("ham")
    async with lane.running():
        await trio.sleep(CALM_S * 2)
    hint = HintView(promotion_id="deli", item_names=named("cheese"), units=1, saving_minor=900)
    assert lane.advised == [(sale, (hint,))]


async def test_nothing_is_asked_while_the_basket_changes(autojump_clock: trio.testing.MockClock) -> None:
    lane = till()
    async with lane.running():
        for _ in range(20):
            lane.sell("cola")
            await trio.sleep(CALM_S / 2)
        assert lane.asked == 0
        await trio.sleep(CALM_S * 2)
        assert lane.asked == 1


async def test_no_hints_once_money_is_asked_for(autojump_clock: trio.testing.MockClock) -> None:
    lane = till()
    async with lane.running():
        lane.sell("ham", phase="tendering")
        await trio.sleep(CALM_S * 3)
    assert (lane.asked, lane.advised) == (0, [])


async def test_an_answer_for_a_basket_that_is_no_more_is_followed_by_one_for_the_new(
    autojump_clock: trio.testing.MockClock,
) -> None:
    lane = till()
    lane.may = trio.Event()
    old = lane.sell("ham")
    async with lane.running():
        await trio.sleep(CALM_S * 2)
        new = lane.sell("ham", "cola")
        lane.may.set()
        await trio.sleep(CALM_S * 3)
    assert [sale for sale, _ in lane.advised] == [old, new]


async def test_the_same_basket_is_explained_once() -> None:
    lane = till()
    lane.sell("cola", "soda")
    await lane.why(1)
    await lane.why(2)
    assert lane.asked == 1


def test_hints_are_few_small_and_one_for_each_promotion() -> None:
    def hint(promotion: str, units: int = 1) -> Hint:
        return Hint(promotion=promotion, item="cola", units=units, saving_minor=100)

    given = (hint("deli", HINT_UNITS_MAX + 1), hint("two-cans"), hint("two-cans", 2), hint("deli"), hint("fifty"))
    assert [(shown.promotion_id, shown.units) for shown in hint_views(given, BOOK)] == [("two-cans", 1), ("deli", 1)]
    assert len(hint_views(given, BOOK)) == HINTS_MAX
