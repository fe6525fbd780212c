"""What an ESC/POS printer's status bytes say. Sources: Epson's reference, pages DLE EOT, GS r, GS a.

DLE EOT 1    0xx1xx10   04 drawer pin 3 high  08 offline  20 waits for recovery  40 feed button pressed
DLE EOT 2    0xx1xx10   04 cover open  08 feeding by button  20 stopped at paper end  40 error
DLE EOT 3    0xx1xx10   04 recoverable  08 cutter  20 unrecoverable  40 recovers by itself (hot head)
DLE EOT 4    0xx1xx10   0C paper near end  60 paper end
GS r 1       0xx0xxxx   03 paper near end  0C paper end
GS r 2       0xx0xxxx   01 drawer pin 3 high
ASB byte 1   0xx1xx00   04 drawer pin 3 high  08 offline  20 cover open  40 feeding by button
    byte 2   0xx0xxxx   01 waits for recovery  02 feed button  04 recoverable  08 cutter  20 unrecoverable  40 itself
    byte 3   0xx0xxxx   03 paper near end  0C paper end
    byte 4   0xx0xxxx   reserved
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceStatus:
    """Everything at once: from automatic status, or from the answers to DLE EOT.

    `error` stands for one whose kind nobody asked for. A printer that recovers by itself is only offline.
    """

    drawer_pin3_high: bool = False
    offline: bool = False
    cover_open: bool = False
    feeding: bool = False
    feed_button: bool = False
    waiting_for_recovery: bool = False
    error: bool = False
    recoverable_error: bool = False
    cutter_error: bool = False
    unrecoverable_error: bool = False
    auto_recoverable: bool = False
    paper_near_end: bool = False
    paper_end: bool = False

    @property
    def failed(self) -> bool:
        """Whether somebody must see to the printer."""
        return self.error or self.recoverable_error or self.cutter_error or self.unrecoverable_error


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterAnswer:
    """The answer to DLE EOT 1."""

    drawer_pin3_high: bool
    offline: bool
    waiting_for_recovery: bool
    feed_button: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineAnswer:
    """The answer to DLE EOT 2."""

    cover_open: bool
    feed_button: bool
    stopped_paper_end: bool
    error: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorAnswer:
    """The answer to DLE EOT 3."""

    recoverable_error: bool
    cutter_error: bool
    unrecoverable_error: bool
    auto_recoverable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAnswer:
    """The answer to DLE EOT 4 or GS r 1."""

    paper_near_end: bool
    paper_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerAnswer:
    """The answer to GS r 2."""

    drawer_pin3_high: bool


def printer(value: int) -> PrinterAnswer:
    """Read the answer to DLE EOT 1."""
    return PrinterAnswer(
        drawer_pin3_high=bool(value & 0x04),
        offline=bool(value & 0x08),
        waiting_for_recovery=bool(value & 0x20),
        feed_button=bool(value & 0x40),
    )


def offline_cause(value: int) -> OfflineAnswer:
    """Read the answer to DLE EOT 2."""
    return OfflineAnswer(
        cover_open=bool(value & 0x04),
        feed_button=bool(value & 0x08),
        stopped_paper_end=bool(value & 0x20),
        error=bool(value & 0x40),
    )


def error_cause(value: int) -> ErrorAnswer:
    """Read the answer to DLE EOT 3."""
    return ErrorAnswer(
        recoverable_error=bool(value & 0x04),
        cutter_error=bool(value & 0x08),
        unrecoverable_error=bool(value & 0x20),
        auto_recoverable=bool(value & 0x40),
    )


def paper(value: int) -> PaperAnswer:
    """Read the answer to DLE EOT 4."""
    return PaperAnswer(paper_near_end=bool(value & 0x0C), paper_end=bool(value & 0x60))


def buffered_paper(value: int) -> PaperAnswer:
    """Read the answer to GS r 1."""
    return PaperAnswer(paper_near_end=bool(value & 0x03), paper_end=bool(value & 0x0C))


def buffered_drawer(value: int) -> DrawerAnswer:
    """Read the answer to GS r 2."""
    return DrawerAnswer(drawer_pin3_high=bool(value & 0x01))


def automatic(frame: bytes) -> DeviceStatus:
    """Read four bytes of automatic status, flow control taken out."""
    first, second, third, _ = frame
    return DeviceStatus(
        drawer_pin3_high=bool(first & 0x04),
        offline=bool(first & 0x08),
        cover_open=bool(first & 0x20),
        feeding=bool(first & 0x40),
        waiting_for_recovery=bool(second & 0x01),
        feed_button=bool(second & 0x02),
        recoverable_error=bool(second & 0x04),
        cutter_error=bool(second & 0x08),
        unrecoverable_error=bool(second & 0x20),
        auto_recoverable=bool(second & 0x40),
        paper_near_end=bool(third & 0x03),
        paper_end=bool(third & 0x0C),
    )


def from_answers(printer_value: int, offline_value: int, paper_value: int, error_value: int = 0) -> DeviceStatus:
    """Read the answers to DLE EOT 1, 2, 4 and, if somebody asked, 3 as one status."""
    state, cause, error, roll = (
        printer(printer_value),
        offline_cause(offline_value),
        error_cause(error_value),
        paper(paper_value),
    )
    kind_known = error.recoverable_error or error.cutter_error or error.unrecoverable_error or error.auto_recoverable
    return DeviceStatus(
        drawer_pin3_high=state.drawer_pin3_high,
        offline=state.offline,
        cover_open=cause.cover_open,
        feeding=cause.feed_button,
        feed_button=state.feed_button,
        waiting_for_recovery=state.waiting_for_recovery,
        error=cause.error and not kind_known,
        recoverable_error=error.recoverable_error,
        cutter_error=error.cutter_error,
        unrecoverable_error=error.unrecoverable_error,
        auto_recoverable=error.auto_recoverable,
        paper_near_end=roll.paper_near_end,
        paper_end=roll.paper_end,
    )
