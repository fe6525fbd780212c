"""`python -m controller --config FILE`: one lane. Says `ready <url>` on standard output when it takes work."""

import argparse
import sys
from pathlib import Path

import trio

from controller import app
from controller.config import Config, load
from controller.gateway import AddressUnusable
from controller.journal import DiskFull, JournalError
from controller.pricing import PriceBookFault
from runtime import logs, parent, signals
from runtime.clock import SystemClock
from runtime.toml_file import ConfigFault

BAD_INPUT = 2


async def _main(config: Config, folder: Path) -> None:
    async with trio.open_nursery() as nursery:
        await nursery.start(signals.cancel_on_signals, nursery.cancel_scope)
        nursery.start_soon(parent.cancel_with_parent, nursery.cancel_scope)
        url = await nursery.start(app.serve, config, folder, SystemClock())
        print(f"ready {url}", flush=True)  # noqa: T201 - the supervisor's and the user's sign


def main() -> int:
    """Run one lane; 2 for a configuration or a machine that cannot carry it, with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m controller", description="Run one checkout lane.")
    parser.add_argument("--config", type=Path, required=True, help="the lane's TOML file")
    path: Path = parser.parse_args().config
    faults: list[BaseException] = []
    try:
        config = load(path)
        logs.configure(config.log_level)
        trio.run(_main, config, path.resolve().parent, strict_exception_groups=True)
    except* (ConfigFault, JournalError, DiskFull, PriceBookFault, AddressUnusable, OSError) as group:
        faults = _leaves(group)
    for fault in faults:
        print(f"lanewise: {fault}", file=sys.stderr)  # noqa: T201 - for the person who started it
    return BAD_INPUT if faults else 0


def _leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    """Return the exceptions of a group, however deep they lie."""
    leaves: list[BaseException] = []
    for error in group.exceptions:
        leaves += _leaves(error) if isinstance(error, BaseExceptionGroup) else [error]
    return leaves


if __name__ == "__main__":
    sys.exit(main())
