"""Run the cases of a file and say how each ended."""

from pathlib import Path

from controller.pricing import run_cases
from lanewise.price.report import Report, read_report
from lanewise.price.show import shown

OK, DIFFERS, BAD_INPUT = 0, 1, 2


def run_price(file: Path, *, json: bool) -> int:
    """Print the report of a file of cases and return the exit code: 0, 1 if a case differs, 2 if one is malformed.

    Raises:
        OSError: the file cannot be read.

    """
    text = run_cases(file.read_bytes())
    report = read_report(text)
    if json:
        print(text)
    else:
        for line in shown(report):
            print(line)
    return exit_code(report)


def exit_code(report: Report) -> int:
    """Tell 2, 1 or 0: a malformed file or case weighs more than a difference, as nothing was compared there."""
    if report.fault or report.malformed:
        return BAD_INPUT
    return DIFFERS if report.differs else OK
