"""What a scale model can do, as data."""

from dataclasses import dataclass

from controller.devices.transport.stream import PortSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleProfile:
    """How often to ask, and how long to wait for the answer."""

    reply_deadline_s: float = 0.5
    tries: int = 3
    weighing_interval_s: float = 0.06
    idle_interval_s: float = 1.0
    clearing_interval_s: float = 0.2


ENQ_DC1 = ScaleProfile()
"""CAS PD/SW/AP, ACLAS OS2, Gram, Ohaus "CAS": 9600 8N1, asked by ENQ and DC1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleSettings:
    """One scale."""

    port: PortSettings
    profile: ScaleProfile = ENQ_DC1
