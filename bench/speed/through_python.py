"""Times whole pricings through the lane's own door, controller.pricing."""

import json
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from controller import pricing
from speed.drivers import Row

NS_PER_S = 1_000_000_000


def measure(export: Path, promos: int, lines: int, baskets: int, repetitions: int) -> Row:
    """Price each basket `repetitions` times; return p50, p99 and the highest, in nanoseconds."""
    with TemporaryDirectory() as name:
        words = ["--promos", promos, "--lines", lines, "--baskets", baskets, "--out", name]
        subprocess.run([export, *map(str, words)], check=True)
        book = pricing.PriceBook.from_json((Path(name) / "book.json").read_bytes())
        stated = json.loads((Path(name) / "baskets.json").read_bytes())
    ready = [
        [pricing.BasketLine(line_seq, item_id, units) for line_seq, (item_id, units) in enumerate(basket, 1)]
        for basket in stated
    ]
    for basket in ready:
        pricing.price(book, basket)
    taken_ns = sorted(_timed(book, basket) for _ in range(repetitions) for basket in ready)
    count = len(taken_ns)
    return {
        "engine": "lanewise, through Python",
        "promos": promos,
        "lines": lines,
        "p50_ns": taken_ns[count // 2],
        "p99_ns": taken_ns[count * 99 // 100],
        "max_ns": taken_ns[-1],
        "runs": count,
    }


def _timed(book: pricing.PriceBook, basket: list[pricing.BasketLine]) -> int:
    began_ns = time.perf_counter_ns()
    pricing.price(book, basket)
    return time.perf_counter_ns() - began_ns
