"""A TOML file as a checked struct: a wrong type, an unknown key or a value out of bounds is refused with its line."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import TypeVar

import msgspec

Section = TypeVar("Section", bound=msgspec.Struct)


class ConfigFault(ValueError):
    """The file cannot be used; the text names file, line and reason."""


def read(path: Path) -> str:
    """Return the file's text; raises `ConfigFault`."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigFault(f"{path}: {error}") from error


def parse(text: str, type_: type[Section], name: str) -> Section:
    """Return the configuration in `text`, called `name` in errors; raises `ConfigFault`."""
    try:
        return msgspec.convert(tomllib.loads(text), type_)
    except tomllib.TOMLDecodeError as error:
        raise ConfigFault(f"{name}: {error}") from error
    except msgspec.ValidationError as error:
        raise fault(text, name, str(error)) from error


def fault(text: str, name: str, complaint: str) -> ConfigFault:
    """Return the fault with the line of the key that `complaint` names as msgspec does: `$.table.key`."""
    return ConfigFault(f"{name}{_place(text, complaint)}: {complaint}")


def _place(text: str, complaint: str) -> str:
    path = re.search(r"`\$\.?([^`]*)`", complaint)
    parts = path.group(1).split(".") if path and path.group(1) else []
    unknown = re.search(r"unknown field `([^`]+)`", complaint)
    if unknown:
        parts.append(unknown.group(1))
    section, nearest = "", ""
    rows: Counter[str] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*(\[?)\[([^\[\]]+)\]", line)
        if header:
            section = header.group(2).replace(" ", "")
        if header and header.group(1):  # [[table]]: one row more
            rows[section] += 1
            section = f"{section}[{rows[section] - 1}]"
        key = re.match(r"\s*([A-Za-z0-9_-]+)\s*=", line)
        here = [part for part in section.split(".") if part] + ([key.group(1)] if key else [])
        if here == parts and parts:
            return f":{number}"
        if header and parts[: len(here)] == here:
            nearest = f":{number}"
    return nearest
