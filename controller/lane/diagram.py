"""The transition table as a picture (Mermaid state diagram) and as a table. Pure text."""

from controller.domain.transitions import TRANSITIONS

HEAD = """\
# The sale's state machine

Drawn by `make gen` from `controller/domain/transitions.py`; `make check` fails when it is not up to date. Events that
leave a phase as it is stand in the table below only.

```mermaid
stateDiagram-v2
    [*] --> idle
"""


def diagram() -> str:
    """Return the whole page."""
    moves = [
        f"    {phase} --> {after}: {event.__name__}\n"
        for phase, events in TRANSITIONS.items()
        for event, after in events.items()
        if after != phase
    ]
    rows = [
        f"| {phase} | {', '.join(event.__name__ for event, after in events.items() if after == phase) or '-'} |\n"
        for phase, events in TRANSITIONS.items()
    ]
    return HEAD + "".join(moves) + "```\n\n| phase | events that stay in it |\n| --- | --- |\n" + "".join(rows)
