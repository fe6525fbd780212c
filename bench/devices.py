"""Bytes -> reading: how fast a device's bytes become readings, through both serial back ends, in one run.

    python bench/devices.py [--seconds 3] [--rounds 500] [--out bench/results]

Real ptys, the real back ends, the real codecs. Throughput: the device sends whole frames as fast as the port takes
them. Latency: one frame at a time, from just before its bytes are handed to the kernel to its reading. The two back
ends take turns, so that a busy machine is busy for both. Appends one line a measurement to devices.jsonl.
"""

import argparse
import json
import os
import platform
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

import trio
from rich.console import Console
from rich.table import Table

from controller.devices.noise import Noise
from controller.devices.scale.profile import ENQ_DC1
from controller.devices.scanner.profile import DATALOGIC
from controller.devices.transport.opening import open_stream
from controller.devices.transport.stream import DeviceStream, SerialSettings
from lanewise.replay.report import percentile
from runtime import logs

Backend = Literal["asyncio", "trio"]
NS_PER_US = 1_000
NS_PER_S = 1_000_000_000
TURNS = 3
WARM_UP = 20


@dataclass(frozen=True)
class Load:
    """A device's frame and the codec that reads it."""

    name: str
    frame: bytes
    codec: Callable[[], Any]


LOADS = (
    Load("scanner, AIM id + EAN-13 + CR", b"]E06901234567892\r", lambda: DATALOGIC.codec(b"")),
    Load("scale, ENQ/DC1 weight", b"\x01\x02S  1.236kg\x77\x03\x04", ENQ_DC1.codec),
)


@contextmanager
def pty() -> Iterator[tuple[int, str]]:
    """Yield the device's end and the path of the lane's."""
    master, slave = os.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    try:
        yield master, os.ttyname(slave)
    finally:
        os.close(master)
        os.close(slave)


async def throughput(stream: DeviceStream, master: int, load: Load, seconds: float) -> dict[str, float]:
    """Return frames and bytes a second that came out as readings."""
    codec, readings, byte_count = load.codec(), 0, 0
    batch = load.frame * 64

    async def feed() -> None:
        rest = batch
        while True:
            await trio.lowlevel.wait_writable(master)
            rest = rest[os.write(master, rest) :] or batch

    began_ns = time.monotonic_ns()
    with trio.move_on_after(seconds):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(feed)
            while True:
                data = await stream.receive_some()
                byte_count += len(data)
                readings += sum(not isinstance(reading, Noise) for reading in codec.feed(data))
    taken_s = (time.monotonic_ns() - began_ns) / NS_PER_S
    return {"readings_per_s": round(readings / taken_s), "bytes_per_s": round(byte_count / taken_s)}


async def latency(stream: DeviceStream, master: int, load: Load, rounds: int) -> list[int]:
    """Return nanoseconds from write to reading."""
    codec, taken_ns = load.codec(), []
    for index in range(WARM_UP + rounds):
        await trio.sleep(0.001)
        sent_ns = time.monotonic_ns()
        os.write(master, load.frame)
        while not any(not isinstance(reading, Noise) for reading in codec.feed(await stream.receive_some())):
            pass
        if index >= WARM_UP:
            taken_ns.append(time.monotonic_ns() - sent_ns)
    return taken_ns


async def measure(backend: Backend, load: Load, seconds: float, rounds: int) -> tuple[dict[str, float], list[int]]:
    """Measure both on a fresh pty."""
    with pty() as (master, path):
        async with open_stream(SerialSettings(path=path, backend=backend)) as stream:
            waits = await latency(stream, master, load, rounds)
            return await throughput(stream, master, load, seconds), waits


async def run(seconds: float, rounds: int) -> list[dict[str, Any]]:
    """Measure every load through every back end, in turns."""
    rows = []
    for load in LOADS:
        speeds: dict[Backend, list[dict[str, float]]] = {backend: [] for backend in get_args(Backend)}
        waits: dict[Backend, list[int]] = {backend: [] for backend in get_args(Backend)}
        for _ in range(TURNS):
            for backend in get_args(Backend):
                speed, taken_ns = await measure(backend, load, seconds / TURNS, rounds // TURNS)
                speeds[backend].append(speed)
                waits[backend] += taken_ns
        rows += [row(load, backend, speeds[backend], waits[backend]) for backend in get_args(Backend)]
    return rows


def row(load: Load, backend: Backend, speeds: list[dict[str, float]], waits_ns: list[int]) -> dict[str, Any]:
    """Return one measurement: the median speed of the turns, latency over all of them."""
    middle = sorted(speeds, key=lambda speed: speed["readings_per_s"])[len(speeds) // 2]
    shares = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
    taken_us = {name: round((percentile(waits_ns, share) or 0) / NS_PER_US, 1) for name, share in shares.items()}
    return {"load": load.name, "backend": backend, **middle, "latency_us": taken_us, "rounds": len(waits_ns)}


def show(rows: list[dict[str, Any]], console: Console) -> None:
    """Print the table."""
    table = Table("device", "back end", "readings/s", "kB/s", "p50 µs", "p95 µs", "p99 µs")
    for each in rows:
        waits = each["latency_us"]
        speeds = (f"{each['readings_per_s']:,}", f"{each['bytes_per_s'] / 1000:,.0f}")
        table.add_row(each["load"], each["backend"], *speeds, *(str(waits[name]) for name in ("p50", "p95", "p99")))
    console.print(table)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0, help="throughput, for each device and back end")
    parser.add_argument("--rounds", type=int, default=600, help="frames for the latency")
    parser.add_argument("--out", type=Path, default=Path("bench/results"))
    options = parser.parse_args()
    logs.configure("warning")
    rows = trio.run(run, options.seconds, options.rounds)
    show(rows, Console())
    about = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "kernel": platform.release(),
        "cpus": os.cpu_count(),
    }
    with (options.out / "devices.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(about | each) + "\n" for each in rows)


if __name__ == "__main__":
    main()
