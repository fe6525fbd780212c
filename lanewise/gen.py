"""`python -m lanewise.gen [--check]`: draws docs/state-machine.md from the domain's transition table."""

import sys
from pathlib import Path

from controller.lane.diagram import diagram

PATH = Path(__file__).resolve().parent.parent / "docs" / "state-machine.md"


def main() -> int:
    """Write the diagram, or with `--check` say whether it is up to date."""
    text = diagram()
    if "--check" not in sys.argv[1:]:
        PATH.write_text(text, encoding="utf-8")
        return 0
    if PATH.exists() and PATH.read_text(encoding="utf-8") == text:
        return 0
    print(f"{PATH.name} is not up to date: run make gen", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
