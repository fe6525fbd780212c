"""State -> `LaneView` -> `Delta`. Pure. Unchanged lines keep their objects, so a delta costs what changed."""

from collections.abc import Mapping

import msgspec

from contracts import view as v
from controller.domain.desk import Desk
from controller.domain.transaction import LaneState, SaleLine, Transaction
from controller.lane.panel import Panel
from controller.lane.payment_view import payment_view, tender_view
from controller.pricing import AppliedPromotion, PriceBook, PricedBasket, PricedLine

QUICK_CASH_STEPS = (10, 50, 100)
"""Notes a customer is likely to hand over, in whole units of the currency."""


class ViewBuilder:
    """Builds the view of one lane; remembers the lines it built last."""

    def __init__(self, *, store_id: str, store_names: Mapping[str, str], lane_id: str, desk: Desk) -> None:
        book = desk.pricer(None).book
        self._blank = v.LaneView(
            rev=0,
            store_id=store_id,
            store_names=dict(store_names),
            lane_id=lane_id,
            currency=book.currency,
            currency_exponent=book.currency_exponent,
            phase="idle",
        )
        self._desk = desk
        self._known: dict[int, tuple[SaleLine, PricedLine | None, v.LineView]] = {}
        self._known_sale = 0

    def build(
        self,
        rev: int,
        state: LaneState,
        panel: Panel,
        *,
        hero_line_seq: int | None,
        scans_held: int,
        notice: v.Notice | None,
        last_scan: v.LastScan | None,
        payment_message: str | None = None,
    ) -> v.LaneView:
        """Return the screen for `state`; `payment_message` is what the payment in flight waits for."""
        view = msgspec.structs.replace(
            self._blank,
            rev=rev,
            phase=state.phase,
            quantity=state.quantity,
            receipts_pending=len(state.pending_receipts),
            scans_held=scans_held,
            devices=panel.devices,
            tender_kinds=panel.tender_kinds,
            drawer_open=panel.drawer_open,
            store_link=panel.store_link,
            notice=notice,
            last_scan=last_scan,
            payment=payment_view(state, payment_message),
        )
        if state.last_sale is not None:
            view = msgspec.structs.replace(view, receipt_no=state.last_sale.receipt_no)
        if state.transaction is None:
            return view
        return self._with_sale(view, state, state.transaction, panel, hero_line_seq)

    def _with_sale(
        self, view: v.LaneView, state: LaneState, sale: Transaction, panel: Panel, hero_line_seq: int | None
    ) -> v.LaneView:
        priced = self._desk.priced(sale)
        book = self._desk.pricer(sale).book
        closed = state.last_sale if state.phase == "change_due" else None
        cash_minor = 0 if closed else self._desk.cash_remaining_minor(sale)
        counted = [line for line in sale.lines if not line.voided]
        return msgspec.structs.replace(
            view,
            transaction_seq=sale.transaction_seq,
            lines=self._lines(sale, priced, book),
            hero_line_seq=hero_line_seq,
            item_count=sum(line.quantity for line in counted),
            subtotal_minor=priced.subtotal_minor,
            savings_minor=priced.discount_minor,
            total_minor=priced.total_minor,
            promotions=tuple(_promotion(p, book) for p in priced.promotions),
            hints=panel.hints_for(sale) if state.phase == "basket" else (),
            tenders=tuple(tender_view(tender, reversible=state.phase == "tendering") for tender in sale.tenders),
            tendered_minor=sale.tendered_minor,
            remaining_minor=0 if closed else max(0, sale.remaining_minor),
            cash_remaining_minor=cash_minor,
            change_minor=closed.change_minor if closed else None,
            cash_rounding_minor=closed.cash_rounding_minor if closed else 0,
            quick_cash_minor=quick_cash(cash_minor, book.currency_exponent) if state.phase == "tendering" else (),
            weighing=_weighing(state, panel, book),
        )

    def _lines(self, sale: Transaction, priced: PricedBasket, book: PriceBook) -> tuple[v.LineView, ...]:
        if sale.transaction_seq != self._known_sale:
            self._known, self._known_sale = {}, sale.transaction_seq
        prices = {line.line_seq: line for line in priced.lines}
        return tuple(self._line(line, prices.get(line.line_seq), book) for line in sale.lines)

    def _line(self, line: SaleLine, price: PricedLine | None, book: PriceBook) -> v.LineView:
        known = self._known.get(line.line_seq)
        if known is not None and known[0] is line and known[1] == price:
            return known[2]
        shown = _line_view(line, price, book, known[2] if known else None)
        self._known[line.line_seq] = (line, price, shown)
        return shown


def _line_view(line: SaleLine, price: PricedLine | None, book: PriceBook, before: v.LineView | None) -> v.LineView:
    if price is None and before is not None:  # voided: struck through with the amounts it had
        return msgspec.structs.replace(before, voided=True)
    item = book.item(line.item_id)
    return v.LineView(
        line_seq=line.line_seq,
        names=dict(item.names),
        code=line.code,
        quantity=line.quantity,
        mass_g=line.mass_g,
        unit_price_minor=price.unit_price_minor if price else item.unit_price_minor,
        sold_by=item.sold_by,
        gross_minor=price.gross_minor if price else 0,
        amount_minor=price.amount_minor if price else 0,
        promotions=tuple(_promotion(p, book) for p in price.promotions) if price else (),
        overridden=line.override_amount_minor is not None,
        voided=line.voided,
        label=_label(line),
    )


def _label(line: SaleLine) -> v.LabelView | None:
    if line.label is None or not line.label.measures:
        return None
    return v.LabelView(amount_minor=line.label_amount_minor, mass_g=line.label.mass_g)


def _promotion(applied: AppliedPromotion, book: PriceBook) -> v.PromotionView:
    return v.PromotionView(
        promotion_id=applied.promotion_id,
        names=dict(book.promotion_names(applied.promotion_id)),
        amount_minor=applied.amount_minor,
    )


def _weighing(state: LaneState, panel: Panel, book: PriceBook) -> v.WeighingView | None:
    if state.weighing is None:
        return None
    item, at = book.item(state.weighing.item_id), state.weighing.at
    live = panel.live_weight
    unit_price_minor = book.at(item.item_id, at)[0] if item.timed and at else item.unit_price_minor
    return v.WeighingView(
        names=dict(item.names), unit_price_minor=unit_price_minor, scale=live.scale, mass_g=live.mass_g
    )


def quick_cash(cash_minor: int, exponent: int) -> tuple[int, ...]:
    """Return the cash asked for and the next sums of likely notes, ascending, without repeats."""
    steps = [step * 10**exponent for step in QUICK_CASH_STEPS]
    rounded = [-(-cash_minor // step) * step for step in steps]
    return tuple(sorted({cash_minor, *rounded}))


_FIELDS = tuple(name for name in v.LaneView.__struct_fields__ if name not in {"rev", "lines"})


def delta(before: v.LaneView, after: v.LaneView) -> v.Delta:
    """Return what turns `before` into `after`."""
    changed = {
        name: msgspec.Raw(msgspec.json.encode(getattr(after, name)))
        for name in _FIELDS
        if getattr(before, name) != getattr(after, name)
    }
    reset = before.transaction_seq != after.transaction_seq or len(after.lines) < len(before.lines)
    old = () if reset else before.lines
    lines = tuple(
        line
        for index, line in enumerate(after.lines)
        if index >= len(old) or (old[index] is not line and old[index] != line)
    )
    return v.Delta(rev=after.rev, set=changed, lines=lines, lines_reset=reset and bool(before.lines))
