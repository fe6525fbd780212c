# ruff: noqa: INP001 - a script, not a package
"""Write requirements.lock: every Python package at one version with its hashes, solved from pyproject.toml.

    .venv/bin/python tools/lock.py              keep the versions that still fit, add what is missing
    .venv/bin/python tools/lock.py --upgrade    take the newest that fit
    .venv/bin/python tools/lock.py --check      write nothing; exit 1 if the file no longer fits pyproject.toml

Runtime and development requirements share the file. It names no registry: pip's own settings choose that.
"""

import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PIP_TOOLS = "pip-tools==7.6.2"
COMPILE = [
    "--quiet",
    "--generate-hashes",
    "--reuse-hashes",
    "--allow-unsafe",
    "--strip-extras",
    "--no-annotate",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
    "--no-emit-options",
]


def wanted() -> list[str]:
    """Return the requirements of pyproject.toml, runtime and development."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]


def write(options: Iterable[str]) -> None:
    """Solve in a throw-away environment, so that the solver itself is nobody's dependency."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = f"{folder}/bin/python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", PIP_TOOLS], check=True)  # noqa: S603 - our own words
        source = Path(folder, "requirements.in")
        source.write_text("\n".join(wanted()), encoding="utf-8")
        compile_ = [python, "-m", "piptools", "compile", *COMPILE, *options]
        subprocess.run([*compile_, "--output-file", str(LOCK), str(source)], check=True)  # noqa: S603 - our own words


def misfits() -> list[str]:
    """Return the requirements that requirements.lock does not meet."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    pins = dict(line.removesuffix(" \\").split("==") for line in lines if "==" in line)
    requirements = map(Requirement, wanted())
    return [str(each) for each in requirements if pins.get(canonicalize_name(each.name), "") not in each.specifier]


def main(arguments: list[str]) -> int:
    """Write or check the lock file; return the exit code."""
    if arguments != ["--check"]:
        write(arguments)
    for misfit in misfits():
        sys.stderr.write(f"requirements.lock does not meet {misfit}: run tools/lock.py\n")
    return 1 if misfits() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
