"""The store's web pages: how it is, for a machine and for a person. Read only."""

from collections.abc import Awaitable, Callable, Sequence
from html import escape

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from contracts.status import LaneStatus, StoreStatus
from store.reports import LaneTotal, TenderTotal, UnsettledPayment

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<meta name="viewport" content="width=device-width"><title>{title}</title><style>
body{{font:16px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;margin:2rem;max-width:72rem}}
table{{border-collapse:collapse;width:100%}}th,td{{text-align:right;padding:.4rem .8rem;border-bottom:1px solid #ccc}}
th:first-child,td:first-child{{text-align:left}}td{{font-variant-numeric:tabular-nums}}
</style></head><body><h1>{title}</h1><p>{broker} · 隔离消息 / quarantined: {quarantined}</p>
{lanes}<h2>待处理付款 / payments to settle: {unsettled_count}</h2>{unsettled}
<h2>收款方式 / tenders</h2>{tenders}</body></html>
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
TENDER_COLUMNS = (
    ("方式 / tender", "tender"),
    ("币种 / currency", "currency"),
    ("笔数 / tenders", "tenders"),
    ("金额减找零 (最小单位) / amount less change (minor units)", "amount_minor"),
    ("其中舍入 / of it rounding", "rounding_minor"),
    ("人工确认 / by hand", "by_hand"),
)
UNSETTLED_COLUMNS = (
    ("收银道 / lane", "lane"),
    ("交易 / transaction", "transaction_seq"),
    ("付款号 / payment", "intent_id"),
    ("方式 / tender", "method"),
    ("金额 (最小单位) / amount (minor units)", "amount_minor"),
    ("状态 / status", "status"),
    ("原因 / reason", "reason"),
    ("参考号 / reference", "reference"),
    ("开始 / begun", "begun_at"),
)
WORDS = {
    "cash": "现金 / cash",
    "card": "银行卡 / card",
    "wallet": "扫码付 / wallet",
    "asked": "进行中 / in progress",
    "unknown": "结果未知 / unknown",
    "approved": "已批准、未入账 / approved, not yet a tender",
    "doubtful": "重启后未能核实 / tender not verified after a restart",
    "reversing": "撤销中 / being reversed",
    "unwanted": "迟到成功、撤销中 / late success, being reversed",
    "stuck": "撤销结果未知 / reversal without a result",
    "lost": "已结单但未到账 / sale closed, money not there",
    "stray": "来历不明 / nobody's",
}
BROKER = {True: "消息服务在线 / broker online", False: "消息服务离线 / broker offline"}

Row = LaneStatus | TenderTotal | UnsettledPayment
ReadStatus = Callable[[], Awaitable[StoreStatus]]
ReadTotals = Callable[[], Awaitable[tuple[LaneTotal, ...]]]
ReadTenders = Callable[[], Awaitable[tuple[TenderTotal, ...]]]
ReadUnsettled = Callable[[], Awaitable[tuple[UnsettledPayment, ...]]]


def make_app(
    read_status: ReadStatus, read_totals: ReadTotals, read_tenders: ReadTenders, read_unsettled: ReadUnsettled
) -> Starlette:
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
        return HTMLResponse(render(await read_status(), await read_tenders(), await read_unsettled()))

    async def tenders(_request: Request) -> Response:
        return Response(msgspec.json.encode(await read_tenders()), media_type="application/json")

    async def unsettled(_request: Request) -> Response:
        return Response(msgspec.json.encode(await read_unsettled()), media_type="application/json")

    return Starlette(
        routes=[
            Route("/health", health),
            Route("/status", status),
            Route("/totals", totals),
            Route("/tenders", tenders),
            Route("/payments/unsettled", unsettled),
            Route("/", page),
        ],
    )


def render(status: StoreStatus, tenders: Sequence[TenderTotal] = (), unsettled: Sequence[UnsettledPayment] = ()) -> str:
    """Return the page: a row a lane and epoch, a payment to settle, a kind of tender."""
    return PAGE.format(
        title=escape(f"Lanewise · {status.store}"),
        broker=BROKER[status.broker_online],
        quarantined=status.quarantined,
        lanes=_table(COLUMNS, status.lanes),
        unsettled_count=len(unsettled),
        unsettled=_table(UNSETTLED_COLUMNS, unsettled) if unsettled else "",
        tenders=_table(TENDER_COLUMNS, tenders),
    )


def _table(columns: Sequence[tuple[str, str]], rows: Sequence[Row]) -> str:
    head = "".join(f"<th>{escape(label)}</th>" for label, _ in columns)
    body = "".join(f"<tr>{''.join(_cell(getattr(row, name)) for _, name in columns)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: str | int | None) -> str:
    shown = "" if value is None else WORDS.get(value, value) if isinstance(value, str) else value
    return f"<td>{escape(str(shown))}</td>"
