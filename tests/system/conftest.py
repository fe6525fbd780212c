"""A running demo and a real browser."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


@dataclass
class Demo:
    lane_url: str
    store_url: str
    process: subprocess.Popen[str]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    code = "from lanewise.cli import main; main()"
    command = [sys.executable, "-c", code, "demo", "--port", "18080", "--data-dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        addresses = {}
        for line in process.stdout:
            name, _, rest = line.strip().partition("  ")
            addresses[name] = rest.strip().split(" ")[0]
            if name == "files":
                break
        assert "files" in addresses, f"the demo ended with {process.wait()}"
        yield Demo(f"http://127.0.0.1:{18080}", addresses["store 门店"], process)
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()
