"""How a device is and what it went through since its driver was made (UnifiedPOS: state, health check, statistics).

    closed ── run ──> opening ── answered ──> idle <──> busy
                         │                      └──> fault ── answered again ──> idle
                         └── cannot be opened ──> fault

Claimed: the port is open, and nobody else has it. Enabled: idle or busy, the device does what it is asked.
"""

from dataclasses import dataclass
from typing import Literal

import msgspec

from controller.devices.transport.stream import FaultCode
from controller.ports import DeviceKind, DeviceState

NS_PER_MS = 1_000_000
COUNTERS = (
    "good_reads", "duplicates", "noise_bytes", "retries", "timeouts", "openings", "losses", "paper_cuts",
    "bytes_received", "bytes_sent",
)  # fmt: skip

CheckLevel = Literal["internal", "external"]


@dataclass(slots=True, kw_only=True)
class Health:
    """Plain counters and the present state; only the driver and its shell write them."""

    good_reads: int = 0
    duplicates: int = 0
    noise_bytes: int = 0
    retries: int = 0
    timeouts: int = 0
    openings: int = 0
    losses: int = 0
    paper_cuts: int = 0
    bytes_received: int = 0
    bytes_sent: int = 0
    port: str = ""
    claimed: bool = False
    state: DeviceState = "closed"
    fault: FaultCode | None = None
    heard_mono_ns: int | None = None
    fault_since_mono_ns: int | None = None
    past_faults_ns: int = 0

    def become(self, state: DeviceState, fault: FaultCode | None, now_mono_ns: int) -> None:
        """Take the new state and count the time in the old one, if that was a fault."""
        if fault is not None and self.fault_since_mono_ns is None:
            self.fault_since_mono_ns = now_mono_ns
        if fault is None and self.fault_since_mono_ns is not None:
            self.past_faults_ns += now_mono_ns - self.fault_since_mono_ns
            self.fault_since_mono_ns = None
        self.state, self.fault = state, fault

    def in_fault_ms(self, now_mono_ns: int) -> int:
        """Return how long the device has been in fault, all faults together."""
        present_ns = now_mono_ns - self.fault_since_mono_ns if self.fault_since_mono_ns is not None else 0
        return (self.past_faults_ns + present_ns) // NS_PER_MS


class HealthSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """One device at one moment. `heard_ms_ago` is None if it never sent a byte."""

    device: DeviceKind
    port: str
    state: DeviceState
    fault: FaultCode | None
    claimed: bool
    enabled: bool
    heard_ms_ago: int | None
    in_fault_ms: int
    statistics: dict[str, int]


def snapshot(device: DeviceKind, health: Health, now_mono_ns: int) -> HealthSnapshot:
    """Return what `health` says now."""
    heard = health.heard_mono_ns
    return HealthSnapshot(
        device=device,
        port=health.port,
        state=health.state,
        fault=health.fault,
        claimed=health.claimed,
        enabled=health.state in {"idle", "busy"},
        heard_ms_ago=None if heard is None else (now_mono_ns - heard) // NS_PER_MS,
        in_fault_ms=health.in_fault_ms(now_mono_ns),
        statistics={name: getattr(health, name) for name in COUNTERS},
    )


class HealthCheck(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a health check: `internal` asks nothing of the device, `external` wants it to answer."""

    device: DeviceKind
    level: CheckLevel
    ok: bool
    text: str


def check_internal(now: HealthSnapshot) -> HealthCheck:
    """Judge by what is known."""
    text = f"Internal HCheck: Successful, {now.state} at {now.port}"
    if not now.enabled:
        why = now.fault or now.state
        text = f"Internal HCheck: {why} at {now.port}, {now.in_fault_ms // 1000} s in fault since the start"
    return HealthCheck(device=now.device, level="internal", ok=now.enabled, text=text)


def check_external(before: HealthSnapshot, after: HealthSnapshot, *, asked: bool, waited_ms: int) -> HealthCheck:
    """Judge by whether bytes came between two moments; `asked`: the driver asks this device all the time."""
    heard = after.statistics["bytes_received"] > before.statistics["bytes_received"]
    if not after.enabled:
        ok, text = False, f"{after.fault or after.state} at {after.port}"
    elif heard:
        ok, text = True, f"Successful, answered within {waited_ms} ms"
    elif asked:
        ok, text = False, f"open, but no answer within {waited_ms} ms"
    else:
        ok, text = True, "Successful, the port is open; this device speaks only when it is used"
    return HealthCheck(device=after.device, level="external", ok=ok, text=f"External HCheck: {text}")
