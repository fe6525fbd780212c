"""`lanewise replay` as a person calls it: exit codes, one JSON object, several lanes, resuming after a crash."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lanewise.sample import price_book_json

pytestmark = pytest.mark.system

COMMAND = [sys.executable, "-c", "from lanewise.cli import main; main()", "replay"]
TIMEOUT_S = 300
ITEMS = json.loads(price_book_json())["items"]
PIECES = [item for item in ITEMS if item.get("sold_by", "each") == "each"]
WEIGHED = next(item for item in ITEMS if item.get("sold_by") == "kg")


def replay(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    words = [*COMMAND, *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)


def written(folder: Path, rows: list[str], header: str = "basket_id,gtin,quantity,line_total_minor") -> Path:
    path = folder / "baskets.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def rows_of(baskets: int, lines: int) -> list[str]:
    return [
        f"b{number},{item['codes'][0]},1,{item['price_minor']}"
        for number in range(baskets)
        for item in (PIECES[(number * 7 + index) % len(PIECES)] for index in range(lines))
    ]


def test_counts_overrides_weights_and_promotions_agree_to_the_cent(tmp_path: Path) -> None:
    first, second = PIECES[0], PIECES[1]
    rows = [
        f"a,{first['codes'][0]},3,{first['price_minor'] * 3},",
        f"a,{second['codes'][0]},1,1,",
        f"a,{second['codes'][0]},1,0,",
        f"a,{WEIGHED['codes'][0]},1,777,350",
        *(f"b,{item['codes'][0]},2,{item['price_minor'] * 2}," for item in PIECES[::20]),
        f"c,{first['codes'][0]},9999,5,",
    ]
    path = written(tmp_path, rows, "basket_id,gtin,quantity,line_total_minor,mass_g")
    done = replay(path, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["ok"] is True
    assert (report["baskets"], report["lines"], report["scans_sent"]) == (3, len(rows), len(rows))
    assert report["lane_total_minor"] == report["store_total_minor"] == report["file_total_minor"]
    assert report["scan_to_view_ms"]["p99"] >= report["scan_to_view_ms"]["p50"] > 0
    assert done.stdout.count("\n") == 1


def test_rounded_cash_leaves_every_total_as_it_is(tmp_path: Path) -> None:
    book = json.loads(price_book_json()) | {"policy": {"cash": {"step_minor": 5, "mode": "half_up"}}}
    (tmp_path / "book.json").write_text(json.dumps(book), encoding="utf-8")
    rows = [f"b{minor},{PIECES[0]['codes'][0]},1,{minor}" for minor in (2, 490, 492, 493)]
    done = replay(written(tmp_path, rows), "--json", "--price-book", tmp_path / "book.json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["lane_total_minor"] == report["store_total_minor"] == report["file_total_minor"] == 1477


def test_baskets_are_dealt_to_several_lanes(tmp_path: Path) -> None:
    done = replay(written(tmp_path, rows_of(7, 3)), "--lanes", "3", "--data-dir", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    assert "yes" in done.stdout
    assert {folder.name for folder in (tmp_path / "data").glob("lane-*")} == {"lane-1", "lane-2", "lane-3"}


def test_the_times_of_the_file_set_the_pace(tmp_path: Path) -> None:
    code, price_minor = PIECES[0]["codes"][0], PIECES[0]["price_minor"]
    rows = [f"{n},{code},1,{price_minor},2000-11-04T08:00:{n * 10:02}" for n in range(4)]
    path = written(tmp_path, rows, "basket_id,gtin,quantity,line_total_minor,time")
    done = replay(path, "--json", "--speed", "x10")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["scans_per_s"] <= 4 / 3.0 + 0.1


def test_an_item_nobody_sells_is_counted_and_fails(tmp_path: Path) -> None:
    rows = [*rows_of(2, 2), "x,9529999999994,1,100", f"x,{PIECES[0]['codes'][0]},1,{PIECES[0]['price_minor']}"]
    done = replay(written(tmp_path, rows), "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert (report["scans_refused"], report["scans_accepted"], report["ok"]) == (1, 5, False)
    assert report["lane_total_minor"] == report["store_total_minor"] < report["file_total_minor"]
    assert "scans refused: not_found" in done.stderr


@pytest.mark.parametrize(
    ("rows", "arguments", "reason"),
    [
        (["a,1,0,5", "a,x,1,5"], [], "line 3: gtin 'x' is not 1 to 18 digits"),
        (["a,1,1,5"], ["--speed", "fast"], "speed is max, real or xK"),
        (["a,1,1,5"], ["--speed", "real"], "needs a time in every row"),
        (["a,1,1,5"], ["--resume"], "--resume needs the --data-dir"),
        (["a,1,1,5"], ["--lanes", "65"], "--lanes is 1 to 64"),
    ],
)
def test_bad_input_starts_nothing(tmp_path: Path, rows: list[str], arguments: list[str], reason: str) -> None:
    done = replay(written(tmp_path, rows), "--json", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert reason in done.stderr


def test_a_price_book_that_is_none_is_refused(tmp_path: Path) -> None:
    book = tmp_path / "book.json"
    book.write_text("{}", encoding="utf-8")
    done = replay(written(tmp_path, ["a,1,1,5"]), "--price-book", book)
    assert done.returncode == 2
    assert "cannot be replayed" in done.stderr


def test_a_replay_killed_half_way_is_resumed(tmp_path: Path) -> None:
    path, data = written(tmp_path, rows_of(200, 4)), tmp_path / "data"
    with subprocess.Popen([*COMMAND, str(path), "--data-dir", str(data)], stderr=subprocess.DEVNULL) as first:
        until_some_sold(data / "replay.json", first)
        first.send_signal(signal.SIGKILL)
        first.wait(TIMEOUT_S)
    again = replay(path, "--data-dir", data)
    assert again.returncode == 2
    assert "go on with --resume" in again.stderr
    done = replay(path, "--json", "--data-dir", data, "--resume")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["baskets"], report["lines"], report["scans_sent"]) == (200, 800, 800)
    assert report["duplicates"] == 0


def until_some_sold(progress: Path, process: subprocess.Popen[bytes]) -> None:
    deadline_s = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline_s and process.poll() is None:
        if progress.exists() and json.loads(progress.read_bytes())["lanes"][0]["baskets"] >= 10:
            return
        time.sleep(0.02)
    pytest.fail("the first replay sold nothing")
