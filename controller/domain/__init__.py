"""The sale as a pure state machine: `decide(state, command, desk) -> events | Rejected`, `evolve(state, event)`."""
