"""Our receipts in an emulator not written by us (emupos), read back as text, and as codes off its picture."""

import json
import os
import re
import subprocess
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
import trio

from controller.devices.drawer.behind_printer import PrinterDrawer, PrinterDrawerSettings
from controller.devices.escpos.font import load
from controller.devices.escpos.png import read_picture
from controller.devices.printer.codec import encode
from controller.devices.printer.driver import PrinterDriver
from controller.devices.printer.profile import EPSON_80MM, PAPER_80MM, PrinterSettings
from controller.devices.transport.stream import PortSettings, SerialSettings, TcpSettings
from controller.ports import (
    Barcode,
    Columns,
    DrawerStatus,
    OutputComplete,
    OutputSpoiled,
    PrintReceipt,
    QrCode,
    Reading,
    Receipt,
    Rule,
    StatusUpdate,
    Text,
)
from runtime.ports import free_port

pytestmark = pytest.mark.system

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".lanewise" / "emupos"
SETUP_DEADLINE_S = 240
PATIENCE_S = 60.0
POLL_S = 0.05
READ_CODES = """
import json, sys, zxingcpp
from PIL import Image
print(json.dumps([[code.format.name, code.text] for code in zxingcpp.read_barcodes(Image.open(sys.argv[1]))]))
"""

RECEIPT = Receipt(
    parts=(
        Text(text="LANEWISE MARKET", align="center", bold=True, double=True),
        Text(text="Straße 5, Łódź · 12,50 €", align="center"),
        Rule(),
        Columns(left="Tomatoes", right="3.50"),
        Columns(left="Crème brûlée", right="12.00"),
        Columns(left="TOTAL", right="15.50", bold=True, double=True),
        Text(text="苹果 1.236 kg"),
        Barcode(data="4006381333931", symbology="ean13"),
        Barcode(data="R-000017"),
        QrCode(data="https://example.com/r/17"),
    )
)
TEXT = [
    "LANEWISE MARKET",
    "Straße 5, Łódź · 12,50 €",
    "-" * 48,
    "Tomatoes" + " " * 36 + "3.50",
    "Crème brûlée" + " " * 31 + "12.00",
    "TOTAL" + " " * 14 + "15.50",
    "[image 576x30]",
    "[barcode EAN-13 4006381333931]",
    "[barcode CODE128 R-000017]",
    "[qr https://example.com/r/17]",
]
JOB = PrintReceipt(output_id="1-0", receipt=RECEIPT)


@pytest.fixture(scope="module")
def emupos() -> Path:
    """The emulator's environment, made once; a machine that cannot have it skips these tests."""
    try:
        made = subprocess.run(
            [ROOT / "tools" / "setup_emupos"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=SETUP_DEADLINE_S,
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"emupos could not be installed within {SETUP_DEADLINE_S} s")
    if made.returncode != 0:
        said = (made.stdout + made.stderr).strip().splitlines() or ["no reason given"]
        pytest.skip(f"emupos is not to be had: {said[-1]}")
    return HOME


@dataclass(frozen=True)
class Emulator:
    """A running emupos. `pty`: its serial port; `paths` leads to files of this test."""

    home: Path
    folder: Path
    api: int
    tcp: int
    pty: Path

    async def ask(self, path: str, method: str = "GET") -> bytes:
        """Return what its control interface says."""
        url = f"http://127.0.0.1:{self.api}/api/v1/devices/front/{path}"
        request = urllib.request.Request(url, method=method)

        def read() -> bytes:
            with urllib.request.urlopen(request, timeout=5) as answer:
                body: bytes = answer.read()
                return body

        return await trio.to_thread.run_sync(read)

    async def codes(self) -> list[tuple[str, str]]:
        """Return the codes a reader finds on the picture of the latest receipt."""
        picture = self.folder / "receipt.png"
        picture.write_bytes(await self.ask("receipts/latest/image"))
        command = [str(self.home / "bin" / "python"), "-c", READ_CODES, str(picture)]
        found = await trio.run_process(command, capture_stdout=True)
        return sorted((re.sub(r"\W|_", "", kind).upper(), text) for kind, text in json.loads(found.stdout))


async def kill(emulator: trio.Process) -> None:
    """Not by SIGTERM, as Trio does: emupos can ignore it for good, and the test would wait for it as long."""
    emulator.kill()


@asynccontextmanager
async def running(home: Path, folder: Path) -> AsyncIterator[Emulator]:
    api, tcp = free_port(), free_port()
    config = folder / "emupos.yaml"
    config.write_text(
        f"schema: 1\napi: {{ host: 127.0.0.1, port: {api} }}\ndevices:\n  - id: front\n    type: printer\n"
        "    profile: epson-tm-t20iii\n    connections:\n"
        f"      - tcp: {{ port: {tcp} }}\n      - serial: {{ pty: true }}\n"
        f"    receipts_dir: {folder}/receipts\n"
    )
    pty = folder / "emupos" / "front"
    environment = {**os.environ, "TMPDIR": str(folder), "EMUPOS_API": f"http://127.0.0.1:{api}"}
    command = [str(home / "bin" / "emupos"), "run", "--config", str(config)]
    log = (folder / "emupos.log").open("wb")
    async with trio.open_nursery() as nursery:
        run = partial(
            trio.run_process, command, env=environment, stdout=log, stderr=log, check=False, deliver_cancel=kill
        )
        process = await nursery.start(run)
        emulator = Emulator(home, folder, api, tcp, pty)
        with trio.fail_after(PATIENCE_S):
            while True:
                try:
                    await emulator.ask("receipts")
                    break
                except OSError:
                    assert process.poll() is None, (folder / "emupos.log").read_text()
                    await trio.sleep(POLL_S)
        yield emulator
        nursery.cancel_scope.cancel()
    log.close()


@asynccontextmanager
async def printing(settings: PrinterSettings) -> AsyncIterator[tuple[PrinterDriver, list[Reading]]]:
    readings: list[Reading] = []
    driver = PrinterDriver(settings, lambda reading: readings.append(reading) or True)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(driver.run)
        yield driver, readings
        nursery.cancel_scope.cancel()


async def until(readings: list[Reading], wanted: Reading, times: int = 1) -> None:
    """Wait for a reading, or for so many of it."""
    for _ in range(int(PATIENCE_S / POLL_S)):
        if readings.count(wanted) >= times:
            return
        await trio.sleep(POLL_S)
    raise AssertionError(f"{wanted} never came: {readings}")


def port_of(emulator: Emulator, kind: str) -> PortSettings:
    if kind == "tcp":
        return TcpSettings(host="127.0.0.1", port=emulator.tcp)
    return SerialSettings(path=str(emulator.pty))


@pytest.mark.parametrize("kind", ["tcp", "pty"])
async def test_text_bar_codes_and_qr_code_come_out(kind: str, emupos: Path, tmp_path: Path) -> None:
    async with (
        running(emupos, tmp_path) as emulator,
        printing(PrinterSettings(port=port_of(emulator, kind), profile=EPSON_80MM)) as (driver, readings),
    ):
        driver.submit(JOB)
        await until(readings, OutputComplete(output_id="1-0"))  # emupos knows no GS ( H: by GS r
        text = (await emulator.ask("receipts/latest/text")).decode()
        assert text.removesuffix("\n").split("\n") == TEXT
        assert await emulator.codes() == [
            ("CODE128", "R-000017"),
            ("EAN13", "4006381333931"),
            ("QRCODE", "https://example.com/r/17"),
        ]
        assert read_picture((tmp_path / "receipt.png").read_bytes()).width_dots == 576
        assert driver.statistics.model == "TM-T20III"


async def test_the_qr_code_we_draw_ourselves_is_read(emupos: Path, tmp_path: Path) -> None:
    """As for a printer without QR codes: any bytes of UTF-8, and any size."""
    async with running(emupos, tmp_path) as emulator:
        settings = PrinterSettings(port=port_of(emulator, "tcp"), profile=replace(EPSON_80MM, native_qr=False))
        async with printing(settings) as (driver, readings):
            for number, data in enumerate(("苹果", "x" * 300)):
                receipt = Receipt(parts=(QrCode(data=data, level="L"),))
                driver.submit(PrintReceipt(output_id=f"{number}-0", receipt=receipt))
                await until(readings, OutputComplete(output_id=f"{number}-0"))
                assert await emulator.codes() == [("QRCODE", data)]


async def test_a_fault_in_the_middle_spoils_and_the_drawer_opens_without_paper(emupos: Path, tmp_path: Path) -> None:
    drawer_readings: list[Reading] = []
    async with (
        running(emupos, tmp_path) as emulator,
        printing(PrinterSettings(port=port_of(emulator, "tcp"), profile=EPSON_80MM)) as (driver, readings),
        trio.open_nursery() as nursery,
    ):
        drawer = PrinterDrawer(PrinterDrawerSettings(), driver, lambda reading: drawer_readings.append(reading) or True)
        nursery.start_soon(drawer.run)
        await until(readings, StatusUpdate(device="printer", state="idle"))
        await until(drawer_readings, DrawerStatus(open=False))
        await emulator.ask("faults/paper-out", "PUT")
        await until(readings, StatusUpdate(device="printer", state="fault", fault="no_paper"))
        driver.submit(JOB)
        assert drawer.open()
        await until(drawer_readings, DrawerStatus(open=True))
        await emulator.ask("drawer/close", "POST")
        await until(drawer_readings, DrawerStatus(open=False), times=2)
        assert not [reading for reading in readings if isinstance(reading, OutputComplete | OutputSpoiled)]
        await emulator.ask("faults/paper-out", "DELETE")
        await until(readings, OutputComplete(output_id="1-0"))
        nursery.cancel_scope.cancel()


async def test_chinese_is_gb18030_as_iconv_reads_it() -> None:
    """Emupos prints PC437 only: what stands between FS & and FS . is read by `iconv`, a third party's decoder."""
    lines = ("联华超市", "老干妈风味豆豉油制辣椒 280g", "㎡、。￥12.80")
    pieces = encode(Receipt(parts=tuple(Text(text=line) for line in lines)), PAPER_80MM, load())
    segments = [piece[piece.index(b"\x1c&") + 2 : piece.index(b"\x1c.", 2)] for piece in pieces if b"\x1c&" in piece]
    assert len(segments) == len(lines)
    for segment, line in zip(segments, lines, strict=True):
        read = await trio.run_process(["iconv", "-f", "GB18030", "-t", "UTF-8"], stdin=segment, capture_stdout=True)
        assert read.stdout.decode() == line
