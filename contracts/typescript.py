"""TypeScript declarations from JSON Schema components, for the web client. Covers what `contracts` uses, no more."""

import json
from collections.abc import Mapping
from typing import Any

REF_PREFIX = "#/components/schemas/"
SCALARS = {"integer": "number", "number": "number", "string": "string", "boolean": "boolean", "null": "null"}

Schema = Mapping[str, Any]


def type_of(schema: Schema) -> str:
    """Return the TypeScript type expression of a schema."""
    match schema:
        case {"$ref": str(ref)}:
            expression = ref.removeprefix(REF_PREFIX)
        case {"anyOf": list(choices)}:
            expression = " | ".join(type_of(choice) for choice in choices)
        case {"enum": list(values)}:
            expression = " | ".join(json.dumps(value) for value in values)
        case {"type": "array"}:
            expression = f"readonly {_grouped(type_of(schema['items']))}[]"
        case {"type": "object"}:
            expression = _record(schema)
        case {"type": str(name)}:
            expression = SCALARS[name]
        case _:
            assert not schema, f"no TypeScript for {schema} yet"
            expression = "unknown"  # msgspec.Raw: its reader decides
    return expression


def interface(name: str, schema: Schema) -> str:
    """Return the declaration of one struct. Every field is present on the wire: msgspec encodes defaults."""
    fields = "".join(f"  readonly {key}: {type_of(value)};\n" for key, value in schema["properties"].items())
    return f"{_doc(schema)}export interface {name} {{\n{fields}}}\n"


def alias(name: str, schema: Schema) -> str:
    """Return the declaration of a named union."""
    return f"export type {name} = {type_of(schema)};\n"


def _record(schema: Schema) -> str:
    key = type_of(schema.get("propertyNames", {"type": "string"}))
    return f"Readonly<Record<{key}, {type_of(schema['additionalProperties'])}>>"


def _grouped(expression: str) -> str:
    return f"({expression})" if " " in expression else expression


def _doc(schema: Schema) -> str:
    lines = [line.strip() for line in str(schema.get("description", "")).splitlines()]
    if not lines:
        return ""
    if len(lines) == 1:
        return f"/** {lines[0]} */\n"
    return "/**\n" + "".join(f" * {line}".rstrip() + "\n" for line in lines) + " */\n"
