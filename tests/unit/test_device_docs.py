"""Every example of a configuration in docs/devices is one."""

import re
from pathlib import Path

import pytest

from controller.config import parse

DOCS = Path(__file__).resolve().parents[2] / "docs" / "devices"
LANE = 'store_id = "1"\nlane_id = "1"\nstore_names = {}\ndata_dir = "d"\nprice_book = "b"\n'
EXAMPLES = [
    (page.name, example)
    for page in sorted(DOCS.glob("*.md"))
    for example in re.findall(r"^```toml\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    if "[devices." in example or "[barcode]" in example
]


@pytest.mark.parametrize(("page", "example"), EXAMPLES)
def test_the_example_is_a_configuration(page: str, example: str) -> None:
    parse(f"[lane]\n{LANE}\n{example}", page)


@pytest.mark.parametrize(("page", "example"), EXAMPLES)
def test_every_setting_that_is_commented_out_exists(page: str, example: str) -> None:
    section = re.findall(r"^\[.*\]$", example, flags=re.MULTILINE)[-1:]
    for line in re.findall(r"^# (\w+ = [^#\n]+)", example, flags=re.MULTILINE):
        if line.startswith(("via", "address", "lp", "evdev")):  # instead of the path above it
            continue
        parse(f"[lane]\n{LANE}\n{_with(example, section, line)}", page)


def _with(example: str, section: list[str], line: str) -> str:
    key = line.split(" ", 1)[0]
    kept = re.sub(rf"^{key} = .*$", "", example, flags=re.MULTILINE)
    return kept.replace(section[0], f"{section[0]}\n{line}")
