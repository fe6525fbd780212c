import copy
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from controller.pricing import PriceBook
from lanewise.cli import app
from lanewise.pricebook.files import load, write_whole
from lanewise.sample import price_book_json

EVERY_KIND: Any = json.loads((Path(__file__).parents[2] / "vectors/price_book/every_kind.json").read_bytes())
SAMPLE: Any = json.loads(price_book_json())


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return written(tmp_path / "book.json", EVERY_KIND)


def written(path: Path, document: Any) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def run(*words: Any) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["pricebook", *map(str, words)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_check_tells_a_sound_book(book: Path) -> None:
    code, said = run("check", book)
    assert code == 0
    assert said.splitlines() == [
        "warning: promotion P19: the tier from 2000 is worth less than a tier below for a spend above 2000",
        "sound: 5 items, 25 promotions, 1 warning",
    ]


def test_check_lists_every_fault(tmp_path: Path) -> None:
    document = copy.deepcopy(SAMPLE)
    document["items"][0]["tax"] = "nope"
    document["promotions"][0]["id"] = document["promotions"][1]["id"]
    code, said = run("check", written(tmp_path / "bad.json", document))
    assert code == 1
    assert said.splitlines() == [
        'fault: item banana: unknown tax "nope"',
        f"fault: promotion {document['promotions'][1]['id']}: id is used twice",
        "refused: 2 faults",
    ]


@pytest.mark.parametrize("data", [b"", b"{", b"LWPB", b"LWPB\x09\x00and more"])
def test_check_refuses_what_is_no_book(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "book").write_bytes(data)
    code, said = run("check", tmp_path / "book")
    assert (code, said.splitlines()[-1]) == (1, "refused: 1 fault")


@pytest.mark.parametrize(
    "words", [["check"], ["build"], ["show"], ["diff", "also-missing"]], ids=lambda words: words[0]
)
def test_a_missing_file_is_told_in_a_sentence(words: list[str]) -> None:
    command, *others = words
    code, said = run(command, "missing", *others)
    assert code == 2
    assert said == "lanewise: [Errno 2] No such file or directory: 'missing'\n"


def test_build_writes_a_snapshot_of_the_same_book(book: Path, tmp_path: Path) -> None:
    code, said = run("build", book, "-o", tmp_path / "out.lwpb")
    document = PriceBook.from_json(book.read_bytes())
    assert code == 0
    assert {line.split()[0] for line in said.splitlines()} == {
        "warning:",
        "hash",
        "items",
        "promotions",
        "postings",
        "snapshot",
        "time",
    }
    assert document.content_hash in said
    assert load(tmp_path / "out.lwpb").describe() == document.describe()
    assert run("build", book)[0] == 0
    assert (tmp_path / "book.lwpb").read_bytes() == (tmp_path / "out.lwpb").read_bytes()
    assert run("diff", book, tmp_path / "book.lwpb") == (0, "no difference\n")


def test_a_bad_book_leaves_the_last_good_one(book: Path, tmp_path: Path) -> None:
    run("build", book)
    good = (tmp_path / "book.lwpb").read_bytes()
    written(book, EVERY_KIND | {"currency": "euro"})
    code, said = run("build", book)
    assert code == 1
    assert 'fault: price book: currency "euro" is not three capital letters' in said
    assert (tmp_path / "book.lwpb").read_bytes() == good
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.json", "book.lwpb"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: int) -> None:
        raise OSError(28, "No space left on device")

    target = tmp_path / "book.lwpb"
    write_whole(target, b"old")
    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(OSError, match="No space"):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_show_tells_every_kind_in_words(book: Path) -> None:
    code, said = run("show", book)
    terms = {line.split()[1]: line.split(" ", 2)[2] for line in said.splitlines() if line.startswith("promotion ")}
    assert code == 0
    assert "tax B: 4 % + 4.875 %" in said
    assert {
        kind: terms[f"{kind}:"].removesuffix(" (名 / name)") for kind in ("P0", "P3", "P5", "P7", "P10", "P12")
    } == {
        "P0": "each 10 % off",
        "P3": "each at 0.80",
        "P5": "3, the cheapest 1 free",
        "P7": "2, the dearest 1 50 % off",
        "P10": "2 of I1, I2 + 1 of I3 for 2.50",
        "P12": "buy 2 of I1, I2, get 1 of I1, I2 free",
    }
    assert terms["P19:"].startswith("from 10.00 5 % off, from 20.00 1.00 off")
    assert terms["P22:"].startswith("1 points for 1 EUR, 0.05 for each unit, before discounts")


def test_show_finds_an_item_by_id_and_by_code(book: Path) -> None:
    said = run("show", book, "I1")[1]
    assert run("show", book, "036000291452") == (0, said)
    assert "  codes       0036000291452, 1\n  price       1.00\n              1.10 from 2026-12-01T08:00\n" in said
    assert "  deposit     I4\n" in said
    touching = [line.split()[1].rstrip(":") for line in said.splitlines() if line.startswith("  promotion ")]
    assert "P0" in touching
    assert "P9" not in touching  # everything except I1


def test_show_tells_when_a_promotion_fires(book: Path) -> None:
    said = run("show", book, "P24")[1]
    for condition in ("at least 2 units in scope", "tender card", "Mon Sun 16:00-02:00", "limit: campaign 100.00"):
        assert f"  when        {condition}\n" in said


def test_show_of_what_is_not_there(book: Path) -> None:
    assert run("show", book, "nope") == (2, f"lanewise: {book} has no item, code or promotion 'nope'\n")


def test_diff_tells_what_changed(book: Path, tmp_path: Path) -> None:
    document = copy.deepcopy(EVERY_KIND)
    items, promotions = document["items"], document["promotions"]
    items[1]["price_minor"] = 950
    items[4]["names"]["en"] = "new name"
    items[0]["codes"].append("77")
    items.append({"id": "I6", "codes": ["6"], "names": {"zh-CN": "六", "en": "six"}, "tax": "A", "price_minor": 5})
    promotions[4]["price_minor"] = 140
    promotions[0]["scope"] = {"items": ["I1", "I3"]}
    promotions[10]["slots"][1]["scope"] = {"items": ["I2"]}
    del promotions[5]
    document["taxes"][0]["rate_bp"] = 1900
    document["policy"]["cash"]["step_minor"] = 10
    code, said = run("diff", book, written(tmp_path / "after.json", document))
    plain = "floor price 0.00; levy 0.00; tax A; discountable yes; tender exempt no; least age 0"
    assert code == 1
    assert said.splitlines() == [
        "~ policy: cash step_minor 5 -> 10",
        "~ tax A: rates 13 % -> 19 %",
        f"+ item I6: name 六 / six; codes 6; price 0.05; {plain}",
        "~ item I1: codes 0036000291452, 1 -> 0036000291452, 1, 77",
        "~ item I2: price 9.00/kg -> 9.50/kg",
        "~ item I5: name 名 / name -> 名 / new name",
        "- promotion P5",
        "~ promotion P0: scope without I2",
        "~ promotion P0: scope with I3",
        "~ promotion P4: terms 2 for 1.50 -> 2 for 1.40",
        "~ promotion P9: scope with I6",
        "~ promotion P10: scope without I3",
        "~ promotion P10: slot 2 without I3",
        "~ promotion P10: slot 2 with I2",
    ]


def test_diff_sees_another_order_of_promotions(book: Path, tmp_path: Path) -> None:
    other = written(tmp_path / "after.json", EVERY_KIND | {"promotions": EVERY_KIND["promotions"][::-1]})
    assert run("diff", book, other) == (1, "~ promotions stand in another order\n")
