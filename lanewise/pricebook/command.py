"""What `lanewise pricebook` does. Each function prints and returns the exit code: 0 fine, 1 not, 2 nothing found."""

import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from controller.pricing import PriceBook, PriceBookFault
from lanewise.pricebook.description import Description, Item, Promotion, described, moment
from lanewise.pricebook.difference import difference
from lanewise.pricebook.files import load, write_whole
from lanewise.pricebook.words import Words, names, rates

OK, NOT_OK, NOTHING = 0, 1, 2
_PROMOTIONS_SHOWN = 100


def check(file: Path) -> int:
    """Print every fault and warning of a price book."""
    try:
        book = load(file)
    except PriceBookFault as fault:
        _tell_faults(fault)
        return NOT_OK
    for warning in book.warnings:
        print(f"warning: {warning}")
    items, promotions, _ = book.size
    print(f"sound: {items} items, {promotions} promotions, {_counted(len(book.warnings), 'warning')}")
    return OK


def build(file: Path, out: Path) -> int:
    """Compile a document into a snapshot; a book with faults leaves the old snapshot as it is."""
    begun = perf_counter()
    try:
        book = load(file)
    except PriceBookFault as fault:
        _tell_faults(fault)
        return NOT_OK
    compiled = perf_counter()
    snapshot = book.to_snapshot()
    encoded = perf_counter()
    PriceBook.from_snapshot(snapshot)
    loaded = perf_counter()
    write_whole(out, snapshot)
    for warning in book.warnings:
        print(f"warning: {warning}")
    items, promotions, postings = book.size
    item_bytes, promotion_bytes = book.snapshot_bytes()
    print(f"hash        {book.content_hash}")
    print(f"items       {items:,} ({item_bytes / max(items, 1):.0f} bytes each)")
    print(f"promotions  {promotions:,} ({promotion_bytes / max(promotions, 1):.0f} bytes each)")
    print(f"postings    {postings:,}")
    print(f"snapshot    {out} ({len(snapshot):,} bytes)")
    milliseconds = [1_000 * span for span in (compiled - begun, encoded - compiled, loaded - encoded)]
    print("time        compiled in {:.1f} ms, encoded in {:.1f} ms, loads in {:.1f} ms".format(*milliseconds))
    return OK


def show(file: Path, entry_id: str | None) -> int:
    """Print a book, or one item or promotion of it; an item is found by its codes, too."""
    book = load(file)
    description = described(book)
    if entry_id is None:
        lines = list(_book(description))
    else:
        found = book.find(entry_id)
        items = [item for item in description.items if item.id == (entry_id if found is None else found.item_id)]
        promotions = [promotion for promotion in description.promotions if promotion.id == entry_id]
        lines = [line for item in items for line in _item(book, description, item)]
        lines += [line for promotion in promotions for line in _promotion(description, promotion)]
    for line in lines:
        print(line)
    if not lines:
        print(f"lanewise: {file} has no item, code or promotion {entry_id!r}", file=sys.stderr)
    return OK if lines else NOTHING


def diff(before: Path, after: Path) -> int:
    """Print what changed between two books; 1 if anything did."""
    lines = list(difference(described(load(before)), described(load(after))))
    for line in lines:
        print(line)
    if not lines:
        print("no difference")
    return NOT_OK if lines else OK


def _tell_faults(fault: PriceBookFault) -> None:
    for text in fault.faults:
        print(f"fault: {text}")
    print(f"refused: {_counted(len(fault.faults), 'fault')}")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _book(book: Description) -> Iterator[str]:
    words = Words(book)
    yield f"{book.id} ({book.currency}, {book.currency_exponent} decimals)"
    yield f"hash {book.content_hash}"
    policy = book.policy
    one = "one promotion a unit" if policy["one_promotion_per_unit"] else "promotions stack"
    yield f"policy {policy['choose'].replace('_', ' ')}, {one}, tax {policy['tax']['mode']}"
    for tax in book.taxes:
        yield f"tax {tax.id}: {rates(tax)} {names(tax.names)}".rstrip()
    yield f"{len(book.items)} items, {len(book.promotions)} promotions"
    for promotion in book.promotions[:_PROMOTIONS_SHOWN]:
        yield f"promotion {promotion.id}: {words.terms(promotion)} ({names(promotion.names)})"
    if len(book.promotions) > _PROMOTIONS_SHOWN:
        yield f"... and {len(book.promotions) - _PROMOTIONS_SHOWN} more promotions"


def _item(book: PriceBook, description: Description, item: Item) -> Iterator[str]:
    words = Words(description)
    yield f"item {item.id}: {names(item.names)}"
    place = description.items.index(item)
    yield f"  codes       {', '.join(code for owner, code in description.codes if owner == place)}"
    yield f"  price       {words.price(item, item.price_minor)}"
    for later in item.dated_prices:
        yield f"              {words.price(item, later.price_minor)} from {moment(later.from_)}"
    if item.floor_minor:
        yield f"  floor       {words.price(item, item.floor_minor)}"
    if item.levy_minor:
        yield f"  levy        {words.money(item.levy_minor)} a piece"
    yield f"  tax         {description.taxes[item.tax].id}"
    if item.department is not None:
        department = description.departments[item.department]
        yield f"  department  {department.id} ({names(department.names)})"
    if item.deposit is not None:
        yield f"  deposit     {description.items[item.deposit].id}"
    for said in _restrictions(words, item):
        yield f"  {said}"
    promotions = {promotion.id: promotion for promotion in description.promotions}
    for promotion_id in book.promotions_of(item.id):
        promotion = promotions[promotion_id]
        yield f"  promotion   {promotion_id}: {words.terms(promotion)} ({names(promotion.names)})"


def _restrictions(words: Words, item: Item) -> Iterator[str]:
    if not item.discountable:
        yield "no promotion touches it"
    if item.tender_exempt:
        yield "no tender-linked offer touches it"
    if item.min_age:
        yield f"from {item.min_age} years of age"
    for times in item.sale_hours:
        yield f"sold {words.weekly(times)}"


def _promotion(description: Description, promotion: Promotion) -> Iterator[str]:
    words = Words(description)
    yield f"promotion {promotion.id} version {promotion.version}: {names(promotion.names)}"
    yield f"  terms       {words.terms(promotion)}"
    yield f"  scope       {words.scope(promotion.scope)}"
    yield f"  layer       {promotion.layer}, priority {promotion.priority}"
    for condition in words.conditions(promotion):
        yield f"  when        {condition}"
