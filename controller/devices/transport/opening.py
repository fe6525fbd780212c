"""One way to open any port: the settings choose the transport."""

from contextlib import AbstractAsyncContextManager
from typing import assert_never

from controller.devices.transport.evdev import open_evdev
from controller.devices.transport.lp import open_lp
from controller.devices.transport.serial import open_serial
from controller.devices.transport.serial_native import open_serial_native
from controller.devices.transport.stream import (
    DeviceStream,
    EvdevSettings,
    LpSettings,
    PortSettings,
    SerialSettings,
    TcpSettings,
)
from controller.devices.transport.tcp import open_tcp


def open_stream(port: PortSettings) -> AbstractAsyncContextManager[DeviceStream]:
    """Open `port` for the length of the block.

    Raises `TransportUnavailable` when it cannot, `TransportLost` when the device goes away meanwhile.
    """
    match port:
        case SerialSettings(backend="asyncio"):
            return open_serial(port)
        case SerialSettings():
            return open_serial_native(port)
        case TcpSettings():
            return open_tcp(port)
        case LpSettings():
            return open_lp(port)
        case EvdevSettings():
            return open_evdev(port)
        case _:
            assert_never(port)
