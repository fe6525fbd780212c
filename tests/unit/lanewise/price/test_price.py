import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lanewise.cli import app
from lanewise.price.command import exit_code
from lanewise.price.report import Report, read_report
from lanewise.price.show import shown

VECTORS = sorted((Path(__file__).parents[4] / "tests/vectors/pricing").glob("*.json"))


def case(**changes: Any) -> dict[str, Any]:
    return {
        "id": "x",
        "currency": "USD",
        "tax": {"mode": "none"},
        "items": [{"sku": "a", "qty": 2, "unit_price": "1.00"}],
        "promotions": [{"kind": "percent_off", "id": "P", "scope": "all", "percent": "10"}],
        "expected": {"total": "1.80"},
    } | changes


def run(tmp_path: Path, content: Any, *words: str) -> tuple[int, str]:
    file = tmp_path / "cases.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    result = CliRunner().invoke(app, ["price", str(file), *words])
    return result.exit_code, result.output


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    result = CliRunner().invoke(app, ["price", str(path), "--json"])
    report = json.loads(result.output)
    assert [(one["id"], one["reason"]) for one in report["cases"] if one["status"] != "ok"] == []
    assert (report["ok"], report["differs"], report["not_expressible"]) == (len(report["cases"]), 0, 0)
    assert result.exit_code == 0


def test_there_are_golden_cases() -> None:
    assert len(VECTORS) >= 10


def test_a_difference_exits_1_with_both_figures(tmp_path: Path) -> None:
    code, output = run(tmp_path, case(expected={"total": "1.90"}))
    assert code == 1
    assert output == "differs         x: total: 1.80 instead of 1.90\n1 differs\n"


def test_json_has_the_documented_shape(tmp_path: Path) -> None:
    code, output = run(tmp_path, [case(), case(expected={"karma": 1})], "--json")
    report = json.loads(output)
    assert code == 0
    assert (report["ok"], report["differs"], report["not_expressible"]) == (1, 0, 1)
    assert set(report["cases"][0]) == {"id", "status", "got", "expected", "reason"}
    assert report["cases"][0]["got"]["total"] == "1.80"
    assert report["cases"][1]["reason"] == "expected.karma: the format has no such figure"


def test_a_basket_is_priced_and_shown(tmp_path: Path) -> None:
    basket = case()
    del basket["expected"]
    code, output = run(tmp_path, basket)
    assert code == 0
    rows = [line.split() for line in output.splitlines()]
    assert ["a", "1.80", "(-0.20)"] in rows
    assert ["P:", "2", "x", "a", "-0.20"] in rows
    assert ["total", "1.80"] in rows


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not a file of cases: not JSON"),
        ("3", "not a file of cases: neither a case nor"),
        (case(items=[{"sku": "a", "qty": 1}]), "malformed       x: items[0].unit_price: is missing"),
    ],
)
def test_bad_input_exits_2_and_says_why(tmp_path: Path, content: Any, words: str) -> None:
    code, output = run(tmp_path, content)
    assert code == 2
    assert output.startswith(words)


def test_a_missing_file_exits_2(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["price", str(tmp_path / "none.json")])
    assert result.exit_code == 2


def test_malformed_weighs_more_than_differs() -> None:
    report = Report(cases=(), ok=0, differs=1, not_expressible=0, malformed=1)
    assert exit_code(report) == 2


def test_the_example_of_the_page_is_ok(tmp_path: Path) -> None:
    page = (Path(__file__).parents[4] / "docs/pricing/case-format.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", page, flags=re.DOTALL)
    assert run(tmp_path, example) == (0, "ok              two-mugs\n1 ok\n")


def test_a_case_that_expects_no_object_is_named_and_hides_no_other(tmp_path: Path) -> None:
    code, printed = run(tmp_path, [case(expected="1.80"), case(id="y")])
    assert code == 2
    assert printed.splitlines() == [
        "malformed       x: case.expected: is not an object",
        "ok              y",
        "1 ok, 1 malformed",
    ]


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    assert run(tmp_path, "\ufeff" + json.dumps(case())) == (0, "ok              x\n1 ok\n")


def test_an_empty_file_of_cases() -> None:
    report = read_report('{"cases": [], "ok": 0, "differs": 0, "not_expressible": 0}')
    assert list(shown(report)) == ["no case"]
