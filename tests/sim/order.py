"""The order of tasks that are ready at once: Trio draws it anew in each process, so a seed alone repeats nothing."""

import os

import trio

OTHER = int(os.environ.get("LANEWISE_SIM_ORDER", "0"))
"""Another number plays the same days in other orders."""


def draw_order(seed: int) -> None:
    """Let `seed` draw that order, too. Trio offers this to test frameworks only, under a private name.

    What is left is the order of equal deadlines, which Trio keeps by memory address: a failure may need several tries.
    """
    trio._core._run._r.seed(f"{OTHER} {seed}")
