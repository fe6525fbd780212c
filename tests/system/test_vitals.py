"""A running lane tells how its devices are: every one of the demo's, over the real wire."""

import io

import pytest
import trio
from rich.console import Console

from controller.vitals import FILE_NAME, read_vitals
from lanewise.doctor.command import DoctorOptions, run_doctor
from lanewise.environment import EnvironmentSettings, open_environment
from lanewise.sample import price_book_json

pytestmark = pytest.mark.system

PATIENCE_S = 60.0
ALL = {"scanner", "scale", "printer", "drawer", "display", "terminal", "wallet"}


def states(path):
    vitals = read_vitals(path)
    return {device.device: (device.state, device.fault) for device in vitals.devices} if vitals else {}


def faulty(path):
    return {kind for kind, (state, _) in states(path).items() if state == "fault"}


async def until(condition):
    with trio.fail_after(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - another process's file
            await trio.sleep(0.1)


async def test_every_device_of_the_demo_is_in_service_and_a_pulled_cable_is_told(tmp_path):
    settings = EnvironmentSettings(data_dir=tmp_path, price_book=price_book_json())
    async with open_environment(settings) as environment:
        lane = environment.lanes[0]
        data = tmp_path / "lane-1" / "data"
        file = data / FILE_NAME
        await until(lambda: states(file) == dict.fromkeys(ALL, ("idle", None)))
        out = Console(file=io.StringIO(), width=200)
        assert await run_doctor(DoctorOptions(lane=data), out, lambda _question: False) == 0
        lane.display.unplug()
        lane.terminal.unplug()
        await until(lambda: faulty(file) == {"display", "terminal"})
        out = Console(file=io.StringIO(), width=200)
        assert await run_doctor(DoctorOptions(lane=data), out, lambda _question: False) == 1
        assert "Internal HCheck: unplugged" in out.file.getvalue()
        lane.display.replug()
        lane.terminal.replug()
        await until(lambda: states(file) == dict.fromkeys(ALL, ("idle", None)))


async def test_no_lane_has_written_anything(tmp_path):
    out = Console(file=io.StringIO(), width=200)
    assert await run_doctor(DoctorOptions(lane=tmp_path), out, lambda _question: False) == 2
