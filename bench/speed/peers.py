"""Runs the peers' own timing scripts (../shared/peers) with their published packages, in a folder of their own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from speed.drivers import Row, rows

SCRIPTS = Path("../shared/peers")
PYTHON_PACKAGES = ("django-oscar==4.2.1",)
NODE_PACKAGES = ("@medusajs/promotion@2.21.2", "@vendure/core@2.3.3")
NODE_SCRIPTS = ("bench_medusa.js", "bench_vendure.js")
SECONDS_PER_CELL = 12
OSCAR_SECONDS = 150


def measure(folder: Path, promos: tuple[int, ...]) -> Iterator[Row]:
    """Install what is missing into `folder`, then yield one row a peer, number of promotions and basket size."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    scripts = SCRIPTS.resolve()
    python = folder / "python/bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "python"], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PYTHON_PACKAGES], check=True)
    if not (folder / "node_modules").exists():
        subprocess.run(["npm", "install", "--silent", "--ignore-scripts", *NODE_PACKAGES], check=True, cwd=folder)
    for count in promos:
        workload = folder / f"w{count}.json"
        subprocess.run([python, scripts / "workload.py", workload, "--promos", str(count)], check=True)
        for script in NODE_SCRIPTS:
            yield from _in(folder, ["node", str(scripts / script), str(workload), str(SECONDS_PER_CELL)])
        limit = ["--reps", "1", "--limit", str(OSCAR_SECONDS)]
        yield from rows([python, scripts / "bench_oscar.py", workload, *limit])


def _in(folder: Path, command: list[str]) -> Iterator[Row]:
    done = subprocess.run(command, check=True, cwd=folder, stdout=subprocess.PIPE, text=True)
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            yield json.loads(line)
