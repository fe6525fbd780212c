"""Runs the Rust drivers of rust/pricing_bench and reads what they print."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

Row = dict[str, object]

CALLGRIND_TOTAL = re.compile(r"Collected : (\d+)")
FEW, MANY = 1, 6
"""Pricings of the two runs whose difference is divided."""


def build(*names: str) -> list[Path]:
    """Build drivers optimised; return where they are."""
    command = ["cargo", "build", "--release", "--locked", "-p", "pricing_bench", "--message-format=json"]
    done = subprocess.run([*command, *(f"--bin={name}" for name in names)], check=True, stdout=subprocess.PIPE)
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    made = {message["target"]["name"]: message["executable"] for message in messages if message.get("executable")}
    return [Path(made[name]) for name in names]


def rows(command: Sequence[str | Path]) -> Iterator[Row]:
    """Run a driver; yield each JSON line as it comes."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if line.startswith("{"):
                yield json.loads(line)
    if running.returncode != 0:
        raise subprocess.CalledProcessError(running.returncode, command)


def instructions(one: Path, promos: int, lines: int) -> Row | None:
    """Return the instructions that one pricing takes, counted by callgrind; None where there is no valgrind."""
    if shutil.which("valgrind") is None:
        return None
    counted = [_counted(one, promos, lines, times) for times in (FEW, MANY)]
    each = (counted[1] - counted[0]) // (MANY - FEW)
    return {"engine": "lanewise", "work": "instructions", "promos": promos, "lines": lines, "instructions": each}


def _counted(one: Path, promos: int, lines: int, times: int) -> int:
    words = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(one)]
    words += ["--promos", str(promos), "--lines", str(lines), "--times", str(times)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found = CALLGRIND_TOTAL.search(done.stderr)
    assert found, done.stderr
    return int(found[1])
