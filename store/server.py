"""The store server's composition root: database, intake, web. The database must live, the broker may come and go."""

from functools import partial
from pathlib import Path
from typing import Any

import hypercorn.trio
import structlog
import trio
from hypercorn.config import Config

from runtime.clock import SystemClock
from store.config import HttpConfig, StoreConfig
from store.database import Database, open_database
from store.intake import Intake
from store.reports import totals_by_lane, totals_by_tender, unsettled
from store.web import make_app

SHUTDOWN_TIMEOUT_S = 2.0

log = structlog.get_logger()


async def serve(config: StoreConfig, *, task_status: trio.TaskStatus[str] = trio.TASK_STATUS_IGNORED) -> None:
    """Run the store until cancelled; `started` gets the address of its web pages.

    Starts with the broker away. Raises `DatabaseFault`, and `OSError` when the address is taken.
    """
    database = await open_database(Path(config.data_dir))
    try:
        intake = Intake(database, config.nats_url, config.store_id, SystemClock().wall)
        async with trio.open_nursery() as nursery:
            url = await nursery.start(_serve_http, config, database, intake)
            nursery.start_soon(intake.run)
            task_status.started(url)
            log.info("store_started", store=config.store_id, url=url)
    finally:
        database.close()


async def _serve_http(
    config: StoreConfig, database: Database, intake: Intake, *, task_status: trio.TaskStatus[str]
) -> None:
    app: Any = make_app(  # Starlette and Hypercorn spell the same ASGI types differently
        intake.status,
        lambda: database.run(lambda connection: totals_by_lane(connection, config.store_id)),
        lambda: database.run(lambda connection: totals_by_tender(connection, config.store_id)),
        lambda: database.run(lambda connection: unsettled(connection, config.store_id)),
    )
    async with trio.open_nursery() as nursery:
        addresses = await nursery.start(partial(hypercorn.trio.serve, app, _http(config.http), mode="asgi"))
        task_status.started(addresses[0])


def _http(http: HttpConfig) -> Config:
    config = Config()
    host = f"[{http.host}]" if ":" in http.host else http.host
    config.bind = [f"{host}:{http.port}"]
    config.accesslog = None
    config.errorlog = None
    config.graceful_timeout = SHUTDOWN_TIMEOUT_S
    config.include_server_header = False
    return config
