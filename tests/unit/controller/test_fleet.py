"""Effects reach their driver and never come back as a crash, whatever the device does."""

from pathlib import Path

from controller.device_sections import DevicesSection, PrinterSection
from controller.fleet import Fleet
from controller.ports import Beep, OpenDrawer, PrintReceipt, ReadWeight, Receipt, StopWeight

EVERY_EFFECT = (
    Beep(good=True),
    OpenDrawer(),
    ReadWeight(request=1),
    StopWeight(),
    PrintReceipt(output_id="1-0", receipt=Receipt()),
)


def test_a_day_without_paper_does_not_end_the_lane() -> None:
    devices = DevicesSection(printer=PrinterSection(path="/nowhere"))
    fleet = Fleet(devices, lambda _reading: True, 1, Path("nowhere"))
    for number in range(500):
        fleet.perform(PrintReceipt(output_id=f"{number}-0", receipt=Receipt()))
    assert fleet.printer is not None
    waiting = fleet.printer.waiting()
    assert (waiting[0], waiting[-1]) == ("436-0", "499-0")


def test_effects_of_devices_this_lane_has_not_go_nowhere() -> None:
    fleet = Fleet(DevicesSection(), lambda _reading: True, 1, Path("nowhere"))
    for effect in EVERY_EFFECT:
        fleet.perform(effect)
    assert fleet.drivers() == {}
