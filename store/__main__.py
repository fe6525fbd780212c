"""`python -m store --config FILE`: run the store server; prints `ready http://...` when it answers."""

import argparse
import sys
from pathlib import Path

import trio

from runtime import logs
from runtime.island import one_error
from runtime.parent import cancel_with_parent
from runtime.signals import cancel_on_signals
from runtime.toml_file import ConfigFault
from store.config import StoreConfig, load
from store.database import DatabaseFault
from store.server import serve


async def run(config: StoreConfig) -> None:
    """Serve until a signal or the end of the parent; raises what `serve` raises, outside of any group."""
    with one_error(DatabaseFault, OSError):
        async with trio.open_nursery() as nursery:
            await nursery.start(cancel_on_signals, nursery.cancel_scope)
            nursery.start_soon(cancel_with_parent, nursery.cancel_scope)
            url = await nursery.start(serve, config)
            print("ready", url, flush=True)  # noqa: T201 - the line a supervisor waits for


def main() -> int:
    """Return the exit code: 0 after a signal, 1 when it cannot run, 2 for a bad configuration."""
    parser = argparse.ArgumentParser(prog="python -m store", description="The Lanewise store server.")
    parser.add_argument("--config", type=Path, required=True, help="a TOML file, see store/config.py")
    arguments = parser.parse_args()
    logs.configure("info")
    try:
        trio.run(run, load(arguments.config))
    except ConfigFault as error:
        print(error, file=sys.stderr)  # noqa: T201 - for the person at the terminal
        return 2
    except (DatabaseFault, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - as above
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
