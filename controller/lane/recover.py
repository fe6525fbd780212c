"""The lane's state from its journal. Replay is the only recovery."""

from collections.abc import Iterable

from controller.domain.desk import Desk
from controller.domain.evolve import evolve
from controller.domain.transaction import LaneState
from controller.lane.record import event_of


def recover(payloads: Iterable[bytes], state: LaneState | None = None) -> LaneState:
    """Fold journal payloads, oldest first, into the state after the last one; `state` is the one before the first."""
    state = state or LaneState()
    for payload in payloads:
        state = evolve(state, event_of(payload))
    return state


def check(state: LaneState, desk: Desk) -> None:
    """Assert that the engine prices the recovered basket as it did before the crash."""
    sale = state.transaction
    if sale is not None:
        total_minor = desk.priced(sale).total_minor
        assert total_minor == sale.total_minor, f"basket was {sale.total_minor}, is {total_minor} after recovery"
