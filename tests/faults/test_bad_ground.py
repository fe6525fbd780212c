"""A lane on bad ground: wrong files, taken ports, a second owner, a full disk. A clear word each, nothing lost."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import trio

from contracts import view as v
from controller.devices.sim.scanner_sim import ScannerSim
from lanewise.child import Child
from lanewise.lane_client import open_lane_client
from lanewise.sample import price_book_json

STRAWBERRIES = "9521001000017"
TMPFS_MIB = 24
RESERVE_MIB = 4
PATIENCE_S = 60.0


def write_config(folder: Path, *, data_dir: str, more: str = "", **lane: str | int) -> Path:
    (folder / "book.json").write_bytes(price_book_json())
    rows = {"store_id": "0001", "lane_id": "1", "data_dir": data_dir, "price_book": "book.json", **lane}
    text = "[lane]\nstore_names = { en = 'Store' }\nlocale = 'en'\n"
    text += "".join(f"{key} = {value!r}\n" for key, value in rows.items())
    (folder / "lane.toml").write_text(text + more, encoding="utf-8")
    return folder / "lane.toml"


def run_lane(config: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "controller", "--config", str(config)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.faults
def test_a_wrong_key_is_refused_with_its_line_before_anything_opens(tmp_path: Path) -> None:
    ended = run_lane(write_config(tmp_path, data_dir="data", more="\n[gateway]\nprot = 8080\n"))
    assert ended.returncode == 2
    assert "lane.toml:10: Object contains unknown field `prot`" in ended.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.faults
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file stands where the folder should be")
    ended = run_lane(write_config(tmp_path, data_dir="data"))
    assert ended.returncode == 2
    assert str(tmp_path / "data") in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.faults
def test_a_price_book_with_faults_lists_them(tmp_path: Path) -> None:
    config = write_config(tmp_path, data_dir="data")
    text = price_book_json().decode().replace('"currency_exponent": 2', '"currency_exponent": 9')
    (tmp_path / "book.json").write_text(text, encoding="utf-8")
    ended = run_lane(config)
    assert ended.returncode == 2
    assert "currency_exponent" in ended.stderr


@pytest.mark.faults
def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run_lane(write_config(tmp_path, data_dir="data", more=f"\n[gateway]\nport = {port}\n"))
    assert ended.returncode == 2
    assert f"127.0.0.1:{port}" in ended.stderr


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as filler:
        while True:
            filler.write(b"\0" * 65536)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("a tmpfs of its own needs root")
    options = f"size={TMPFS_MIB}m"
    subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["/bin/umount", "-l", str(folder)], check=True)


@pytest.mark.faults
async def test_a_full_disk_finishes_the_open_sale_and_refuses_the_next(small_disk: Path, tmp_path: Path) -> None:
    dev = tmp_path / "scanner"
    more = f"\n[gateway]\nport = 0\n\n[devices.scanner]\npath = {str(dev)!r}\n"
    config = write_config(tmp_path, data_dir=str(small_disk / "data"), more=more, reserve_mb=RESERVE_MIB, min_free_mb=2)
    scanner = ScannerSim(dev)
    command = [sys.executable, "-m", "controller", "--config", str(config)]
    lane = Child("lane", command, tmp_path / "lane.log", lambda: None)
    async with trio.open_nursery() as nursery:
        await nursery.start(scanner.run)
        await nursery.start(lane.run)
        async with open_lane_client(lane.url.replace("http", "ws") + "/lane/ws") as client:
            await client.attached(PATIENCE_S)
            await client.wait_for(lambda view: any(device.state == "idle" for device in view.devices), PATIENCE_S)
            scanner.send(STRAWBERRIES)
            await client.wait_for(lambda view: len(view.lines) == 1, PATIENCE_S)
            with pytest.raises(OSError, match="No space"):
                fill(small_disk / "filler")
            assert (await client.intent(v.StartTender())).ok
            assert (await client.intent(v.TenderCash(amount_minor=1990))).ok
            scanner.send(STRAWBERRIES)
            await client.wait_for(lambda view: view.notice is not None and view.notice.code == "disk_full", PATIENCE_S)
            assert (await client.attached(PATIENCE_S)).phase == "change_due"
            (small_disk / "filler").unlink()
            scanner.send(STRAWBERRIES)
            await client.wait_for(lambda view: view.phase == "basket" and len(view.lines) == 1, PATIENCE_S)
        nursery.cancel_scope.cancel()
