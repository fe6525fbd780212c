"""What a printer went through since its driver was made (UnifiedPOS device statistics)."""

from dataclasses import dataclass

from controller.devices.transport.stream import FaultCode


@dataclass(slots=True, kw_only=True)
class PrinterStatistics:
    """Counters; only the driver writes them. `fault_s` counts whole faults, `fault_since_s` the present one's start."""

    model: str = ""
    receipts: int = 0
    spoiled: int = 0
    lines: int = 0
    cuts: int = 0
    paper_outs: int = 0
    covers_opened: int = 0
    paper_low: bool = False
    fault_s: float = 0.0
    fault_since_s: float | None = None
    fault: FaultCode | None = None

    def see(self, fault: FaultCode | None, now_s: float) -> None:
        """Take in the present fault, or that there is none."""
        if fault == self.fault:
            return
        self.paper_outs += fault == "no_paper"
        self.covers_opened += fault == "cover_open"
        if self.fault_since_s is None:
            self.fault_since_s = now_s
        elif fault is None:
            self.fault_s += now_s - self.fault_since_s
            self.fault_since_s = None
        self.fault = fault

    def printed(self, pieces: list[bytes]) -> None:
        """Count a receipt that is on paper."""
        self.receipts += 1
        self.cuts += 1
        self.lines += sum(piece.endswith(b"\n") for piece in pieces)

    def in_fault_s(self, now_s: float) -> float:
        """Return the seconds in fault, the present one included."""
        return self.fault_s + (now_s - self.fault_since_s if self.fault_since_s is not None else 0.0)
