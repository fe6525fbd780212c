"""The pictures of the promotions page are drawn from the cases that prove it."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "docs/pricing/draw.py"


def test_the_pictures_are_as_the_cases_say() -> None:
    drawn = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True, check=False)
    assert (drawn.returncode, drawn.stderr) == (0, "")
