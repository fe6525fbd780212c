"""What is different on a pseudo-terminal.

It keeps 8 bits without parity and fails at the second attempt to set anything else; it has no modem lines. So a pty is
always opened 8N1 without RTS/CTS, and what a 7-bit line would have removed, `strip_bit_7` removes here.
"""

import os
import stat
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import structlog

from controller.devices.transport.stream import SerialSettings

UNIX98_PTY_MAJORS = range(136, 144)
_LOW_7 = bytes(value & 0x7F for value in range(256))

log = structlog.get_logger()


def is_pty(path: str) -> bool:
    """Tell a pty by its device number."""
    with suppress(OSError):
        status = Path(path).stat()
        return stat.S_ISCHR(status.st_mode) and os.major(status.st_rdev) in UNIX98_PTY_MAJORS
    return False


def possible_line(settings: SerialSettings) -> SerialSettings:
    """Return the settings this port can carry: on a pty 8N1 without RTS/CTS, which is logged; else as they are."""
    if not is_pty(settings.path):
        return settings
    line = replace(settings, bytesize=8, parity="N", flow="xon_xoff" if settings.flow == "xon_xoff" else "none")
    if line != settings:
        asked = f"{settings.bytesize}{settings.parity}{settings.stopbits} flow {settings.flow}"
        log.info("pty_opened_8n1", path=settings.path, asked=asked)
    return line


def strip_bit_7(data: bytes) -> bytes:
    """Return the bytes as a 7-bit line delivers them."""
    return data.translate(_LOW_7)
