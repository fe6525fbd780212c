"""Docs that name code name code that exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_one_scan_names_what_exists() -> None:
    text = (ROOT / "docs" / "one-scan.md").read_text(encoding="utf-8")
    quoted = re.findall(r"`([^`]+)`", text)
    paths = [name for name in quoted if "/" in name]
    assert len(paths) >= 15
    missing = [path for path in paths if not (ROOT / path).exists()]
    assert missing == []
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "controller").rglob("*.py"))
    names = [name for name in quoted if re.fullmatch(r"[A-Za-z_]\w+", name)]
    unknown = [name for name in names if not re.search(rf"\b(class|def) {name}\b|\b{name}[ :=]", code)]
    assert unknown == []


def test_every_folder_in_the_architecture_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for path in re.findall(r"^\| `([\w/.]+)`", text, flags=re.MULTILINE):
        assert (ROOT / path).exists(), path


def test_the_readmes_start_with_the_same_two_commands() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        commands = re.findall(r"^make (\w+)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert commands[:2] == ["demo", "test"], name
