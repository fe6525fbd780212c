"""Write what other languages read: JSON Schemas, the AsyncAPI document, the web client's TypeScript types.

`python -m contracts.codegen` writes; `python -m contracts.codegen --check` lists the files that differ and exits 1.
Same contracts, same bytes.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from contracts import asyncapi, bench, envelope, events, price_book, status, typescript, view

ROOT = Path(__file__).parents[1]
SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMAS: dict[str, Any] = {
    "envelope": envelope.Envelope,
    "applied_mark": envelope.AppliedMark,
    "lane_event": events.LaneEvent,
    "store_status": status.StoreStatus,
    "price_book": price_book.PriceBook,
    "lane_server_frame": view.ServerFrame,
    "lane_client_frame": view.ClientFrame,
    "bench_frame": bench.BenchFrame,
    "bench_command": bench.BenchCommand,
}
CLIENT_TYPES: dict[str, Any] = {
    "ServerFrame": view.ServerFrame,
    "ClientFrame": view.ClientFrame,
    "Intent": view.Intent,
    "BenchFrame": bench.BenchFrame,
    "BenchCommand": bench.BenchCommand,
}
CLIENT_HEADER = "// Written by `python -m contracts.codegen` from contracts/{view,bench}.py. Do not edit.\n"


def generated() -> dict[Path, str]:
    """Return the text of every generated file by its path relative to the repository."""
    files = {Path(f"contracts/generated/schema/{name}.json"): _schema(name) for name in SCHEMAS}
    files[Path("contracts/generated/asyncapi.json")] = _asyncapi()
    files[Path("ui_web/src/contract.d.ts")] = _client_types()
    return files


def differing(root: Path) -> list[Path]:
    """Return the files under `root` that are missing, changed or no longer generated, in order."""
    files = generated()
    wrong = {path for path, text in files.items() if _read(root / path) != text}
    return sorted(wrong | (set(_present(root)) - files.keys()))


def write(root: Path) -> list[Path]:
    """Bring the files under `root` up to date and return those that changed."""
    files = generated()
    changed = differing(root)
    for path in changed:
        target = root / path
        if path in files:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(files[path], encoding="utf-8")
        else:
            target.unlink()
    return changed


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m contracts.codegen", description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file differs")
    check = parser.parse_args(arguments).check
    changed = differing(ROOT) if check else write(ROOT)
    sys.stdout.writelines(f"{'differs' if check else 'wrote'}: {path}\n" for path in changed)
    if check and changed:
        sys.stdout.write("run: make gen\n")
    return int(check and bool(changed))


def _schema(name: str) -> str:
    schema = {"$schema": SCHEMA_DIALECT, "title": name, **msgspec.json.schema(SCHEMAS[name])}
    for entry, fields in price_book.CHOICES.items() if name == "price_book" else ():
        schema["$defs"][entry]["oneOf"] = [{"required": [field]} for field in fields]
    return _json(schema)


def _asyncapi() -> str:
    _, components = msgspec.json.schema_components(asyncapi.payload_types(), ref_template=asyncapi.REF + "{name}")
    return _json(asyncapi.document(dict(sorted(components.items()))))


def _client_types() -> str:
    unions, components = msgspec.json.schema_components(
        CLIENT_TYPES.values(), ref_template=typescript.REF_PREFIX + "{name}"
    )
    aliases = [typescript.alias(name, union) for name, union in zip(CLIENT_TYPES, unions, strict=True)]
    interfaces = [typescript.interface(name, components[name]) for name in sorted(components)]
    return "\n".join([CLIENT_HEADER, *aliases, *interfaces])


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _present(root: Path) -> Iterator[Path]:
    for path in (root / "contracts/generated").rglob("*.json"):
        yield path.relative_to(root)


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
