import json
from pathlib import Path

import msgspec
import pytest

from contracts import asyncapi, bench, codegen, events, subjects, typescript, view


def test_what_is_checked_in_is_up_to_date():
    assert codegen.differing(codegen.ROOT) == []


def test_check_names_missing_changed_and_left_over_files(tmp_path: Path):
    codegen.write(tmp_path)
    assert codegen.differing(tmp_path) == []
    (tmp_path / "contracts/generated/asyncapi.json").write_text("{}")
    (tmp_path / "ui_web/src/contract.d.ts").unlink()
    (tmp_path / "contracts/generated/schema/old.json").write_text("{}")
    expected = ["contracts/generated/asyncapi.json", "contracts/generated/schema/old.json", "ui_web/src/contract.d.ts"]
    assert [str(path) for path in codegen.differing(tmp_path)] == expected
    assert [str(path) for path in codegen.write(tmp_path)] == expected
    assert codegen.differing(tmp_path) == []


def test_the_command_fails_with_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setattr(codegen, "ROOT", tmp_path)
    assert codegen.main(["--check"]) == 1
    assert "differs: contracts/generated/asyncapi.json" in capsys.readouterr().out
    assert codegen.main([]) == 0
    assert codegen.main(["--check"]) == 0


def test_every_event_and_frame_is_in_its_schema():
    files = codegen.generated()
    for name, union in [("lane_event", events.LaneEvent), ("lane_server_frame", view.ServerFrame)]:
        schema = json.loads(files[Path(f"contracts/generated/schema/{name}.json")])
        assert {member.__name__ for member in union.__args__} <= schema["$defs"].keys()


def test_the_document_holds_every_subject_and_no_dangling_reference():
    document = json.loads(codegen.generated()[Path("contracts/generated/asyncapi.json")])
    addresses = {channel["address"] for channel in document["channels"].values()}
    assert {subjects.event("{store}", "{lane}", "{type}"), subjects.applied("{store}", "{lane}")} <= addresses
    for reference in _references(document):
        _follow(document, reference)


def test_an_event_message_is_an_envelope_with_its_own_body():
    document = json.loads(codegen.generated()[Path("contracts/generated/asyncapi.json")])
    payload = document["components"]["messages"]["sale_closed"]["payload"]
    assert payload["allOf"][0] == {"$ref": asyncapi.REF + "Envelope"}
    assert payload["allOf"][1]["properties"]["body"] == {"$ref": asyncapi.REF + "SaleClosed"}


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (int, "number"),
        (str | None, "string | null"),
        (tuple[int, ...], "readonly number[]"),
        (tuple[int | None, ...], "readonly (number | null)[]"),
        (dict[str, int], "Readonly<Record<string, number>>"),
        (msgspec.Raw, "unknown"),
    ],
)
def test_types_become_typescript(type_: object, expected: str):
    assert typescript.type_of(msgspec.json.schema(type_)) == expected


def test_a_struct_becomes_an_interface_with_every_field_present():
    _, components = msgspec.json.schema_components([view.Ack], ref_template=typescript.REF_PREFIX + "{name}")
    text = typescript.interface("Ack", components["Ack"])
    assert '  readonly type: "ack";\n' in text
    assert "  readonly code: string | null;\n" in text


def test_the_client_knows_every_intent_and_command():
    text = codegen.generated()[Path("ui_web/src/contract.d.ts")]
    for member in (*view.Intent.__args__, *bench.BenchCommand.__args__):
        assert f"export interface {member.__name__} {{" in text


def _references(node: object):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _follow(document: dict, reference: str) -> None:
    node = document
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
