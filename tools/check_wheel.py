# ruff: noqa: INP001 - a script, not a package
"""Look inside a built wheel: what it must hold, what it must not. Exit 1 and name each fault.

A folder that git ignores ships empty unless the build names it, and nobody notices on a developer's machine.
"""

import sys
from fnmatch import fnmatch
from zipfile import ZipFile

REQUIRED = (
    "ui_web/static/lane.html",
    "ui_web/static/bench.html",
    "ui_web/static/assets/*.js",
    "controller/_pricing*.so",
    "controller/_pricing.pyi",
    "controller/devices/escpos/font/unifont.bin",
    "controller/devices/escpos/font/OFL.txt",
    "lanewise/sample/price_book.json",
    "contracts/locale/en.json",
    "contracts/locale/zh-CN.json",
    "lanewise-*.dist-info/entry_points.txt",
    "lanewise-*.dist-info/licenses/LICENSE",
)
FORBIDDEN = ("tests/*", "*/test_*.py", "bench/*", "tools/*", "*/node_modules/*", "ui_web/src/*", "ui_web/.*", "*.rs")


def faults(names: list[str]) -> list[str]:
    """Return one sentence for each thing missing or unwanted among a wheel's `names`."""
    missing = [f"missing: {pattern}" for pattern in REQUIRED if not any(fnmatch(name, pattern) for name in names)]
    unwanted = [f"unwanted: {name}" for name in names if any(fnmatch(name, pattern) for pattern in FORBIDDEN)]
    return missing + unwanted


def main(wheel: str) -> int:
    """Print the verdict on the file `wheel`; return the exit code."""
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    found = faults(names)
    for fault in found:
        sys.stderr.write(f"{wheel}: {fault}\n")
    if not found:
        sys.stdout.write(f"{wheel}: {len(names)} files, complete\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
