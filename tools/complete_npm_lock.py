# ruff: noqa: INP001 - a script, not a package
"""Complete ui_web/package-lock.json after `npm install`, so that `npm ci` takes it everywhere.

A registry mirror may carry the native packages of its own platform only. npm then leaves the others out of the lock
file, and `npm ci` refuses the file it wrote. They are entered here by name and version, with the platform that their
name says: npm skips them elsewhere and fetches them there. A complete file is left as it is.
"""

import json
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parent.parent / "ui_web" / "package-lock.json"
SYSTEMS = {"aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"}
PROCESSORS = {"arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"}

Entry = dict[str, Any]


def platform_entry(name: str, version: str, *, dev: bool) -> Entry:
    """Return the entry of a native package such as `@rollup/rollup-linux-x64-musl`."""
    words = name.rpartition("/")[2].split("-")
    systems = [word for word in words if word in SYSTEMS]
    processors = [word for word in words if word in PROCESSORS]
    assert systems, f"{name} does not name its operating system"
    assert processors, f"{name} does not name its processor"
    entry: Entry = {"version": version, "cpu": processors}
    if dev:
        entry["dev"] = True
    if words[-1].startswith("musl"):
        entry["libc"] = ["musl"]
    return entry | {"optional": True, "os": systems}


def missing(packages: dict[str, Entry]) -> dict[str, Entry]:
    """Return the entries that optional dependencies ask for and `packages` lacks."""
    return {
        f"node_modules/{name}": platform_entry(name, version, dev=package.get("dev", False))
        for path, package in packages.items()
        for name, version in package.get("optionalDependencies", {}).items()
        if f"node_modules/{name}" not in packages and f"{path}/node_modules/{name}" not in packages
    }


def main() -> int:
    """Rewrite the lock file if it is not complete; return the exit code."""
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    added = missing(lock["packages"])
    lock["packages"] = dict(sorted((lock["packages"] | added).items()))
    if added:
        LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(f"{LOCK.name}: {len(added)} entries added\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
