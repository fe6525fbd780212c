"""What every transport promises: the stream a driver reads and writes, its settings and its two faults."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

FaultCode = Literal[
    "unplugged",
    "port_in_use",
    "no_permission",
    "no_answer",
    "no_paper",
    "cover_open",
    "offline",
    "overrun",
    "error",
]


class TransportLost(Exception):
    """An open port is gone; `reason` is a fault code: `unplugged`, `overrun`."""

    def __init__(self, reason: FaultCode) -> None:
        super().__init__(reason)
        self.reason: FaultCode = reason


class TransportUnavailable(Exception):
    """The port cannot be opened; `reason` is a fault code: `unplugged`, `port_in_use`, `no_permission`, `error`."""

    def __init__(self, reason: FaultCode, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason: FaultCode = reason
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialSettings:
    """A serial port at a stable path such as `/dev/serial/by-id/...`, and its line.

    With 7 data bits, bit 7 of everything received is 0, on a pty too (which carries 8N1 whatever is set).
    `backend`: pyserial-asyncio on an island of its own, or Trio alone.
    """

    path: str
    baudrate: int = 9600
    bytesize: Literal[7, 8] = 8
    parity: Literal["N", "E", "O"] = "N"
    stopbits: Literal[1, 2] = 1
    flow: Literal["none", "rts_cts", "xon_xoff"] = "none"
    backend: Literal["asyncio", "trio"] = "asyncio"


@dataclass(frozen=True, slots=True, kw_only=True)
class TcpSettings:
    """A device that listens. A peer that answers nothing for `dead_after_s` is gone, also while nobody sends."""

    host: str
    port: int
    dead_after_s: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class LpSettings:
    """A USB printer at `/dev/usb/lp*`."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvdevSettings:
    """A scanner that types, at `/dev/input/by-id/*-event-kbd`; `layout` is the one it was told to type for."""

    path: str
    layout: Literal["us", "gb", "de", "fr"] = "us"


PortSettings = SerialSettings | TcpSettings | LpSettings | EvdevSettings
"""Where a device is. `transport.opening.open_stream` opens any of them."""


def port_name(port: PortSettings) -> str:
    """Return the place as a person writes it: a path, or `host:port`."""
    return f"{port.host}:{port.port}" if isinstance(port, TcpSettings) else port.path


class DeviceStream(Protocol):
    """An open port, Trio-flavoured. One task may read while another writes, no more.

    A device that went away is seen by the next read and by the next write, as `TransportLost`.
    """

    received_mono_ns: int
    """When the last byte of what `receive_some` returned last had arrived, on the monotonic clock."""

    async def receive_some(self) -> bytes:
        """Wait for bytes, as they arrived, never empty. Raises `TransportLost` after the last of them."""
        ...

    async def send_all(self, data: bytes) -> None:
        """Return when the port took all of `data`; a cancelled call has sent any part of it and drops the rest.

        An empty write sends nothing. A device without a way in (a keyboard) drops everything.
        """
        ...

    def discard_input(self) -> None:
        """Forget what arrived and was not read."""
        ...


OpenStream = Callable[[PortSettings], AbstractAsyncContextManager[DeviceStream]]
