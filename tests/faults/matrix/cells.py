"""The fault matrix: which faults, devices and sale states there are, and which of them make sense together."""

from dataclasses import dataclass

FAULTS = ("unplug", "hang", "babble", "half-open", "wrong baud", "paper out", "slow")
DEVICES = ("scanner", "scale", "printer", "drawer", "display", "terminal", "wallet")
STATES = ("closed", "basket", "weighing", "tendering", "paying", "printing")
PAYERS = ("terminal", "wallet")

NO_PAPER = "only a printer has paper"
NO_BAUD = "HTTP over TCP has no speed to be set wrong"


@dataclass(frozen=True, slots=True)
class Cell:
    device: str
    fault: str
    state: str

    def __str__(self) -> str:
        return f"{self.fault} x {self.device} x {self.state}"

    @property
    def wire(self) -> str:
        """Half-open is a fault of a network: those cells run in a lane whose devices all listen on TCP."""
        return "tcp" if self.fault == "half-open" else "pty"


def senseless(device: str, fault: str) -> str | None:
    """Return why this device cannot have this fault."""
    if fault == "paper out" and device != "printer":
        return NO_PAPER
    if fault == "wrong baud" and device == "wallet":
        return NO_BAUD
    return None


def all_cells() -> list[Cell]:
    return [
        Cell(device, fault, state)
        for device in DEVICES
        for fault in FAULTS
        if senseless(device, fault) is None
        for state in STATES
    ]
