# ruff: noqa: INP001 - a script, not a package
"""The part of `tools/fuzz_codecs` that runs under atheris."""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["controller", "runtime"]):
    from tests.unit.controller.codec_targets import TARGETS

DICTIONARY_WORD_MAX_BYTES = 64


def main() -> None:
    """List, write seeds, or fuzz one target until libFuzzer ends the process."""
    match sys.argv[1:]:
        case ["--list"]:
            sys.stdout.write("".join(f"{name}\n" for name in TARGETS))
        case ["--seeds", name, folder]:
            write_seeds(name, Path(folder))
        case [name, *words]:
            atheris.Setup([sys.argv[0], *words], TARGETS[name].check)
            atheris.Fuzz()


def write_seeds(name: str, folder: Path) -> None:
    """Put what the target knows into its corpus and its dictionary."""
    seeds = TARGETS[name].seeds
    for index, seed in enumerate(seeds):
        (folder / f"seed-{index:02}").write_bytes(seed)
    short = [seed for seed in seeds if seed and len(seed) <= DICTIONARY_WORD_MAX_BYTES]
    quoted = ["".join(f"\\x{byte:02x}" for byte in seed) for seed in short]
    folder.with_name(f"{name}.dict").write_text("".join(f'"{word}"\n' for word in quoted), encoding="ascii")


main()
