"""`lanewise demo`: a store with one lane on this machine, its devices on a bench in the browser."""

from dataclasses import dataclass
from pathlib import Path

import msgspec
import trio
from rich.console import Console

from contracts import price_book
from controller import pricing
from controller.gateway.server import listen
from lanewise.bench_server import Bench
from lanewise.environment import Environment, EnvironmentSettings, open_environment
from runtime import logs, signals


@dataclass(frozen=True, kw_only=True)
class DemoOptions:
    """`port` is the cashier's page, the bench takes the next free one above."""

    data_dir: Path
    price_book: bytes
    port: int
    locale: str


async def run_demo(options: DemoOptions, console: Console) -> None:
    """Run until Ctrl-C; raises `PriceBookFault` before anything is started."""
    logs.configure("warning")
    pricing.PriceBook.from_json(options.price_book)
    bench = Bench(msgspec.json.decode(options.price_book, type=price_book.PriceBook))
    listener = listen("127.0.0.1", 0)
    bench_url = f"http://127.0.0.1:{listener.getsockname()[1]}/bench"
    settings = EnvironmentSettings(
        data_dir=options.data_dir,
        price_book=options.price_book,
        first_port=options.port,
        bench_url=bench_url,
        locale=options.locale,
        on_change=bench.touch,
    )
    bench.lane_url = f"http://127.0.0.1:{options.port}/lane"
    console.print("starting broker, store, lane and seven emulated devices …")
    async with trio.open_nursery() as nursery:
        await nursery.start(signals.cancel_on_signals, nursery.cancel_scope)
        nursery.start_soon(bench.serve, listener)
        async with open_environment(settings) as environment:
            bench.attach(environment)
            _say_ready(console, environment, bench_url)
            await trio.sleep_forever()


def _say_ready(console: Console, environment: Environment, bench_url: str) -> None:
    lane = environment.lanes[0]
    rows = [
        ("cashier's page 收银页", f"{lane.url}/lane"),
        ("device bench 设备台", f"{lane.url}/bench  ({bench_url})"),
        ("store 门店", environment.store.url),
        ("broker", environment.broker.url),
        ("files", str(environment.data_dir)),
    ]
    console.print("[bold green]ready[/]")
    for name, value in rows:
        console.print(f"  {name:<24}{value}", highlight=False, soft_wrap=True)
    console.print(
        "Try: open both pages side by side; press an item on the bench, weigh bananas, F9, then F1 for cash, F3 for\n"
        "card or a WeChat code from the bench; be the customer there, drop the line after the charge; take the paper\n"
        "out, kill the lane: the basket comes back. Ctrl-C stops everything.",
        soft_wrap=True,
    )
