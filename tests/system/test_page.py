"""A cashier's sale in a real browser, through emulated devices on real ptys, in both languages."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from lanewise.sample import price_book_json
from runtime.ports import free_port

SCRIPTS = Path(__file__).with_name("page_scripts.py")
TIMEOUT_S = 300


class Demo(NamedTuple):
    lane_url: str
    store_url: str


@contextmanager
def started(folder: Path, *options: str) -> Iterator[Demo]:
    code = "from lanewise.cli import main; main()"
    port = free_port()
    command = [sys.executable, "-c", code, "demo", "--port", str(port), "--data-dir", str(folder), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        addresses = {}
        for line in process.stdout:
            name, _, rest = line.strip().partition("  ")
            addresses[name] = rest.strip().split(" ")[0]
            if name == "files":
                break
        assert "files" in addresses, f"the demo ended with {process.wait()}"
        yield Demo(f"http://127.0.0.1:{port}", addresses["store 门店"])
        process.terminate()
        assert process.wait(60) == 0


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with started(tmp_path_factory.mktemp("demo")) as running:
        yield running


def browse(script: str, demo: Demo, *args: str) -> None:
    command = [sys.executable, str(SCRIPTS), script, *demo, *args]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.system
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_cash_sale(demo: Demo, language: str) -> None:
    browse("cash_sale", demo, language)


@pytest.mark.system
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_card_wallet_and_a_line_that_drops_after_the_charge(demo: Demo, language: str) -> None:
    browse("payments", demo, language)


@pytest.mark.system
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_hint_that_is_followed_and_explained(demo: Demo, language: str) -> None:
    browse("explain", demo, language)


@pytest.mark.system
def test_a_killed_lane_comes_back_with_its_basket(demo: Demo) -> None:
    browse("kill_and_go_on", demo)


@pytest.mark.system
def test_an_unplugged_device_shows_within_a_second_and_the_sale_goes_on(demo: Demo) -> None:
    browse("unplug_and_go_on", demo)


@pytest.mark.system
def test_a_sale_in_a_country_without_small_coins(tmp_path: Path) -> None:
    book = json.loads(price_book_json())
    book |= {"id": "swiss", "currency": "CHF", "policy": {"cash": {"step_minor": 5, "mode": "half_up"}}}
    book["items"][0] |= {"codes": ["4011"], "price_minor": 1992, "sold_by": "each"}
    file = tmp_path / "swiss.json"
    file.write_text(json.dumps(book), encoding="utf-8")
    with started(tmp_path / "demo", "--price-book", str(file), "--locale", "en") as swiss:
        for language in ("zh-CN", "en"):
            browse("rounded_sale", swiss, language)
