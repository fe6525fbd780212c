"""What was found, as the part of a lane's configuration that says it."""

import json
from collections.abc import Sequence

import msgspec

from controller.device_sections import DevicesSection
from controller.ports import DeviceKind
from lanewise.doctor.probes import Found
from runtime import toml_file


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    devices: DevicesSection = DevicesSection()


def chosen(found: Sequence[Found]) -> dict[DeviceKind, Found]:
    """Return the first device of each kind; a lane has one of each."""
    first: dict[DeviceKind, Found] = {}
    for each in found:
        if each.kind is not None:
            first.setdefault(each.kind, each)
    return first


def as_toml(found: Sequence[Found]) -> str:
    """Return the sections, with a remark for each place that is none of them."""
    mine = chosen(found)
    text = "# Written by `lanewise doctor`. Goes below [lane] in the lane's file.\n"
    for kind, each in mine.items():
        text += f"\n# {each.said}\n[devices.{kind}]\n{each.place.key} = {json.dumps(each.place.value)}\n"
        rows = [("profile", each.profile)] if each.profile is not None else []
        text += "".join(f"{key} = {json.dumps(value)}\n" for key, value in (*rows, *each.extra))
    others = [each for each in found if each not in mine.values()]
    return text + "".join(f"\n# {each.place}: {each.said}\n" for each in others)


def read_back(text: str) -> DevicesSection:
    """Return what a lane would make of the text; raises `ConfigFault`."""
    devices = toml_file.parse(text, _File, "doctor").devices
    for key, complaint in devices.complaints():
        raise toml_file.fault(text, "doctor", f"{complaint} - at `$.devices.{key}`")
    return devices
