"""The store's web pages: how it is, for a machine and for a person. Read only."""

from collections.abc import Awaitable, Callable
from html import escape

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from contracts.status import LaneStatus, StoreStatus
from store.reports import LaneTotal

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<meta name="viewport" content="width=device-width"><title>{title}</title><style>
body{{font:16px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;margin:2rem;max-width:72rem}}
table{{border-collapse:collapse;width:100%}}th,td{{text-align:right;padding:.4rem .8rem;border-bottom:1px solid #ccc}}
th:first-child,td:first-child{{text-align:left}}td{{font-variant-numeric:tabular-nums}}
</style></head><body><h1>{title}</h1><p>{broker} · 隔离消息 / quarantined: {quarantined}</p>
<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></body></html>
"""
COLUMNS = (
    ("收银道 / lane", "lane"),
    ("epoch", "epoch"),
    ("已入账 / applied", "applied_seq"),
    ("待补 / held", "held"),
    ("销售 / sales", "sales"),
    ("总额 (最小单位) / total (minor units)", "total_minor"),
    ("重复 / duplicates", "duplicates"),
    ("缺口 / open gaps", "gaps_open"),
    ("断链 / broken at", "broken_seq"),
)
BROKER = {True: "消息服务在线 / broker online", False: "消息服务离线 / broker offline"}

ReadStatus = Callable[[], Awaitable[StoreStatus]]
ReadTotals = Callable[[], Awaitable[tuple[LaneTotal, ...]]]


def make_app(read_status: ReadStatus, read_totals: ReadTotals) -> Starlette:
    """Return the ASGI application."""

    async def health(_request: Request) -> Response:
        """Say that the process answers and its database can be read; `broker_online` is for who wants to know more."""
        found = await read_status()
        return JSONResponse({"ok": True, "store": found.store, "broker_online": found.broker_online})

    async def status(_request: Request) -> Response:
        return Response(msgspec.json.encode(await read_status()), media_type="application/json")

    async def totals(_request: Request) -> Response:
        return Response(msgspec.json.encode(await read_totals()), media_type="application/json")

    async def page(_request: Request) -> Response:
        return HTMLResponse(render(await read_status()))

    return Starlette(
        routes=[
            Route("/health", health),
            Route("/status", status),
            Route("/totals", totals),
            Route("/", page),
        ],
    )


def render(status: StoreStatus) -> str:
    """Return the page: a row a lane and epoch."""
    return PAGE.format(
        title=escape(f"Lanewise · {status.store}"),
        broker=BROKER[status.broker_online],
        quarantined=status.quarantined,
        head="".join(f"<th>{escape(label)}</th>" for label, _ in COLUMNS),
        body="".join(_row(lane) for lane in status.lanes),
    )


def _row(lane: LaneStatus) -> str:
    values = [getattr(lane, name) for _, name in COLUMNS]
    return "<tr>" + "".join(f"<td>{'' if value is None else escape(str(value))}</td>" for value in values) + "</tr>"
