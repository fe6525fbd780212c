import pytest
import trio

from controller.devices.terminal.book import ENTRIES_MAX, OPEN_MAX, Book, Entry
from controller.devices.terminal.status import SchemeTotal, StatusInformation, Totals
from controller.ports import PaymentApproved, PaymentDeclined


class Store:
    def __init__(self, data=None):
        self.data = data
        self.full = False

    def load(self):
        return self.data

    async def save(self, data):
        await trio.lowlevel.checkpoint()
        if self.full:
            raise OSError(28, "no space")
        self.data = data


def entry(intent_id, **changes):
    fields = {"kind": "payment", "amount_minor": 1, "currency": 978, "terminal_id": "1", "before": None, **changes}
    return Entry(intent_id=intent_id, **fields)


async def test_a_book_is_what_was_written():
    store = Store()
    book = Book(store)
    assert not book.knows_all
    before = StatusInformation(result=0, receipt="0001", totals=Totals("1", "2", (SchemeTotal("Visa", 1, 5),)))
    first = entry("i1", before=before)
    await book.add(first)
    await book.print(first, ("a", "b"))
    outcome = PaymentApproved(
        intent_id="i1", amount_minor=1, reference="0002", scheme="Visa", account="*", terminal_id="1", trace="2"
    )
    await book.settle(first, outcome)
    again = Book(store)
    assert again.knows_all
    found = again.find("i1")
    assert (found.before, found.paper, found.outcome) == (before, ("a", "b"), outcome)
    assert again.find("i2") is None


async def test_what_is_not_on_disk_is_not_in_the_book():
    store = Store()
    book = Book(store)
    store.full = True
    with pytest.raises(OSError, match="no space"):
        await book.add(entry("i1"))
    assert book.find("i1") is None


async def test_an_outcome_that_cannot_be_written_is_open_after_a_restart():
    store = Store()
    book = Book(store)
    await book.add(first := entry("i1"))
    store.full = True
    await book.settle(first, PaymentDeclined(intent_id="i1", reason="x"))
    assert book.open() == []
    assert [e.intent_id for e in Book(store).open()] == ["i1"]


async def test_a_spoiled_book_knows_nothing():
    book = Book(Store(b"{"))
    assert not book.knows_all
    assert book.entries == []


async def test_settled_entries_go_but_not_the_one_that_speaks_for_an_open_one():
    book = Book(Store())
    await book.add(entry("open"))
    for number in range(ENTRIES_MAX + 20):
        await book.add(later := entry(f"i{number}"))
        await book.settle(later, None)
    assert len(book.entries) == ENTRIES_MAX
    assert book.after(book.find("open")).intent_id == "i0"
    assert Book(book._store).knows_all


async def test_a_book_that_forgot_an_open_entry_says_so():
    store = Store()
    book = Book(store)
    for number in range(OPEN_MAX + 1):
        await book.add(entry(f"i{number}"))
    assert len(book.open()) == OPEN_MAX
    assert not Book(store).knows_all
