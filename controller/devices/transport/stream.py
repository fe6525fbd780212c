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
    """A serial port at a stable path such as `/dev/serial/by-id/...`, and its line."""

    path: str
    baudrate: int = 9600
    bytesize: Literal[7, 8] = 8
    parity: Literal["N", "E", "O"] = "N"
    stopbits: Literal[1, 2] = 1


class DeviceStream(Protocol):
    """An open port, Trio-flavoured. One task may read while another writes, no more."""

    received_mono_ns: int
    """When the last byte of what `receive_some` returned last had arrived, on the monotonic clock."""

    async def receive_some(self) -> bytes:
        """Wait for bytes, as they arrived, never empty. Raises `TransportLost` after the last of them."""
        ...

    async def send_all(self, data: bytes) -> None:
        """Return when the port took all of `data`; a cancelled call has sent any part of it and drops the rest."""
        ...

    def discard_input(self) -> None:
        """Forget what arrived and was not read."""
        ...


OpenStream = Callable[[SerialSettings], AbstractAsyncContextManager[DeviceStream]]
