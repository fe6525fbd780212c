"""Where devices may be on this machine: stable names first, and one name for each port."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

PlaceKey = Literal["path", "address", "lp", "evdev"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the configuration says it: `path = "/dev/serial/by-id/..."`."""

    key: PlaceKey
    value: str

    def __str__(self) -> str:
        """Return it as a person reads it."""
        return self.value


def find(dev: Path = Path("/dev"), sys: Path = Path("/sys")) -> list[Place]:
    """Return every serial port with hardware behind it, USB printer and keyboard-like device.

    Names are by USB serial number (`by-id`), else by socket (`by-path`), else the kernel's.
    """
    serial = _named_once(
        [
            *sorted(dev.glob("serial/by-id/*")),
            *sorted(dev.glob("serial/by-path/*")),
            *sorted(dev.glob("ttyUSB*")),
            *sorted(dev.glob("ttyACM*")),
            *(port for port in sorted(dev.glob("ttyS*")) if _has_hardware(sys / "class/tty" / port.name / "type")),
        ]
    )
    return [
        *(Place("path", str(path)) for path in serial),
        *(Place("lp", str(path)) for path in sorted(dev.glob("usb/lp*"))),
        *(Place("evdev", str(path)) for path in _named_once(sorted(dev.glob("input/by-id/*-event-kbd")))),
    ]


def _named_once(paths: list[Path]) -> Iterator[Path]:
    seen: set[Path] = set()
    for path in paths:
        target = path.resolve()
        if target.exists() and target not in seen:
            seen.add(target)
            yield path


def _has_hardware(kind: Path) -> bool:
    """Tell a UART from one of the empty places the kernel keeps; type 0 is PORT_UNKNOWN."""
    try:
        return kind.read_text(encoding="ascii").strip() != "0"
    except OSError:
        return False
