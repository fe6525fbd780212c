"""What a printer went through since its driver was made (UnifiedPOS device statistics)."""

from dataclasses import dataclass

from controller.devices.transport.stream import FaultCode


@dataclass(slots=True, kw_only=True)
class PrinterStatistics:
    """Counters beside `Health`, which has the cuts and the time in fault; only the driver writes them."""

    model: str = ""
    receipts: int = 0
    spoiled: int = 0
    lines: int = 0
    paper_outs: int = 0
    covers_opened: int = 0
    paper_low: bool = False
    fault: FaultCode | None = None

    def see(self, fault: FaultCode | None) -> None:
        """Take in the present fault, or that there is none."""
        if fault != self.fault:
            self.paper_outs += fault == "no_paper"
            self.covers_opened += fault == "cover_open"
            self.fault = fault

    def printed(self, pieces: list[bytes]) -> None:
        """Count a receipt that is on paper."""
        self.receipts += 1
        self.lines += sum(piece.endswith(b"\n") for piece in pieces)
