"""`lanewise doctor`: find, ask, check, print, write."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import trio
from msgspec.structs import replace as replace_struct
from rich.console import Console
from rich.table import Table

from controller.devices.health import check_internal
from controller.devices.scanner.codec import ScanFrame, ScannerCodec
from controller.vitals import FILE_NAME, read_vitals
from lanewise.doctor.check import in_service
from lanewise.doctor.places import Place, find
from lanewise.doctor.probes import Found, hear_scan, identify
from lanewise.doctor.toml import as_toml, chosen, read_back

NOT_WELL = 1
BAD_INPUT = 2


@dataclass(frozen=True, kw_only=True)
class DoctorOptions:
    """What to look at beside what is found: `ports` are paths, `tcp` is `host:port`. `lane` is a lane's data folder."""

    ports: tuple[str, ...] = ()
    tcp: tuple[str, ...] = ()
    only_given: bool = False
    scan_wait_s: float = 0.0
    print_test: bool = False
    write: Path | None = None
    lane: Path | None = None


async def run_doctor(options: DoctorOptions, console: Console, ask: Callable[[str], bool]) -> int:
    """Report; return 1 if a device is not well, 2 if a file cannot be written."""
    if options.lane is not None:
        return _tell_lane(options.lane / FILE_NAME, console)
    if options.write is not None and options.write.exists():
        console.print(f"lanewise: {options.write} exists; it is not overwritten", soft_wrap=True)
        return BAD_INPUT
    places = _places(options)
    console.print(f"{len(places)} places to look at", highlight=False)
    found = await _identify_all(places)
    if options.scan_wait_s > 0:
        found = await _wait_for_scans(found, options.scan_wait_s, console)
    well = await _check_all(found, options, console, ask)
    text = as_toml(found)
    if options.write is None:
        console.print(text, markup=False, highlight=False, soft_wrap=True)
    else:
        await trio.Path(options.write).write_text(text, encoding="utf-8")
        console.print(f"written: {options.write}", soft_wrap=True)
    return 0 if well else NOT_WELL


def _places(options: DoctorOptions) -> list[Place]:
    given = [_given(path) for path in options.ports] + [Place("address", address) for address in options.tcp]
    return given + ([] if options.only_given else [place for place in find() if place not in given])


def _given(path: str) -> Place:
    if path.startswith("/dev/usb/lp"):
        return Place("lp", path)
    return Place("evdev" if "event" in Path(path).name else "path", path)


async def _identify_all(places: Sequence[Place]) -> list[Found]:
    """Ask at all places at once."""
    found: dict[Place, Found] = {}

    async def ask(place: Place) -> None:
        found[place] = await identify(place)

    async with trio.open_nursery() as nursery:
        for place in places:
            nursery.start_soon(ask, place)
    return [found[place] for place in places]


async def _wait_for_scans(found: list[Found], wait_s: float, console: Console) -> list[Found]:
    """Listen where nothing answered; whatever sends a code is a scanner."""
    console.print(f"scan anything with each scanner within {wait_s:.0f} s ...", highlight=False)
    known: dict[Place, Found] = {}

    async def listen(silent: Found) -> None:
        code = await hear_scan(silent.place, _code, wait_s)
        if code is not None:
            known[silent.place] = replace(silent, kind="scanner", said=f"a scanner; it read {code}")

    async with trio.open_nursery() as nursery:
        for each in found:
            if each.kind is None and each.place.key != "lp":
                nursery.start_soon(listen, each)
    return [known.get(each.place, each) for each in found]


def _code(heard: bytes) -> str | None:
    frames = [reading for reading in ScannerCodec().feed(heard) if isinstance(reading, ScanFrame)]
    return frames[0].data if frames else None


async def _check_all(
    found: Sequence[Found], options: DoctorOptions, console: Console, ask: Callable[[str], bool]
) -> bool:
    """Run the drivers on what was found and tell how each is; return whether all are well."""
    table = Table("place", "what it is", "health")
    mine = chosen(found)
    well = True
    devices = replace_struct(read_back(as_toml(found)), terminal=None)
    async with in_service(devices) as bench:
        texts = {"terminal": "answered; the lane registers with it, the doctor does not"}
        for kind in bench.fleet.drivers():
            checks = await bench.check(kind)
            well = well and all(check.ok for check in checks)
            texts[str(kind)] = "\n".join(check.text for check in checks)
        for each in found:
            used = each.kind is not None and mine.get(each.kind) is each
            health = texts[each.kind] if used and each.kind is not None else ""
            table.add_row(
                each.place.value, each.said + ("" if used or each.kind is None else " (a second one)"), health
            )
        console.print(table)
        if "printer" in mine and (options.print_test or ask("Print a test receipt?")):
            said = await bench.print_test()
            well = well and "confirmed" in said
            console.print(f"test receipt: {said}", highlight=False)
    return well


def _tell_lane(path: Path, console: Console) -> int:
    """Show what a running lane says of its devices."""
    vitals = read_vitals(path)
    if vitals is None:
        console.print(f"lanewise: no lane has written {path}", soft_wrap=True)
        return BAD_INPUT
    table = Table("device", "health", "statistics", title=f"as of {vitals.written_at}")
    checks = [check_internal(device) for device in vitals.devices]
    for device, check in zip(vitals.devices, checks, strict=True):
        counters = ", ".join(f"{name} {value}" for name, value in device.statistics.items() if value)
        table.add_row(device.device, check.text, counters)
    console.print(table)
    return 0 if all(check.ok for check in checks) else NOT_WELL
