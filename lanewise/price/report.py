"""The engine's report on a file of cases, as rust/pricing_core/src/cases/report.rs writes it."""

from typing import Any

import msgspec


class CaseReport(msgspec.Struct, frozen=True):
    """One case's answer.

    `status` is `ok`, `differs`, `not_expressible` (the format or the engine has no term for something in it), `priced`
    (it expects nothing) or `malformed`; `got` has the engine's figures, amounts as decimal texts; `expected` is
    what the case says, whatever its shape; `reason` is empty if it is ok.
    """

    id: str
    status: str
    got: dict[str, Any]
    expected: Any
    reason: str


class Report(msgspec.Struct, frozen=True):
    """The answer to a file. `fault` says why the file as a whole is none of cases."""

    cases: tuple[CaseReport, ...]
    ok: int
    differs: int
    not_expressible: int
    priced: int = 0
    malformed: int = 0
    fault: str = ""


def read_report(text: str) -> Report:
    """Read the report's JSON."""
    return msgspec.json.decode(text, type=Report, strict=True)
