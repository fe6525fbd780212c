"""How the lane's devices are, told now and then: to a file beside the journal for `lanewise doctor`, and to the log."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import structlog
import trio

from controller.devices.health import HealthSnapshot
from runtime.clock import Clock, utc_text

FILE_NAME = "devices.json"
WRITE_EACH_S = 2.0
LOG_EACH_S = 300.0

log = structlog.get_logger()


class Vitals(msgspec.Struct, frozen=True, kw_only=True):
    """The file. `written_at` is RFC 3339 in UTC: an old one is a lane that does not run."""

    written_at: str
    devices: tuple[HealthSnapshot, ...]


async def keep_vitals(path: Path, health: Callable[[int], tuple[HealthSnapshot, ...]], clock: Clock) -> None:
    """Write the file each WRITE_EACH_S and log each LOG_EACH_S, until cancelled."""
    next_log_s = trio.current_time() + LOG_EACH_S
    while True:
        devices = health(clock.monotonic_ns())
        data = msgspec.json.encode(Vitals(written_at=utc_text(clock.wall()), devices=devices))
        try:
            await trio.to_thread.run_sync(_write, path, data)
        except OSError as error:
            log.warning("vitals_not_written", path=str(path), error=str(error))
        if trio.current_time() >= next_log_s:
            next_log_s += LOG_EACH_S
            for device in devices:
                log.info("device_health", **msgspec.to_builtins(device))
        await trio.sleep(WRITE_EACH_S)


def read_vitals(path: Path) -> Vitals | None:
    """Return what a lane wrote last; None if none ever did."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Vitals)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _write(path: Path, data: bytes) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_bytes(data)
    fresh.replace(path)
