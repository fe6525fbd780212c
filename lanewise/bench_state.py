"""What the demo's device bench shows: everything the emulated devices of the first lane know."""

from collections.abc import Iterable
from typing import get_args

from contracts import bench as b
from contracts.price_book import Item, PriceBook
from controller.devices.sim import wallet_sim, zvt_sim
from lanewise.bench_commands import Lane, Place, is_plugged
from lanewise.bench_labels import is_packed, label

RECEIPTS_SHOWN = 20
MOVEMENTS_SHOWN = 4
DEVICES: tuple[b.DeviceKind, ...] = get_args(b.DeviceKind)
ON_CABLES: tuple[b.SerialKind, ...] = get_args(b.SerialKind)


def state(place: Place) -> b.BenchState:
    """Return it; a customer whose time to pay has come has paid in it."""
    lane = place.lanes[0]
    lane.wallet.sim.settle()
    return b.BenchState(
        plugged={kind: is_plugged(getattr(lane, kind)) for kind in DEVICES},
        scans_sent=lane.scanner.sent_count,
        good_beeps=lane.scanner.good_beep_count,
        bad_beeps=lane.scanner.bad_beep_count,
        scale_mass_g=lane.scale.mass_g,
        scale_moving=lane.scale.moving,
        paper=lane.printer.has_paper,
        cover_open=lane.printer.cover_open,
        receipts=tuple(paper.text for paper in lane.printer.papers[-RECEIPTS_SHOWN:]),
        drawer_open=lane.drawer.is_open,
        drawer_pulses=len(lane.drawer.pulses),
        lane_running=lane.process.running,
        broker_running=place.broker.running,
        store_running=place.store.running,
        display=lane.display.lines,
        terminal=_terminal(lane),
        wallet=_wallet(lane),
        hanging=tuple(kind for kind in ON_CABLES if getattr(lane, kind).port.trouble.deaf),
        babbling=tuple(kind for kind in ON_CABLES if getattr(lane, kind).port.trouble.babbling),
        scale_shaking=lane.scale.shaking,
    )


def catalogue(book: PriceBook) -> b.Catalogue:
    """Return what can be scanned."""
    return b.Catalogue(
        currency=book.currency,
        currency_exponent=book.currency_exponent,
        departments={department.id: department.names for department in book.departments},
        items=tuple(label(item) if is_packed(item) else _item(item) for item in book.items),
    )


def _item(item: Item) -> b.BenchItem:
    return b.BenchItem(
        code=item.codes[0],
        names=item.names,
        department=item.department,
        price_minor=item.price_minor,
        sold_by=item.sold_by,
    )


def _terminal(lane: Lane) -> b.BenchTerminal:
    sim = lane.terminal.sim
    return b.BenchTerminal(
        doing="away" if sim.away or not lane.terminal.plugged else sim.doing,
        amount_minor=sim.asked_minor if sim.doing != "idle" else 0,
        ledger=_ledger((move, str(move.receipt)) for move in sim.ledger),
    )


def _wallet(lane: Lane) -> b.BenchWallet:
    sim = lane.wallet.sim
    return b.BenchWallet(
        asked_minor=sim.asked_minor,
        down=sim.trouble("ping") == "refused",
        ledger=_ledger((move, move.order_no) for move in sim.ledger),
    )


def _ledger(numbered: Iterable[tuple[zvt_sim.Movement | wallet_sim.Movement, str]]) -> b.Ledger:
    moves = [b.Movement(kind=move.kind, number=number, amount_minor=move.amount_minor) for move, number in numbered]
    charges = [move.amount_minor for move in moves if move.kind == "charge"]
    return b.Ledger(
        charge_count=len(charges),
        charged_minor=sum(charges),
        returned_minor=sum(move.amount_minor for move in moves if move.kind != "charge"),
        movements=tuple(moves[-MOVEMENTS_SHOWN:]),
    )
