"""What the customer sees on two lines of 20 columns. Pure: the cashier's view in, the lines out.

Money is digits only, as on the receipt: no display has to know a currency sign. A Chinese character takes two columns.
"""

from unicodedata import east_asian_width

from contracts import view as v
from controller.lane.receipt import ReceiptHead, money_format
from controller.ports import ShowCustomer

COLUMNS = 20


def show_customer(view: v.LaneView, head: ReceiptHead, plain: ReceiptHead) -> ShowCustomer:
    """Return both lines for what the lane shows now; `plain` is the head in English."""
    upper, lower = _lines(view, head)
    plain_upper, plain_lower = _lines(view, plain)
    return ShowCustomer(upper=upper, lower=lower, plain_upper=plain_upper, plain_lower=plain_lower)


def _lines(view: v.LaneView, head: ReceiptHead) -> tuple[str, str]:
    money = money_format(head.currency_exponent)
    total = row(head.text("display.total"), money(view.total_minor))
    match view.phase:
        case "idle":
            return centred(head.store_name), centred(head.text("display.welcome"))
        case "weighing":
            return _weighed(view, head), total
        case "basket":
            return _newest(view, head), total
        case "tendering":
            to_pay = row(head.text("display.to_pay"), money(view.remaining_minor))
            if view.cash_remaining_minor == view.remaining_minor:
                return total, to_pay
            return to_pay, row(head.text("display.cash"), money(view.cash_remaining_minor))
        case "paying":
            assert view.payment is not None, "phase paying has a payment in flight"
            asked = row(head.text(f"display.{view.payment.method}"), money(view.payment.amount_minor))
            return asked, _waiting(view.payment, head)
        case "change_due":
            received = row(head.text("display.received"), money(view.tendered_minor))
            return received, row(head.text("display.change"), money(view.change_minor or 0))


def _newest(view: v.LaneView, head: ReceiptHead) -> str:
    money = money_format(head.currency_exponent)
    line = next((line for line in reversed(view.lines) if line.line_seq == view.hero_line_seq), None)
    if line is None:
        return centred(head.text("display.welcome"))
    return row(line.names.get(head.locale, line.code), money(line.amount_minor))


def _weighed(view: v.LaneView, head: ReceiptHead) -> str:
    assert view.weighing is not None, "phase weighing has an item that waits"
    money = money_format(head.currency_exponent)
    name = view.weighing.names.get(head.locale, "")
    return row(name, f"{money(view.weighing.unit_price_minor)}/kg")


def _waiting(payment: v.PaymentView, head: ReceiptHead) -> str:
    """Return the word for a customer: what to do, or to wait; why something is unknown is not for this display."""
    return centred(head.text("display.follow" if payment.status == "asked" else "display.wait"))


def row(left: str, right: str) -> str:
    """Return 20 columns; the left text is cut where the right one needs the room."""
    right = cut(right, COLUMNS)
    left = cut(left, max(0, COLUMNS - columns_of(right) - 1))
    return left + " " * (COLUMNS - columns_of(left) - columns_of(right)) + right


def centred(text: str) -> str:
    """Return `text` in the middle of 20 columns."""
    text = cut(text, COLUMNS)
    room = COLUMNS - columns_of(text)
    return " " * (room // 2) + text + " " * (room - room // 2)


def cut(text: str, columns: int) -> str:
    """Return as much of `text` as fits."""
    if text.isascii():
        return text[:columns]
    used = 0
    for index, char in enumerate(text):
        used += _width(char)
        if used > columns:
            return text[:index]
    return text


def columns_of(text: str) -> int:
    """Return how many columns `text` takes."""
    return len(text) if text.isascii() else sum(_width(char) for char in text)


def _width(char: str) -> int:
    return 2 if east_asian_width(char) in "WF" else 1
